"""Whose turn it is in a chat, among all processes on one PostgreSQL.

An advisory lock per chat, from before an update is stored until its reply is out; for a call for
help, whose turn ends before, one more for its reply. All locks of a process belong to one session,
and end with it: a process that dies, or hangs, holds nobody up. A session does not wait for a lock,
since the others that it asks for would wait behind it; it asks again.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy import Integer, bindparam, func, select

from storage.prebuilt import Prebuilt
from storage.store import Store
from storage.turn_session import FAULTS, TurnSession

CHATS, REPLIES = 0x686F6E67, 0x686F6E68
"""The first half of the locks' keys; the second is made from the chat's number, or the update's."""
PATIENCE_SECONDS = 20.0
"""Less than what Telegram, and the proxy before us, wait for an answer."""
ANSWER_SECONDS = 4
"""So long whoever asks waits for an answer; the question stays asked."""
SILENT_SECONDS = 30.0
"""A session that says nothing for so long is given up: by then the server has ended what takes too
long, or has itself given up a session that it cannot reach (`storage.patience`).
"""
SIGN_SECONDS = 10.0
"""So often a process says that it lives; the server ends the session of one that hangs
(`storage.turn_session`).
"""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.01, 0.2
_Lock = tuple[int, int]
_KEY = (bindparam("kind", type_=Integer), bindparam("number", type_=Integer))
_TRY = Prebuilt(select(func.pg_try_advisory_lock(*_KEY)))
_GIVE_BACK = Prebuilt(select(func.pg_advisory_unlock(*_KEY)))
_HERE = Prebuilt(select(_KEY[0]))


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

    @asynccontextmanager
    async def if_unsaid(self, _update_id: int) -> AsyncIterator[bool]:
        """Nobody else says the reply to a call for help."""
        yield True

    async def close(self) -> None:
        """Nothing is held."""


class Turns(OneProcess):
    """Turns among all processes. A chat's number 0 stands for what has no chat."""

    shared = True

    def __init__(self, store: Store) -> None:
        self._session = TurnSession(store.engine)
        self._asking = asyncio.Lock()
        self._questions: set[asyncio.Task[None]] = set()
        self._held: set[_Lock] = set()
        self._stalled = False
        self._living: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def turn(self, chat: int) -> AsyncIterator[None]:
        """Wait until no other process is busy with this chat; raises ChatBusyError after 20
        seconds, and one of FAULTS where the database does not answer.
        """
        key = _key(CHATS, chat)
        await self._waited(key)
        try:
            yield
        finally:
            await self._give_back(key)

    @asynccontextmanager
    async def if_free(self, chat: int | None) -> AsyncIterator[bool]:
        """True, with the chat's turn, if nobody is busy with it now."""
        async with self._if_free(_key(CHATS, chat or 0)) as free:
            yield free

    @asynccontextmanager
    async def if_unsaid(self, update_id: int) -> AsyncIterator[bool]:
        """True if nobody says the reply to this call for help now; then nobody else does until this
        ends.
        """
        async with self._if_free(_key(REPLIES, update_id)) as free:
            yield free

    @asynccontextmanager
    async def _if_free(self, key: _Lock) -> AsyncIterator[bool]:
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
        for question in self._questions:
            question.cancel()
        if self._questions:
            await asyncio.wait(self._questions, timeout=ANSWER_SECONDS)
        await self._session.end()

    async def _waited(self, key: _Lock) -> None:
        loop = asyncio.get_running_loop()
        until, pause = loop.time() + PATIENCE_SECONDS, SHORTEST_PAUSE
        while not await self._try(key):
            if loop.time() > until:
                raise ChatBusyError
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)

    async def _try(self, key: _Lock) -> bool:
        """Ask once."""
        if key in self._held:
            return False
        self._held.add(key)
        held = False
        try:
            held = await self._asked(key)
        finally:
            if not held:
                self._held.discard(key)
        self._lives()
        return held

    async def _asked(self, key: _Lock) -> bool:
        """The answer, if it comes in time; behind a question that is stalled nobody waits. Only
        the wait ends then: to hang up would give up the turns of all others.
        """
        if self._stalled:
            raise ConnectionError
        wanted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._begin(self._take(key, wanted))
        try:
            await asyncio.wait({wanted}, timeout=ANSWER_SECONDS)
        except asyncio.CancelledError:
            if not wanted.cancel() and wanted.exception() is None and wanted.result():
                self._begin(self._put_back(key))
            raise
        if wanted.cancel():
            self._stalled = self._asking.locked()
            raise TimeoutError
        return wanted.result()

    async def _take(self, key: _Lock, wanted: "asyncio.Future[bool]") -> None:
        """What comes too late for whoever wanted it is given back."""
        async with self._asking:
            try:
                held = not wanted.done() and await self._twice(key, wanted)
            except FAULTS as error:
                if not wanted.done():
                    wanted.set_exception(error)
                return
        if not wanted.done():
            wanted.set_result(held)
        elif held:
            await self._put_back(key)

    async def _twice(self, key: _Lock, wanted: "asyncio.Future[bool]") -> bool:
        """The session may have been ended while nobody needed it."""
        try:
            return await self._answer(_TRY, key)
        except FAULTS:
            if wanted.done():
                raise
            return await self._answer(_TRY, key)

    async def _give_back(self, key: _Lock) -> None:
        """Later, where the database does not answer; nobody has to wait for that."""
        self._held.discard(key)
        await asyncio.wait({self._begin(self._put_back(key))}, timeout=ANSWER_SECONDS)

    async def _put_back(self, key: _Lock) -> None:
        """A session that has ended has given it back already."""
        async with self._asking:
            with suppress(*FAULTS):
                if self._session.is_open:
                    await self._answer(_GIVE_BACK, key)

    def _begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Questions are asked in the order in which they are begun, each to its end."""
        question = asyncio.create_task(work)
        self._questions.add(question)
        question.add_done_callback(self._questions.discard)
        return question

    async def _answer(self, statement: Prebuilt, key: _Lock) -> bool:
        try:
            asked = self._session.scalar(statement, *key)
            return bool(await asyncio.wait_for(asked, SILENT_SECONDS))
        except BaseException:
            await self._session.end()
            raise
        finally:
            self._stalled = False

    def _lives(self) -> None:
        if self._living is None or self._living.done():
            self._living = self._begin(self._live())

    async def _live(self) -> None:
        """Say now and then that this process does not hang, however long a reply takes."""
        while self._session.is_open:
            await asyncio.sleep(SIGN_SECONDS)
            async with self._asking:
                with suppress(*FAULTS):
                    if self._session.is_open:
                        await self._answer(_HERE, (CHATS, 0))


def _key(kind: int, number: int) -> _Lock:
    """A number as PostgreSQL takes it: 32 bits with a sign. Two chats with the same key only wait
    for each other.
    """
    return kind, (number + 2**31) % 2**32 - 2**31
