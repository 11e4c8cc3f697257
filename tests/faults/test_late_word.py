"""A pump that was away for longer than its lease comes back with its word."""

from datetime import timedelta

import pytest

from care.delivery import ALARM_LEASE, LEASE, Outcome
from services.outbox import delivering
from services.outbox.delivering import Attempt
from storage.store import Store
from tests.services.alarms import the_alarms
from tests.world import DUE_EVENING, a_school

pytestmark = pytest.mark.in_memory_too


async def test_its_word_does_not_take_the_mark_of_a_repeat_away(store: Store) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    async with store.write() as work:
        (notice,) = await delivering.claim(work, DUE_EVENING, 10)
    prepared = await world.prepare(notice, DUE_EVENING)
    assert prepared is not None
    async with store.write() as work:
        assert await delivering.recover(work, DUE_EVENING + LEASE) == 1

    await world.settle(prepared, Attempt(Outcome.server_error), DUE_EVENING + LEASE)

    (settled,) = await world.notices()
    assert settled.repeated


async def test_an_alarm_that_was_taken_and_not_sent_is_free_again_in_seconds(store: Store) -> None:
    alarms = await the_alarms(store)
    await alarms.one(alarms.world.grandmother)
    alarms.now += timedelta(seconds=30)
    await alarms.look()
    async with store.write() as work:
        taken = await delivering.claim(work, alarms.now, 10)

    assert await alarms.hears() == []
    alarms.now += ALARM_LEASE

    assert len(await alarms.hears()) == len(taken) == 2
