"""Following the clock of a sandbox: act at every step, report it, survive its absence."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import aiohttp
import pytest

import scheduler.follow
from sandbox.server import running
from scheduler.clock import FollowedClock
from scheduler.follow import follow_until, read_clock
from scheduler.heart import Heart

START = datetime(2026, 9, 21, 12, tzinfo=UTC)


class Diary:
    """A heart that notes when it beats; it has something to do every day at noon."""

    def __init__(self, clock: FollowedClock) -> None:
        self.clock = clock
        self.beats: list[datetime] = []

    async def beat(self, _stop: asyncio.Event) -> None:
        self.beats.append(self.clock())

    async def next_moment(self) -> datetime | None:
        return self.clock().replace(hour=12) + timedelta(days=1)


@asynccontextmanager
async def following(base: str) -> AsyncIterator[Diary]:
    url = f"{base}/sandbox/clock"
    clock, stop = await read_clock(url), asyncio.Event()
    diary = Diary(clock)
    task = asyncio.create_task(follow_until(stop, url, clock, cast(Heart, diary)))
    try:
        yield diary
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)


@pytest.fixture
async def base() -> AsyncIterator[str]:
    async with running(now=START) as url:
        yield url


async def post(url: str, **body: Any) -> Any:
    async with aiohttp.ClientSession() as http, http.post(url, json=body) as answer:
        return await answer.json()


async def test_the_clock_is_read_as_it_stands(base: str) -> None:
    clock = await read_clock(f"{base}/sandbox/clock")

    assert clock() == START


async def test_every_moment_with_something_to_do_is_lived_through(base: str) -> None:
    async with following(base) as diary:
        answer = await post(f"{base}/sandbox/clock/forward", seconds=3 * 86_400 + 60)

    days = [START + timedelta(days=n) for n in (1, 2, 3)]
    assert [beat for beat in diary.beats if beat in days] == days
    assert answer["hops"] == 4


async def test_an_end_does_not_wait_for_the_next_step(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler.follow, "LONG_POLL_SECONDS", 1000)

    async with following(base) as diary:
        assert await settled(base)

    assert diary.beats[0] == START


async def test_a_sandbox_that_went_away_is_waited_for(
    base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler.follow, "PAUSE_AFTER_ERROR", 0.01)
    answers: list[Exception] = [aiohttp.ServerDisconnectedError(), TimeoutError()]
    real = scheduler.follow._get

    async def fails_twice(*words: Any) -> dict[str, Any]:
        if answers:
            raise answers.pop()
        return await real(*words)

    clock_url = f"{base}/sandbox/clock"
    clock, stop = await read_clock(clock_url), asyncio.Event()
    monkeypatch.setattr(scheduler.follow, "_get", fails_twice)
    diary = Diary(clock)
    task = asyncio.create_task(follow_until(stop, clock_url, clock, cast(Heart, diary)))
    assert await settled(base)
    stop.set()
    await asyncio.wait_for(task, 10)

    assert answers == []
    assert diary.beats


async def settled(base: str) -> bool:
    async with aiohttp.ClientSession() as http, http.get(f"{base}/sandbox/idle") as answer:
        shown: dict[str, bool] = await answer.json()
        return shown["idle"]
