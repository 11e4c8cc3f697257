"""Our own long polling: an offset is confirmed only after the updates before it are committed.

aiogram's polling loses the updates in flight when it is stopped (FACTS: "aiogram"). Updates of one
chat are handled in order, different chats beside each other, and a call for help waits for nobody:
neither for a reply that Telegram does not take, nor for a file that it does not bring. Meanwhile
the same question is asked again, and what is in hand already is left out of the answer.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Protocol

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramConflictError,
    TelegramUnauthorizedError,
)
from aiogram.types import Update

from bot.first_aid import lane_of
from bot.reply import Reply
from bot.updates import ALLOWED, Lanes, read

log = structlog.get_logger()
PAUSE_AFTER_ERROR = 1.0
LONGEST_PAUSE = 30.0
LONGEST_WITHOUT_STORE = 3.0
"""A call for help that comes meanwhile is not to wait longer for the numbers."""
PATIENCE = 1.0
"""So many seconds the next question waits for what has just come to be committed, and then for the
replies: usually they are out by then, and an update is confirmed together with its reply.
"""


class Taker(Protocol):
    """What updates are handed over to (`bot.intake`)."""

    def first_aid(self, update: Update) -> None:
        """Done with every update as it comes, whatever becomes of those before it."""

    async def accept(self, update: Update) -> Reply:
        """Returns what is to be said, once all else is stored; raises where it cannot be."""
        ...

    async def answer(self, update_id: int, reply: Reply) -> None:
        """Say it."""
        ...


class Poller:
    """Asks for updates until it is stopped."""

    def __init__(
        self,
        bot: Bot,
        taker: Taker,
        *,
        timeout: int = 25,
        refused: asyncio.Event | None = None,
    ) -> None:
        """`refused` is set where the server does not know the token any more; that ends the
        polling.
        """
        self._refused = refused or asyncio.Event()
        self._bot = bot
        self._taker = taker
        self._timeout = timeout
        self._offset: int | None = None
        self._lanes = Lanes()
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        """Updates that are not confirmed yet, in their order, and what is done with each."""
        self._speaking: dict[int, asyncio.Task[None]] = {}
        """The last reply of each chat that is not out yet."""

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; what is in flight then is finished and confirmed."""
        pause = PAUSE_AFTER_ERROR
        while not stop.is_set():
            asked = asyncio.create_task(self._ask())
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait({asked, stopped}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if not asked.done():
                asked.cancel()
                break
            try:
                await self._handle(asked.result())
                pause = PAUSE_AFTER_ERROR
            except TelegramUnauthorizedError:
                self._refused.set()
                return
            except TelegramConflictError as error:
                log.warning("another bot uses this token", why=error.message, pause=pause)
                pause = await _wait(stop, pause)
            except AiogramError as error:
                log.warning("no updates", error=type(error).__name__, pause=pause)
                pause = await _wait(stop, pause)
            except Exception as error:
                log.exception("polling failed", error=type(error).__name__, pause=pause)
                pause = await _wait(stop, min(pause, LONGEST_WITHOUT_STORE))
        await self.rest()
        await self._confirm()

    async def rest(self) -> None:
        """Wait until nothing is under way, replies included."""
        while under_way := self._under_way():
            await asyncio.wait(under_way)

    async def _ask(self) -> list[Update]:
        try:
            return await self._bot.get_updates(
                offset=self._offset,
                timeout=self._timeout,
                allowed_updates=ALLOWED,
                request_timeout=self._timeout + 10,
            )
        except ClientDecodeError as error:
            return [read(self._bot, update) for update in _results(error.data)]

    async def _handle(self, updates: Sequence[Update]) -> None:
        """Raises what went wrong with any of them, which then come again."""
        for update in updates:
            before = self._in_hand.get(update.update_id)
            if before is None or _failed(before):
                self._taker.first_aid(update)
                self._in_hand[update.update_id] = asyncio.create_task(self._take(update))
        if self._in_hand:
            await asyncio.wait(self._in_hand.values(), timeout=PATIENCE)
        if self._speaking:
            await asyncio.wait(self._speaking.values(), timeout=PATIENCE)
        self._count_on()
        for task in self._in_hand.values():
            if _failed(task):
                task.result()

    async def _take(self, update: Update) -> None:
        lane = lane_of(update)
        async with self._lanes.turn(lane):
            reply = await self._taker.accept(update)
            before = self._speaking.get(lane)
            speaking = asyncio.create_task(self._speak(lane, before, update.update_id, reply))
            self._speaking[lane] = speaking

    async def _speak(
        self, lane: int, before: asyncio.Task[None] | None, update_id: int, reply: Reply
    ) -> None:
        """Answer, once the chat has its answer to what came before."""
        if before is not None:
            await asyncio.wait({before})
        try:
            await self._taker.answer(update_id, reply)
        except Exception as error:  # what it does is stored; the reply goes out again later
            log.exception("reply failed", update_id=update_id, error=type(error).__name__)
        finally:
            if self._speaking.get(lane) is asyncio.current_task():
                del self._speaking[lane]

    def _under_way(self) -> list[asyncio.Task[None]]:
        tasks = (*self._in_hand.values(), *self._speaking.values())
        return [task for task in tasks if not task.done()]

    def _count_on(self) -> None:
        """Everything before the offset is committed."""
        for update_id, task in list(self._in_hand.items()):
            if not task.done() or _failed(task):
                return
            del self._in_hand[update_id]
            self._offset = update_id + 1

    async def _confirm(self) -> None:
        """Tell the server what is done, so that a restart does not see it again."""
        self._count_on()
        if self._offset is None:
            return
        try:
            await self._bot.get_updates(offset=self._offset, limit=1, timeout=0, request_timeout=5)
        except AiogramError as error:
            log.info("offset not confirmed", error=type(error).__name__)


def _failed(task: asyncio.Task[None]) -> bool:
    return task.done() and task.exception() is not None


def _results(answer: Any) -> list[dict[str, Any]]:
    """The updates of an answer of which not all could be read; raises where it holds none."""
    return [update for update in answer["result"] if isinstance(update["update_id"], int)]


async def _wait(stop: asyncio.Event, seconds: float) -> float:
    """Wait, and say how long to wait the next time."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return min(seconds * 2, LONGEST_PAUSE)
