"""The first words with the Bot API server: who the bot is, how updates are to come, its menu.

A server that is silent holds up neither the end of the run nor, with the menu, who calls for help.
"""

import asyncio
from collections.abc import Coroutine

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramNotFound,
    TelegramUnauthorizedError,
)

from bot.telegram import introduce
from bot.webhook import Webhook, withdraw
from cli.terminal import fail
from scheduler.clock import pause
from storage.patience import is_passing

log = structlog.get_logger()
RETRY_SECONDS = 5


async def greeted(bot: Bot, hook: Webhook | None, stop: asyncio.Event, *, polls: bool) -> bool:
    """Say hello to the server, and by which way updates are to come. A refusal ends the run, an
    absent server is waited for, and so is a database that restarts. What is asked here every server
    knows: 404 says that there is no such token. False where `stop` is set first.
    """
    while not stop.is_set():
        try:
            if await _done_before(stop, _hello(bot, hook, polls=polls)):
                return True
        except (TelegramUnauthorizedError, TelegramNotFound):
            fail("run.token_refused", api=server_of(bot))
        except TelegramBadRequest as error:
            fail("hook.refused", why=error.message)
        except Exception as error:
            if not isinstance(error, AiogramError) and not is_passing(error):
                raise
            log.warning("no connection yet", error=type(error).__name__)
            await pause(stop, RETRY_SECONDS)
    return False


async def introduced(bot: Bot, stop: asyncio.Event) -> None:
    """The menu of commands is a courtesy: a server that does not know it is no hindrance."""
    try:
        await _done_before(stop, introduce(bot))
    except AiogramError as error:
        log.warning("no command menu", error=type(error).__name__)


def server_of(bot: Bot) -> str:
    """The server's address, without the token."""
    return bot.session.api.base.split("/bot")[0]


async def _hello(bot: Bot, hook: Webhook | None, *, polls: bool) -> None:
    me = await bot.me()
    if hook is not None:
        await hook.announce()
    elif polls and await withdraw(bot):
        log.warning("webhook taken back", why="this bot polls")
    log.info("running", bot=me.username, by=_way(hook, polls=polls))


def _way(hook: Webhook | None, *, polls: bool) -> str:
    if polls:
        return "polling"
    return "beating only" if hook is None else "webhook"


async def _done_before(stop: asyncio.Event, work: Coroutine[None, None, None]) -> bool:
    """Whether something came to its end before `stop` was set; else it is broken off."""
    working, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        broken_off = working.cancel()
        await asyncio.wait({working})
    if not broken_off:
        await working
    return not broken_off
