"""One of several processes beats; the others stand by and take over within seconds."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from scheduler.beats import beat_until, pause
from scheduler.heart import Heart
from storage.leading import Candidate

log = structlog.get_logger()
STAND_EVERY_SECONDS = 1.0
CONFIRM_EVERY_SECONDS = 2.0


async def beat_when_leading(
    stop: asyncio.Event,
    candidate: Candidate,
    heart: Heart,
    beaten: Callable[[], datetime | None],
    waiting: Callable[[], None],
) -> None:
    """Until `stop` is set: beat while this process leads, else try to. `beaten` says when the heart
    has beaten last; `waiting` is called at each try that led to nothing. What is under way when the
    lead ends is finished, the lock given back, and the next one begins at once.
    """
    while not stop.is_set():
        if not await candidate.stand():
            waiting()
            await pause(stop, STAND_EVERY_SECONDS)
            continue
        log.info("leading", epoch=candidate.epoch)
        over = asyncio.Event()
        watching = asyncio.create_task(_watch(stop, over, candidate, beaten))
        try:
            await beat_until(over, heart)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await candidate.withdraw()
            log.info("leading no more")


async def live_until(stop: asyncio.Event, live: Callable[[], None]) -> None:
    """For a process that never beats: a sign of life every second until `stop` is set."""
    while not stop.is_set():
        live()
        await pause(stop, STAND_EVERY_SECONDS)


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
                await pause(stop, CONFIRM_EVERY_SECONDS)
    except Exception as error:  # nobody knows then who leads: this process stands again
        log.exception("lead not confirmed", error=type(error).__name__)
    finally:
        over.set()
