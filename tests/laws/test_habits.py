"""People with hours of their own, in zones of their own, who come and go: all the laws hold."""

import asyncio
from collections.abc import Sequence
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.habits import Habits
from care.settings import may_be_quiet
from tests.care.builders import BERLIN, KATHMANDU, SHANGHAI
from tests.hunting import law
from tests.laws import holding
from tests.laws.lives import Alive, Away, Blocks, Returns, Step, Stops, a_life
from tests.services.plans import CALL, TALK, a_plan_of, a_rule_text

pytestmark = pytest.mark.hypothesis

_AT_WORK = (
    '{ to = "holder", after = 0 }, { to = "holder", after = 3 }, '
    '{ to = "class_teacher", after = 5, at = "working_hours" }, '
    '{ to = "principal", after = 8, at = "working_hours" }'
)
LETTER = a_rule_text("letter", cadence='per = "month"', ladder=_AT_WORK)
PLAN = a_plan_of(CALL, LETTER, TALK)
ZONES = (SHANGHAI, KATHMANDU, BERLIN, "America/New_York", "Pacific/Auckland", "Pacific/Apia")
hours = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@st.composite
def some_habits(draw: st.DrawFn) -> Habits:
    """Any zone; an own hour, another one in even weeks for shift work, any quiet hours allowed."""
    quiet = draw(st.tuples(hours, hours).filter(lambda ends: may_be_quiet(*ends)))
    other = draw(st.none() | hours)
    return Habits(draw(st.sampled_from(ZONES)), draw(hours), *quiet, other)


people = st.lists(some_habits(), min_size=7, max_size=7)
who = st.integers(0, 6)
alive = st.builds(Alive, st.integers(1, 24 * 12), st.integers(0, 4))
away = st.builds(Away, st.one_of(st.integers(1, 48), st.integers(1, 24 * 30)))
coming = st.one_of(st.builds(Blocks, who), st.builds(Stops, who), st.builds(Returns, who))


def lives_of(step: st.SearchStrategy[Step]) -> st.SearchStrategy[list[Step]]:
    """It begins when the first reminder has just gone out, and ends with time to miss things."""
    return st.lists(step, min_size=3, max_size=10).map(
        lambda steps: [Alive(24 * 14), *steps, Alive(24 * 20)]
    )


async def lived(habits: Sequence[Habits], story: Sequence[Step]) -> None:
    life = await a_life(habits, PLAN)
    await life.through(story)
    await holding.all_of_it(life)


@given(people, lives_of(alive))
@law(15)
def test_whatever_hours_people_keep(habits: list[Habits], story: list[Step]) -> None:
    asyncio.run(lived(habits, story))


@given(people, lives_of(st.one_of(alive, alive, away)))
@law(15)
def test_whatever_hours_people_keep_and_however_long_the_machine_is_away(
    habits: list[Habits], story: list[Step]
) -> None:
    asyncio.run(lived(habits, story))


@given(people, lives_of(st.one_of(alive, alive, away, coming)))
@law(15)
def test_whoever_blocks_or_stops_and_comes_back(habits: list[Habits], story: list[Step]) -> None:
    asyncio.run(lived(habits, story))
