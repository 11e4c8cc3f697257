"""The pump: claims notices that are due, sends them with no transaction open, marks them.

It keeps the pipe full. A few notices are claimed ahead; a few of those are made ready and wait at
the gate; whatever has passed it is on the wire, and a slow one there holds up nobody.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.measures import SENDS, SLOW_DOWNS
from care.delivery import REFUSED, NoticeState, Outcome, Priority
from scheduler.clock import Clock
from scheduler.gate import Gate
from services.outbox.delivering import (
    Attempt,
    Prepared,
    claim,
    claim_alarms,
    give_back,
    prepare,
    recover,
    settle,
)
from storage.notices import NoticeRow, Turns
from storage.store import Store
from storage.work import Work

log = structlog.get_logger()
AHEAD = 24
"""So many are claimed and not on the wire yet: under a second's worth."""

READY = 4
"""So many of them are written already and wait at the gate."""

ON_THE_WIRE = 200
"""So many may be waited for at once: five a second that never answer hold up nobody."""

Send = Callable[[Prepared], Awaitable[Attempt]]
Claim = Callable[[Work, datetime, int], Awaitable[list[NoticeRow]]]


class Pump:
    """Empties the outbox of what is due. `refused` is set when the server does not know the token
    any more: nothing is sent from then on, and nothing is lost.
    """

    def __init__(
        self,
        store: Store,
        send: Send,
        clock: Clock,
        gate: Gate | None = None,
        refused: asyncio.Event | None = None,
        led: Store | None = None,
    ) -> None:
        """What is claimed and begun goes through `led`, which refuses who no longer leads; what was
        sent is written down even then.
        """
        self._store = store
        self._led = led or store
        self._send = send
        self._clock = clock
        self._gate = gate or Gate()
        self.refused = refused or asyncio.Event()
        self._turns = Turns()
        self._ready = asyncio.Semaphore(READY)
        self._under_way: set[asyncio.Task[None]] = set()
        self._ahead = 0
        self._moved = asyncio.Event()
        self._trouble: BaseException | None = None
        self._stop: asyncio.Event | None = None
        self._in_vain: list[float] = []

    @property
    def silence(self) -> float:
        """For how long (seconds), up to the last of them, every attempt has come to nothing."""
        return self._in_vain[-1] - self._in_vain[0] if self._in_vain else 0.0

    async def drain(self, stop: asyncio.Event | None = None) -> int:
        """Send until nothing is due, or `stop` is set, or the server wants a long rest; returns how
        many notices were taken. The last of them may still be on the wire; what was claimed and not
        begun when `stop` is set goes back into the queue, but for emergencies.
        """
        self._stop = stop
        async with self._led.write() as work:
            await recover(work, self._clock())
        taken = 0
        while self._goes_on(stop):
            if self._ahead > AHEAD // 2 or len(self._under_way) >= ON_THE_WIRE:
                await self._movement()
                continue
            batch = await self._claim(self._in_turns, AHEAD - self._ahead)
            taken += len(batch)
            if not batch and self._ahead == 0:
                break
            while not batch and self._ahead:
                await self._movement()
        return taken

    async def _in_turns(self, work: Work, now: datetime, limit: int) -> list[NoticeRow]:
        return await claim(work, now, limit, self._turns)

    async def alarm(self, stop: asyncio.Event | None = None) -> int:
        """As `drain`, but only what emergencies say: beside a drain that has much to do. It waits
        for none of them, so that the next one has not to wait either.
        """
        taken = 0
        while self._goes_on(stop, Priority.EMERGENCY):
            batch = await self._claim(claim_alarms, AHEAD)
            if not batch:
                break
            taken += len(batch)
        return taken

    def _is_over(self, notice: NoticeRow) -> bool:
        alarm = notice.priority == Priority.EMERGENCY
        return not alarm and self._stop is not None and self._stop.is_set()

    def _goes_on(self, stop: asyncio.Event | None, rank: int = Priority.REPLY) -> bool:
        stopped = stop is not None and stop.is_set()
        return not stopped and not self.refused.is_set() and not self._gate.rests(rank)

    async def rest(self) -> None:
        """Wait until everything on the wire is settled. Raises what went wrong with any of it."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))
        trouble, self._trouble = self._trouble, None
        if trouble is not None:
            raise trouble

    async def _claim(self, claim: Claim, limit: int) -> list["asyncio.Task[None]"]:
        async with self._led.write() as work:
            batch = await claim(work, self._clock(), limit)
            accounts = await work.accounts.of_people(notice.person_id for notice in batch)
        tasks = []
        for notice in batch:
            account = accounts.get(notice.person_id)
            chat = notice.person_id if account is None else account.address
            tasks.append(asyncio.create_task(self._deliver(notice, chat)))
            tasks[-1].add_done_callback(partial(self._landed, notice.id))
        self._ahead += len(tasks)
        self._under_way.update(tasks)
        return tasks

    def _landed(self, notice_id: int, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            name = type(error).__name__
            log.error("notice not settled", notice_id=notice_id, error=name, exc_info=error)
            self._trouble = error
        self._tell()

    async def _deliver(self, notice: NoticeRow, chat: int) -> None:
        try:
            prepared = await self._made_ready(notice, chat)
        finally:
            self._ahead -= 1
            self._tell()
        if prepared is not None:
            await self._attempt(notice, prepared)

    async def _made_ready(self, notice: NoticeRow, chat: int) -> Prepared | None:
        """The notice at its moment; None if there is nothing to send, or not now."""
        wait = self._gate.book(chat, notice.priority)
        if wait is None:
            await self._give_back(notice, self._gate.chat_wait(chat))
            return None
        await asyncio.sleep(wait)
        if notice.priority == Priority.EMERGENCY:
            return await self._at_the_gate(notice)
        async with self._ready:
            return await self._at_the_gate(notice)

    async def _at_the_gate(self, notice: NoticeRow) -> Prepared | None:
        rests = self._gate.rests(notice.priority)
        if self.refused.is_set() or rests or self._is_over(notice):
            await self._give_back(notice, rests)
            return None
        async with self._led.write() as work:
            prepared = await prepare(work, notice, self._clock())
            stands = [] if prepared else await work.outbox.by_id([notice.id])
        if prepared is None:
            for row in stands:
                _say(row.id, row.outcome, row.state)
            return None
        if await self._gate.turn(notice.priority) and not self.refused.is_set():
            return prepared
        rest = timedelta(seconds=self._gate.rests(notice.priority))
        await self._settle(notice, prepared, Attempt(Outcome.slow_down, wait=rest, detail="429"))
        return None

    async def _give_back(self, notice: NoticeRow, seconds: float) -> None:
        now = self._clock()
        async with self._store.write() as work:
            await give_back(work, notice, now + timedelta(seconds=seconds), now)

    async def _attempt(self, notice: NoticeRow, prepared: Prepared) -> None:
        began = self._gate.now()
        attempt = await self._send(prepared)
        SENDS.labels(attempt.outcome).inc()
        self._in_vain = [*self._in_vain[:1], self._gate.now()] if attempt.outcome in IN_VAIN else []
        match attempt.outcome:
            case Outcome.accepted:
                self._gate.accepted(began)
            case Outcome.slow_down:
                SLOW_DOWNS.inc()
                wait = attempt.wait.total_seconds()
                if self._gate.refused(prepared.address, wait, began):
                    log.warning("sending rests", seconds=wait, rate=round(self._gate.pace.rate, 1))
            case Outcome.unauthorized:
                self.refused.set()
            case outcome if outcome in REFUSED:
                self._gate.answered(began)
        await self._settle(notice, prepared, attempt)

    async def _settle(self, notice: NoticeRow, prepared: Prepared, attempt: Attempt) -> None:
        async with self._store.write() as work:
            state = await settle(work, notice, attempt, self._clock(), prepared)
        _say(notice.id, attempt.detail, state, outcome=attempt.outcome)

    def _tell(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()

    async def _movement(self) -> None:
        await self._moved.wait()


IN_VAIN = frozenset({Outcome.not_sent, Outcome.server_error, Outcome.no_answer})
"""Nobody at the other end has answered."""

WORTH_A_LOOK = frozenset({NoticeState.failed, NoticeState.unknown, NoticeState.held})
"""Ends that whoever runs the bot should see: `hongyan outbox list --state …`."""


def _say(notice_id: int, why: str | None, state: str, **more: object) -> None:
    """One line for what has become of a notice."""
    say = log.warning if state in WORTH_A_LOOK else log.info
    say("notice", notice_id=notice_id, why=why, state=state, **more)
