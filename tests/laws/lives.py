"""A school's life in memory: the machine runs or is away, people block the bot and come back.

Every message is kept with the moment at which it went out, so that laws can look at all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from care.delivery import Outcome
from care.habits import Habits
from care.hours import local_date
from services.joining import leaving
from services.outbox import delivering
from services.outbox.delivering import Attempt, Prepared
from storage.duties import DutyRow
from storage.memory.store import MemoryStore
from tests.care.builders import SHANGHAI
from tests.seen import all_duties
from tests.services.plans import CALL, HOTLINE, LETTER, TALK, a_plan_of, a_rule_text
from tests.world import START, World, a_person, a_school, address_of

WEEKLY = a_rule_text(
    "weekly",
    '"class_teacher"',
    'weekday = "wednesday"',
    '{ to = "holder", after = 0 }, { to = "principal", after = 2 }',
)
MONTHLY = a_rule_text("monthly", cadence='per = "month"\ntimes = 2')
PLAN = a_plan_of(CALL, LETTER, TALK, HOTLINE, WEEKLY, MONTHLY)


@dataclass(frozen=True)
class Alive:
    """The machine runs for so many hours; every how manieth message is answered, 0: none."""

    hours: int
    answered: int = 0


@dataclass(frozen=True)
class Away:
    """It does not, for so many hours; then it ticks and sends."""

    hours: int


@dataclass(frozen=True)
class Blocks:
    """One of the people blocks the bot."""

    who: int


@dataclass(frozen=True)
class Stops:
    """One of them wants no more messages."""

    who: int


@dataclass(frozen=True)
class Returns:
    """One of them, who had stopped or blocked, is back."""

    who: int


Step = Alive | Away | Blocks | Stops | Returns
Story = Sequence[Alive | Away]
alive = st.builds(Alive, st.integers(1, 24 * 10), st.integers(0, 4))
away = st.builds(Away, st.one_of(st.integers(1, 48), st.integers(1, 24 * 50)))
stories = st.lists(st.one_of(alive, away), min_size=3, max_size=8).map(
    lambda steps: [Alive(24 * 14), *steps]
)


class Life:
    """A school whose every message is kept, with the moment at which it went out."""

    def __init__(self, world: World, people: Sequence[int]) -> None:
        self.world = world
        self.people = people
        self.habits = {person: Habits() for person in people}
        self.now = START
        self.sent: list[tuple[datetime, Prepared]] = []
        self.outages: list[tuple[datetime, datetime]] = []
        self.absences: list[tuple[datetime, datetime]] = []
        """When somebody had blocked or stopped; to the end where they never came back."""
        self._blocked: set[int] = set()
        self._gone: dict[int, datetime] = {}

    async def through(self, story: Sequence[Step]) -> None:
        for step in story:
            match step:
                case Alive(hours, answered):
                    await self._live(self.now + timedelta(hours=hours), answered)
                case Away(hours):
                    until = self.now + timedelta(hours=hours)
                    self.outages.append((self.now, until))
                    self.now = until
                    await self._beat(until, 0)
                case Blocks(who):
                    self._leaves(self._person(who))
                    self._blocked.add(self._person(who))
                case Stops(who):
                    self._leaves(self._person(who))
                    async with self.world.store.write() as work:
                        actor = self.world.actor(self._person(who))
                        await leaving.stop(work, actor, self.now)
                case Returns(who):
                    await self._returns(self._person(who))
        self.absences += [(since, self.now) for since in self._gone.values()]

    def _person(self, who: int) -> int:
        return self.people[who % len(self.people)]

    def _leaves(self, person: int) -> None:
        self._gone.setdefault(person, self.now)

    async def _returns(self, person: int) -> None:
        if person in self._gone:
            self.absences.append((self._gone.pop(person), self.now))
        self._blocked.discard(person)
        async with self.world.store.write() as work:
            await leaving.come_back(work, address_of(person), self.now)

    async def _live(self, until: datetime, answered: int) -> None:
        while (moment := await self.world.next_moment()) is not None and moment <= until:
            self.now = max(self.now, moment)
            await self._beat(self.now, answered)
        self.now = until

    async def _beat(self, now: datetime, answered: int) -> None:
        await self.world.tick(now)
        while sent := await self._deliver(now):
            self.sent += [(now, prepared) for prepared in sent]
            for prepared in sent:
                if answered and len(self.sent) % answered == 0:
                    await self._answer(prepared, now)

    async def _deliver(self, now: datetime) -> list[Prepared]:
        """Sends what is due; who has blocked the bot is found out by it."""
        async with self.world.store.write() as work:
            claimed = await delivering.claim(work, now, 100)
        tried = []
        for notice in claimed:
            if prepared := await self.world.prepare(notice, now):
                gone = notice.person_id in self._blocked
                outcome = Outcome.blocked if gone else Outcome.accepted
                await self.world.settle(prepared, Attempt(outcome), now)
                tried.append(prepared)
        return tried

    async def _answer(self, prepared: Prepared, now: datetime) -> None:
        person = prepared.notice.person_id
        for item in prepared.items:
            if item.purpose == "escalation" or person in self._blocked:
                continue
            async with self.world.store.read() as work:
                duty = (await work.duties.by_id([item.duty_id]))[item.duty_id]
            await self.world.done(person, duty, now)

    async def duties_there(self) -> dict[int, DutyRow]:
        async with self.world.store.read() as work:
            return {duty.id: duty for duty in await all_duties(work)}

    def day_of(self, person: int, now: datetime) -> date:
        """The day that the person's own calendar shows."""
        return local_date(now, self.habits[person].zone)


async def a_life(habits: Sequence[Habits] = (), plan: str = PLAN) -> Life:
    """Three children with four parents; everybody has joined, each with the next of the habits."""
    world = await a_school(MemoryStore(), None)
    await world.join(world.mother)
    people = [world.father, world.mother, world.grandmother, world.teacher, world.principal]
    for name in ("祁小禾", "褚小舟"):
        async with world.store.write() as work:
            parent = await a_person(work, name, None)
            await work.accounts.join(parent, address_of(parent), START)
        await world.add_child(name, [parent, world.father])
        people.append(parent)
    life = Life(world, people)
    async with world.store.write() as work:
        for person, theirs in zip(people, habits, strict=False):
            await work.people.set_habits(person, theirs)
            life.habits[person] = theirs
    await world.follow(plan)
    return life


def overlaps(duty: DutyRow, spans: Iterable[tuple[datetime, datetime]]) -> bool:
    """Whether one of the spans touches the days on which a duty is asked for."""
    begins, ends = duty.due_on - timedelta(days=1), duty.closes_on + timedelta(days=1)
    return any(
        local_date(since, SHANGHAI) <= ends and begins <= local_date(until, SHANGHAI)
        for since, until in spans
    )
