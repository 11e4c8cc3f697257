"""A Telegram that takes everything and remembers it, and what can be read in it."""

import json
from collections.abc import AsyncGenerator, Iterator
from io import BytesIO
from itertools import count
from typing import Any
from zipfile import ZipFile, is_zipfile

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery, GetFile, GetMe, SendMessage, TelegramMethod
from aiogram.types import BufferedInputFile, Chat, File, Message, Update, User

from tests.trust.people import NOW

TOKEN = "700009:an-invented-token-of-a-telegram-that-takes-everything"
_MESSAGES = count(100)


class Telegram(BaseSession):
    """The session of a bot: real methods go in, what Telegram would answer comes back. `file` is
    what is downloaded.
    """

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[TelegramMethod[Any]] = []
        self.file = b""

    async def close(self) -> None:
        """Nothing is open."""

    async def make_request(
        self,
        bot: Bot,  # noqa: ARG002 - aiogram's signature
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ARG002 - aiogram's signature
    ) -> Any:
        self.calls.append(method)
        match method:
            case GetMe():
                return User(id=700009, is_bot=True, first_name="Goose", username="goose_bot")
            case GetFile():
                return File(file_id="f", file_unique_id="u", file_path="sheets/sheet.csv")
            case SendMessage():
                chat = Chat(id=int(method.chat_id), type="private")
                return Message(message_id=next(_MESSAGES), date=NOW, chat=chat, text=method.text)
        return True

    async def stream_content(
        self,
        url: str,  # noqa: ARG002 - aiogram's signature
        headers: dict[str, Any] | None = None,  # noqa: ARG002
        timeout: int = 30,  # noqa: ARG002
        chunk_size: int = 65536,  # noqa: ARG002
        raise_for_status: bool = True,  # noqa: ARG002
    ) -> AsyncGenerator[bytes, None]:
        yield self.file

    def said(self) -> str:
        """Everything that somebody can read in it: texts, captions, toasts, buttons, files."""
        return "\n".join(part for call in self.calls for part in _readable(call))

    def shows_a_page(self) -> bool:
        """More than a word in passing: a message, a page or a file."""
        return any(
            not isinstance(call, AnswerCallbackQuery | GetMe | GetFile) for call in self.calls
        )

    def answers(self) -> bool:
        """Somebody who pressed or wrote is not left in silence."""
        return any(not isinstance(call, GetMe | GetFile) for call in self.calls)


def _readable(call: TelegramMethod[Any]) -> Iterator[str]:
    for name in ("text", "caption"):
        yield getattr(call, name, None) or ""
    markup = getattr(call, "reply_markup", None)
    for row in getattr(markup, "inline_keyboard", None) or getattr(markup, "keyboard", None) or ():
        yield from (button.text for button in row)
    document = getattr(call, "document", None)
    if isinstance(document, BufferedInputFile):
        yield document.filename or ""
        yield _inside(document.data)


def _inside(content: bytes) -> str:
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as archive:
            return "\n".join(
                archive.read(name).decode(errors="replace") for name in archive.namelist()
            )
    text = content.decode(errors="replace")
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError:
        return text


def a_bot() -> tuple[Bot, Telegram]:
    session = Telegram()
    return Bot(TOKEN, session=session), session


def _user(address: int) -> dict[str, Any]:
    return {"id": address, "is_bot": False, "first_name": "某人", "language_code": "zh-hans"}


def _message(address: int, more: dict[str, Any]) -> dict[str, Any]:
    chat = {"id": address, "type": "private", "first_name": "某人"}
    return {"message_id": 7, "date": 1_740_000_000, "chat": chat} | more


def a_press(number: int, address: int, data: str) -> Update:
    """A button below a message of the bot, with whatever data."""
    query = {"id": f"q{number}", "from": _user(address), "chat_instance": "c", "data": data}
    query["message"] = _message(address, {"text": "…"})
    return Update.model_validate({"update_id": number, "callback_query": query})


def a_message(number: int, address: int, content: dict[str, Any]) -> Update:
    """Whatever somebody sends: `{"text": …}`, a contact, a voice message, a file."""
    message = _message(address, content) | {"from": _user(address)}
    if str(content.get("text", "")).startswith("/"):
        first = len(content["text"].split(maxsplit=1)[0])
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": first}]
    return Update.model_validate({"update_id": number, "message": message})
