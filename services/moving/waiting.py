"""Moves that wait: stored, replaced by a newer one, cancelled. Every step is journaled."""

from collections.abc import Collection, Iterable
from datetime import datetime

from care.roles import Act
from care.words import MoveState, TaskKind
from services.actor import Actor
from services.moving.place import Moved, hold, managed
from services.moving.telling import told_of_withdrawal
from storage.journal import Entry
from storage.moves import MoveRow, NewMove
from storage.work import Work


async def plan(work: Work, move: NewMove, now: datetime) -> MoveRow:
    """Store a child's next move; one that waited before is cancelled."""
    await clear(work, [move.child_id], move.asked_by_id, now)
    (move_id,) = await work.moves.plan([move], now)
    row = (await work.moves.by_id([move_id]))[move_id]
    await work.journal.write([entry(row, f"move.{row.state}", move.asked_by_id)], now)
    return row


async def clear(
    work: Work, child_ids: Collection[int], by: int | None, now: datetime
) -> list[MoveRow]:
    """Cancel what waits for these children, and return it; who had accepted one of them is told."""
    waiting = await work.moves.waiting_for(child_ids)
    await drop(work, waiting, by, now)
    await told_of_withdrawal(work, waiting, by, now)
    return waiting


async def drop(work: Work, moves: Collection[MoveRow], by: int | None, now: datetime) -> None:
    """Cancel these moves, with the questions that were asked about them."""
    if not moves:
        return
    await work.moves.settle([move.id for move in moves], MoveState.cancelled, by, now)
    await withdraw_questions(work, (move.child_id for move in moves), now)
    await work.journal.write([entry(move, "move.cancelled", by) for move in moves], now)


async def withdraw_questions(work: Work, child_ids: Iterable[int], now: datetime) -> None:
    """Nobody is to answer an offer any more."""
    for task in await work.tasks.open_about(child_ids):
        if task.kind is TaskKind.transfer:
            await work.tasks.settle(task.id, "pointless", None, now)


async def cancel(work: Work, actor: Actor, child_id: int, now: datetime) -> Moved:
    """Take back what is planned or offered for a child."""
    await hold(work, child_id)
    if await managed(work, actor, child_id, Act.manage_lists, now) is None:
        return Moved.not_yours
    cleared = await clear(work, [child_id], actor.person_id, now)
    return Moved.cancelled if cleared else Moved.impossible


def entry(move: MoveRow, event: str, by: int | None) -> Entry:
    """A journal entry about a move."""
    details = {"move": move.id, "why": move.why, "to": move.to_id, "on": str(move.moves_on)}
    return Entry(event, person_id=by, child_id=move.child_id, unit_id=move.from_id, details=details)
