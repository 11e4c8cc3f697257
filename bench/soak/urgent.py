"""An emergency while ten thousand reminders wait, and while Telegram is away for an hour."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from bench.figures import percentile
from bench.school import DUE, IN_A_CLASS, School, a_school, remind
from bench.soak.kills import Where, a_ground
from care.delivery import Kind, Outcome
from care.sos import Code
from care.words import RequestKind
from scheduler.beats import beat_until
from scheduler.heart import Heart
from scheduler.pump import Pump
from services.actor import Actor
from services.outbox.delivering import Attempt, Prepared
from services.sos.raising import raise_alarm, send_now
from storage.store import Store
from storage.tables import Notice, Request

AWAY = timedelta(hours=1)
BETWEEN = 0.7
"""Seconds between two calls for help."""

WITHIN = 2.0
"""Seconds within which 99 of 100 have to be on their way."""


@dataclass(slots=True)
class Overtaken:
    """How long each call for help waited (seconds), and what was sent meanwhile."""

    waited: list[float] = field(default_factory=list)
    sent: int = 0
    asked: int = 0

    @property
    def p99(self) -> float:
        """What 99 of 100 did not exceed."""
        return percentile(self.waited, 99) if self.waited else float("inf")

    @property
    def broken(self) -> list[str]:
        """The invariants that do not hold."""
        checks = {
            "an emergency never went out": len(self.waited) < self.asked,
            f"99 of 100 emergencies were not out within {WITHIN:.0f} s": self.p99 > WITHIN,
        }
        return [sentence for sentence, failed in checks.items() if failed]


async def behind_a_backlog(store: Store, reminders: int, calls: int) -> Overtaken:
    """Reminders wait; parents call for help, each for a child of another class."""
    school = await a_school(store, max(reminders, calls * IN_A_CLASS))
    await remind(store, school)
    begun = asyncio.get_running_loop().time()

    def clock() -> datetime:
        return DUE + timedelta(seconds=asyncio.get_running_loop().time() - begun)

    found, asked = Overtaken(), dict[int, float]()
    stop = asyncio.Event()
    heart = Heart(store, Pump(store, _sender(found, asked), clock), clock, _nothing, lambda: None)
    beating = asyncio.create_task(beat_until(stop, heart))
    for number in range(calls):
        await asyncio.sleep(BETWEEN)
        await _call(store, school, number, clock, asked)
    await asyncio.sleep(5)
    stop.set()
    await beating
    found.asked = calls
    return found


def _sender(found: Overtaken, asked: dict[int, float]) -> Callable[[Prepared], Awaitable[Attempt]]:
    async def send(prepared: Prepared) -> Attempt:
        notice = prepared.notice
        since = asked.pop(notice.request_id or 0, None) if notice.code == Code.alarm else None
        if since is not None:
            found.waited.append(asyncio.get_running_loop().time() - since)
        found.sent += 1
        await asyncio.sleep(0.05)
        return Attempt(Outcome.accepted, found.sent)

    return send


async def _call(
    store: Store,
    school: School,
    number: int,
    clock: Callable[[], datetime],
    asked: dict[int, float],
) -> None:
    father = school.fathers[number * IN_A_CLASS]
    actor = Actor(father, school.addresses[number * IN_A_CLASS], None)
    pressed = asyncio.get_running_loop().time()
    async with store.write() as work:
        request = await raise_alarm(work, actor, clock())
        if request is not None:
            asked[request] = pressed
            await send_now(work, actor, request, clock())


async def _nothing(_stop: asyncio.Event | None) -> int:
    return 0


@dataclass(slots=True)
class Outage:
    """What became of the calls for help that were written while Telegram was away."""

    written: int = 0
    raised: int = 0
    told: int = 0
    """Calls of which somebody of the staff was told."""

    @property
    def broken(self) -> list[str]:
        """The invariants that do not hold."""
        checks = {
            "a call for help written in the outage was not raised": self.raised != self.written,
            "nobody was told of a call for help": self.told != self.written,
        }
        return [sentence for sentence, failed in checks.items() if failed]


async def through_an_outage(at: Where, calls: int, rate: int = 120) -> Outage:
    """Telegram is away for an hour; people write for help all the while."""
    size = calls * IN_A_CLASS
    async with a_ground(at, size, rate=rate) as ground:
        await ground.sandbox.people(len(await _staff(ground.store)), 1_000_000 + 2 * size)
        away = {"kind": "outage", "seconds": AWAY.total_seconds()}
        async with at.nursery.life(ground.home) as life:
            await life.up()
            await ground.sandbox.post("/sandbox/faults", away)
            for number in range(calls):
                father = 1_000_000 + number * IN_A_CLASS
                await ground.sandbox.post(f"/sandbox/phones/{father}/text", {"text": "/sos"})
                await asyncio.sleep(AWAY.total_seconds() / rate / calls)
            found = Outage(written=calls)
            for _ in range(600):
                found.raised, found.told = await _told(ground.store)
                if found.told >= calls:
                    break
                await asyncio.sleep(0.1)
            await life.stop()
    return found


async def _staff(store: Store) -> list[int]:
    async with store.read() as work:
        units = await work.units.schools()
        below = await work.units.below_all([unit.id for unit in units])
        held = await work.posts.in_units([unit.id for unit in [*units, *below]], DUE.date())
    return [post.person_id for post in held]


async def _told(store: Store) -> tuple[int, int]:
    """How many calls for help the store knows, and of how many an alarm has arrived."""
    raised = select(Request.id).where(Request.kind == RequestKind.sos)
    told = select(Notice.request_id).where(
        Notice.kind == Kind.sos, Notice.code == Code.alarm, Notice.state == "sent"
    )
    async with store.engine.connect() as connection:
        known = set((await connection.execute(raised)).scalars())
        arrived = set((await connection.execute(told)).scalars())
    return len(known), len(arrived & known)
