"""The machine comes back after an outage: what waited is said, but never at night."""

from datetime import timedelta

import pytest

from storage.store import Store
from tests.world import DUE_EVENING, World, a_school

pytestmark = pytest.mark.in_memory_too

MIDNIGHT = DUE_EVENING + timedelta(hours=5)
MORNING = DUE_EVENING + timedelta(hours=12)


@pytest.fixture
async def world(store: Store) -> World:
    """A reminder for the father was to go out at seven in the evening."""
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    return world


async def test_what_waited_is_not_sent_in_the_night_but_in_the_morning(world: World) -> None:
    assert await world.deliver(MIDNIGHT) == []

    assert await world.next_moment() == MORNING
    (sent,) = await world.deliver(MORNING)
    assert sent.notice.person_id == world.father


async def test_what_waited_and_what_is_late_is_one_message_in_the_morning(world: World) -> None:
    await world.tick(MIDNIGHT + timedelta(days=2))
    await world.deliver(MIDNIGHT + timedelta(days=2))

    sent = await world.deliver(MORNING + timedelta(days=2))

    assert [prepared.notice.person_id for prepared in sent] == [world.father]


async def test_what_was_answered_in_the_night_is_not_asked_in_the_morning(world: World) -> None:
    await world.deliver(MIDNIGHT)
    await world.done(world.father, await world.duty(), MIDNIGHT)

    assert await world.deliver(MORNING) == []
