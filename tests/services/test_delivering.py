"""The outbox on its way out: claims, leases, outcomes, and what each of them leads to."""

import asyncio
from datetime import timedelta

import pytest

from care.delivery import LEASE, MAX_ATTEMPTS, REMINDER_FRESH, Outcome
from care.hours import Later
from care.words import DutyState, Reach
from services.outbox import delivering
from services.outbox.delivering import Attempt
from storage.notices import NoticeRow
from storage.store import Store
from tests.services.plans import TWO_TASKS
from tests.world import DUE_EVENING, World, a_school, address_of

pytestmark = pytest.mark.in_memory_too

SECOND = timedelta(seconds=1)
TRY_LATER = Attempt(Outcome.server_error, detail="502")
NO_ANSWER = Attempt(Outcome.no_answer, detail="timeout")


@pytest.fixture
async def world(store: Store) -> World:
    """A reminder waits for the father."""
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    return world


async def claimed(world: World, now: timedelta = timedelta()) -> list[NoticeRow]:
    async with world.store.write() as work:
        return await delivering.claim(work, DUE_EVENING + now, 10)


async def the_notice(world: World) -> NoticeRow:
    (notice,) = await world.notices()
    return notice


async def test_a_message_that_arrived_is_known_by_its_number_in_the_chat(world: World) -> None:
    (sent,) = await world.deliver(DUE_EVENING)

    notice = await the_notice(world)
    assert (notice.state, notice.sent_at) == ("sent", DUE_EVENING)
    assert (notice.chat_id, notice.message_id) == (address_of(world.father), 1)
    assert sent.address == address_of(world.father)


async def test_a_message_is_found_again_by_the_duty_it_speaks_of(world: World) -> None:
    await world.deliver(DUE_EVENING)
    async with world.store.read() as work:
        found = await work.outbox.sent_about((await world.duty()).id)

    assert found == [await the_notice(world)]


async def test_nothing_is_claimed_before_its_moment(world: World) -> None:
    assert await claimed(world, -SECOND) == []


async def test_what_one_pump_has_claimed_no_other_gets(world: World) -> None:
    assert len(await claimed(world)) == 1
    assert await claimed(world) == []


async def test_two_pumps_at_one_instant_share_without_doubling(store: Store) -> None:
    world = await a_school(store)
    await world.join(world.mother)
    await world.tick(DUE_EVENING)

    first, second = await asyncio.gather(claimed(world), claimed(world))

    assert len(first) + len(second) == 2
    assert {notice.id for notice in first}.isdisjoint(notice.id for notice in second)


async def test_a_claim_whose_lease_has_run_out_is_free_again(world: World) -> None:
    await claimed(world)

    assert await claimed(world, LEASE - SECOND) == []
    assert len(await claimed(world, LEASE)) == 1


async def test_a_stale_reminder_is_dropped_and_the_duty_kept(world: World) -> None:
    assert await claimed(world, REMINDER_FRESH) == []

    assert (await the_notice(world)).state == "expired"
    assert (await world.duty()).state is DutyState.open


async def test_two_reminders_of_one_person_are_told_apart_by_their_moment(world: World) -> None:
    await world.deliver(DUE_EVENING)
    await world.live(DUE_EVENING + timedelta(days=2))

    assert len(await world.notices("sent")) == 2


async def test_too_many_requests_waits_as_told(world: World) -> None:
    await world.send(DUE_EVENING, Attempt(Outcome.slow_down, wait=timedelta(seconds=17)))

    notice = await the_notice(world)
    assert (notice.state, notice.send_at) == ("queued", DUE_EVENING + timedelta(seconds=17))
    assert not notice.repeated


async def test_waiting_as_told_costs_no_patience(world: World) -> None:
    now = DUE_EVENING
    for _ in range(MAX_ATTEMPTS + 1):
        await world.send(now, Attempt(Outcome.slow_down, wait=SECOND))
        now += SECOND

    await world.send(now, TRY_LATER)

    assert (await the_notice(world)).state == "queued"


async def test_a_failing_server_is_asked_again_with_growing_pauses_then_given_up(
    world: World,
) -> None:
    now, pauses = DUE_EVENING, []
    for _ in range(MAX_ATTEMPTS - 1):
        await world.send(now, TRY_LATER)
        following = (await the_notice(world)).send_at
        pauses.append((following - now).total_seconds())
        now = following
    await world.send(now, TRY_LATER)

    assert pauses == [5, 10, 20, 40, 80]
    assert (await the_notice(world)).state == "failed"
    assert len(await world.journal("notice.retry")) == 5
    assert len(await world.journal("notice.failed")) == 1


async def test_a_message_that_telegram_refuses_is_not_tried_again(world: World) -> None:
    await world.send(DUE_EVENING, Attempt(Outcome.refused, detail="400"))

    assert (await the_notice(world)).state == "failed"
    assert await world.next_moment() == (await world.duty()).next_at


async def test_who_blocked_the_bot_gets_nothing_more_until_they_come_back(store: Store) -> None:
    world = await a_school(store, TWO_TASKS)
    await world.tick(DUE_EVENING)
    await world.later(world.father, await world.duty(), DUE_EVENING, Later.tomorrow)

    await world.send(DUE_EVENING, Attempt(Outcome.blocked, detail="403"))

    assert sorted(notice.state for notice in await world.notices()) == ["cancelled", "failed"]
    async with store.read() as work:
        account = await work.accounts.of(world.father)
    assert account is not None
    assert account.reach is Reach.blocked
    assert await world.live(DUE_EVENING + timedelta(days=10)) == []


async def test_no_answer_is_repeated_once_marked_as_a_repeat_then_unknown(world: World) -> None:
    await world.send(DUE_EVENING, NO_ANSWER)
    first = await the_notice(world)
    await world.send(first.send_at, NO_ANSWER)
    second = await the_notice(world)

    assert (first.state, first.repeated) == ("queued", True)
    assert (second.state, second.repeated) == ("unknown", True)
    assert await claimed(world, timedelta(hours=1)) == []


async def test_a_repeat_that_arrives_is_sent_and_stays_marked(world: World) -> None:
    await world.send(DUE_EVENING, NO_ANSWER)
    await world.deliver((await the_notice(world)).send_at)

    notice = await the_notice(world)
    assert (notice.state, notice.repeated) == ("sent", True)


async def test_a_sender_that_died_in_flight_is_noticed_after_its_lease(world: World) -> None:
    (notice,) = await claimed(world)
    await world.prepare(notice, DUE_EVENING)
    async with world.store.write() as work:
        assert await delivering.recover(work, DUE_EVENING + LEASE - SECOND) == 0
        assert await delivering.recover(work, DUE_EVENING + LEASE) == 1

    after = await the_notice(world)
    assert (after.state, after.repeated) == ("queued", True)


async def test_a_message_in_flight_is_not_claimed_again(world: World) -> None:
    (notice,) = await claimed(world)
    await world.prepare(notice, DUE_EVENING)

    assert await claimed(world, LEASE + SECOND) == []


async def test_a_message_whose_reader_stopped_after_the_claim_is_not_prepared(
    world: World,
) -> None:
    (notice,) = await claimed(world)
    async with world.store.write() as work:
        await work.accounts.set_reach(world.father, Reach.stopped)

    assert await world.prepare(notice, DUE_EVENING) is None
    assert (await the_notice(world)).state == "cancelled"
    assert len(await world.journal("notice.cancelled")) == 1


async def test_a_cancelled_message_stays_cancelled_for_a_pump_that_holds_it(
    world: World,
) -> None:
    (notice,) = await claimed(world)
    async with world.store.write() as work:
        await work.outbox.cancel_for(world.father)

    assert await world.prepare(notice, DUE_EVENING) is None
    assert (await the_notice(world)).state == "cancelled"


async def test_a_pump_that_slept_over_its_lease_leaves_the_message_to_the_other(
    world: World,
) -> None:
    (slept,) = await claimed(world)
    (taken,) = await claimed(world, LEASE)
    assert await world.prepare(taken, DUE_EVENING + LEASE) is not None

    assert await world.prepare(slept, DUE_EVENING + LEASE) is None


async def test_the_next_moment_is_the_earliest_of_duties_and_messages(world: World) -> None:
    assert await world.next_moment() == DUE_EVENING
    await claimed(world)
    assert await world.next_moment() == DUE_EVENING + LEASE
    await world.live(DUE_EVENING + LEASE)
    assert await world.next_moment() == DUE_EVENING + timedelta(days=2)


async def test_an_empty_school_has_no_next_moment(store: Store) -> None:
    assert await (await a_school(store, None)).next_moment() is None


async def test_items_added_while_another_pump_claims_are_not_lost(store: Store) -> None:
    """Several workers on PostgreSQL: the tick adds to a message at the instant it is claimed."""
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    await world.add_child("禾小寒", [world.father])
    await world.follow(TWO_TASKS)

    await asyncio.gather(world.tick(DUE_EVENING), world.deliver(DUE_EVENING))
    later = await world.deliver(DUE_EVENING)
    again = await world.deliver(DUE_EVENING)

    spoken_of = {item.duty_id for notice in await world.notices("sent") for item in notice.items}
    assert spoken_of == {
        duty.id for rule in ("call", "letter") for duty in await world.duties(rule)
    }
    assert (len(later) <= 2, again) == (True, [])
