"""Beside one APScheduler job for each child, as reminders are often built: what a due reminder
costs, how long a start takes, how many of a thousand due at once are missed.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bench.databases import a_store, sqlite
from bench.figures import Figure
from bench.school import DUE, a_school
from bench.ticks import cost_of, fill, rewind
from scheduler.clock import system_clock
from services.duties.ticking import tick
from storage.store import Store

PATIENCE = 120.0
"""Seconds within which all that is due has to have run or been missed."""

_LEAD = timedelta(milliseconds=10)
"""For each of the jobs that are to be due, so long until they are: each is written down first."""
_FAR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Size:
    """How many jobs there are, and how many of them are due at once."""

    jobs: int
    due: int


FULL, TOY = Size(100_000, 1_000), Size(60, 10)


@dataclass(frozen=True, slots=True)
class _Jobs:
    """Seconds to add all, to start; of processor for all that was due; how many were missed."""

    added: float
    started: float
    busy: float
    missed: int


async def remind(child: int) -> None:
    """What a job would do; here it does nothing."""


async def run(size: Size) -> AsyncIterator[Figure]:
    """The tick first, then the jobs."""
    busy, started, handled = await _tick(size)
    with tempfile.TemporaryDirectory(prefix="hongyan-bench-") as folder:
        peer = await _scheduled(size, Path(folder) / "jobs.sqlite")
    among = f"{size.due:,} due among {size.jobs:,}"
    yield Figure(
        f"processor for a due reminder, {among}",
        f"{busy / size.due * 1e6:.0f} µs",
        f"{peer.busy / size.due * 1e6:.0f} µs with a job each",
        busy / peer.busy,
    )
    yield Figure(
        "from start to ready",
        f"{started * 1e3:.1f} ms",
        f"{peer.started * 1e3:.1f} ms with a job each (and {peer.added:.0f} s to add them)",
        started / peer.started,
    )
    yield Figure(
        f"missed, {among}",
        f"{size.due - handled:,}",
        f"{peer.missed:,} with a job each, under its default grace of a second",
        (size.due - peer.missed) / size.due or 0.001,
    )


async def _tick(size: Size) -> tuple[float, float, int]:
    """Seconds of processor for a tick over all that is due, seconds until the bot knows what comes
    next, and how much of it was handled.
    """
    with sqlite() as made:
        async with a_store(made) as store:
            school = await a_school(store, size.due)
            due = await fill(store, school, size.due, size.jobs)
            begun = perf_counter()
            async with store.read() as work:
                await work.duties.next_moment()
            started = perf_counter() - begun
            await cost_of(store, due, 1)  # the first one also compiles statements
            await rewind(store, due)
            used, handled = process_time(), 0
            while count := await _ticked(store):
                handled += count
            return process_time() - used, started, handled


async def _ticked(store: Store) -> int:
    async with store.write() as work:
        return await tick(work, DUE)


async def _scheduled(size: Size, file: Path) -> _Jobs:
    now = system_clock()
    added = _add(size, file, now)
    scheduler = _scheduler(file)
    outcomes = {EVENT_JOB_EXECUTED: 0, EVENT_JOB_MISSED: 0}
    ended = asyncio.Event()

    def note(event: JobExecutionEvent) -> None:
        outcomes[event.code] += 1
        if sum(outcomes.values()) == size.due:
            ended.set()

    scheduler.add_listener(note, EVENT_JOB_EXECUTED | EVENT_JOB_MISSED)
    begun = perf_counter()
    scheduler.start(paused=True)
    started = perf_counter() - begun
    _make_due(scheduler, size)
    used = process_time()
    scheduler.resume()
    async with asyncio.timeout(PATIENCE):
        await ended.wait()
    busy = process_time() - used
    scheduler.shutdown(wait=False)
    return _Jobs(added, started, busy, outcomes[EVENT_JOB_MISSED])


def _scheduler(file: Path) -> AsyncIOScheduler:
    stores = {"default": SQLAlchemyJobStore(url=f"sqlite:///{file}")}
    return AsyncIOScheduler(
        jobstores=stores, executors={"default": AsyncIOExecutor()}, timezone="UTC"
    )


def _add(size: Size, file: Path, now: datetime) -> float:
    """One job for each child, all far away."""
    scheduler = _scheduler(file)
    begun = perf_counter()
    scheduler.start(paused=True)
    for child in range(size.jobs):
        scheduler.add_job(remind, "date", run_date=now + _FAR, args=[child], id=str(child))
    scheduler.shutdown(wait=False)
    return perf_counter() - begun


def _make_due(scheduler: AsyncIOScheduler, size: Size) -> None:
    """Some of them at one moment, so far away that the scheduler is awake when it comes."""
    moment = system_clock() + size.due * _LEAD
    for child in range(size.due):
        scheduler.reschedule_job(str(child), trigger="date", run_date=moment)
