"""A child leaves the school's lists, or comes back to them."""

from datetime import date, datetime, timedelta

from care.hours import local_date
from care.roles import Act
from care.words import MoveState, Moving, NewsCode
from services.actor import Actor
from services.moving.carrying import reopen, settle_in
from services.moving.making import arrange
from services.moving.place import Moved, Place, hold, managed, person_of
from services.moving.telling import family, teachers, told_to
from services.moving.waiting import clear, entry
from storage.moves import MoveRow, NewMove
from storage.units import UnitRow
from storage.work import Work

BACK_WITHIN = timedelta(days=30)
"""How long the staff can take back that a child has left."""


async def leave(
    work: Work, actor: Actor | None, child_id: int, why: Moving, on: date, now: datetime
) -> Moved:
    """A child leaves (`left` or `graduated`); `on` is the first local day without it.

    Today or earlier happens at once. `actor` is None where the permission was checked already.
    """
    await hold(work, child_id)
    place = await managed(work, actor, child_id, Act.manage_lists, now)
    if place is None:
        return Moved.not_yours
    if place.gone:
        return Moved.impossible
    by = person_of(actor)
    move = NewMove(child_id, place.class_.id, None, why, on, asked_by_id=by)
    return await arrange(work, move, place.today, now)


async def come_back(work: Work, actor: Actor, child_id: int, now: datetime) -> Moved:
    """A child who had left is on its class's list again, with what was open about it."""
    await hold(work, child_id)
    place = await managed(work, actor, child_id, Act.manage_lists, now)
    if place is None:
        return Moved.not_yours
    if place.gone is None:
        return Moved.impossible
    left = await _lately_left(work, place)
    if left is None:
        return Moved.too_late
    by, class_id = actor.person_id, place.class_.id
    await clear(work, [child_id], by, now)
    await work.leavers.bring_back(child_id, class_id)
    move, moment = left
    await work.moves.settle([move.id], MoveState.cancelled, by, now)
    await work.journal.write([entry(move, "move.undone", by)], now)
    await reopen(work, child_id, moment, now)
    await _follow_again(work, place.class_, child_id, place.today)
    await settle_in(work, {child_id: class_id}, now)
    staff = (await teachers(work, [class_id], now))[class_id]
    told = (person for person in (*family(place.circle), *staff) if person != by)
    await told_to(work, told, NewsCode.child_back, child_id, now)
    return Moved.back


async def _follow_again(work: Work, class_: UnitRow, child_id: int, today: date) -> None:
    """A class that a new school year emptied, and so switched off, is on again for a child who
    was followed in it: nobody who comes back is forgotten.
    """
    if class_.live_on is None and await work.duties.latest_of_children([child_id]):
        await work.units.go_live([class_.id], today, None)


async def may_return(work: Work, place: Place) -> bool:
    """Whether the staff can still take back that a child has left."""
    return place.gone is not None and await _lately_left(work, place) is not None


async def _lately_left(work: Work, place: Place) -> tuple[MoveRow, datetime] | None:
    """How a child left, and when that was done (UTC); None where it is too late to take it back.
    The days count from then: it may have been done for an earlier day.
    """
    made = await work.moves.of_children([place.child_id])
    out = [
        (move, move.settled_at)
        for move in made
        if move.state is MoveState.done and move.to_id is None and move.settled_at is not None
    ]
    last = max(out, key=lambda each: each[1], default=None)
    if last is None or place.today - local_date(last[1], place.school.zone) > BACK_WITHIN:
        return None
    return last
