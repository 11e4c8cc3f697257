"""What somebody who gets a post has to know first: how many children, what is due, what is open."""

from collections.abc import Iterable
from datetime import datetime

from care.hours import local_date
from care.people import OUT_OF_THE_CIRCLE
from care.ties import Tie
from care.words import NewsCode, Post, Reach
from services.duties.outlook import look_around
from services.news import News
from storage.duties import DutyRow
from storage.units import UnitRow
from storage.work import Work


async def introduction(work: Work, new: int, unit: UnitRow, post: Post, now: datetime) -> News:
    """Said once, to the new holder of a post."""
    if post is Post.class_teacher:
        return await _of_class(work, new, unit, now)
    units = [unit.id, *(each.id for each in await work.units.below(unit.id))]
    children = {child.id for child in await work.children.in_units(units)}
    duties = await work.duties.open_of_children(children) + await work.duties.open_of_units(units)
    counts = {"due": str(await _due_by(work, new, unit, duties, now))}
    details = {"n": len(children), "post": post, "kind": unit.kind, **counts}
    return News(new, NewsCode.post_taken, unit_id=unit.id, details=details)


async def _of_class(work: Work, new: int, unit: UnitRow, now: datetime) -> News:
    children = {child.id for child in await work.children.in_units([unit.id])}
    circles = await work.circles.around(children, now.date())
    met = sum(any(_is_met(tie) for tie in circle.ties) for circle in circles.values())
    tasks = await work.tasks.open_in_units([unit.id])
    duties = await work.duties.open_of_children(children) + await work.duties.open_of_units(
        [unit.id]
    )
    due = await _due_by(work, new, unit, duties, now)
    counts = {"joined": str(met), "open": str(len(tasks)), "due": str(due)}
    details = {"n": len(children), **counts}
    return News(new, NewsCode.class_taken, unit_id=unit.id, details=details)


async def _due_by(
    work: Work, person_id: int, unit: UnitRow, duties: Iterable[DutyRow], now: datetime
) -> int:
    """How many of these this person owes now that are due already."""
    today = local_date(now, unit.zone)
    due = [duty for duty in duties if duty.due_on <= today]
    outlook = await look_around(work, due, now)
    return sum(outlook.owes(duty, person_id, now) for duty in due)


def _is_met(tie: Tie) -> bool:
    return tie.person.reach is Reach.joined and tie.status not in OUT_OF_THE_CIRCLE
