"""The machine is away for hours or weeks, and comes back: duties right, nobody flooded."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.ceilings import ceiling
from care.delivery import REMINDER_FRESH
from care.hours import is_quiet, local_date
from care.people import Habits
from care.words import DutyState, Post, Role
from services.duties.outlook import look_around
from services.outbox.delivering import Prepared
from storage.duties import DutyRow
from storage.memory.store import MemoryStore
from tests.care.builders import MONDAY, SHANGHAI
from tests.hunting import law
from tests.seen import all_duties
from tests.services.plans import CALL, HOTLINE, LETTER, TALK, a_plan_of, a_rule_text
from tests.world import START, World, a_person, a_school, address_of

pytestmark = pytest.mark.hypothesis

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


Story = Sequence[Alive | Away]
alive = st.builds(Alive, st.integers(1, 24 * 10), st.integers(0, 4))
away = st.builds(Away, st.one_of(st.integers(1, 48), st.integers(1, 24 * 50)))
stories = st.lists(st.one_of(alive, away), min_size=3, max_size=8).map(
    lambda steps: [Alive(24 * 14), *steps]
)


class Life:
    """A school whose every message is kept, with the moment at which it went out."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.now = START
        self.sent: list[tuple[datetime, Prepared]] = []
        self.outages: list[tuple[datetime, datetime]] = []

    async def through(self, story: Story) -> None:
        for step in story:
            until = self.now + timedelta(hours=step.hours)
            if isinstance(step, Away):
                self.outages.append((self.now, until))
                await self._beat(until, 0)
            else:
                await self._live(until, step.answered)
            self.now = until

    async def _live(self, until: datetime, answered: int) -> None:
        while (moment := await self.world.next_moment()) is not None and moment <= until:
            await self._beat(moment, answered)

    async def _beat(self, now: datetime, answered: int) -> None:
        await self.world.tick(now)
        while sent := await self.world.deliver(now):
            self.sent += [(now, prepared) for prepared in sent]
            for prepared in sent:
                if answered and len(self.sent) % answered == 0:
                    await self._answer(prepared, now)

    async def _answer(self, prepared: Prepared, now: datetime) -> None:
        for item in prepared.items:
            if item.purpose == "escalation":
                continue
            async with self.world.store.read() as work:
                duty = (await work.duties.by_id([item.duty_id]))[item.duty_id]
            await self.world.done(prepared.notice.person_id, duty, now)

    async def duties_there(self) -> dict[int, DutyRow]:
        async with self.world.store.read() as work:
            return {duty.id: duty for duty in await all_duties(work)}


async def a_life() -> Life:
    """Three children, a mother who works at night in another zone, everybody joined."""
    world = await a_school(MemoryStore(), None)
    await world.join(world.mother)
    for name in ("祁小禾", "褚小舟"):
        async with world.store.write() as work:
            parent = await a_person(work, name, None)
            await work.accounts.join(parent, address_of(parent), START)
        await world.add_child(name, [parent, world.father])
    await world.follow(PLAN)
    return Life(world)


async def nobody_hears_more_than_a_day_holds(life: Life) -> None:
    heard = Counter(
        (prepared.notice.person_id, local_date(now, SHANGHAI)) for now, prepared in life.sent
    )
    staff = {life.world.teacher: Post.class_teacher, life.world.principal: Post.principal}
    for (person, day), n in heard.items():
        assert n <= ceiling([staff.get(person, Role.father)]), (person, day)


async def nothing_is_stale_or_comes_at_night(life: Life) -> None:
    for now, prepared in life.sent:
        assert now - prepared.notice.send_at < REMINDER_FRESH
        assert not is_quiet(now, Habits())


async def nothing_comes_before_its_window_or_after_it_was_done(life: Life) -> None:
    duties = await life.duties_there()
    for now, prepared in life.sent:
        for item in prepared.items:
            duty = duties[item.duty_id]
            assert duty.opens_on <= local_date(now, SHANGHAI)
            assert duty.ended_at is None or now <= duty.ended_at


async def no_rung_is_told_twice(life: Life) -> None:
    told = Counter(
        (prepared.notice.person_id, item.duty_id, item.purpose)
        for _, prepared in life.sent
        for item in prepared.items
    )
    assert set(told.values()) <= {1}


async def what_was_missed_has_climbed_its_ladder(life: Life) -> None:
    """All of it; or, where the machine was away meanwhile, as far as there was time."""
    duties = await life.duties_there()
    missed = [duty for duty in duties.values() if duty.state is DutyState.missed]
    async with life.world.store.read() as work:
        outlook = await look_around(work, missed, life.now)
    for duty in missed:
        rule = outlook.rule(duty)
        assert rule is not None
        assert duty.step > 0
        if not any(overlaps(duty, *outage) for outage in life.outages):
            assert duty.step == len(rule.ladder), duty


def overlaps(duty: DutyRow, since: datetime, until: datetime) -> bool:
    first, last = local_date(since, SHANGHAI), local_date(until, SHANGHAI)
    return first <= duty.closes_on + timedelta(days=1) and duty.due_on - timedelta(days=1) <= last


async def every_chain_goes_on(life: Life) -> None:
    duties = await life.duties_there()
    ends = Counter((d.child_id, d.rule_id) for d in duties.values() if d.state is DutyState.open)
    chains = {(d.child_id, d.rule_id) for d in duties.values()}
    assert ends == Counter(dict.fromkeys(chains, 1))
    for duty in duties.values():
        if duty.state is DutyState.open:
            assert duty.closes_on >= local_date(life.now, SHANGHAI)


@given(stories)
@law(60)
def test_after_an_outage_of_any_length_nobody_is_flooded_and_nothing_is_lost(story: Story) -> None:
    async def told() -> None:
        life = await a_life()
        await life.through(story)
        await nobody_hears_more_than_a_day_holds(life)
        await nothing_is_stale_or_comes_at_night(life)
        await nothing_comes_before_its_window_or_after_it_was_done(life)
        await no_rung_is_told_twice(life)
        await what_was_missed_has_climbed_its_ladder(life)
        await every_chain_goes_on(life)

    asyncio.run(told())


@given(stories, st.lists(st.integers(0, 120), min_size=1, max_size=5))
@law(40)
def test_what_is_due_is_done_missed_excused_unknown_or_open(story: Story, cuts: list[int]) -> None:
    async def counted() -> None:
        life = await a_life()
        await life.through(story)
        duties = (await life.duties_there()).values()
        days = sorted(MONDAY + timedelta(days=cut) for cut in {0, *cuts, 150})
        total: Counter[str] = Counter()
        for since, after in pairwise(days):
            until = after - timedelta(days=1)
            due = [d for d in duties if since <= d.due_on <= until and d.child_id is not None]
            async with life.world.store.read() as work:
                found = await work.weekly.by_class([life.world.class_.id], since, until)
            counts = found.get(life.world.class_.id, Counter())
            excused = sum(d.state is DutyState.excused for d in due)
            assert counts.total() + excused == len(due)
            total += counts
        whole = Counter(str(d.state) for d in duties if days[0] <= d.due_on < days[-1])
        assert total == whole - Counter({str(DutyState.excused): whole[DutyState.excused]})

    asyncio.run(counted())


def shape(duties: dict[int, DutyRow]) -> set[tuple[str, date, date, date, bool]]:
    """Which duties there are, with their days, and whether they have ended."""
    return {
        (_named(d, duties), d.opens_on, d.due_on, d.closes_on, d.state is DutyState.open)
        for d in duties.values()
    }


def _named(duty: DutyRow, duties: dict[int, DutyRow]) -> str:
    before = duties.get(duty.previous_id or 0)
    depth = 0
    while before is not None:
        before, depth = duties.get(before.previous_id or 0), depth + 1
    children = sorted({d.child_id or 0 for d in duties.values()})
    return f"{children.index(duty.child_id or 0)}/{duty.rule_id}/{depth}"


@given(st.integers(24 * 8, 24 * 17), st.lists(st.integers(1, 24 * 7), min_size=4, max_size=9))
@law(40)
def test_a_week_in_any_ticks_plans_what_one_tick_plans(before: int, moments: list[int]) -> None:
    """Up to a week of outage (`services.duties.planning.OUTAGE`) plans the very same duties, with
    the same days. What may differ: who was told and when; what nobody was reminded of ends as
    unknown, not as missed.
    """

    async def planned(ticks: Sequence[int]) -> set[tuple[str, date, date, date, bool]]:
        life = await a_life()
        await life.through([Alive(24 * 12 + before)])
        for tick in ticks:
            await life.world.tick(life.now + timedelta(hours=tick))
        return shape(await life.duties_there())

    at = sorted(set(moments))
    assert asyncio.run(planned(at)) == asyncio.run(planned(at[-1:]))
