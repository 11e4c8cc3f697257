"""The connection to a Bot API server: Telegram's own, or any other given by its address."""

from typing import Any

import msgspec
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramServerError
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageReplyMarkup,
    EditMessageText,
    GetMe,
    GetUpdates,
    Response,
    SendDocument,
    SendMessage,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiohttp.payload import BytesPayload

from bot.calls import YES_OR_NO, as_json
from bot.menus import FAMILY, as_menu, commands_of
from care.delivery import REQUEST_TIMEOUT
from locales.catalog import DEFAULT, LANGUAGES, texts
from services.forms.library import library

TELEGRAM_API = "https://api.telegram.org"
OK, SERVER_ERROR = 200, 500
CONNECTIONS = 256
"""At once: what the pump may have on the wire, and room for polling and replies."""


_KEPT = tuple(
    Response[method.__returning__]  # type: ignore[name-defined]  # pydantic builds the model here
    for method in (
        AnswerCallbackQuery,
        EditMessageReplyMarkup,
        EditMessageText,
        GetMe,
        GetUpdates,
        SendDocument,
        SendMessage,
        SetMyCommands,
    )
)
"""Answer types are held only weakly by pydantic, which would build them anew for every call."""


class _Answer(msgspec.Struct):
    """What the server says of a call."""

    ok: bool


_answer = msgspec.json.Decoder(_Answer)
_YES = Response[Any].model_construct(ok=True, result=True)


class Session(AiohttpSession):
    """aiogram's session, with the short way for the calls of every day: JSON instead of a form, and
    of an answer that nobody reads only whether it was a yes.
    """

    def build_form_data(self, bot: Bot, method: TelegramMethod[Any]) -> Any:
        """The body: JSON, or a form where a file may be in it."""
        body = as_json(method)
        if body is None:
            return super().build_form_data(bot, method)
        return BytesPayload(body, content_type="application/json")

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """A proxy before a server that is down answers with a page, not with JSON."""
        if status_code >= SERVER_ERROR:
            raise TelegramServerError(method=method, message=f"{status_code}")
        if isinstance(method, YES_OR_NO) and _is_yes(status_code, content):
            return _YES
        return super().check_response(bot, method, status_code, content)


def _is_yes(status_code: int, content: str) -> bool:
    """Whether a call was accepted; anything else is for aiogram to read."""
    if status_code != OK:
        return False
    try:
        return _answer.decode(content).ok
    except msgspec.DecodeError:
        return False


def connect(token: str, api: str = TELEGRAM_API) -> Bot:
    """A bot that speaks to the server at `api`. The caller closes its session."""
    server = TelegramAPIServer.from_base(api.rstrip("/"))
    session = Session(api=server, timeout=REQUEST_TIMEOUT.total_seconds(), limit=CONNECTIONS)
    return Bot(token, session=session)


async def introduce(bot: Bot) -> None:
    """Tell the server the commands of a family, in every language and, for all others, in the
    default one. Who is more than that has a menu of their own (`bot.menus`). Telegram knows one
    Chinese: it is the Simplified one.
    """
    told = set[str]()
    for language in LANGUAGES:
        menu = as_menu(commands_of(FAMILY, library(), texts(language)))
        code = language.split("-")[0]
        if language == DEFAULT:
            await bot.set_my_commands(menu)
        if code not in told:
            await bot.set_my_commands(menu, language_code=code)
        told.add(code)
