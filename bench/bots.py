"""A bot at a server of the bench."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot

from bot.telegram import connect

TOKEN = "424242:bench-bench-bench-bench-bench-bench"  # noqa: S105 - of the sandbox


@asynccontextmanager
async def a_bot(base: str) -> AsyncIterator[Bot]:
    """A bot of the product's own making at a server."""
    bot = connect(TOKEN, base)
    yield bot
    await bot.session.close()
