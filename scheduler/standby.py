"""One of several processes beats; the others stand by and take over within seconds. A bot that
polls does that, too, only while it leads.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol

import structlog

from scheduler.clock import pause
from storage.leading import Candidate

log = structlog.get_logger()
STAND_EVERY_SECONDS = 1.0
CONFIRM_EVERY_SECONDS = 2.0
FINISH_SECONDS = 1.0
"""What takes longer to be finished after the lead was lost is not waited for by who calls for help.
"""
Work = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
"""Goes on until the event is set."""


class Signs(Protocol):
    """The signs of life of this process."""

    beaten: datetime | None
    """When the heart has beaten last (UTC)."""

    def live(self) -> None:
        """It lives, whether or not it is the one that beats."""


async def beat_when_leading(
    stop: asyncio.Event,
    candidate: Candidate,
    work: Work,
    pulse: Signs,
    meanwhile: Work | None = None,
) -> None:
    """Until `stop` is set: `work` while this process leads, else try to lead. What is under way
    when the lead ends is finished, the lock given back, and the next one begins at once.
    `meanwhile` goes on while the database does not say who leads.
    """
    async with asyncio.TaskGroup() as tasks:
        unknown, stands_by = _Unknown(tasks, meanwhile), False
        while not stop.is_set():
            if candidate.epoch is not None or await candidate.stand():
                unknown.end()
                await _lead(stop, candidate, work, pulse, unknown)
                stands_by = False
                continue
            if not candidate.answered:
                unknown.begin()
            elif not stands_by:
                unknown.end()
                log.info("standing by")
            stands_by = candidate.answered
            pulse.live()
            await pause(stop, STAND_EVERY_SECONDS)
        unknown.end()


class _Unknown:
    """The time in which nobody knows who leads, and what goes on in it."""

    def __init__(self, tasks: asyncio.TaskGroup, work: Work | None) -> None:
        self._tasks = tasks
        self._work = work
        self._over: asyncio.Event | None = None

    def begin(self) -> None:
        if self._work is not None and self._over is None:
            self._over = asyncio.Event()
            self._tasks.create_task(self._work(self._over))

    def end(self) -> None:
        """What is under way then finishes beside what comes next."""
        if self._over is not None:
            self._over.set()
            self._over = None


async def _lead(
    stop: asyncio.Event, candidate: Candidate, work: Work, pulse: Signs, unknown: _Unknown
) -> None:
    log.info("leading", epoch=candidate.epoch)
    over = asyncio.Event()

    async def watch() -> None:
        await _watch(stop, over, candidate, pulse)
        await pause(stop, FINISH_SECONDS)
        if not stop.is_set():
            unknown.begin()

    watching = asyncio.create_task(watch())
    try:
        await work(over)
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await candidate.withdraw()
        log.info("leading no more")


@asynccontextmanager
async def lead_kept(candidate: Candidate | None) -> AsyncIterator[None]:
    """Keep a lead that this process has already, while there is nothing to do with it yet."""
    over = asyncio.Event()

    async def keep(held: Candidate) -> None:
        while not over.is_set() and await held.confirm():
            await pause(over, CONFIRM_EVERY_SECONDS)

    if candidate is None or candidate.epoch is None:
        yield
        return
    keeping = asyncio.create_task(keep(candidate))
    try:
        yield
    finally:
        over.set()
        await asyncio.gather(keeping, return_exceptions=True)


async def live_until(stop: asyncio.Event, live: Callable[[], None]) -> None:
    """For a process that never beats: a sign of life every second until `stop` is set."""
    while not stop.is_set():
        live()
        await pause(stop, STAND_EVERY_SECONDS)


async def _watch(
    stop: asyncio.Event,
    over: asyncio.Event,
    candidate: Candidate,
    pulse: Signs,
) -> None:
    """Keep the lead, also while the last beat is finished; set `over` when it is to end."""
    try:
        while await candidate.confirm(pulse.beaten):
            if stop.is_set():
                over.set()
                await asyncio.sleep(CONFIRM_EVERY_SECONDS)
            else:
                await pause(stop, CONFIRM_EVERY_SECONDS)
    except Exception as error:  # nobody knows then who leads: this process stands again
        log.exception("lead not confirmed", error=type(error).__name__)
    finally:
        over.set()
