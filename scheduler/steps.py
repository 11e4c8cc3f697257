"""What a beat does, one step after the other, and in each everything that is due.

A step that fails is told of and stops none after it. A duty that cannot be handled is put off for
an hour, alone: whatever is wrong with it, all others are looked at.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog

from bot.measures import DUTIES_PUT_OFF
from services.duties.programmes import begin_plans, next_beginning
from services.duties.ticking import BATCH, put_off, tick
from services.forms.unheard import follow_unheard
from services.hotline.following import follow_calls
from services.moving.taking import take_due_moves
from services.posts.taking import take_due_posts
from services.requests.following import follow_up
from services.weekly.sweep import is_due, sweep
from storage.leading import NoLongerLeadingError
from storage.patience import is_passing
from storage.store import Store

log = structlog.get_logger()
FEWER = 8
"""Of duties among which one cannot be handled, an eighth is tried next; after a success eight times
as many.
"""

Stop = asyncio.Event | None
Moved = Callable[[], None]
"""Told each time when a part of what is due is done and stored."""
Step = Callable[[Store, datetime, Stop, Moved], Awaitable[None]]


def unheard() -> None:
    """Nobody asks how far it has come."""


async def take_steps(
    store: Store,
    now: datetime,
    stop: Stop = None,
    steps: Sequence[Step] | None = None,
    moved: Moved = unheard,
) -> None:
    """All of them, at one moment (UTC). `moved` hears of each part. Raises at once where the store
    is away or somebody else leads by now, and otherwise at the end what went wrong first.
    """
    trouble: list[Exception] = []
    for step in steps or STEPS:
        try:
            await step(store, now, stop, moved)
            moved()
        except Exception as error:
            if ends_the_beat(error):
                raise
            log.exception("step failed", step=step.__name__, error=type(error).__name__)
            trouble.append(error)
    if trouble:
        raise trouble[0]


def ends_the_beat(error: Exception) -> bool:
    """Whether nothing else of a beat could go well either."""
    return is_passing(error) or isinstance(error, NoLongerLeadingError)


async def move(store: Store, now: datetime, stop: Stop, moved: Moved = unheard) -> None:
    """Children and classes that go somewhere today."""
    while _goes_on(stop):
        async with store.write() as work:
            moves = await take_due_moves(work, now)
        if moves == 0:
            break
        moved()
        log.info("moved", moves=moves)


async def hand_over(store: Store, now: datetime, stop: Stop, moved: Moved = unheard) -> None:
    """Posts that begin or end today."""
    while _goes_on(stop):
        async with store.write() as work:
            taken = await take_due_posts(work, now)
        if taken == 0:
            break
        moved()
        log.info("posts", taken=taken)


async def begin(store: Store, now: datetime, _stop: Stop, _moved: Moved = unheard) -> None:
    """New versions of a school's programme, on their day."""
    async with store.read() as work:
        moment = await next_beginning(work)
    if moment is None or moment > now:
        return
    async with store.write() as work:
        begun = await begin_plans(work, now)
    log.info("plans", begun=begun)


async def look_at_duties(store: Store, now: datetime, stop: Stop, moved: Moved = unheard) -> None:
    """The tick, until no duty is due."""
    limit = BATCH
    while _goes_on(stop):
        try:
            async with store.write() as work:
                handled = await tick(work, now, limit)
        except Exception as error:
            if ends_the_beat(error):
                raise
            if limit == 1:
                await _put_off(store, now, error)
            limit = max(1, limit // FEWER)
            continue
        if handled == 0:
            break
        moved()
        log.info("tick", duties=handled)
        limit = min(BATCH, limit * FEWER)


async def _put_off(store: Store, now: datetime, error: Exception) -> None:
    async with store.write() as work:
        duty = await put_off(work, now)
    if duty is not None:
        DUTIES_PUT_OFF.inc()
        kind = type(error).__name__
        log.error("duty put off", duty_id=duty.id, rule=duty.rule_id, error=kind, exc_info=error)


async def follow_requests(store: Store, now: datetime, stop: Stop, moved: Moved = unheard) -> None:
    """Needs, worries and sessions on the family line that somebody has to be told of."""
    while _goes_on(stop):
        async with store.write() as work:
            due = await work.requests.next_moment()
            if due is None or due > now:
                break
            followed = await follow_up(work, now) + await follow_calls(work, now)
            followed += await follow_unheard(work, now)
        if followed == 0:
            break
        moved()
        log.info("requests", followed=followed)


async def plan_lists(store: Store, now: datetime, _stop: Stop, _moved: Moved = unheard) -> None:
    """The weekly lists, where a new week has begun."""
    async with store.read() as work:
        if not await is_due(work, now):
            return
    async with store.write() as work:
        planned = await sweep(work, now)
    log.info("weekly lists", planned=planned)


STEPS: tuple[Step, ...] = (
    move,
    hand_over,
    begin,
    look_at_duties,
    follow_requests,
    plan_lists,
)
"""In this order: who moves today is looked at in the new place, for its new teacher, by the new
programme.
"""


def _goes_on(stop: Stop) -> bool:
    return stop is None or not stop.is_set()
