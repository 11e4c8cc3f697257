"""The sandbox's Telegram without HTTP: a bot whose session calls it in the same process.

Every phone is kept as it would look: messages with their present text and buttons, what was
rewritten or deleted, the keyboard below. What Telegram would refuse is refused.
"""

import json
import re
from collections import defaultdict
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import BufferedInputFile

from sandbox.botapi import perform, refusal
from sandbox.chats import Phone
from sandbox.clock import Clock
from sandbox.errors import ApiError
from sandbox.files import Upload
from sandbox.settings import Settings
from sandbox.world import World as Telegram

TOKEN = "700003:an-invented-token-of-random-lives"
MARK = re.compile(r"q\d+q")
"""Stands in everything that somebody types, so that it is known again wherever it is shown."""

HARMLESS = ("message is not modified", "bot was blocked by the user")


@dataclass(frozen=True, slots=True)
class Seen:
    """A button as it once stood on a phone."""

    message_id: int
    data: str


@dataclass
class Shown:
    """Everything that ever reached the phones."""

    buttons: defaultdict[int, list[Seen]] = field(default_factory=lambda: defaultdict(list))
    marks: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """On whose phones each mark has stood."""
    refused: list[str] = field(default_factory=list)


class Wire(BaseSession):
    """A session that needs no network. `silent`: so many of the next calls get no answer."""

    def __init__(self, telegram: Telegram) -> None:
        super().__init__()
        self.telegram = telegram
        self.shown = Shown()
        self.silent = 0
        self.said: defaultdict[int, int] = defaultdict(int)
        """How often each phone has been written to, or one of its messages rewritten."""
        self.asked_by: dict[str, int] = {}
        """Whose each press was."""

    async def close(self) -> None:
        """Nothing is open."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ARG002 - aiogram's signature
    ) -> TelegramType:
        if self.silent:
            self.silent -= 1
            raise TelegramNetworkError(method=method, message="no answer")
        name, raw = method.__api_method__, self._raw(bot, method)
        status, body = 200, ""
        try:
            result = await perform(self.telegram, name, raw)
            body = json.dumps({"ok": True, "result": result})
        except ApiError as error:
            answer = refusal(error)
            status, body = answer.status, answer.text or ""
            if not any(words in error.description for words in HARMLESS):
                self.shown.refused.append(f"{name}: {error.description}: {str(raw)[:800]}")
        self._note(raw, body)
        return cast("TelegramType", self.check_response(bot, method, status, body).result)

    def _raw(self, bot: Bot, method: TelegramMethod[Any]) -> dict[str, Any]:
        files: dict[str, Any] = {}
        raw: dict[str, Any] = {}
        for key, value in method.model_dump(warnings=False).items():
            given = self.prepare_value(value, bot=bot, files=files)
            if isinstance(given, str) and given.startswith("attach://"):
                file = files[given.removeprefix("attach://")]
                content = file.data if isinstance(file, BufferedInputFile) else b""
                given = Upload(file.filename or "file", "application/octet-stream", content)
            if given is not None:
                raw[key] = given
        return raw

    def _note(self, raw: dict[str, Any], body: str) -> None:
        """Remember what has reached whose phone."""
        who = self.asked_by.get(str(raw.get("callback_query_id")), 0)
        who = int(raw.get("chat_id", who))
        if not who:
            return
        self.said[who] += 1
        words = f"{raw.get('text')} {raw.get('caption')} {raw.get('reply_markup')}"
        for mark in MARK.findall(words):
            self.shown.marks[mark].add(who)
        markup = json.loads(raw.get("reply_markup") or "{}")
        answer = json.loads(body).get("result")
        if isinstance(answer, dict) and "inline_keyboard" in markup:
            number = answer["message_id"]
            for button in (b for row in markup["inline_keyboard"] for b in row):
                if "callback_data" in button:
                    self.shown.buttons[who].append(Seen(number, button["callback_data"]))

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,  # noqa: ARG002
        timeout: int = 30,  # noqa: ARG002
        chunk_size: int = 65536,  # noqa: ARG002
        raise_for_status: bool = True,  # noqa: ARG002
    ) -> AsyncGenerator[bytes, None]:
        """A file that somebody has sent."""
        stored = self.telegram.files.at(url.split(f"{TOKEN}/", 1)[1])
        assert stored is not None
        yield stored.data


def a_telegram(now: datetime) -> Telegram:
    """A Telegram whose clock stands."""
    telegram = Telegram(Clock(now, 0, lambda: 0.0), Settings(bot_username="hongyan_bot"))
    telegram.bot.admit(TOKEN)
    telegram.updates.allow(["message", "callback_query"])
    return telegram


def below(phone: Phone) -> list[Seen]:
    """The buttons of the newest message that has any."""
    for entry in reversed(phone.entries.values()):
        if entry.sender == "bot" and not entry.deleted and entry.markup:
            return _buttons(phone, entry.message_id)
    return []


def visible(phone: Phone) -> list[Seen]:
    """All buttons that stand in the chat now."""
    return [seen for number in phone.entries for seen in _buttons(phone, number)]


def _buttons(phone: Phone, number: int) -> list[Seen]:
    entry = phone.entries[number]
    rows = () if entry.deleted or entry.markup is None else entry.markup.inline_keyboard
    return [
        Seen(number, button.callback_data)
        for row in rows
        for button in row
        if isinstance(button.callback_data, str)
    ]
