"""The store in memory: units of work one after the other, taken back when they fail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from storage.memory.state import State
from storage.memory.work import MemoryWork
from storage.store import Store
from storage.work import Work


class MemoryStore(Store):
    """Nothing on a disk, nothing sealed. `keep_journal`: its lines can be read, too."""

    def __init__(self, *, keep_journal: bool = True) -> None:
        self._state = State()
        self.work = MemoryWork(self._state, keep_journal=keep_journal)

    @property
    def database(self) -> str:
        """`memory`."""
        return "memory"

    @property
    def file(self) -> Path | None:
        """There is none."""
        return None

    async def close(self) -> None:
        """Nothing is left open."""

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Work]:
        """One transaction: kept at the end of the block, taken back on an exception. No question
        to this store ever waits, so that two of them cannot meet.
        """
        try:
            yield self.work
        except BaseException:
            self._state.undo.back_to(0)
            raise
        self._state.undo.forget()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Work]:
        """A consistent view for queries; nothing written in it is kept."""
        point = self._state.undo.point
        try:
            yield self.work
        finally:
            self._state.undo.back_to(point)
