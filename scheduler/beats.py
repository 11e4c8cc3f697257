"""What keeps the heart beating.

APScheduler only beats. There is never a job per child: what is due lives in the store, so that a
restart, a missed beat or an outage loses nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import wraps

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from scheduler.clock import Clock, pause, system_clock
from scheduler.heart import Heart
from storage.leading import NoLongerLeadingError
from storage.patience import is_passing

log = structlog.get_logger()
EVERY_SECONDS = 2
KEEP_HOUSE_EVERY_HOURS = 1
_Work = Callable[[asyncio.Event], Awaitable[None]]


async def beat_until(stop: asyncio.Event, heart: Heart, wall: Clock = system_clock) -> None:
    """Beat every two seconds until `stop` is set, every second for emergencies; what is under way
    then is finished. Neither a backlog that takes an hour to send nor a Telegram that is silent
    holds up the tick or an emergency, nor does a clock (`wall`) that somebody sets.
    """
    scheduler = AsyncIOScheduler(timezone="UTC")
    settings = {"coalesce": True, "max_instances": 1, "misfire_grace_time": 60}
    for job, seconds in (
        (heart.look, EVERY_SECONDS),
        (heart.send, EVERY_SECONDS),
        (heart.answer, EVERY_SECONDS),
        (heart.alarms, EVERY_SECONDS / 2),
    ):
        scheduler.add_job(_surviving(job), _Every(timedelta(seconds=seconds)), [stop], **settings)
    hours = _Every(timedelta(hours=KEEP_HOUSE_EVERY_HOURS))
    scheduler.add_job(_surviving(heart.keep_house), hours, [stop], **settings)
    scheduler.start()
    while not stop.is_set():
        await pause(stop, EVERY_SECONDS / 2)
        _go_by(wall, scheduler)
    scheduler.pause()
    await _surviving(lambda _: heart.rest())(asyncio.Event())
    scheduler.shutdown()  # cancels whatever still runs


class _Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """So long after the last time. APScheduler's own trigger makes up, one by one, for every time
    that a clock which is set forward leaps over: those of years would take hours.
    """

    def __init__(self, interval: timedelta) -> None:
        self.interval = interval

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:  # noqa: ARG002
        """After which moment (UTC) the next beat comes."""
        return now + self.interval


def _go_by(wall: Clock, scheduler: AsyncIOScheduler) -> None:
    """APScheduler plans by the time of day: where that was set back, each job would wait until it
    has come round again.
    """
    now = wall()
    for job in scheduler.get_jobs():
        if job.next_run_time - now > job.trigger.interval:
            log.warning("clock set back", job=job.name, next=job.next_run_time.isoformat())
            job.modify(next_run_time=now)


def _surviving(work: _Work) -> Callable[[asyncio.Event], Awaitable[None]]:
    """A beat that fails is told of, and the next one comes all the same: what was due still is.
    None begins once it is to stop: it would be cancelled in the middle.
    """

    @wraps(work)
    async def survive(stop: asyncio.Event) -> None:
        try:
            if not stop.is_set():
                await work(stop)
        except NoLongerLeadingError:
            log.warning("not leading any more")
        except Exception as error:
            if not is_passing(error):
                log.exception("beat failed", error=type(error).__name__)
            else:
                log.warning("beat put off", error=type(error).__name__)

    return survive
