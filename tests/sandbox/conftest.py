"""A fresh sandbox for every test, its clock standing on a Monday morning."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp
import pytest

from sandbox.server import running
from sandbox.settings import Settings
from tests.sandbox.people import Client, Person, Sandbox, aiogram_client, ptb_client
from tests.sandbox.receiver import Receiver, a_receiver

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class Stopwatch:
    """A real clock that a test moves by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@asynccontextmanager
async def a_sandbox(settings: Settings) -> AsyncIterator[Sandbox]:
    async with (
        running(now=MONDAY, settings=settings) as base,
        aiohttp.ClientSession(base) as client,
    ):
        yield Sandbox(base, client)


@pytest.fixture
async def sandbox(stopwatch: Stopwatch) -> AsyncIterator[Sandbox]:
    """Waits as long as a slow machine may need."""
    settings = Settings(seconds=stopwatch, no_bot_after=30, patience=30, answer_wait=30)
    async with a_sandbox(settings) as it:
        yield it


@pytest.fixture
async def impatient(stopwatch: Stopwatch) -> AsyncIterator[Sandbox]:
    """A sandbox that does not wait long for a bot which will not come."""
    settings = Settings(seconds=stopwatch, no_bot_after=0.01, patience=0.05, answer_wait=0.01)
    async with a_sandbox(settings) as it:
        yield it


@pytest.fixture(params=["aiogram", "python-telegram-bot"])
async def client(
    request: pytest.FixtureRequest, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Client]:
    """Either library: what one understands, the other must understand too."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # python-telegram-bot's way into the future
    connect = aiogram_client if request.param == "aiogram" else ptb_client
    async with connect(sandbox.base) as connected:
        yield connected


@pytest.fixture
async def father(sandbox: Sandbox) -> Person:
    """Somebody who has pressed Start."""
    return await sandbox.person("An")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Where a webhook can point to."""
    async with a_receiver() as it:
        yield it
