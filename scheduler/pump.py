"""The pump: claims notices that are due, sends them with no transaction open, marks them."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from care.delivery import Outcome
from scheduler.clock import Clock
from scheduler.pace import Pace
from services.outbox.delivering import Attempt, Prepared, claim, prepare, recover, settle
from storage.notices import NoticeRow
from storage.store import Store

log = structlog.get_logger()
BATCH = 20
Send = Callable[[Prepared], Awaitable[Attempt]]


class Pump:
    """Empties the outbox of what is due."""

    def __init__(self, store: Store, send: Send, clock: Clock, pace: Pace | None = None) -> None:
        self._store = store
        self._send = send
        self._clock = clock
        self._pace = pace or Pace()

    async def drain(self, stop: asyncio.Event | None = None) -> int:
        """Send until nothing is due or `stop` is set; returns how many notices were taken."""
        taken = 0
        async with self._store.write() as work:
            await recover(work, self._clock())
        while stop is None or not stop.is_set():
            async with self._store.write() as work:
                batch = await claim(work, self._clock(), BATCH)
            if not batch:
                break
            taken += len(batch)
            await asyncio.gather(*(self._deliver(notice) for notice in batch))
        return taken

    async def _deliver(self, notice: NoticeRow) -> None:
        await self._pace.turn(notice.person_id)
        async with self._store.write() as work:
            prepared = await prepare(work, notice, self._clock())
        if prepared is None:
            return
        attempt = await self._send(prepared)
        if attempt.outcome is Outcome.slow_down:
            self._pace.refused(notice.person_id, attempt.wait.total_seconds())
        async with self._store.write() as work:
            await settle(work, notice, attempt, self._clock(), prepared.address)
        log.info("notice", notice_id=notice.id, outcome=attempt.outcome, why=attempt.detail)
