"""Our own long polling: an offset is confirmed only after the updates before it are committed.

aiogram's polling loses the updates in flight when it is stopped (FACTS: "aiogram"). Updates of one
chat are handled in order, different chats and calls for help beside each other. Where something
takes long, the same question is asked again, and what is in hand already (`bot.in_hand`) is left
out of the answer.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import Update

from bot.in_hand import InHand, Taker
from bot.updates import ALLOWED, read

log = structlog.get_logger()
PAUSE_AFTER_ERROR = 1.0
LONGEST_PAUSE = 30.0
LONGEST_WITHOUT_STORE = 3.0
"""A call for help that comes meanwhile is not to wait longer for the numbers."""


class Poller:
    """Asks for updates until it is stopped."""

    def __init__(
        self,
        bot: Bot,
        taker: Taker,
        *,
        timeout: int = 25,
        refused: asyncio.Event | None = None,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        """`refused` is set where the server does not know the token (any more), which it says with
        401, or with 404 where it is none at all; that ends the polling. Once this process no
        longer `leads`, another one may poll: nothing is confirmed, and it ends where one does.
        """
        self._refused = refused or asyncio.Event()
        self._bot = bot
        self._taker = taker
        self._in_hand = InHand(taker)
        self._leads = leads
        self._timeout = timeout
        self._in_vain: tuple[float, float] | None = None

    @property
    def silence(self) -> float:
        """For how long (seconds), up to the last of them, every question has come to nothing: the
        bot is deaf, because somebody else uses its token, or the way to the server is broken.
        """
        first, last = self._in_vain or (0.0, 0.0)
        return last - first

    def _came_to_nothing(self) -> None:
        now = asyncio.get_running_loop().time()
        self._in_vain = (self._in_vain[0] if self._in_vain else now, now)

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; what is in flight then is finished and confirmed, what is not
        begun stays with the server. It may be run again after that.
        """
        self._in_hand = InHand(self._taker)
        watching = asyncio.create_task(self._begin_no_more(stop))
        try:
            await self._poll(stop)
        finally:
            watching.cancel()
            self._in_hand.begin_no_more()
            await self.rest()
        await self._confirm()
        self._in_vain = None

    async def _begin_no_more(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._in_hand.begin_no_more()

    async def rest(self) -> None:
        """Wait until nothing is under way, replies included."""
        await self._in_hand.rest()

    async def _poll(self, stop: asyncio.Event) -> None:
        pause = PAUSE_AFTER_ERROR
        while not stop.is_set() and not self._refused.is_set():
            asked = asyncio.create_task(self._ask())
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait({asked, stopped}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if not asked.done():
                asked.cancel()
                break
            try:
                self._in_hand.take(asked.result())
                self._in_vain = None
                if await self._in_hand.settle():
                    pause = PAUSE_AFTER_ERROR
                else:
                    pause = await _wait(stop, min(pause, LONGEST_WITHOUT_STORE))
            except (TelegramUnauthorizedError, TelegramNotFound) as error:
                log.error("token refused", why=error.message)
                self._refused.set()
            except TelegramConflictError as error:
                if not self._leads():
                    log.warning("another bot polls", why=error.message)
                    break
                log.warning("another bot uses this token", why=error.message, pause=pause)
                self._came_to_nothing()
                pause = await _wait(stop, pause)
            except AiogramError as error:
                log.warning("no updates", error=type(error).__name__, pause=pause)
                self._came_to_nothing()
                pause = await _wait(stop, pause)
            except Exception as error:
                log.exception("polling failed", error=type(error).__name__, pause=pause)
                pause = await _wait(stop, min(pause, LONGEST_WITHOUT_STORE))

    async def _ask(self) -> list[Update]:
        try:
            return await self._bot.get_updates(
                offset=self._in_hand.offset,
                timeout=self._timeout,
                allowed_updates=ALLOWED,
                request_timeout=self._timeout + 10,
            )
        except ClientDecodeError as error:
            return [read(self._bot, update) for update in _results(error.data)]

    async def _confirm(self) -> None:
        """Tell the server what is done, so that a restart does not see it again."""
        self._in_hand.leave()
        offset = self._in_hand.offset
        if offset is None or not self._leads():
            return
        try:
            await self._bot.get_updates(offset=offset, limit=1, timeout=0, request_timeout=5)
        except AiogramError as error:
            log.info("offset not confirmed", error=type(error).__name__)


def never() -> bool:
    """For who only gives first aid: nothing is confirmed."""
    return False


def _results(answer: Any) -> list[dict[str, Any]]:
    """The updates of an answer of which not all could be read; raises where it holds none."""
    return [update for update in answer["result"] if isinstance(update["update_id"], int)]


async def _wait(stop: asyncio.Event, seconds: float) -> float:
    """Wait, and say how long to wait the next time."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return min(seconds * 2, LONGEST_PAUSE)
