"""Lives of the bot: one begins where another has died, sometimes beside it.

A life is the product's heart and pump. Beats in which nothing is due are left out: they change
nothing, and most of three days are made of them.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bench.soak.virtual.loop import began
from bench.soak.virtual.store import BotsStore, FailedError, KilledError, Mortal, WatchedStore
from bench.soak.virtual.telegram import Mouth, Telegram, Try
from bench.soak.virtual.timeline import Span
from bench.soak.virtual.town import Town
from scheduler.beats import EVERY_SECONDS
from scheduler.heart import Heart
from scheduler.pump import Pump
from services.due import next_moment
from services.weekly.sweep import next_sweep

RESTART = (1.0, 30.0)
"""Seconds until a supervisor has it up again."""


class Bodies:
    """All lives of the bot in one scenario."""

    def __init__(
        self, town: Town, store: WatchedStore, telegram: Telegram, begins: Callable[[Try], None]
    ) -> None:
        self._town = town
        self._store = store
        self._telegram = telegram
        self._begins = begins
        self.errors: Counter[str] = Counter()

    async def go_on(self) -> None:
        """One life after the other, but where the machine is down, until it is over."""
        town = self._town
        while town.second < town.timeline.last:
            down = next((s for s in town.timeline.down if s.holds(town.second)), None)
            if down is not None:
                await town.until(down.until)
                continue
            ahead = [span.since for span in town.timeline.down if span.since > town.second]
            await self._life(min([*ahead, town.timeline.last]))
            await asyncio.sleep(town.timeline.dice.uniform(*RESTART))

    async def also(self, span: Span) -> None:
        """A second one beside it, which ends by being killed."""
        await self._town.until(span.since)
        while self._town.second < span.until:
            await self._life(span.until)
            await asyncio.sleep(self._town.timeline.dice.uniform(*RESTART))

    async def _life(self, until: float) -> None:
        town, body = self._town, Mortal(self._town)
        began.set(body.tasks.add)
        heart = self._heart(body)
        town.alive += 1
        town.lights()
        looks = [
            asyncio.create_task(self._looks(heart.look, self._due)),
            asyncio.create_task(self._looks(heart.send, self._due)),
            asyncio.create_task(self._looks(heart.alarms, self._alarm_due)),
        ]
        began.set(None)
        try:
            await asyncio.wait(
                looks, timeout=until - town.second, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            if not body.dead:
                body.die("with its machine")
            for task in body.tasks:
                task.cancel()
            await asyncio.gather(*body.tasks, return_exceptions=True)
            town.alive -= 1
            town.lights()

    def _heart(self, body: Mortal) -> Heart:
        store = BotsStore(self._town, self._store, body)
        mouth = Mouth(self._town, self._telegram, body, self._begins)
        pump = Pump(store, mouth.send, self._town.now)
        return Heart(store, pump, self._town.now, _nothing_to_answer, lambda: None)

    async def _looks(
        self, beat: Callable[[], Awaitable[None]], due: Callable[[], Awaitable[datetime | None]]
    ) -> None:
        """Beat every two seconds while something is due, as the scheduler does: a beat that fails
        is followed by the next.
        """
        while True:
            try:
                await beat()
            except (asyncio.CancelledError, KilledError):
                raise
            except FailedError:
                pass
            except Exception as error:  # noqa: BLE001 - the scheduler catches all; so do we, and tell
                self.errors[repr(error)] += 1
            await asyncio.sleep(EVERY_SECONDS)
            await self._nothing_due(due)

    async def _nothing_due(self, due: Callable[[], Awaitable[datetime | None]]) -> None:
        while True:
            self._town.stirred.clear()
            moment, now = await due(), self._town.now()
            if moment is not None and moment <= now:
                return
            wait = timedelta(days=30) if moment is None else moment - now
            slot = -(-wait.total_seconds() // EVERY_SECONDS) * EVERY_SECONDS
            stirring = asyncio.ensure_future(self._town.stirred.wait())
            await asyncio.wait({stirring}, timeout=slot)
            stirring.cancel()

    async def _due(self) -> datetime | None:
        async with self._store.read() as work:
            moments = (await next_moment(work), await next_sweep(work))
        return min((moment for moment in moments if moment is not None), default=None)

    async def _alarm_due(self) -> datetime | None:
        """When an emergency has to be looked at, or word of one to be sent."""
        rows = self._store.emergencies()
        return min(rows, default=None)


async def _nothing_to_answer(_stop: asyncio.Event | None) -> int:
    return 0
