"""Real bots that die: at each named point, and at any moment. Both kinds of database.

A life costs a tenth of a second, being forked from a parent that has imported everything.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bench.soak import kills
from bench.soak.kills import Result, Size, Where
from bench.soak.lives import Home, Nursery, a_nursery
from bench.soak.points import NAMED, POINTS
from bench.soak.thrice import each_update_three_times
from tests.stores import Databases

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def nursery() -> AsyncIterator[Nursery]:
    async with a_nursery() as it:
        yield it


def nothing_is_broken(result: Result, notices: int) -> None:
    assert result.broken == []
    assert result.complaints == 0
    ends = {state: n for state, n in result.ledger.counts().items() if state != "unknown"}
    assert sum(ends.values()) == ends["sent"] >= notices - len(result.in_flight)


async def test_every_call_that_names_a_point_is_where_it_is_looked_for() -> None:
    """Otherwise a bot ends at its start, and looks as if it had died there."""
    assert [name for home, name, _ in NAMED if not hasattr(home, name)] == []


async def test_a_bot_that_ends_by_itself_is_not_taken_for_killed(
    nursery: Nursery, tmp_path: Path
) -> None:
    nowhere = Home(tmp_path, "http://127.0.0.1:1", f"sqlite:///{tmp_path}/there/is/none.db")

    async with nursery.life(nowhere, POINTS[0]) as life:
        with pytest.raises(RuntimeError, match="ended by itself"):
            await life.died(seconds=60)


async def test_a_bot_that_dies_at_any_named_point_loses_and_doubles_nothing(
    databases: Databases, nursery: Nursery, tmp_path: Path
) -> None:
    url = databases.copy()

    result = await kills.at_every_point(Where(nursery, url, tmp_path), notices=24)

    nothing_is_broken(result, 24)
    assert set(result.killed) == set(POINTS)
    databases.drop(url)


async def test_a_bot_killed_again_and_again_loses_nothing(
    databases: Databases, nursery: Nursery, tmp_path: Path
) -> None:
    url = databases.copy()

    size = Size(notices=500, kills=20, longest=0.5)
    result = await kills.at_random(Where(nursery, url, tmp_path), size, seed=7)

    nothing_is_broken(result, 500)
    assert result.killed["at random"] == 20
    databases.drop(url)


@pytest.mark.only_on("sqlite")
async def test_a_message_whose_answer_is_lost_comes_again_once_and_says_so(
    databases: Databases, nursery: Nursery, tmp_path: Path
) -> None:
    url = databases.copy()

    result = await kills.with_lost_replies(Where(nursery, url, tmp_path), 40, 0.2, seed=3)

    assert result.broken == []
    assert result.ledger.repeats > 0
    assert result.ledger.unflagged == 0
    databases.drop(url)


@pytest.mark.only_on("sqlite")
async def test_updates_that_come_three_times_and_shuffled_have_one_effect_each(
    databases: Databases, nursery: Nursery, tmp_path: Path
) -> None:
    url = databases.copy()

    result = await each_update_three_times(Where(nursery, url, tmp_path), 6, 2, seed=3)

    assert result.broken == []
    assert result.taken >= 3 * result.written > 0
    databases.drop(url)
