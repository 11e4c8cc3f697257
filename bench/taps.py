"""Tap → committed → answered: ten fathers at once press "called", each on his own reminder. Who has
been answered makes room for the next.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from time import perf_counter

import aiohttp

from bench.figures import percentile
from bench.hooks import Serving, answered
from bench.presses import Raw

AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Speed:
    """Updates a second; seconds of the bots' processor for each; seconds until answered."""

    rate: float
    cpu: float
    p50: float
    p99: float

    def __str__(self) -> str:
        times = ", ".join(
            f"{name} {seconds * 1e3:.{digits}f} ms"
            for name, seconds, digits in (
                ("median", self.p50, 0),
                ("p99", self.p99, 0),
                ("CPU", self.cpu, 1),
            )
        )
        return f"{self.rate:.0f}/s, {times}"


async def speed(serving: Serving, warm_up: Sequence[Raw], taps: Sequence[Raw]) -> Speed:
    """Warm up, then let ten press, at the bots' doors in turn."""
    await _pressed(serving, warm_up)
    start, cpu = perf_counter(), serving.processor()
    took = await _pressed(serving, taps)
    rate, cpu = len(took) / (perf_counter() - start), serving.processor() - cpu
    return Speed(rate, cpu / len(took), percentile(took, 50), percentile(took, 99))


async def _pressed(serving: Serving, taps: Sequence[Raw]) -> list[float]:
    """Seconds from each press to its answer."""
    waiting = iter(zip(cycle(serving.doors), taps))
    took: list[float] = []
    async with aiohttp.ClientSession() as http:

        async def press() -> None:
            for door, update in waiting:
                start = perf_counter()
                took.append(await answered(http, serving, door, update) - start)

        await asyncio.gather(*(press() for _ in range(AT_ONCE)))
    return took
