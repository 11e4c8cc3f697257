"""Real bots that die: at each named point, and at any moment. Both kinds of database.

A life costs a tenth of a second, being forked from a parent that has imported everything.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import delete

from bench.ledger import Ledger
from bench.school import a_school, remind
from bench.soak import kills
from bench.soak.beats import BEATING, while_beating, wrongly_told
from bench.soak.kills import Result, Size, Where
from bench.soak.lives import Home, Nursery, a_nursery
from bench.soak.lost import with_lost_replies
from bench.soak.points import NAMED, POINTS
from bench.soak.thrice import each_update_three_times
from care.delivery import Worth
from storage.seal import Keyring
from storage.store import Store
from storage.tables import NoticeItem
from tests.stores import Databases

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def nursery() -> AsyncIterator[Nursery]:
    async with a_nursery() as it:
        yield it


def nothing_is_broken(result: Result, notices: int) -> None:
    assert result.broken == []
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


async def test_a_loop_that_dies_in_the_middle_of_its_beats_tells_every_duty_once(
    databases: Databases, nursery: Nursery, tmp_path: Path
) -> None:
    url = databases.copy()

    size = Size(notices=60, kills=8, longest=4.0)
    result = await while_beating(Where(nursery, url, tmp_path), size, seed=5)

    nothing_is_broken(result, 60)
    assert result.killed.total() == 8
    assert sum(times for point, times in result.killed.items() if point in BEATING) >= 4
    assert any(point.startswith("tick") for point in result.killed)
    databases.drop(url)


async def test_a_duty_that_a_beat_has_left_out_is_found_out(
    databases: Databases, keyring: Keyring
) -> None:
    url = databases.copy()
    store = await Store.open(url, keyring)
    school = await a_school(store, 2)
    (duty, _), _ = await remind(store, school)
    assert await wrongly_told(store) == []

    async with store.engine.begin() as connection:
        await connection.execute(delete(NoticeItem).where(NoticeItem.duty_id == duty))
    assert await wrongly_told(store) == ["a duty that was due was not told"]

    await store.close()
    databases.drop(url)


@pytest.mark.only_on("sqlite")
async def test_a_message_whose_answer_is_lost_comes_again_as_often_as_it_is_worth_and_says_so(
    databases: Databases, nursery: Nursery, tmp_path: Path
) -> None:
    url = databases.copy()

    result = await with_lost_replies(Where(nursery, url, tmp_path), 40, 0.3, seed=3)

    ledger = result.ledger
    assert result.broken == []
    assert ledger.unflagged == 0
    assert ledger.of(Worth.urgent) == {"sent": 20}
    assert ledger.again(Worth.urgent) > 0
    assert ledger.of(Worth.sensitive).keys() == {"sent", "held"}
    assert ledger.again(Worth.sensitive) == 0
    assert ledger.of(Worth.routine).total() == 40
    assert ledger.again(Worth.routine) > 0
    databases.drop(url)


@pytest.mark.parametrize(
    ("worth", "end", "times"),
    [
        (Worth.urgent, "unknown", 1),
        (Worth.urgent, "held", 1),
        (Worth.routine, "held", 1),
        (Worth.routine, "unknown", 3),
        (Worth.sensitive, "unknown", 1),
        (Worth.sensitive, "sent", 2),
    ],
)
async def test_a_notice_that_ends_or_comes_again_against_its_policy_breaks_a_promise(
    worth: Worth, end: str, times: int
) -> None:
    ledger = Ledger({1: end}, {1: [False] + [True] * (times - 1)}, {1: worth})
    result = Result(ledger, in_flight={1}, drained=True, obeyed=True)

    assert len(result.broken) == 1
    result.ledger.states[1] = "sent"
    result.ledger.arrived[1] = [False]
    assert result.broken == []


async def test_a_bot_that_complains_breaks_a_promise() -> None:
    result = Result(Ledger({}), drained=True, obeyed=True, complaints=1)

    assert result.broken == ["a bot complained"]


@pytest.mark.only_on("sqlite")
async def test_updates_that_come_three_times_and_shuffled_have_one_effect_each(
    databases: Databases, nursery: Nursery, tmp_path: Path
) -> None:
    url = databases.copy()

    result = await each_update_three_times(Where(nursery, url, tmp_path), 6, 2, seed=3)

    assert result.broken == []
    assert result.taken >= 3 * result.written > 0
    databases.drop(url)
