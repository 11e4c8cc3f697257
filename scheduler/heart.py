"""The heart: emergencies first; then whatever else is due (`scheduler.steps`), then pump until
nothing is due. `scheduler.beats` keeps it beating.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import structlog

from bot.measures import DUTIES_MENDED
from scheduler.clock import Clock
from scheduler.pump import Pump
from scheduler.steps import ends_the_beat, take_steps
from services.due import next_moment
from services.keeping.gaps import HOUR, mend, to_look_over
from services.keeping.house import USUAL, Kinds, let_go
from services.sos.climbing import due_alarms, look_at
from services.weekly.sweep import is_due, next_sweep
from storage.store import Store

log = structlog.get_logger()
FAILING = timedelta(minutes=1)
"""A bot that has not been able to send, or to look for emergencies, for longer counts as dead."""

SILENT_SECONDS = 600.0
"""So does one whose every message has come to nothing for longer, on the way or at Telegram, and
one that polls and has heard nothing (`cli.run`).
"""

SIGN_EVERY = timedelta(seconds=10)
LONGEST_LOOK = timedelta(minutes=30)
"""What has been due for long may take long to look at, and each part that is stored is a sign of
life; whatever goes on for longer goes round in a circle.
"""

Again = Callable[[asyncio.Event | None], Awaitable[int]]
"""Sends lost replies again, and begins none once it is told to stop; returns how many went out."""


class Heart:
    """One beat does everything that is due."""

    def __init__(
        self,
        store: Store,
        pump: Pump,
        clock: Clock,
        answer_again: Again,
        sign_of_life: Callable[[], None],
        kept: Kinds = USUAL,
    ) -> None:
        self._store = store
        self._pump = pump
        self._clock = clock
        self._answer_again = answer_again
        self._sign_of_life = sign_of_life
        self._kept = kept
        self._beating = asyncio.Lock()
        self._alarming = asyncio.Lock()
        self._sending = asyncio.Lock()
        self._answering = asyncio.Lock()
        self._housekeeping = asyncio.Lock()
        self._failing: dict[str, datetime] = {}
        self._signed = datetime.min.replace(tzinfo=UTC)
        self._looked_over: datetime | None = None

    async def beat(self, stop: asyncio.Event | None = None) -> None:
        """Do what is due now, and wait until all that was sent is settled."""
        async with self._beating:
            if await self._is_anything_due():
                await self.alarms(stop)
                await self._take_steps(stop)
                await self.send(stop)
            await self._pump.rest()
            await self.answer(stop)
            self._sign_of_life()

    async def look(self, stop: asyncio.Event | None = None) -> None:
        """Do what is due now but for emergencies (`alarms`) and what waits for Telegram (`send`,
        `answer`), which go on beside it.
        """
        async with self._beating:
            await self._take_steps(stop)
            self._lives()

    def _lives(self) -> None:
        """A sign of life, unless the bot cannot send."""
        self._signed = self._clock()
        if not self._fails():
            self._sign_of_life()

    def _comes_forward(self, begun: datetime) -> None:
        """A sign of life now and then in a look that was begun then, unless it takes too long."""
        now = self._clock()
        if now - max(begun, self._signed) >= SIGN_EVERY and now - begun <= LONGEST_LOOK:
            self._lives()

    def _fails(self) -> bool:
        """Whether sending, or looking for emergencies, has only failed for a while: then the bot
        must not look alive, however well it plans.
        """
        failing = any(self._clock() - since > FAILING for since in self._failing.values())
        return failing or self._pump.silence > SILENT_SECONDS

    @asynccontextmanager
    async def _told(self, what: str) -> AsyncIterator[None]:
        """Since when something has only failed is known."""
        try:
            yield
        except Exception:
            self._failing.setdefault(what, self._clock())
            raise
        self._failing.pop(what, None)

    async def send(self, stop: asyncio.Event | None = None) -> None:
        """Send what is due, however long that takes."""
        async with self._sending, self._told("send"):
            await self._pump.drain(stop)

    async def answer(self, stop: asyncio.Event | None = None) -> None:
        """Replies that got lost go out again, however long each of them takes."""
        async with self._answering:
            await self._answer_again(stop)

    async def alarms(self, stop: asyncio.Event | None = None) -> None:
        """Do what emergencies need now, also while a beat has much else to do."""
        async with self._alarming, self._told("alarms"):
            now = self._clock()
            async with self._store.read() as work:
                due = await due_alarms(work, now)
            trouble = [error for id_ in due if (error := await self._look_at(id_, now))]
            await self._pump.alarm(stop)
            if trouble and len(trouble) == len(due):
                raise trouble[0]

    async def _look_at(self, request_id: int, now: datetime) -> Exception | None:
        """One emergency that cannot be handled must not stop the others; returns what was wrong."""
        try:
            async with self._store.write() as work:
                await look_at(work, request_id, now)
        except Exception as error:
            log.exception("alarm failed", request_id=request_id, error=type(error).__name__)
            return error
        return None

    async def rest(self) -> None:
        """Wait until what is under way is finished. Raises what went wrong with any of it."""
        async with (
            self._beating,
            self._alarming,
            self._sending,
            self._answering,
            self._housekeeping,
        ):
            await self._pump.rest()

    async def _is_anything_due(self) -> bool:
        """At most moments of a followed clock nothing is: that costs one reading transaction."""
        now = self._clock()
        async with self._store.read() as work:
            moment = await next_moment(work)
            return (moment is not None and moment <= now) or await is_due(work, now)

    async def _take_steps(self, stop: asyncio.Event | None) -> None:
        """At one moment for all of them: what one person hears is one message."""
        now = self._clock()
        await take_steps(self._store, now, stop, moved=lambda: self._comes_forward(now))

    async def next_moment(self) -> datetime | None:
        """When there will be something to do (UTC), as far as is known now."""
        async with self._store.read() as work:
            moments = (await next_moment(work), await next_sweep(work))
        return min((moment for moment in moments if moment is not None), default=None)

    async def keep_house(self, stop: asyncio.Event | None = None) -> None:
        """Let go of what is kept no longer, and look over the schools whose hour it is."""
        async with self._housekeeping:
            now, goes_on = self._clock(), lambda: stop is None or not stop.is_set()
            gone = await let_go(self._store, self._kept, now, goes_on)
            if gone:
                log.info("let go", **{kind.value: count for kind, count in gone.items()})
            for school_id in await to_look_over(self._store, self._looked_over or now - HOUR, now):
                if stop is not None and stop.is_set():
                    return
                await self._look_over(school_id, now)
            self._looked_over = now

    async def _look_over(self, school_id: int, now: datetime) -> None:
        """One school at which something is wrong must not keep the others from it."""
        try:
            planned = await mend(self._store, school_id, now)
        except Exception as error:
            if ends_the_beat(error):
                raise
            log.exception("not looked over", unit_id=school_id, error=type(error).__name__)
            return
        if planned:
            DUTIES_MENDED.inc(planned)
            log.warning("duties were missing", unit_id=school_id, planned=planned)
