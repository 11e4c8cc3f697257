"""Whatever a school does with its plan, nobody is asked twice and nothing is forgotten."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.hours import local_date
from care.words import DutyState
from services.duties.followed import rules_of
from services.duties.planning import plan_school
from services.duties.programmes import use_plan
from storage.duties import DutyRow
from storage.memory.store import MemoryStore
from tests.care.builders import SHANGHAI
from tests.hunting import law
from tests.seen import all_duties, the_first_month_is_over
from tests.services.plans import CALLS, TALK, a_plan_of, a_rule_text
from tests.world import START, World, a_school

pytestmark = pytest.mark.hypothesis

LADDERS = (
    (
        '{ to = "holder", after = 0 }, { to = "holder", after = 2 }, '
        '{ to = "class_teacher", after = 4 }, { to = "principal", after = 5 }'
    ),
    '{ to = "holder", after = 0 }, { to = "class_teacher", after = 4 }',
    '{ to = "holder", after = 0 }, { to = "holder", after = 2 }, { to = "principal", after = 5 }',
)
"""So spelled that nobody has a reason to hear the same thing of a duty twice."""
CADENCES = (
    *('every = "2 weeks"', 'every = "1 week"', 'per = "month"', 'per = "month"\ntimes = 2'),
    *('per = "quarter"\ntimes = 2', 'per = "year"'),
)


@dataclass(frozen=True)
class Edit:
    """A school chooses a plan, from a day on that lies so many days ahead."""

    calls: str | None
    letters: str | None
    talks: bool
    each: bool
    ahead: int

    @property
    def plan(self) -> str:
        rules = [text for text in (self.calls, self.letters) if text is not None]
        calls = (text.replace('"any"', '"each"') for text in rules) if self.each else rules
        return a_plan_of(*calls, *([TALK] if self.talks or not rules else []))


@dataclass(frozen=True)
class Days:
    """Time passes, with a tick at every moment or with one at the end of an outage."""

    hours: int
    outage: bool


@dataclass(frozen=True)
class Answer:
    """The father says that something is done."""

    which: int


def rules(rule_id: str) -> st.SearchStrategy[str]:
    return st.builds(
        lambda cadence, ladder: a_rule_text(rule_id, cadence=cadence, ladder=ladder),
        st.sampled_from(CADENCES),
        st.sampled_from(LADDERS),
    )


edits = st.builds(
    Edit,
    st.one_of(rules("call"), rules("call"), rules("call"), st.none()),
    st.one_of(rules("letter"), st.none()),
    st.booleans(),
    st.sampled_from([False, False, False, True]),
    st.sampled_from([-3, 0, 0, 0, 1, 5]),
)
days = st.builds(Days, st.integers(1, 24 * 5), st.booleans())
begun = st.lists(st.one_of(edits, days, days), min_size=6, max_size=18)
steps = st.lists(st.one_of(edits, days, days, st.builds(Answer, st.integers(0, 9))), max_size=12)
stories = st.tuples(begun, steps).map(
    lambda parts: [Days(24 * 14, outage=False), *parts[0], *parts[1]]
)
"""It begins when the first reminder has just gone out."""


async def live(story: Sequence[Edit | Days | Answer]) -> None:
    world, now = await a_school(MemoryStore(), CALLS), START
    await world.join(world.mother)
    for step in story:
        match step:
            case Days(hours=hours, outage=outage):
                now += timedelta(hours=hours)
                await (down if outage else World.live)(world, now)
            case Edit():
                await change(world, step, now)
            case Answer(which=which):
                duties = [duty for duty in await everything(world) if is_open(duty)]
                await world.done(world.father, duties[which % len(duties)], now)
        await every_chain_has_one_open_end(world, now)
        await nobody_is_told_the_same_twice(world)


async def down(world: World, until: datetime) -> None:
    """Nothing happens, and then all of it at once."""
    await world.tick(until)
    await world.deliver(until)


async def change(world: World, edit: Edit, now: datetime) -> None:
    since = local_date(now, SHANGHAI) + timedelta(days=edit.ahead)
    async with world.store.write() as work:
        await use_plan(work, world.school.id, edit.plan, (), since, now)
        await the_first_month_is_over(work)


async def everything(world: World) -> list[DutyRow]:
    async with world.store.read() as work:
        return sorted(await all_duties(work), key=lambda duty: duty.key)


def is_open(duty: DutyRow) -> bool:
    return duty.state is DutyState.open


async def every_chain_has_one_open_end(world: World, now: datetime) -> None:
    duties = await everything(world)
    async with world.store.read() as work:
        circle = (await work.circles.around([world.child], now.date()))[world.child]
        use = (await work.plans.in_use([world.school.id], now.date()))[world.school.id]
    today = local_date(now, SHANGHAI)
    wanted = {
        (rule.id, holder)
        for rule in rules_of(use).values()
        for holder in (
            [None] if rule.needs == "any" else [p.id for p in circle.holders(rule.holder, today)]
        )
    }
    ends = Counter((duty.rule_id, duty.holder_id) for duty in duties if is_open(duty))
    assert set(ends.values()) <= {1}
    assert wanted <= set(ends)
    assert len({duty.key for duty in duties}) == len(duties)
    followed = Counter(duty.previous_id for duty in duties if duty.previous_id is not None)
    assert set(followed.values()) <= {1}
    assert set(followed) <= {duty.id for duty in duties if not is_open(duty)}
    async with world.store.write() as work:
        assert await plan_school(work, world.school.id, now) == 0


async def nobody_is_told_the_same_twice(world: World) -> None:
    told = Counter(
        (notice.person_id, item.duty_id, item.purpose)
        for notice in await world.notices()
        if notice.state != "cancelled"  # what is put off stands in another one
        for item in notice.items
    )
    assert set(told.values()) <= {1}


@given(stories)
@law(40)
def test_plans_may_change_as_they_like(story: list[Edit | Days | Answer]) -> None:
    asyncio.run(live(story))
