"""The moment at which a move happens, at once or on its day."""

from datetime import date, datetime, timedelta

from care.words import MoveState, Moving, NewsCode, UnitKind
from services.duties.emptied import end_of_empty
from services.moving.carrying import carry, settle_in
from services.moving.ending import end_children
from services.moving.place import Moved, hold, place_of
from services.moving.telling import teachers, told_of_move, told_to
from services.moving.waiting import drop, entry, plan
from services.pairing.moving import end_pairs
from storage.moves import MoveRow, NewMove
from storage.units import UnitRow
from storage.work import Work

_OUT = frozenset({Moving.left, Moving.graduated})


async def arrange(work: Work, move: NewMove, today: date, now: datetime) -> Moved:
    """Store a move, and make it where its day is not ahead; `today` is the school's."""
    row = await plan(work, move, now)
    if row.moves_on > today:
        return Moved.planned
    return Moved.done if await make(work, row, move.asked_by_id, now) else Moved.impossible


async def make(work: Work, move: MoveRow, by: int | None, now: datetime) -> bool:
    """Make a planned move; False where it has become pointless, and then it is cancelled, or where
    somebody has been faster.
    """
    await hold(work, move.child_id)
    if (await work.moves.by_id([move.id]))[move.id].state is not MoveState.planned:
        return False
    place = await place_of(work, move.child_id, now)
    to = None if move.to_id is None else (await work.units.by_id([move.to_id])).get(move.to_id)
    graduate = move.why is Moving.transfer
    if place is None or (place.gone and not graduate) or not _fits(move, place.class_, to):
        await drop(work, [move], by, now)
        return False
    await work.moves.settle([move.id], MoveState.done, by, now)
    await work.journal.write([entry(move, "move.done", by)], now)
    if move.why in _OUT:
        last_day = {move.child_id: move.moves_on - timedelta(days=1)}
        staff = (await teachers(work, [place.class_.id], now))[place.class_.id]
        await end_children(work, last_day, move.why, by, now)
        await end_of_empty(work, [place.class_.id], now)
        told = (person for person in staff if person != by)
        await told_to(work, told, NewsCode.child_gone, move.child_id, now)
        return True
    await _go(work, move, place.class_, now, gone=place.gone is not None)
    if move.why is Moving.transfer:
        await end_pairs(work, move.child_id, place.class_.id, by, now)
    await told_of_move(work, move, by, now, new_school=move.why is Moving.transfer)
    return True


def _fits(move: MoveRow, here: UnitRow, to: UnitRow | None) -> bool:
    if move.why in _OUT:
        return True
    return to is not None and to.kind is UnitKind.class_ and to.id != here.id


async def _go(work: Work, move: MoveRow, here: UnitRow, now: datetime, *, gone: bool) -> None:
    to_id = move.to_id or here.id
    if gone:
        await work.leavers.bring_back(move.child_id, to_id)
    await carry(work, [move.child_id], here.id, to_id)
    await end_of_empty(work, [here.id], now)
    await settle_in(work, {move.child_id: to_id}, now)
