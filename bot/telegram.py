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
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import BotCommand

from care.delivery import REQUEST_TIMEOUT
from locales.catalog import DEFAULT, LANGUAGES, texts

TELEGRAM_API = "https://api.telegram.org"
SERVER_ERROR = 500
COMMANDS = (
    *("today", "child", "circle", "week", "overdue", "tasks"),
    *("settings", "language", "privacy", "stop", "help"),
)


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
    session = Session(api=server, timeout=REQUEST_TIMEOUT.total_seconds())
    return Bot(token, session=session)


async def introduce(bot: Bot) -> None:
    """Tell the server our commands, in every language and, for all others, in the default one."""
    for language in LANGUAGES:
        t = texts(language)
        commands = [BotCommand(command=name, description=t(f"command.{name}")) for name in COMMANDS]
        if language == DEFAULT:
            await bot.set_my_commands(commands)
        await bot.set_my_commands(commands, language_code=language.split("-")[0])
