"""The one place that reads the time of day. Everything else is told what time it is."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Says the present moment in UTC."""


def system_clock() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but no longer than until `stop` is set."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


class FollowedClock:
    """The time of a sandbox: set from outside, going on at its rate in between."""

    def __init__(self, now: datetime, rate: float = 0.0) -> None:
        self._now = now
        self._rate = rate
        self._since = time.monotonic()

    def set(self, now: datetime, rate: float) -> None:
        """Show another time, and go on at `rate` virtual seconds per second."""
        self._now, self._rate, self._since = now, rate, time.monotonic()

    def __call__(self) -> datetime:
        """The present moment of the sandbox in UTC."""
        return self._now + timedelta(seconds=self._rate * (time.monotonic() - self._since))

    def seconds(self) -> float:
        """Seconds that go on with real time, and leap with the sandbox's: for a pace that must not
        wait for a moment that was leaped over.
        """
        return self().timestamp() + time.monotonic()
