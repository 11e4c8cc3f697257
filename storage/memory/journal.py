"""The history, in memory: counted, and kept where somebody wants to read it."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from storage.journal import Entry, JournalBook, JournalRow
from storage.memory.room import NoRoom
from storage.memory.state import State
from storage.memory.stored import StoredEntry
from storage.tables import new_id


class MemoryJournal(JournalBook):
    """Written, read, never changed. Without `kept` a simulated year counts events only."""

    def __init__(self, state: State, *, kept: bool) -> None:
        super().__init__(NoRoom())
        self._state = state
        self._kept = kept
        self.counts: Counter[str] = Counter()

    async def write(self, entries: Sequence[Entry], now: datetime) -> None:
        """Append entries."""
        for entry in entries:
            self.counts[entry.event] += 1
            if self._kept:
                self._state.entries.put(StoredEntry(new_id(), JournalRow(now, entry)))

    async def about_duty(self, duty_id: int) -> list[JournalRow]:
        """The history of one duty, oldest first."""
        return self._those(lambda entry: entry.duty_id == duty_id)

    async def about_child(self, child_id: int) -> list[JournalRow]:
        """The history of one child, oldest first."""
        return self._those(lambda entry: entry.child_id == child_id)

    async def of_event(self, event: str) -> list[JournalRow]:
        """All entries of one kind, oldest first."""
        return self._those(lambda entry: entry.event == event)

    def _those(self, fits: Callable[[Entry], bool]) -> list[JournalRow]:
        rows = (stored.row for stored in self._state.entries.rows.values())
        return sorted((row for row in rows if fits(row.entry)), key=lambda row: row.at)
