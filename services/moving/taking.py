"""What the day brings: planned moves, new school years, offers that nobody has answered."""

from datetime import datetime

from care.hours import local_date
from care.words import MoveState
from services.moving.accepting import tell_unanswered
from services.moving.making import make
from services.moving.year_day import take_year
from storage.work import Work

BATCH = 200


async def take_due_moves(work: Work, now: datetime, limit: int = BATCH) -> int:
    """Do what is due at `now` (UTC); returns how much was done, 0 when there is nothing.

    A new school year comes first, and alone: children with a way of their own for that day do not
    go up with their class.
    """
    for promotion in await work.promotions.due(now):
        school = await work.units.get(promotion.unit_id)
        if promotion.moves_on <= local_date(now, school.zone):
            await take_year(work, promotion, now)
            return 1
    found = await work.moves.due(now, limit)
    units = await work.units.by_id([move.from_id for move in found])
    due = [m for m in found if (m.look_on or m.moves_on) <= local_date(now, units[m.from_id].zone)]
    offers = [move for move in due if move.state is MoveState.offered]
    if offers:
        await tell_unanswered(work, offers, now)
    for move in due:
        if move.state is MoveState.planned:
            await make(work, move, None, now)
    return len(due)
