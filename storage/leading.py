"""Which of several processes on one PostgreSQL beats, and how the others know; a bot that polls is
one of them, and polls only while it leads.

Whoever holds the advisory lock leads. The lock belongs to a session of its own, which is asked
every two seconds; a server that hears nothing from it for ten ends it, and somebody else may lead.
With each leader the number in `meta` grows by one: what an earlier one would still write finds
another number than its own, inside the transaction, and is rolled back
(docs/decisions/several-processes.md).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.leads import BEAT, HELD, NEXT, NOTED
from storage.lock import ANSWER_SECONDS, BOT_LOCK, FAULTS, GIVE_BACK, BusyError
from storage.seal import StoreError
from storage.store import Store, UnreachableError, first_line
from storage.work import Work

log = structlog.get_logger()
SILENT_SECONDS = 10
"""After so long without a word the server ends the session that holds the lock. A server that takes
longer than `ANSWER_SECONDS` counts as lost; with the two seconds between the questions that is
less: who leads knows of the loss before anybody else can lead.
"""
_TRY = text("SELECT pg_try_advisory_lock(:lock)")


class NoLongerLeadingError(StoreError):
    """Another process leads by now: whatever was to be written was rolled back."""


class Candidate:
    """A process that would lead, and does while it has an epoch."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        self._connection: AsyncConnection | None = None
        self.epoch: int | None = None
        """The number of its time as leader; None while it does not lead."""
        self.answered = True
        """Whether the database has answered when this process tried to lead last."""

    async def stand(self) -> bool:
        """Try to lead; False while another one does, or the database does not answer."""
        try:
            leads = await asyncio.wait_for(self._stand(), ANSWER_SECONDS)
        except FAULTS as error:
            self.answered = False
            log.warning("lead not asked for", error=type(error).__name__)
            await self.withdraw()
            return False
        self.answered = True
        return leads

    async def stand_alone(self) -> None:
        """Lead from the start. Raises BusyError while another process does, and UnreachableError
        where the database does not answer.
        """
        try:
            leads = await asyncio.wait_for(self._stand(), ANSWER_SECONDS)
        except FAULTS as error:
            raise UnreachableError("store.unreachable", why=first_line(error)) from error
        if not leads:
            raise BusyError("store.busy", database=self._engine.dialect.name)

    async def _stand(self) -> bool:
        connection = self._connection or await self._session()
        if not (await connection.execute(_TRY, {"lock": BOT_LOCK})).scalar_one():
            await connection.commit()
            return False
        epoch = int((await connection.execute(NEXT)).scalar_one())
        await connection.commit()
        self.epoch = epoch
        return True

    async def _session(self) -> AsyncConnection:
        self._connection = await self._engine.connect()
        await self._connection.execute(text(f"SET idle_session_timeout = '{SILENT_SECONDS}s'"))
        await self._connection.commit()
        return self._connection

    async def confirm(self, beat: datetime | None = None) -> bool:
        """Ask whether the lock is still ours, and note when the heart has beaten last. False when
        it is lost; then nothing more is written. A server that is too late has taken the lead at
        once, though psycopg breaks the question off for ten seconds more.
        """
        epoch = self.epoch
        too_late = asyncio.get_running_loop().call_later(ANSWER_SECONDS, self._lose)
        try:
            held = await asyncio.wait_for(self._confirm(beat), ANSWER_SECONDS)
        except FAULTS as error:
            log.warning("lead lost", epoch=epoch, error=type(error).__name__)
            held = False
        finally:
            too_late.cancel()
        if not held:
            self.epoch = None
            await self._end()
        return held

    def _lose(self) -> None:
        self.epoch = None

    async def _confirm(self, beat: datetime | None) -> bool:
        connection = self._connection
        if connection is None:
            return False
        held = (await connection.execute(HELD)).scalar_one_or_none() == str(self.epoch)
        if held and beat is not None:
            await connection.execute(NOTED, {"name": BEAT, "value": beat.isoformat()})
        await connection.commit()
        return held

    async def withdraw(self) -> None:
        """Give the lock back, if it is held, and end its session: nobody has to wait for it."""
        led, self.epoch = self.epoch is not None, None
        if led and self._connection is not None:
            with suppress(*FAULTS):
                giving_back = self._connection.execute(GIVE_BACK, {"lock": BOT_LOCK})
                await asyncio.wait_for(giving_back, ANSWER_SECONDS)
        await self._end()

    async def _end(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with suppress(*FAULTS):
            await asyncio.wait_for(connection.invalidate(), ANSWER_SECONDS)
        with suppress(*FAULTS):
            await connection.close()

    async def check(self, work: Work) -> None:
        """Raise NoLongerLeadingError unless this process leads until the transaction ends."""
        if self.epoch is None or not await work.leads.held_by(self.epoch):
            raise NoLongerLeadingError("store.not_leading")


class LedStore(Store):
    """A store as the one who leads may write it: what is written by anybody else is refused."""

    def __init__(self, store: Store, candidate: Candidate) -> None:
        vars(self).update(vars(store))
        self._candidate = candidate

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Work]:
        """One transaction during which nobody else begins to lead. Raises NoLongerLeadingError."""
        async with super().write() as work:
            await self._candidate.check(work)
            yield work
