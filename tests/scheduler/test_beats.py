"""The heart goes on beating, whatever somebody does to the machine's clock."""

import asyncio
from datetime import datetime, timedelta, tzinfo
from typing import Self

import pytest

import scheduler.beats
from scheduler.beats import beat_until
from scheduler.heart import Heart
from storage.store import Store
from tests.scheduler.test_heart import Body
from tests.world import a_school


class Wall(datetime):
    """The time of day as the machine shows it, all of it to this process and to APScheduler."""

    off = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) + cls.off


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> type[Wall]:
    monkeypatch.setattr(Wall, "off", timedelta())
    for module in ("schedulers.base", "executors.base"):
        monkeypatch.setattr(f"apscheduler.{module}.datetime", Wall)
    monkeypatch.setattr("scheduler.clock.datetime", Wall)
    monkeypatch.setattr(scheduler.beats, "EVERY_SECONDS", 0.02)
    return Wall


@pytest.mark.parametrize("hours", [-8, 8, 24 * 365 * 50], ids=["back", "on", "from 1970"])
async def test_it_goes_on_after_the_clock_was_set(
    store: Store, wall: type[Wall], hours: int
) -> None:
    body = Body(await a_school(store))
    stop, seen = asyncio.Event(), asyncio.Event()
    body.heart = with_signs(body, seen)

    beating = asyncio.create_task(beat_until(stop, body.heart))
    for _ in range(3):
        await asyncio.wait_for(seen.wait(), 10)
        wall.off = timedelta(hours=hours) - wall.off
        seen.clear()
    await asyncio.wait_for(seen.wait(), 10)
    stop.set()
    await asyncio.wait_for(beating, 10)


def with_signs(body: Body, seen: asyncio.Event) -> Heart:
    return Heart(body.world.store, body.pump, body.clock, body.answer_again, seen.set)
