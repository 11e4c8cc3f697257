"""What rests, in memory."""

from collections.abc import Iterable
from datetime import datetime

from care.delivery import Priority
from storage.memory.room import NoRoom
from storage.memory.settings import Settings
from storage.memory.state import State
from storage.memory.stored import StoredNotice
from storage.pauses import EVERYTHING, Pauses


class MemoryPauses(Pauses):
    """What is paused, and which waiting items belong to it."""

    def __init__(self, state: State, settings: Settings) -> None:
        super().__init__(NoRoom())
        self._state = state
        self._settings = settings

    async def everything_since(self) -> datetime | None:
        """Since when (UTC) all sending rests; None where it does not."""
        value = self._settings.get(EVERYTHING)
        return None if value is None else datetime.fromisoformat(value)

    async def pause_everything(self, at: datetime) -> None:
        """All sending rests from now on; pausing twice keeps the first moment."""
        if self._settings.get(EVERYTHING) is None:
            self._settings.put(EVERYTHING, at.isoformat())

    async def resume_everything(self) -> None:
        """Sending goes on, except in units that are paused themselves."""
        self._settings.drop(EVERYTHING)

    async def resting_items(self, notice_ids: Iterable[int]) -> dict[int, set[int]]:
        """The duties that rest, by the notice that speaks of them."""
        if not self.any():
            return {}
        found: dict[int, set[int]] = {}
        for notice in self._state.notices.get(notice_ids):
            duties = self._state.duties.get(item.duty_id for item in notice.items)
            if resting := {duty.id for duty in duties if self.rests(duty.unit_id)}:
                found[notice.id] = resting
        return found

    def nothing(self) -> bool:
        """Whether nothing rests at all, as is usual."""
        return not self.any() and self._settings.get(EVERYTHING) is None

    def any(self) -> bool:
        """Whether any unit is paused."""
        return self._state.resting.count(key=True) > 0

    def rests(self, unit_id: int | None) -> bool:
        """Whether a unit is paused, or one above it."""
        while unit_id is not None:
            unit = self._state.units.rows[unit_id]
            if unit.paused_at is not None:
                return True
            unit_id = unit.parent_id
        return False

    def awake(self, unit_id: int) -> bool:
        """Neither this unit rests nor any above it, nor everything."""
        return self._settings.get(EVERYTHING) is None and not (self.any() and self.rests(unit_id))

    def may_go(self, notice: StoredNotice) -> bool:
        """Whether a notice speaks of something awake; an emergency always does."""
        if notice.priority == Priority.EMERGENCY:
            return True
        if self._settings.get(EVERYTHING) is not None:
            return False
        if not self.any():
            return True
        duties = self._state.duties.get(item.duty_id for item in notice.items)
        if any(not self.rests(duty.unit_id) for duty in duties):
            return True
        if notice.code is None or self.rests(notice.unit_id):
            return False
        child = self._state.children.rows.get(notice.child_id or 0)
        return child is None or not self.rests(child.facts.unit_id)
