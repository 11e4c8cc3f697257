"""What the tests of the bot share."""

from collections.abc import AsyncIterator

import pytest

from tests.bot.tiny import TinyTelegram, tiny_telegram


@pytest.fixture
async def api(at_once: None) -> AsyncIterator[TinyTelegram]:
    """A tiny Telegram, and nobody waits for encrypted connections."""
    async with tiny_telegram() as server:
        yield server
