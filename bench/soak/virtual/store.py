"""The store in memory as a bot meets it: slow, sometimes failing, and the last thing it ever sees.

What a killed bot had committed stays; what it had not is taken back.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from msgspec.structs import replace

from bench.soak.virtual.town import Town
from care.delivery import Priority
from care.habits import Habits
from storage.duties import DutyRow
from storage.memory.state import next_look
from storage.memory.store import MemoryStore
from storage.memory.stored import StoredNotice
from storage.memory.table import Table
from storage.store import Store
from storage.work import Work

Changes = list[tuple[StoredNotice | None, StoredNotice]]
Committed = Callable[[Changes], None]


class KilledError(BaseException):
    """`kill -9`: nothing that catches errors catches it."""


class FailedError(ConnectionError):
    """The database said no: the disk was full, the connection was gone."""


class WatchedStore(MemoryStore):
    """Shows the notices that a transaction changed, as they were and as they are, to a watcher."""

    def __init__(self, committed: Committed) -> None:
        super().__init__(keep_journal=True)
        self._committed = committed

    @property
    def notices(self) -> Table[StoredNotice]:
        """Every notice."""
        return self._state.notices

    def past_the_first_month(self) -> None:
        """No duty is the first of its chain any more: silence climbs the whole ladder."""
        for duty in list(self._state.duties.rows.values()):
            self._state.duties.put(replace(duty, gentle=False))
        self._state.undo.forget()

    @property
    def duties(self) -> Mapping[int, DutyRow]:
        """Every duty."""
        return self._state.duties.rows

    def habits(self, person_id: int) -> Habits:
        """Somebody's zone and quiet hours."""
        return self._state.people.rows[person_id].habits

    def emergencies(self) -> list[datetime]:
        """The moments (UTC) at which emergencies have something to do."""
        rows = (n for n in self.notices.rows.values() if n.priority == Priority.EMERGENCY)
        moments = [moment for notice in rows if (moment := next_look(notice)) is not None]
        calls = self._state.requests.rows.values()
        return moments + [call.next_at for call in calls if call.next_at is not None]

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Work]:
        """As the store in memory, with the watcher at its end."""
        try:
            yield self.work
        except BaseException:
            self._state.undo.back_to(0)
            raise
        changes = self._changes()
        self._state.undo.forget()
        self._committed(changes)

    def _changes(self) -> Changes:
        first: dict[int, StoredNotice | None] = {}
        for table, row_id, old in self._state.undo.steps:
            if table is self._state.notices:
                first.setdefault(row_id, old)
        rows = self._state.notices.rows
        return [(old, rows[row_id]) for row_id, old in first.items() if row_id in rows]


class BotsStore(Store):
    """The same for one bot: every transaction of it may fail or be its last."""

    def __init__(self, town: Town, store: WatchedStore, body: "Mortal") -> None:
        self._town = town
        self._store = store
        self._body = body

    @property
    def database(self) -> str:
        """`memory`."""
        return "memory"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Work]:
        """A transaction; the bot may die before it, in it or after it."""
        await self._door()
        async with self._store.write() as work:
            yield work
            self._body.lives()
            self._fails()
            self._body.may_die("in a transaction")
        self._town.stir()
        self._body.may_die("after a transaction")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Work]:
        """A look."""
        await self._door()
        async with self._store.read() as work:
            yield work
            self._fails()

    async def _door(self) -> None:
        self._body.may_die("before a transaction")
        await asyncio.sleep(self._town.timeline.dice.choice(_LATENCIES))
        self._body.lives()

    def _fails(self) -> None:
        if self._town.happens(self._town.timeline.odds.fails):
            self._town.failed.append(self._town.second)
            raise FailedError


_LATENCIES = (0.001, 0.002, 0.005, 0.03)


class Mortal:
    """A bot that can die."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self.dead = False
        self.tasks: set[asyncio.Task[None]] = set()

    def lives(self) -> None:
        """Raises where it does not."""
        if self.dead:
            raise KilledError

    def may_die(self, where: str) -> None:
        """Perhaps here."""
        self.lives()
        if self._town.happens(self._town.timeline.odds.dies):
            self.die(where)
            raise KilledError(where)

    def die(self, where: str) -> None:  # noqa: ARG002 - for whoever reads a traceback
        """Whatever it does ends where it waits."""
        self.dead = True
        self._town.died.append(self._town.second)
        for task in self.tasks:
            task.cancel()
