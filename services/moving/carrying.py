"""Children carried to another class: everything about them goes along, and nothing is lost."""

from collections.abc import Collection, Mapping
from datetime import datetime

from care.rungs import next_moment
from care.words import DutyState
from services.duties.case import move
from services.duties.outlook import look_around
from services.duties.planning import plan_children
from services.entries import about
from storage.duties import DutyRow
from storage.work import Work


async def carry(work: Work, child_ids: Collection[int], from_id: int, to_id: int) -> None:
    """Put children of one class into another, with what is open about them.

    `settle_in` follows once all of them are where they belong.
    """
    await work.children.place(child_ids, to_id)
    await work.duties.move_all_to(child_ids, to_id)
    await work.tasks.move_to(child_ids, from_id, to_id)
    await work.moves.started_from(child_ids, to_id)


async def settle_in(work: Work, homes: Mapping[int, int], now: datetime) -> None:
    """Children (id → class) in their new place: what the old staff alone owed is excused, what
    the new place asks for is planned.
    """
    await excuse_the_former(work, homes, now)
    await plan_children(work, homes, now)


async def excuse_the_former(work: Work, homes: Mapping[int, int], now: datetime) -> None:
    """What somebody of the old place alone owed, and nobody owes in the new one, is excused."""
    named = [d for d in await work.duties.open_of_children(homes) if d.holder_id is not None]
    outlook = await look_around(work, named, now)
    former = []
    for duty in named:
        rule, today = outlook.rule(duty), outlook.today(duty, now)
        if rule is None:
            continue
        holders = outlook.circle(duty).holders(rule.holder, today)
        if all(person.id != duty.holder_id for person in holders):
            former.append(duty)
    await work.duties.move([move(duty, DutyState.excused, None, now) for duty in former])
    await work.journal.write([about(d, "duty.excused", why="moved") for d in former], now)


async def reopen(work: Work, child_id: int, ended_at: datetime, now: datetime) -> None:
    """What was excused when a child left is open again, as long as its last day is not over."""
    latest = await work.duties.latest_of_children([child_id])
    ended = [d for d in latest if d.state is DutyState.excused and d.ended_at == ended_at]
    outlook = await look_around(work, ended, now)
    back: list[tuple[DutyRow, datetime | None]] = []
    for duty in ended:
        rule = outlook.rule(duty)
        if rule is not None and duty.closes_on >= outlook.today(duty, now):
            back.append((duty, next_moment(duty, rule, outlook.circle(duty))))
    await work.duties.move([move(duty, DutyState.open, at, None) for duty, at in back])
    await work.journal.write([about(duty, "duty.reopened") for duty, _ in back], now)
