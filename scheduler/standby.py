"""One of several processes beats; the others stand by and take over within seconds. A bot that
polls does that, too, only while it leads.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import structlog

from storage.leading import Candidate

log = structlog.get_logger()
STAND_EVERY_SECONDS = 1.0
CONFIRM_EVERY_SECONDS = 2.0


async def beat_when_leading(
    stop: asyncio.Event,
    candidate: Candidate,
    work: Callable[[asyncio.Event], Awaitable[None]],
    beaten: Callable[[], datetime | None],
    waiting: Callable[[], None],
) -> None:
    """Until `stop` is set: `work` while this process leads, which ends when the event it is given
    is set; else try to lead. `beaten` says when the heart has beaten last; `waiting` is called at
    each try that led to nothing. What is under way when the lead ends is finished, the lock given
    back, and the next one begins at once.
    """
    waits = False
    while not stop.is_set():
        if candidate.epoch is None and not await candidate.stand():
            if not waits:
                log.info("standing by")
            waits = True
            waiting()
            await _pause(stop, STAND_EVERY_SECONDS)
            continue
        waits = False
        log.info("leading", epoch=candidate.epoch)
        over = asyncio.Event()
        watching = asyncio.create_task(_watch(stop, over, candidate, beaten))
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
            await _pause(over, CONFIRM_EVERY_SECONDS)

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
        await _pause(stop, STAND_EVERY_SECONDS)


async def _watch(
    stop: asyncio.Event,
    over: asyncio.Event,
    candidate: Candidate,
    beaten: Callable[[], datetime | None],
) -> None:
    """Keep the lead, also while the last beat is finished; set `over` when it is to end."""
    try:
        while await candidate.confirm(beaten()):
            if stop.is_set():
                over.set()
                await asyncio.sleep(CONFIRM_EVERY_SECONDS)
            else:
                await _pause(stop, CONFIRM_EVERY_SECONDS)
    except Exception as error:  # nobody knows then who leads: this process stands again
        log.exception("lead not confirmed", error=type(error).__name__)
    finally:
        over.set()


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
