"""The pump: claims notices that are due, sends them with no transaction open, marks them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from bot.measures import SENDS, SLOW_DOWNS
from care.delivery import Outcome, Priority
from scheduler.clock import Clock
from scheduler.pace import Pace
from services.outbox.delivering import (
    Attempt,
    Prepared,
    claim,
    claim_alarms,
    prepare,
    recover,
    settle,
)
from storage.notices import NoticeRow
from storage.store import Store
from storage.work import Work

log = structlog.get_logger()
BATCH = 20
Send = Callable[[Prepared], Awaitable[Attempt]]
Claim = Callable[[Work, datetime, int], Awaitable[list[NoticeRow]]]


class Pump:
    """Empties the outbox of what is due."""

    def __init__(
        self,
        store: Store,
        send: Send,
        clock: Clock,
        pace: Pace | None = None,
        led: Store | None = None,
    ) -> None:
        """What is claimed and begun goes through `led`, which refuses who no longer leads; what was
        sent is written down even then.
        """
        self._store = store
        self._led = led or store
        self._send = send
        self._clock = clock
        self._pace = pace or Pace()

    async def drain(self, stop: asyncio.Event | None = None) -> int:
        """Send until nothing is due or `stop` is set; returns how many notices were taken."""
        async with self._led.write() as work:
            await recover(work, self._clock())
        return await self._drain(claim, stop)

    async def alarm(self, stop: asyncio.Event | None = None) -> int:
        """As `drain`, but only what emergencies say: beside a drain that has much to do."""
        return await self._drain(claim_alarms, stop)

    async def _drain(self, claim: Claim, stop: asyncio.Event | None) -> int:
        taken = 0
        while stop is None or not stop.is_set():
            async with self._led.write() as work:
                batch = await claim(work, self._clock(), BATCH)
            if not batch:
                break
            taken += len(batch)
            await asyncio.gather(*(self._deliver(notice) for notice in batch))
        return taken

    async def _deliver(self, notice: NoticeRow) -> None:
        urgent = notice.priority == Priority.EMERGENCY
        await self._pace.turn(notice.person_id, urgent=urgent)
        async with self._led.write() as work:
            prepared = await prepare(work, notice, self._clock())
        if prepared is None:
            return
        attempt = await self._send(prepared)
        SENDS.labels(attempt.outcome).inc()
        if attempt.outcome is Outcome.slow_down:
            SLOW_DOWNS.inc()
            self._pace.refused(notice.person_id, attempt.wait.total_seconds())
        async with self._store.write() as work:
            await settle(work, notice, attempt, self._clock(), prepared.address)
        log.info("notice", notice_id=notice.id, outcome=attempt.outcome, why=attempt.detail)
