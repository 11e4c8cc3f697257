"""Counts over everything: what became of all duties, who has recorded what."""

from collections import Counter
from datetime import date, datetime

from sqlalchemy import and_, case, func, select

from care.words import DutyState
from storage.gauges import Levels, levels_in
from storage.room import Room
from storage.tables import Closure, Duty, Record


class Tally:
    """Whole tables in one look: for the end of a simulated span, not for every day. Only `levels`
    is asked all the time.
    """

    def __init__(self, room: Room) -> None:
        self._room = room

    async def levels(self, now: datetime) -> Levels:
        """What waits at `now` (UTC)."""
        return await levels_in(self._room, now)

    async def duties(self, until: date) -> Counter[tuple[str, str]]:
        """The duties due by a local date, by rule and state."""
        query = (
            select(Duty.rule_id, Duty.state, func.count())
            .where(Duty.due_on <= until)
            .group_by(Duty.rule_id, Duty.state)
        )
        return Counter({(row[0], row[1]): row[2] for row in await self._room.get(query)})

    async def on_time(self, until: date) -> Counter[str]:
        """Of these the ones done on their due date or before it, by rule."""
        done = and_(Closure.duty_id == Duty.id, Closure.undone_at.is_(None))
        early = case((Record.about_on <= Duty.due_on, 1), else_=0)
        query = (
            select(Duty.rule_id, func.sum(early))
            .join(Closure, done)
            .join(Record, Record.id == Closure.record_id)
            .where(Duty.due_on <= until, Duty.state == DutyState.done)
            .group_by(Duty.rule_id)
        )
        return Counter({row[0]: int(row[1]) for row in await self._room.get(query)})

    async def records(self) -> Counter[tuple[int, str]]:
        """The records that stand, by author and kind."""
        query = (
            select(Record.author_id, Record.kind, func.count())
            .where(Record.withdrawn_at.is_(None))
            .group_by(Record.author_id, Record.kind)
        )
        return Counter({(row[0], row[1]): row[2] for row in await self._room.get(query)})
