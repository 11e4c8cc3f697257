"""A pump that was away for longer than its lease comes back with its word."""

from datetime import timedelta

import pytest

from care.delivery import ALARM_FLIGHT, ALARM_LEASE, LEASE, REQUEST_TIMEOUT, Outcome
from care.sos import STEP
from care.words import Reach
from services.outbox import delivering
from services.outbox.delivering import Attempt, Prepared
from storage.store import Store
from tests.services.alarms import Alarms, the_alarms
from tests.world import DUE_EVENING, World, a_school

pytestmark = pytest.mark.in_memory_too


async def on_the_wire(world: World) -> Prepared:
    """A pump begins to send the reminder."""
    async with world.store.write() as work:
        (notice,) = await delivering.claim(work, DUE_EVENING, 10)
    prepared = await world.prepare(notice, DUE_EVENING)
    assert prepared is not None
    return prepared


async def away(world: World) -> Prepared:
    """A pump begins to send the reminder and is away until its lease is over; others go on."""
    prepared = await on_the_wire(world)
    async with world.store.write() as work:
        assert await delivering.recover(work, DUE_EVENING + LEASE) == 1
    return prepared


async def alarms_on_the_wire(store: Store) -> Alarms:
    """Somebody has called for help, and who was to tell two people of it dies while doing so."""
    alarms = await the_alarms(store)
    await alarms.one(alarms.world.grandmother)
    alarms.now += timedelta(seconds=30)
    await alarms.look()
    async with store.write() as work:
        for taken in await delivering.claim_alarms(work, alarms.now, 10):
            assert await delivering.prepare(work, taken, alarms.now) is not None
    return alarms


async def test_its_word_does_not_take_the_mark_of_a_repeat_away(store: Store) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    prepared = await away(world)

    await world.settle(prepared, Attempt(Outcome.server_error), DUE_EVENING + LEASE)

    (settled,) = await world.notices()
    assert settled.repeated


@pytest.mark.parametrize("outcome", [Outcome.no_answer, Outcome.server_error, Outcome.blocked])
async def test_what_arrived_meanwhile_is_not_sent_again_because_of_it(
    store: Store, outcome: Outcome
) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    prepared = await away(world)
    back = DUE_EVENING + LEASE + timedelta(seconds=5)
    await world.deliver(back)

    await world.settle(prepared, Attempt(outcome), back)

    (notice,) = await world.notices()
    assert (notice.state, notice.message_id) == ("sent", 1)
    assert len(await world.journal("notice.late")) == 1
    async with store.read() as work:
        account = await work.accounts.of(world.father)
    assert account is not None
    assert account.reach is Reach.joined


async def test_its_word_about_an_earlier_attempt_does_not_end_the_one_under_way(
    store: Store,
) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    prepared = await away(world)
    back = DUE_EVENING + LEASE + timedelta(seconds=5)
    async with store.write() as work:
        (again,) = await delivering.claim(work, back, 10)
    assert await world.prepare(again, back) is not None

    await world.settle(prepared, Attempt(Outcome.refused), back)

    assert [notice.state for notice in await world.notices()] == ["sending"]


async def test_its_word_that_it_arrived_counts_and_nothing_comes_again(store: Store) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    prepared = await away(world)

    await world.settle(prepared, Attempt(Outcome.accepted), DUE_EVENING + LEASE)

    assert [notice.state for notice in await world.notices()] == ["sent"]
    assert await world.deliver(DUE_EVENING + LEASE + timedelta(minutes=1)) == []


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


async def test_an_alarm_whose_sender_died_on_the_way_goes_again_after_a_minute(
    store: Store,
) -> None:
    alarms = await alarms_on_the_wire(store)

    async with store.write() as work:
        assert await delivering.recover(work, alarms.now + ALARM_FLIGHT - timedelta(seconds=1)) == 0
        assert await delivering.recover(work, alarms.now + ALARM_FLIGHT) == 2
    alarms.now += ALARM_FLIGHT + timedelta(seconds=30)

    assert len(await alarms.hears()) == 2


async def test_an_alarm_whose_sender_died_does_not_wait_until_a_backlog_is_sent(
    store: Store,
) -> None:
    """Nobody recovers meanwhile but who looks for emergencies."""
    alarms = await alarms_on_the_wire(store)

    over = alarms.now + ALARM_FLIGHT
    async with store.write() as work:
        assert await delivering.claim_alarms(work, over - timedelta(seconds=1), 10) == []
        assert await delivering.claim_alarms(work, over, 10) == []
        again = await delivering.claim_alarms(work, over + timedelta(seconds=30), 10)

    assert len(again) == 2
    assert all(notice.repeated for notice in again)


async def test_what_an_outage_has_made_stale_is_dropped_a_part_at_a_time(store: Store) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    waiting = len(await world.notices())
    much_later = DUE_EVENING + timedelta(days=3)

    async with store.write() as work:
        first = await work.outbox.expire(much_later, 1)
        rest = await work.outbox.expire(much_later)

    assert (len(first), len(rest)) == (1, waiting - 1)
    assert {notice.state for notice in await world.notices()} == {"expired"}


def test_no_request_outlasts_what_an_alarm_is_taken_to_be_on_its_way() -> None:
    assert REQUEST_TIMEOUT < ALARM_FLIGHT < STEP


@pytest.mark.parametrize("outcome", [Outcome.blocked, Outcome.deactivated, Outcome.not_found])
async def test_a_no_from_the_chat_before_says_nothing_about_the_new_one(
    store: Store, outcome: Outcome
) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    prepared = await on_the_wire(world)
    async with world.store.write() as work:
        await work.accounts.join(world.father, 8999, DUE_EVENING)

    await world.settle(prepared, Attempt(outcome), DUE_EVENING)

    async with store.read() as work:
        account = await work.accounts.of(world.father)
    assert account is not None
    assert (account.address, account.reach) == (8999, Reach.joined)
