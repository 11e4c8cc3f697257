"""Whose turn it is in a chat, among all processes on one PostgreSQL.

An advisory lock per chat, from before an update is stored until its reply is out. All locks of a
process belong to one session, and end with it: a process that dies holds nobody up. A session does
not wait for a lock, since the others that it asks for would wait behind it; it asks again.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import TextClause, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.store import Store

CHATS = 0x686F6E67
"""The first half of the locks' keys; the second is made from the chat's number."""
PATIENCE_SECONDS = 20.0
"""Less than what Telegram, and the proxy before us, wait for an answer."""
ANSWER_SECONDS = 4
REST_SECONDS = 1.0
"""So long nobody asks again after the database did not answer: many who wait would wait in a row.
"""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.01, 0.2
FAULTS = (SQLAlchemyError, OSError, TimeoutError)
_TRY = text("SELECT pg_try_advisory_lock(:chats, :chat)")
_GIVE_BACK = text("SELECT pg_advisory_unlock(:chats, :chat)")


class ChatBusyError(Exception):
    """Another process has been busy with this chat for too long."""


class OneProcess:
    """Turns where nobody else takes updates."""

    shared = False

    @asynccontextmanager
    async def turn(self, _chat: int) -> AsyncIterator[None]:
        """Nobody has to be waited for."""
        yield

    @asynccontextmanager
    async def if_free(self, _chat: int | None) -> AsyncIterator[bool]:
        """Nobody else is busy with a chat."""
        yield True


class Turns(OneProcess):
    """Turns among all processes. A chat's number 0 stands for what has no chat."""

    shared = True

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        self._connection: AsyncConnection | None = None
        self._asking = asyncio.Lock()
        self._held: set[int] = set()
        self._rests_until = 0.0

    @asynccontextmanager
    async def turn(self, chat: int) -> AsyncIterator[None]:
        """Wait until no other process is busy with this chat; raises ChatBusyError after 20
        seconds, and one of FAULTS where the database does not answer.
        """
        key = _key(chat)
        await self._waited(key)
        try:
            yield
        finally:
            await self._give_back(key)

    @asynccontextmanager
    async def if_free(self, chat: int | None) -> AsyncIterator[bool]:
        """True, with the chat's turn, if nobody is busy with it now."""
        key = _key(chat or 0)
        try:
            held = await self._try(key)
        except FAULTS:
            held = False
        try:
            yield held
        finally:
            if held:
                await self._give_back(key)

    async def close(self) -> None:
        """End the session, and with it every turn."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(*FAULTS):
                await asyncio.wait_for(connection.invalidate(), ANSWER_SECONDS)
            with suppress(*FAULTS):
                await connection.close()

    async def _waited(self, key: int) -> None:
        loop = asyncio.get_running_loop()
        until, pause = loop.time() + PATIENCE_SECONDS, SHORTEST_PAUSE
        while not await self._try(key):
            if loop.time() > until:
                raise ChatBusyError
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)

    async def _try(self, key: int) -> bool:
        """Ask once; a session that was ended since the last time is replaced."""
        if key in self._held:
            return False
        self._held.add(key)
        held = False
        try:
            held = await self._asked(key)
        finally:
            if not held:
                self._held.discard(key)
        return held

    async def _asked(self, key: int) -> bool:
        if asyncio.get_running_loop().time() < self._rests_until:
            raise ConnectionError
        try:
            return bool(await self._run(_TRY, key))
        except FAULTS:  # the session may have been ended while nobody needed it
            try:
                return bool(await self._run(_TRY, key))
            except FAULTS:
                self._rests_until = asyncio.get_running_loop().time() + REST_SECONDS
                raise

    async def _give_back(self, key: int) -> None:
        """A session that has ended has given it back already."""
        self._held.discard(key)
        with suppress(*FAULTS):
            await self._run(_GIVE_BACK, key)

    async def _run(self, statement: TextClause, key: int) -> object:
        async with self._asking:
            try:
                return await asyncio.wait_for(self._scalar(statement, key), ANSWER_SECONDS)
            except BaseException:
                await self.close()
                raise

    async def _scalar(self, statement: TextClause, key: int) -> object:
        if self._connection is None:
            fresh = await self._engine.connect()
            self._connection = await fresh.execution_options(isolation_level="AUTOCOMMIT")
        values = {"chats": CHATS, "chat": key}
        return (await self._connection.execute(statement, values)).scalar_one()


def _key(chat: int) -> int:
    """A chat's number as PostgreSQL takes it: 32 bits with a sign. Two chats with the same key only
    wait for each other.
    """
    return (chat + 2**31) % 2**32 - 2**31
