"""Tap → committed → answered: ten fathers at once press "called", each on his own reminder. Who has
been answered makes room for the next.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Contender:
    """Bots of one kind, and what is pressed at them: to warm up, and then measured."""

    serving: Serving
    warm_up: Sequence[Raw]
    taps: Sequence[Raw]


async def side_by_side(contenders: Sequence[Contender], rounds: int) -> list[Speed]:
    """Warm up, then let ten press at each in its turn, a part of its taps in every round: a machine
    that is slower for some seconds is so for all of them.
    """
    counts = [_Count() for _ in contenders]
    async with aiohttp.ClientSession() as http:
        for one in contenders:
            await _pressed(http, one.serving, one.warm_up)
        for number in range(rounds):
            for one, count in zip(contenders, counts, strict=True):
                start, cpu = perf_counter(), one.serving.processor()
                count.took += await _pressed(http, one.serving, one.taps[number::rounds])
                count.seconds += perf_counter() - start
                count.cpu += one.serving.processor() - cpu
    return [count.speed() for count in counts]


@dataclass(slots=True)
class _Count:
    took: list[float] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0

    def speed(self) -> Speed:
        taps, took = len(self.took), self.took
        rate, cpu = taps / self.seconds, self.cpu / taps
        return Speed(rate, cpu, percentile(took, 50), percentile(took, 99))


async def _pressed(
    http: aiohttp.ClientSession, serving: Serving, taps: Sequence[Raw]
) -> list[float]:
    """Seconds from each press to its answer."""
    waiting = iter(zip(cycle(serving.doors), taps))
    took: list[float] = []

    async def press() -> None:
        for door, update in waiting:
            start = perf_counter()
            took.append(await answered(http, serving, door, update) - start)

    await asyncio.gather(*(press() for _ in range(AT_ONCE)))
    return took
