"""The machine is away for hours or weeks, and comes back: duties right, nobody flooded."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.words import DutyState
from storage.duties import DutyRow
from tests.hunting import law
from tests.laws import holding
from tests.laws.lives import Alive, Story, a_life, stories

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
