"""Following the clock of a sandbox: act on everything due at its moment, then say what comes next.

Used by `hongyan demo` and the story tests; refused together with Telegram's own API.
"""

import asyncio
from datetime import UTC, datetime
from typing import Any

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

from scheduler.clock import FollowedClock
from scheduler.heart import Heart

log = structlog.get_logger()
LONG_POLL_SECONDS = 2
PAUSE_AFTER_ERROR = 0.5
AGAIN = 2
"""So often at most within a step: what cannot be done now waits for the next one."""


async def read_clock(url: str) -> FollowedClock:
    """The clock at a URL, as it stands now."""
    async with ClientSession() as http:
        shown = await _get(http, url, {})
    return FollowedClock(_moment(shown["now"]), shown["rate"])


async def follow_until(stop: asyncio.Event, url: str, clock: FollowedClock, heart: Heart) -> None:
    """Beat at every step of the clock, and tell it when everything due is done."""
    seen = -1
    async with ClientSession(timeout=ClientTimeout(total=LONG_POLL_SECONDS + 10)) as http:
        while not stop.is_set():
            try:
                seen = await _step(http, url, seen, clock, heart, stop)
            except (ClientError, TimeoutError) as error:
                log.warning("clock out of reach", error=type(error).__name__)
                await asyncio.sleep(PAUSE_AFTER_ERROR)


async def _step(
    http: ClientSession,
    url: str,
    seen: int,
    clock: FollowedClock,
    heart: Heart,
    stop: asyncio.Event,
) -> int:
    params = {"seen": seen, "timeout": LONG_POLL_SECONDS} if seen >= 0 else {}
    asked = asyncio.create_task(_get(http, url, params))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({asked, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not asked.done():
        asked.cancel()
        return seen
    shown = asked.result()
    clock.set(_moment(shown["now"]), shown["rate"])
    next_at = await _beaten(heart, clock, stop)
    report = {"step": shown["step"], "next_at": None if next_at is None else next_at.isoformat()}
    async with http.post(f"{url}/settled", json=report) as answer:
        answer.raise_for_status()
    return int(shown["step"])


async def _beaten(heart: Heart, clock: FollowedClock, stop: asyncio.Event) -> datetime | None:
    """Beat, and again where an update has left something to do meanwhile; the next moment."""
    await heart.beat(stop)
    next_at = await heart.next_moment()
    for _ in range(AGAIN):
        if next_at is None or next_at > clock() or stop.is_set():
            break
        await heart.beat(stop)
        next_at = await heart.next_moment()
    return next_at


async def _get(http: ClientSession, url: str, params: dict[str, int]) -> dict[str, Any]:
    async with http.get(url, params=params) as answer:
        answer.raise_for_status()
        shown: dict[str, Any] = await answer.json()
        return shown


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
