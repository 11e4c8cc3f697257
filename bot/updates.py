"""What both ways in need: which updates we ask for, how one is read, and whose turn it is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message, Update
from pydantic import ValidationError

log = structlog.get_logger()
ALLOWED = ["message", "callback_query"]


_PLAIN = ("message_id", "date", "chat", "from", "text", "caption")
"""What of a message is always as we know it."""


def read(bot: Bot, update: dict[str, Any]) -> Update:
    """One update; where it holds something unlike all we know, its plain words or its press: they
    may be a call for help. Or only its number: it must not stop all others.
    """
    for told, known in ((None, update), ("update read in part", _in_part(update))):
        try:
            heard = Update.model_validate(known, context={"bot": bot})
        except ValidationError:
            continue
        if told is not None:
            log.warning(told, update_id=heard.update_id)
        return heard
    log.warning("update unreadable", update_id=update["update_id"])
    return Update(update_id=update["update_id"])


def _in_part(update: dict[str, Any]) -> dict[str, Any]:
    """A message's plain words, a press and the message that it is below."""
    press = update.get("callback_query")
    if isinstance(press, dict):
        press = press | {"message": _plain(press.get("message"))}
    return update | {"message": _plain(update.get("message")), "callback_query": press}


def _plain(message: Any) -> Any:
    if not isinstance(message, dict):
        return message
    return {name: message[name] for name in _PLAIN if name in message}


def chat_of(update: Update) -> int:
    """The chat whose order an update keeps: its sender's; 0 for what could not be read."""
    event = update.message or update.callback_query
    return event.from_user.id if event is not None and event.from_user is not None else 0


class OvertakenError(Exception):
    """An update before this one, of the same chat, could not be handled."""


class LeftError(Exception):
    """The bot is about to stop, and this has not been begun: it comes again after the start."""


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    blocked: bool = False


class Lanes:
    """One update at a time in each chat, in the order they came; chats beside each other."""

    def __init__(self) -> None:
        self._lanes: dict[int, _Lane] = {}

    @asynccontextmanager
    async def turn(self, chat: int) -> AsyncIterator[None]:
        """Wait for all before in this chat. Raises OvertakenError where one of them failed, so that
        they come again in their order.
        """
        lane = self._lanes.setdefault(chat, _Lane())
        lane.users += 1
        try:
            async with lane.lock:
                if lane.blocked:
                    raise OvertakenError
                try:
                    yield
                except BaseException:
                    lane.blocked = True
                    raise
        finally:
            lane.users -= 1
            if not lane.users:
                del self._lanes[chat]


def event_of(update: Update) -> Message | CallbackQuery | None:
    """What an update brings; None where it could not be read (see `read`)."""
    return update.message or update.callback_query


def kind_of(update: Update) -> str:
    """What it is called in the journal."""
    return "message" if update.message else "callback_query"


def is_private(event: Message | CallbackQuery) -> bool:
    """Whether it comes from a chat with one person; what comes from elsewhere is not answered."""
    message = event.message if isinstance(event, CallbackQuery) else event
    return message is None or message.chat.type == ChatType.PRIVATE
