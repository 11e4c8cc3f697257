"""Our own long polling: an offset is confirmed only after the updates before it are committed.

aiogram's polling loses the updates in flight when it is stopped (FACTS: "aiogram"). Updates of one
chat are handled in order, different chats beside each other. Replies go out beside that, in each
chat in their order: a Telegram that does not answer must not keep a call for help from being heard.
"""

import asyncio
from collections import defaultdict
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

from bot.reply import Reply
from bot.updates import ALLOWED, chat_of, read

log = structlog.get_logger()
PAUSE_AFTER_ERROR = 1.0
LONGEST_PAUSE = 30.0
LONGEST_WITHOUT_STORE = 3.0
"""A call for help that comes meanwhile is not to wait longer for the numbers."""
FOR_REPLIES = 1.0
"""So many seconds the next question waits for the replies to what has just come: usually they are
out by then, and an update is confirmed together with its reply.
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
        """Wait until every reply is out, or known to be lost."""
        while self._speaking:
            await asyncio.wait(self._speaking.values())

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
        chats: dict[int, list[Update]] = defaultdict(list)
        last = None
        for update in updates:
            chats[chat_of(update)].append(update)
            last = update.update_id
            self._taker.first_aid(update)
        results = await asyncio.gather(
            *(self._in_order(chat, theirs) for chat, theirs in chats.items()),
            return_exceptions=True,
        )
        for trouble in filter(None, results):
            raise trouble  # only now that no chat is still under way
        if last is not None:
            self._offset = last + 1
        replies = [self._speaking[chat] for chat in chats if chat in self._speaking]
        if replies:
            await asyncio.wait(replies, timeout=FOR_REPLIES)

    async def _in_order(self, chat: int, updates: list[Update]) -> None:
        for update in updates:
            reply = await self._taker.accept(update)
            before = self._speaking.get(chat)
            speaking = asyncio.create_task(self._speak(chat, before, update.update_id, reply))
            self._speaking[chat] = speaking

    async def _speak(
        self, chat: int, before: asyncio.Task[None] | None, update_id: int, reply: Reply
    ) -> None:
        """Answer, once the chat has its answer to what came before."""
        if before is not None:
            await asyncio.wait({before})
        try:
            await self._taker.answer(update_id, reply)
        except Exception as error:  # what it does is stored; the reply goes out again later
            log.exception("reply failed", update_id=update_id, error=type(error).__name__)
        finally:
            if self._speaking.get(chat) is asyncio.current_task():
                del self._speaking[chat]

    async def _confirm(self) -> None:
        """Tell the server what is done, so that a restart does not see it again."""
        if self._offset is None:
            return
        try:
            await self._bot.get_updates(offset=self._offset, limit=1, timeout=0, request_timeout=5)
        except AiogramError as error:
            log.info("offset not confirmed", error=type(error).__name__)


def _results(answer: Any) -> list[dict[str, Any]]:
    """The updates of an answer of which not all could be read; raises where it holds none."""
    return [update for update in answer["result"] if isinstance(update["update_id"], int)]


async def _wait(stop: asyncio.Event, seconds: float) -> float:
    """Wait, and say how long to wait the next time."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return min(seconds * 2, LONGEST_PAUSE)
