"""The machine is away for hours or weeks, and comes back: duties right, nobody flooded."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.words import DutyState
from storage.duties import DutyRow
from tests.hunting import law
from tests.laws import holding
from tests.laws.lives import Alive, Life, Story, a_life, stories

pytestmark = pytest.mark.hypothesis


@given(stories)
@law(60)
def test_after_an_outage_of_any_length_nobody_is_flooded_and_nothing_is_lost(story: Story) -> None:
    async def told() -> None:
        life = await a_life()
        await life.through(story)
        await holding.all_of_it(life)

    asyncio.run(told())


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


async def ticked(before: int, ticks: Sequence[int]) -> Life:
    """Two weeks and more with everybody there, then nothing but ticks, so many hours later."""
    life = await a_life()
    await life.through([Alive(24 * 12 + before)])
    for tick in ticks:
        await life.world.tick(life.now + timedelta(hours=tick))
    return life


async def planned(before: int, ticks: Sequence[int]) -> set[tuple[str, date, date, date, bool]]:
    return shape(await (await ticked(before, ticks)).duties_there())


async def days_of(before: int, ticks: Sequence[int]) -> set[tuple[int, str, date, date, bool]]:
    """Of every child and rule the days of its duties, and whether they have ended."""
    duties = (await (await ticked(before, ticks)).duties_there()).values()
    children = sorted({duty.child_id or 0 for duty in duties})
    return {
        (
            children.index(duty.child_id or 0),
            duty.rule_id,
            duty.due_on,
            duty.closes_on,
            duty.state is DutyState.open,
        )
        for duty in duties
    }


befores = st.integers(24 * 8, 24 * 17)
WEEK, TERM = 24 * 7, 24 * 7 * 20


@given(befores, st.lists(st.integers(1, WEEK), min_size=4, max_size=9))
@law(40)
def test_a_week_in_any_ticks_plans_what_one_tick_plans(before: int, moments: list[int]) -> None:
    """Up to a week of outage (`services.duties.chains.OUTAGE`) plans the very same duties, with
    the same days. What may differ: who was told and when; what nobody was reminded of ends as
    unknown, not as missed.
    """
    at = sorted(set(moments))
    assert asyncio.run(planned(before, at)) == asyncio.run(planned(before, at[-1:]))


@given(befores, st.lists(st.integers(1, WEEK), min_size=12, max_size=40))
@law(15)
def test_a_term_of_outages_none_longer_than_a_week_plans_what_weekly_ticks_plan(
    before: int, gaps: list[int]
) -> None:
    at = list(accumulate(gaps))
    weekly = [*range(WEEK, at[-1], WEEK), at[-1]]
    assert asyncio.run(planned(before, at)) == asyncio.run(planned(before, weekly))


@given(befores, st.lists(st.integers(1, TERM), min_size=1, max_size=6))
@law(25)
def test_weeks_of_outage_in_any_ticks_come_to_what_one_tick_comes_to(
    before: int, moments: list[int]
) -> None:
    """After more than a week nobody owes for the silence, so one late tick plans less of it. What
    it plans is due on days that many ticks have planned too, and once what was open at its end is
    over, the same is open.
    """
    at = sorted(set(moments))
    after = [at[-1] + n * WEEK for n in range(1, 7)]
    many = asyncio.run(days_of(before, [*at, *after]))
    one = asyncio.run(days_of(before, [at[-1], *after]))
    assert one <= many
    assert {each for each in one if each[-1]} == {each for each in many if each[-1]}
