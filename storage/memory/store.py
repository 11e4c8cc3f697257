"""The store in memory: units of work one after the other, taken back when they fail."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

from storage.memory.state import State
from storage.memory.table import Undo
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

    def write(self) -> AbstractAsyncContextManager[Work]:
        """One transaction: kept at the end of the block, taken back on an exception. No question
        to this store ever waits, so that two of them cannot meet.
        """
        return _Writing(self.work, self._state.undo)

    def read(self) -> AbstractAsyncContextManager[Work]:
        """A consistent view for queries; nothing written in it is kept."""
        return _Reading(self.work, self._state.undo)


class _Writing:
    """A block in which the store is written. No generator: a simulated year begins millions."""

    __slots__ = ("_undo", "_work")

    def __init__(self, work: Work, undo: Undo) -> None:
        self._work = work
        self._undo = undo

    async def __aenter__(self) -> Work:
        return self._work

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None:
            self._undo.back_to(0)
        self._undo.forget()


class _Reading:
    """A block in which the store is only read."""

    __slots__ = ("_point", "_undo", "_work")

    def __init__(self, work: Work, undo: Undo) -> None:
        self._work = work
        self._undo = undo
        self._point = 0

    async def __aenter__(self) -> Work:
        self._point = self._undo.point
        return self._work

    async def __aexit__(self, *error: object) -> None:
        self._undo.back_to(self._point)
