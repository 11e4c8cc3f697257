"""A child leaves the school's lists, or comes back to them."""

from datetime import date, datetime, timedelta

from care.roles import Act
from care.words import MoveState, Moving, NewsCode
from services.actor import Actor
from services.moving.carrying import reopen, settle_in
from services.moving.making import arrange
from services.moving.place import Moved, hold, managed, person_of
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
    if place.today - place.gone > BACK_WITHIN:
        return Moved.too_late
    by, class_id = actor.person_id, place.class_.id
    await clear(work, [child_id], by, now)
    await work.leavers.bring_back(child_id, class_id)
    left = await _last_out(work, child_id)
    if left is not None and left.settled_at is not None:
        await work.moves.settle([left.id], MoveState.cancelled, by, now)
        await work.journal.write([entry(left, "move.undone", by)], now)
        await reopen(work, child_id, left.settled_at, now)
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


async def _last_out(work: Work, child_id: int) -> MoveRow | None:
    """How the child left."""
    made = [m for m in await work.moves.of_children([child_id]) if m.state is MoveState.done]
    out = [m for m in made if m.to_id is None]
    return max(out, key=lambda move: move.settled_at or move.asked_at, default=None)
