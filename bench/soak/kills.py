"""Real processes that die while they work: at named points, and at any moment.

1. A school's reminders wait in a store; the sandbox plays Telegram and keeps the time. People write
   to the bot meanwhile.
2. A bot works, and is ended by `kill -9`: at a named point (`bench.soak.points`), or at a moment
   drawn from a seed. Each time another one takes its place.
3. The last one may finish. Then the store's word is compared with what the server saw.

A seed replays the moments, not the machine: processes are as fast as they are.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Select, func, select

from bench.ledger import WAITING, Ledger, ledger_of, states
from bench.pumping import Sandbox, a_sandbox
from bench.school import DUE, a_duty, a_school, bulk, remind
from bench.soak.lives import Home, Nursery
from bench.soak.points import POINTS
from storage.seal import Keyring
from storage.store import Store
from storage.tables import Duty, Incoming, Journal

LONGEST_LIFE = 2.0
LOOK_EVERY = 0.1
MANY = 1000
"""With more notices time goes by more slowly: in the night nothing is sent."""
SENT = DUE + timedelta(minutes=1)
_UNTOLD = select(func.count()).where(Duty.step == 0)
_UNANSWERED = select(func.count()).where(Incoming.replied_at.is_(None), Incoming.reply.is_not(None))
WRITERS = 2_000_000
"""Chats of people who write to the bot begin here: nobody reminds them."""


@dataclass(frozen=True, slots=True)
class Where:
    """A new store, a folder for everything else, and where bots come from."""

    nursery: Nursery
    url: str
    folder: Path


@dataclass(slots=True)
class Result:
    """What came of it."""

    ledger: Ledger
    killed: Counter[str] = field(default_factory=Counter)
    not_reached: list[str] = field(default_factory=list)
    """Points at which no bot has died."""
    written: int = 0
    answered: int = 0
    effects: list[int] = field(default_factory=list)
    """How often each update had an effect."""
    complaints: int = 0
    drained: bool = False
    obeyed: bool = False
    in_flight: set[int] = field(default_factory=set)
    """Notices that were being sent when a bot died."""
    wrong: list[str] = field(default_factory=list)
    """What else a part of the soak has found."""

    @property
    def broken(self) -> list[str]:
        """The invariants that do not hold."""
        checks = {
            **self.ledger.broken(self.in_flight),
            "a notice was repeated too often for what it is worth": self.ledger.too_often > 0,
            "silence led where it does not lead by the policy": bool(self.ledger.ended_wrongly),
            "the outbox did not empty in time": not self.drained,
            "SIGTERM did not end it cleanly": not self.obeyed,
            "an update had no effect, or two": self.effects != [1] * self.written,
            "somebody was not answered": self.answered < self.written,
            "a point was not reached": bool(self.not_reached),
            "a bot complained": self.complaints > 0,
        }
        return [*(sentence for sentence, failed in checks.items() if failed), *self.wrong]


@dataclass(slots=True)
class Ground:
    """A store with reminders in it, and all that a bot needs to send them."""

    home: Home
    store: Store
    sandbox: Sandbox
    nursery: Nursery
    result: Result = field(default_factory=lambda: Result(Ledger({})))

    async def write(self, people: int = 1) -> None:
        """So many people write to the bot, each for the first time."""
        for _ in range(people):
            chat = WRITERS + self.result.written
            await self.sandbox.post(f"/sandbox/phones/{chat}/text", {"text": "/help"})
            self.result.written += 1

    async def die_at(self, point: str, times: int = 1, seconds: float = 20.0) -> None:
        """A life that ends at a point."""
        async with self.nursery.life(self.home, point, times) as life:
            if await life.died(seconds):
                self.result.killed[point] += 1
            else:
                self.result.not_reached.append(point)
        await self.note(life.complaints())

    async def die_after(self, seconds: float, *, young: bool) -> None:
        """A life that ends after some seconds, counted from its birth or from when it runs."""
        async with self.nursery.life(self.home) as life:
            if not young:
                await life.up()
            await asyncio.sleep(seconds)
            self.result.killed["at random"] += await life.kill()
        await self.note(life.complaints())

    async def note(self, complaints: Sequence[str]) -> None:
        """A life has ended: what it complained of, and what it was sending."""
        self.result.complaints += len(complaints)
        rows = await states(self.store)
        self.result.in_flight |= {notice for notice, state in rows.items() if state == "sending"}

    async def finish(self, patience: float) -> Result:
        """A last life does what is left, and is asked to end."""
        result = self.result
        async with self.nursery.life(self.home) as last:
            await last.up()
            result.drained = await self._drained(patience)
            result.obeyed = await last.stop()
        await self.note(last.complaints())
        result.ledger = await ledger_of(self.store)
        calls = await self.sandbox.calls()
        result.ledger.note(calls)
        chats = {int(call["params"]["chat_id"]) for call in calls if call["ok"]}
        result.answered = sum(chat >= WRITERS for chat in chats)
        result.effects = await _effects(self.store)
        return result

    async def _drained(self, patience: float) -> bool:
        for _ in range(int(patience / LOOK_EVERY) + 1):
            untold = await _count(self.store, _UNTOLD)  # first: one told from now on waits, below
            waits = WAITING & set((await states(self.store)).values())
            taken = len(await _effects(self.store)) >= self.result.written
            unanswered = await _count(self.store, _UNANSWERED)
            if taken and not (untold or waits or unanswered):
                return True
            await asyncio.sleep(LOOK_EVERY)
        return False


async def _count(store: Store, query: Select[int]) -> int:
    async with store.engine.connect() as connection:
        return int((await connection.execute(query)).scalar_one())


async def _effects(store: Store) -> list[int]:
    query = select(func.count()).where(Journal.event == "update.message")
    async with store.engine.connect() as connection:
        rows = await connection.execute(query.group_by(Journal.update_id))
        return [row[0] for row in rows]


@asynccontextmanager
async def a_ground(
    at: Where,
    notices: int,
    writers: int = 0,
    *,
    ticked: bool = True,
    rate: int = 30,
    spread: timedelta = timedelta(0),
) -> AsyncIterator[Ground]:
    """Reminders for so many fathers in a new store. Not `ticked`: they are due, and the bot's own
    tick writes the notices, that of the last after `spread`. `rate` is how many virtual seconds go
    by in a real one, so that a lease of two minutes runs out in four seconds.
    """
    async with a_sandbox("--now", SENT.isoformat(), "--rate", str(rate)) as sandbox:
        home = Home(at.folder, sandbox.base, at.url)
        chats = await sandbox.people(notices)
        await sandbox.people(writers, WRITERS)
        ring = Keyring.fresh()
        ring.write(home.key_file)
        store = await Store.open(at.url, ring)
        try:
            school = await a_school(store, notices, chats[0])
            if ticked:
                await remind(store, school)
            else:
                late = [DUE + spread * n / notices for n in range(notices)]
                rows = [a_duty(school, n, next_at=at) for n, at in enumerate(late)]
                await bulk(store, Duty, rows)
            yield Ground(home, store, sandbox, at.nursery)
        finally:
            await store.close()


async def at_every_point(at: Where, notices: int, patience: float = 120.0) -> Result:
    """A bot dies once at each named point."""
    async with a_ground(at, notices, len(POINTS), ticked=False) as ground:
        for point in POINTS:
            await ground.write()
            await ground.die_at(point)
        return await ground.finish(patience)


@dataclass(frozen=True, slots=True)
class Size:
    """How many notices go out while so many bots die, each after some seconds at the latest."""

    notices: int
    kills: int
    longest: float = LONGEST_LIFE


async def at_random(at: Where, size: Size, seed: int) -> Result:
    """Bots die at moments drawn from a seed, until so many of them have."""
    dice, notices, kills = random.Random(seed), size.notices, size.kills
    async with a_ground(at, notices, kills, rate=30 if notices <= MANY else 5) as ground:
        for _ in range(kills):
            await ground.write()
            young = dice.random() < YOUNG
            await ground.die_after(dice.uniform(0, size.longest), young=young)
        return await ground.finish(60 + notices / 10)


async def around_the_commit(at: Where, size: Size, seed: int) -> Result:
    """Many people write while bots die around the commit of what they wrote, and around the reply:
    the server brings again whatever was not confirmed.
    """
    dice, points = random.Random(seed), POINTS[POINTS.index("intake: before commit") :]
    points = tuple(point for point in points if not point.startswith("notice"))
    some = size.notices // size.kills
    async with a_ground(at, 1, some * size.kills) as ground:
        for _ in range(size.kills):
            await ground.write(some)
            point, times = dice.choice(points), dice.randint(1, some)
            # replies that went out together are marked together: only the first mark is sure
            await ground.die_at(point, 1 if point.startswith("mark") else times)
        return await ground.finish(60 + size.notices / 5)


YOUNG = 0.2
"""The share of lives that are killed at any moment of their start."""
