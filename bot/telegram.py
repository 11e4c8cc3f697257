"""The connection to a Bot API server: Telegram's own, or any other given by its address."""

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BotCommand

from care.delivery import REQUEST_TIMEOUT
from locales.catalog import DEFAULT, LANGUAGES, texts

TELEGRAM_API = "https://api.telegram.org"
COMMANDS = ("today", "language", "privacy", "stop", "help")


def connect(token: str, api: str = TELEGRAM_API) -> Bot:
    """A bot that speaks to the server at `api`. The caller closes its session."""
    server = TelegramAPIServer.from_base(api.rstrip("/"))
    session = AiohttpSession(api=server, timeout=REQUEST_TIMEOUT.total_seconds())
    return Bot(token, session=session)


async def introduce(bot: Bot) -> None:
    """Tell the server our commands, in every language and, for all others, in the default one."""
    for language in LANGUAGES:
        t = texts(language)
        commands = [BotCommand(command=name, description=t(f"command.{name}")) for name in COMMANDS]
        if language == DEFAULT:
            await bot.set_my_commands(commands)
        await bot.set_my_commands(commands, language_code=language.split("-")[0])
