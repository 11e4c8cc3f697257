"""The connection to a Bot API server: Telegram's own, or any other given by its address."""

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

from bot.menus import FAMILY, as_menu, commands_of
from care.delivery import REQUEST_TIMEOUT
from locales.catalog import DEFAULT, LANGUAGES, texts
from services.forms.library import library

TELEGRAM_API = "https://api.telegram.org"
SERVER_ERROR = 500
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


class Session(AiohttpSession):
    """aiogram's session, which knows a server error also by an answer that is no JSON."""

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """A proxy before a server that is down answers with a page, not with JSON."""
        if status_code >= SERVER_ERROR:
            raise TelegramServerError(method=method, message=f"{status_code}")
        return super().check_response(bot, method, status_code, content)


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
