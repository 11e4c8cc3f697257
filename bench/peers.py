"""What others use to send to many chats, each as its own documentation shows it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram_broadcaster import Broadcaster
from aiogram_broadcaster.contents import TextContent
from aiogram_broadcaster.utils.retry_after_handler import setup_retry_after_handler
from aiolimiter import AsyncLimiter
from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bench.bots import TOKEN, a_bot

TEXT = "该给孩子打个电话啦"
AT_ONCE = 256
LONG = 60.0
RETRIES = 10

Peer = Callable[[str, Sequence[int], float], Awaitable[None]]
"""Sends to all these chats at a server with this limit, messages a second."""


async def gather(base: str, chats: Sequence[int], _limit: float) -> None:
    """What is written first: everything at once, and on a 429 wait as told and try again."""
    async with a_bot(base) as bot:

        async def one(chat: int) -> None:
            while await _refused(bot, chat):
                pass

        await asyncio.gather(*(one(chat) for chat in chats))


async def limited(base: str, chats: Sequence[int], limit: float) -> None:
    """The same behind aiolimiter's bucket, which each attempt passes."""
    limiter = AsyncLimiter(limit, 1)
    async with a_bot(base) as bot:

        async def passed(chat: int) -> bool:
            async with limiter:
                pass
            return await _refused(bot, chat)

        async def one(chat: int) -> None:
            while await passed(chat):
                pass

        await asyncio.gather(*(one(chat) for chat in chats))


async def _refused(bot: Bot, chat: int) -> bool:
    """Whether it was too much, after the rest that was asked for."""
    try:
        await bot.send_message(chat, TEXT, parse_mode=None)
    except TelegramRetryAfter as refusal:
        await asyncio.sleep(refusal.retry_after)
        return True
    return False


async def broadcast(base: str, chats: Sequence[int], _limit: float) -> None:
    """aiogram-broadcaster with its own handler of 429: one after the other."""
    async with a_bot(base) as bot:
        broadcaster = Broadcaster(bot)
        setup_retry_after_handler(broadcaster.event)
        content = TextContent(text=TEXT, parse_mode=None)
        await (await broadcaster.create_mailer(chats=chats, content=content)).start()


async def rate_limiter(base: str, chats: Sequence[int], limit: float) -> None:
    """python-telegram-bot's own limiter as it comes."""
    await _by_the_other_library(base, chats, AIORateLimiter(limit))


async def retrying(base: str, chats: Sequence[int], limit: float) -> None:
    """The same, told to try again."""
    limiter = AIORateLimiter(limit, max_retries=RETRIES)
    await _by_the_other_library(base, chats, limiter)


async def _by_the_other_library(base: str, chats: Sequence[int], limiter: AIORateLimiter) -> None:
    """Everything at once, held up by the limiter. What it gives up is lost."""
    logging.getLogger("telegram.ext").setLevel(logging.CRITICAL)
    request = HTTPXRequest(
        AT_ONCE, read_timeout=LONG, write_timeout=LONG, connect_timeout=LONG, pool_timeout=LONG
    )
    bot = ExtBot(TOKEN, base_url=f"{base}/bot", request=request, rate_limiter=limiter)
    async with bot:
        sending = (bot.send_message(chat, TEXT) for chat in chats)
        results = await asyncio.gather(*sending, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, RetryAfter):
            raise result


PEERS: Mapping[str, Peer] = {
    "aiogram, gather": gather,
    "aiogram, AsyncLimiter": limited,
    "aiogram-broadcaster": broadcast,
    "python-telegram-bot, AIORateLimiter": rate_limiter,
    f"the same with {RETRIES} retries": retrying,
}
