"""The other end of the wire: takes messages, refuses them, or lets nobody know.

aiogram and the product's sender are the real ones; only the session below them is ours. A request
that has left arrives whether or not who sent it lives on.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Chat, Message
from aiohttp import ConnectionTimeoutError

from bench.ledger import MARKS
from bench.soak.virtual.store import Mortal
from bench.soak.virtual.town import Town
from bot.sender import send
from care.delivery import REQUEST_TIMEOUT, Outcome
from services.outbox.delivering import Attempt, Prepared

TIMEOUT = REQUEST_TIMEOUT.total_seconds()


class Fate(StrEnum):
    """What becomes of one request."""

    taken = "taken"
    slow = "slow"
    reply_lost = "reply_lost"
    lost = "lost"
    chat_limit = "chat_limit"
    limit = "limit"
    ill = "ill"
    no_way = "no_way"
    blocked = "blocked"
    refused = "refused"


_UNKIND = (
    *(Fate.slow, Fate.slow, Fate.reply_lost, Fate.reply_lost, Fate.lost, Fate.chat_limit),
    *(Fate.chat_limit, Fate.limit, Fate.ill, Fate.ill, Fate.no_way, Fate.no_way),
)
_FOR_GOOD = 0.02
"""Of what is unkind, how much is an end: blocked, or refused."""


@dataclass(slots=True)
class Try:
    """One attempt to send a notice, as the world saw it."""

    prepared: Prepared
    began: float
    marked: bool = False
    """Its text says that it may be a repeat."""
    left: bool = False
    """It may have arrived, as far as who sent it knows."""
    arrived: float | None = None
    outcome: Outcome | None = None
    """What the bot was told; None where it died before."""
    ended: float | None = None


trying: ContextVar[Try] = ContextVar("trying")


class Telegram(BaseSession):
    """See the module. `heard` is told of every message that arrives."""

    def __init__(self, town: Town, heard: Callable[[Try], None]) -> None:
        super().__init__()
        self._town = town
        self._heard = heard
        self._numbers = count(1)
        self._silent_until = 0.0
        self._chats: dict[int, float] = {}
        self._blocked: set[int] = set()
        self.bot = Bot("700004:an-invented-token-of-virtual-time", session=self)

    async def close(self) -> None:
        """Nothing is open."""

    async def make_request(
        self,
        bot: Bot,  # noqa: ARG002 - aiogram's signature
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ARG002
    ) -> TelegramType:
        """One request on its way."""
        if not isinstance(method, SendMessage):
            return cast("TelegramType", True)
        mine, chat = trying.get(), int(method.chat_id)
        mine.marked = method.text.startswith(MARKS)
        fate = self._fate(chat)
        if fate is Fate.no_way:
            await asyncio.sleep(self._between(0.01, 3))
            raise TelegramNetworkError(
                method=method, message="no way"
            ) from ConnectionTimeoutError()
        mine.left = True
        way = self._between(0.02, 0.2)
        if fate is Fate.slow:
            way = self._between(2, TIMEOUT - 2)
        if fate in (Fate.taken, Fate.slow, Fate.reply_lost):
            asyncio.get_running_loop().call_later(way, self._arrives, mine)
        if fate in (Fate.reply_lost, Fate.lost):
            await asyncio.sleep(TIMEOUT)
            raise TelegramNetworkError(method=method, message="no answer")
        await asyncio.sleep(way + self._between(0.01, 0.1))
        if fate not in (Fate.taken, Fate.slow):
            mine.left = False
        self._refuse(fate, method, chat)
        message = Message(
            message_id=next(self._numbers),
            date=self._town.now(),
            chat=Chat(id=chat, type="private"),
        )
        return cast("TelegramType", message)

    def open_since(self, chat: int) -> float:
        """The second since which a chat takes messages: it may lie ahead."""
        return max(self._chats.get(chat, 0.0), self._silent_until)

    def _arrives(self, mine: Try) -> None:
        mine.arrived = self._town.second
        self._heard(mine)

    def _between(self, low: float, high: float) -> float:
        return self._town.timeline.dice.uniform(low, high)

    def _fate(self, chat: int) -> Fate:
        at, dice = self._town.second, self._town.timeline.dice
        if any(span.holds(at) for span in self._town.timeline.no_telegram):
            return dice.choice((Fate.no_way, Fate.no_way, Fate.ill, Fate.lost))
        standing = {
            Fate.limit: at < self._silent_until,
            Fate.chat_limit: at < self._chats.get(chat, 0),
            Fate.blocked: chat in self._blocked,
        }
        if fates := [fate for fate, stands in standing.items() if stands]:
            return fates[0]
        if not self._town.happens(self._town.timeline.odds.unkind):
            return Fate.taken
        if dice.random() < _FOR_GOOD:
            return dice.choice((Fate.blocked, Fate.refused))
        return dice.choice(_UNKIND)

    def _refuse(self, fate: Fate, method: TelegramMethod[Any], chat: int) -> None:
        at = self._town.second
        match fate:
            case Fate.ill:
                raise TelegramServerError(method=method, message="Bad Gateway")
            case Fate.blocked:
                self._blocked.add(chat)
                raise TelegramForbiddenError(method=method, message="bot was blocked by the user")
            case Fate.refused:
                raise TelegramBadRequest(method=method, message="chat not found")
            case Fate.limit:
                self._silent_until = max(self._silent_until, at + int(self._between(1, 20)))
                wait = int(self._silent_until - at) + 1
                raise TelegramRetryAfter(method=method, message="slow down", retry_after=wait)
            case Fate.chat_limit:
                until = max(self._chats.get(chat, 0), at + int(self._between(1, 90)))
                self._chats[chat] = until
                wait = int(until - at) + 1
                raise TelegramRetryAfter(method=method, message="slow down", retry_after=wait)

    async def stream_content(
        self,
        url: str,  # noqa: ARG002 - aiogram's signature
        headers: dict[str, Any] | None = None,  # noqa: ARG002
        timeout: int = 30,  # noqa: ARG002
        chunk_size: int = 65536,  # noqa: ARG002
        raise_for_status: bool = True,  # noqa: ARG002
    ) -> AsyncGenerator[bytes, None]:
        """Nobody sends files here."""
        yield b""


class Mouth:
    """The sender of one bot: the product's, with a watcher beside it."""

    def __init__(
        self, town: Town, telegram: Telegram, body: Mortal, begins: Callable[[Try], None]
    ) -> None:
        self._town = town
        self._telegram = telegram
        self._body = body
        self._begins = begins

    async def send(self, prepared: Prepared) -> Attempt:
        """Send; the bot may die before the request leaves, on its way, or before the answer is
        written down.
        """
        self._body.lives()
        mine = Try(prepared, self._town.second)
        self._begins(mine)
        self._body.may_die("before a request leaves")
        trying.set(mine)
        attempt = await send(self._telegram.bot, prepared)
        self._body.lives()
        self._body.may_die("after an answer")
        mine.outcome, mine.ended = attempt.outcome, self._town.second
        return attempt
