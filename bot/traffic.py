"""What replies ask before they go out: one pace for everything that the bot sends."""

from typing import Any, Protocol

from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import SendDocument, SendMessage, SendPhoto, SendVoice, TelegramMethod

from bot.measures import SLOW_DOWNS, replies
from care.delivery import Outcome

NEW_MESSAGE = SendMessage | SendDocument | SendPhoto | SendVoice
"""Whatever of `bot.reply` brings a message more into a chat: only such calls are limited."""

TRIES = 3
"""So often a reply is tried while its chat asks for short rests; then it goes out later."""


class Traffic(Protocol):
    """The gate that replies share with notices; moments are seconds of its own clock."""

    async def reply(self, chat: int) -> float | None:
        """Wait for a reply's moment. Returns when it began; None where its chat or the server wants
        nothing for longer than a reply waits.
        """
        ...

    def now(self) -> float:
        """The present second."""
        ...

    def chat_rests(self, chat: int) -> float:
        """Seconds for which the server wants nothing to this chat."""
        ...

    def accepted(self, began: float) -> None:
        """A message that was begun then has arrived."""
        ...

    def refused(self, chat: int, seconds: float, began: float) -> bool:
        """A 429: the chat rests so long. Returns whether everything rests now."""
        ...


class OpenRoad:
    """No pace: nobody waits."""

    async def reply(self, chat: int) -> float | None:  # noqa: ARG002 - the same to everybody
        """At once."""
        return 0.0

    def now(self) -> float:
        """No time passes."""
        return 0.0

    def chat_rests(self, chat: int) -> float:  # noqa: ARG002 - the same to everybody
        """Never."""
        return 0.0

    def accepted(self, began: float) -> None:
        """Nothing is learned from it."""

    def refused(self, chat: int, seconds: float, began: float) -> bool:  # noqa: ARG002
        """Nothing is learned from it."""
        return False


async def at_its_moment(bot: Bot, traffic: Traffic, call: TelegramMethod[Any]) -> bool:
    """Make the call; a new message takes its place in the pace of all sending, and one that is
    refused with 429 goes again when its chat has rested. False where that takes too long, and for
    anything to a chat that rests. Raises as aiogram.
    """
    chat = getattr(call, "chat_id", None)
    if not isinstance(call, NEW_MESSAGE) or not isinstance(call.chat_id, int):
        return await _beside_the_pace(bot, traffic, call, chat if isinstance(chat, int) else None)
    for _ in range(TRIES):
        began = await traffic.reply(call.chat_id)
        if began is None:
            break
        try:
            await bot(call)
        except TelegramRetryAfter as error:
            SLOW_DOWNS.inc()
            replies(type(call).__name__, Outcome.slow_down).inc()
            traffic.refused(call.chat_id, error.retry_after, began)
        else:
            traffic.accepted(began)
            return True
    return False


async def _beside_the_pace(
    bot: Bot, traffic: Traffic, call: TelegramMethod[Any], chat: int | None
) -> bool:
    """What brings no new message takes no place, but a chat that was told to rest does rest."""
    if chat is not None and traffic.chat_rests(chat) > 0:
        return False
    began = traffic.now()
    try:
        await bot(call)
    except TelegramRetryAfter as error:
        if chat is not None:
            traffic.refused(chat, error.retry_after, began)
        raise
    return True
