"""Rows into the store, each with the child it means: children, families, class teachers, and what
must be asked about them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from care.hours import local_date
from care.people import OUT_OF_THE_CIRCLE
from care.words import Reach, Status
from services.duties.emptied import end_of_empty
from services.duties.planning import plan_children
from services.duties.restarting import restart_ladders
from services.lists.statuses import leave_child
from services.merging.children import Outcome, Pair, Placed, merge_children
from services.merging.circles import Circles, merge_circles
from services.merging.numbers import merge_family_numbers, sharing
from services.merging.questions import ask_differing, ask_statuses, forget_the_answered
from services.merging.teachers import merge_class_teachers
from services.moving.carrying import excuse_the_former
from storage.units import UnitRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Brought:
    """What has come of the rows."""

    placed: Sequence[Placed]
    circles: Circles
    asked: int
    planned: int
    shared: int


async def bring(
    work: Work, pairs: Sequence[Pair], units: Mapping[str, UnitRow], school: UnitRow, now: datetime
) -> Brought:
    """Merge rows with the store; a constant number of statements for any 500 children.

    `units` are the school's classes by name, those of the rows among them.
    """
    outcome = Outcome()
    placed = await merge_children(
        work, pairs, units, school, local_date(now, school.zone), now, outcome
    )
    circles = await merge_circles(work, placed, school, now, outcome)
    await merge_family_numbers(work, placed, circles.matcher, now, outcome)
    await merge_class_teachers(work, placed, units, school, now, outcome)
    fresh = {one.id: one.said.kept() for one in placed if one.said != one.before}
    await work.sheets.keep_of_children(fresh)
    await work.journal.write(outcome.entries, now)
    homes = {one.id: one.unit_id for one in placed}
    await forget_the_answered(work, placed, now)
    asked = await ask_differing(work, outcome.differing, now)
    asked += await ask_statuses(work, circles, homes, now)
    await excuse_the_former(work, outcome.homes, now)
    if outcome.homes:
        await end_of_empty(work, [unit.id for unit in units.values()], now)
    planned = await plan_children(work, homes, now)
    await _follow(work, circles.turned, now)
    people = {adult.person for one in placed for adult in one.said.adults if not adult.missing}
    return Brought(placed, circles, asked, planned, sharing(circles.matcher, people))


async def _follow(work: Work, turned: Iterable[tuple[int, int, Status]], now: datetime) -> None:
    """What follows from a new status: who is out gets nothing more, who is away now may owe."""
    turned = list(turned)
    for child_id, person_id, status in turned:
        if status in OUT_OF_THE_CIRCLE:
            await leave_child(work, child_id, person_id, now)
    away = dict.fromkeys(person_id for _, person_id, status in turned if status is Status.away)
    accounts = await work.accounts.of_people(away)
    for person_id in (i for i in away if i in accounts and accounts[i].reach is Reach.joined):
        await restart_ladders(work, person_id, now)
