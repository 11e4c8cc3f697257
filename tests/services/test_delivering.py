"""The outbox on its way out: claims, leases, outcomes, and what each of them leads to."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from care.delivery import LEASE, LOOP, OFTEN, REMINDER_FRESH, REQUEST_TIMEOUT, Outcome
from care.hours import Later
from care.words import DutyState, NewsCode, Reach
from services.news import News, appoint, spread
from services.outbox import delivering
from services.outbox.delivering import Attempt
from storage.notices import NoticeRow
from storage.store import Store
from storage.work import Work
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
    for _ in range(7):
        await world.send(now, Attempt(Outcome.slow_down, wait=SECOND))
        now += SECOND

    await world.send(now, TRY_LATER)

    assert (await the_notice(world)).send_at - now == timedelta(seconds=5)


async def test_a_failing_server_is_asked_again_with_growing_pauses_until_the_message_is_stale(
    world: World,
) -> None:
    now = DUE_EVENING
    pauses: list[float] = []
    while pauses.count(600) < 2:
        await world.send(now, TRY_LATER)
        following = (await the_notice(world)).send_at
        pauses.append((following - now).total_seconds())
        now = following

    assert pauses == [5, 10, 20, 40, 80, 160, 320, 600, 600]
    assert len(await world.journal("notice.retry")) == 9
    assert await claimed(world, REMINDER_FRESH) == []
    assert (await the_notice(world)).state == "expired"
    assert (await world.duty()).state is DutyState.open


async def test_the_first_try_in_vain_is_known_until_the_message_ends(world: World) -> None:
    assert (await the_notice(world)).tried_at is None
    await world.send(DUE_EVENING, TRY_LATER)
    second = (await the_notice(world)).send_at
    await world.send(second, Attempt(Outcome.slow_down, wait=SECOND))
    (again,) = await claimed(world, timedelta(minutes=1))
    later = DUE_EVENING + timedelta(minutes=2)
    async with world.store.write() as work:
        await delivering.give_back(work, again, later, DUE_EVENING + timedelta(minutes=1))

    notice = await the_notice(world)
    assert (notice.state, notice.send_at, notice.tried_at) == ("queued", later, DUE_EVENING)


async def test_what_is_put_off_to_another_day_has_not_been_tried(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        await spread(work, [News(world.father, NewsCode.tasks)], DUE_EVENING)
    await world.send(DUE_EVENING, TRY_LATER)
    assert await claimed(world, timedelta(hours=5)) == []

    assert (await the_notice(world)).tried_at is None


async def test_what_is_tried_again_until_the_night_waits_for_the_morning(world: World) -> None:
    await world.send(DUE_EVENING, TRY_LATER)
    async with world.store.write() as work:
        night = DUE_EVENING + timedelta(hours=5)
        await work.outbox.mark((await the_notice(world)).id, "queued", send_at=night)
        assert await delivering.claim(work, night, 10) == []

    (morning,) = await world.notices("queued")
    assert morning.send_at == DUE_EVENING + timedelta(hours=12)


async def test_a_backlog_that_ends_in_the_night_is_put_off_a_part_at_a_time(store: Store) -> None:
    world, morning = await a_school(store), DUE_EVENING + timedelta(hours=12)
    async with store.write() as work:
        backlog = [News(world.father, NewsCode.tasks)] * (delivering.ROUNDS + 2)
        await spread(work, backlog, DUE_EVENING)

    async def put_off() -> int:
        async with store.write() as work:
            assert await delivering.claim(work, DUE_EVENING + timedelta(hours=5), 1) == []
        return len([n for n in await world.notices("queued") if n.send_at == morning])

    assert await put_off() == delivering.ROUNDS
    assert await put_off() == delivering.ROUNDS + 2


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


async def test_a_reader_who_is_no_longer_there_counts_as_not_joined(world: World) -> None:
    for outcome in (Outcome.deactivated, Outcome.not_found):
        await world.join(world.father)
        await told(world, world.father, NewsCode.tasks)
        (tried,) = await world.send(DUE_EVENING, Attempt(outcome, detail="gone"))

        async with world.store.read() as work:
            account = await work.accounts.of(world.father)
        assert account is not None
        assert account.reach is Reach.not_joined
        assert {n.state for n in await world.notices()} == {"failed", "cancelled"}
        assert tried.address == address_of(world.father)


async def test_a_chat_that_has_moved_gets_the_message_at_its_new_address(world: World) -> None:
    await world.send(DUE_EVENING, Attempt(Outcome.moved, detail="moved", moved_to=-1007))

    (arrived,) = await world.deliver(DUE_EVENING)

    assert arrived.address == -1007
    assert not (await the_notice(world)).repeated


async def test_a_chat_never_moves_to_the_address_of_somebody_else(world: World) -> None:
    taken = address_of(world.grandmother)
    await world.send(DUE_EVENING, Attempt(Outcome.moved, moved_to=taken))

    async with world.store.read() as work:
        father = await work.accounts.of(world.father)
    assert father is not None
    assert father.address == address_of(world.father)
    first = await the_notice(world)
    await world.send(first.send_at, Attempt(Outcome.moved, moved_to=taken))
    assert (await the_notice(world)).send_at > first.send_at


async def test_a_token_that_is_refused_leaves_the_message_as_it_was(world: World) -> None:
    before = await the_notice(world)

    await world.send(DUE_EVENING, Attempt(Outcome.unauthorized, detail="401"))

    after = await the_notice(world)
    assert (after.state, after.send_at, after.attempts) == ("queued", before.send_at, 0)


async def test_a_notice_given_back_waits_for_its_later_moment(world: World) -> None:
    (notice,) = await claimed(world)
    async with world.store.write() as work:
        await delivering.give_back(work, notice, DUE_EVENING + SECOND, DUE_EVENING)

    assert await claimed(world) == []
    assert (await the_notice(world)).tried_at == DUE_EVENING
    assert len(await claimed(world, SECOND)) == 1


async def test_a_notice_cancelled_meanwhile_is_not_given_back(world: World) -> None:
    (notice,) = await claimed(world)
    async with world.store.write() as work:
        await work.outbox.cancel_for(world.father)
        await delivering.give_back(work, notice, DUE_EVENING, DUE_EVENING)

    assert (await the_notice(world)).state == "cancelled"


def test_a_request_is_given_up_before_half_the_lease_is_over() -> None:
    assert REQUEST_TIMEOUT < LEASE / 2


async def told(world: World, person: int, code: NewsCode) -> None:
    """News wait for somebody who agreed to that moment."""
    async with world.store.write() as work:
        await appoint(work, [(News(person, code, details={"n": 1}), DUE_EVENING)], DUE_EVENING)


async def test_what_is_sensitive_and_may_have_arrived_is_held_for_a_human(store: Store) -> None:
    world = await a_school(store, None)
    await told(world, world.father, NewsCode.child_left)

    await world.send(DUE_EVENING, NO_ANSWER)

    notice = await the_notice(world)
    assert (notice.state, notice.outcome, notice.repeated) == ("held", "no answer", False)
    assert len(await world.journal("notice.held")) == 1
    assert await claimed(world, timedelta(days=1)) == []


async def test_the_same_again_and_again_within_a_day_is_held_as_a_loop(store: Store) -> None:
    world = await a_school(store, None)
    for _ in range(OFTEN + 1):
        await told(world, world.father, NewsCode.tasks)
    await told(world, world.father, NewsCode.declined)
    await told(world, world.mother, NewsCode.tasks)
    await world.join(world.mother)

    sent = await world.deliver(DUE_EVENING)

    assert len(sent) == OFTEN + 2
    (held,) = await world.notices("held")
    assert (held.person_id, held.code, held.outcome) == (world.father, NewsCode.tasks, LOOP)
    assert len(await world.journal("notice.held")) == 1


async def test_the_same_a_day_later_is_no_loop(store: Store) -> None:
    world = await a_school(store, None)
    for _ in range(OFTEN):
        await told(world, world.father, NewsCode.tasks)
    await world.deliver(DUE_EVENING)
    await told(world, world.father, NewsCode.tasks)

    later = await world.deliver(DUE_EVENING + timedelta(days=1, seconds=1))

    assert len(later) == 1


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


@dataclass(frozen=True, slots=True)
class Adrift:
    """Two reminders whose sender died; one of them cannot be settled while `breaks` is in place."""

    world: World
    broken: NoticeRow
    other: NoticeRow
    breaks: Callable[..., Awaitable[None]]

    async def states(self) -> list[str]:
        """Of the broken one, and of the other."""
        found = {notice.id: notice.state for notice in await self.world.notices()}
        return [found[self.broken.id], found[self.other.id]]


async def two_adrift(store: Store, fault: Callable[[Work], Awaitable[object]]) -> Adrift:
    world = await a_school(store)
    await world.join(world.mother)
    await world.tick(DUE_EVENING)
    broken, other = await claimed(world)
    for notice in (broken, other):
        await world.prepare(notice, DUE_EVENING)
    about_the_reader = delivering._about_the_reader

    async def breaks(work: Work, notice: NoticeRow, *rest: Any) -> None:
        if notice.id == broken.id:
            await fault(work)
        await about_the_reader(work, notice, *rest)

    return Adrift(world, broken, other, breaks)


async def test_one_that_cannot_be_settled_stops_no_other_and_is_looked_at_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def divides(_work: Work) -> None:
        raise ZeroDivisionError

    two = await two_adrift(store, divides)
    with monkeypatch.context() as patch, capture_logs() as lines:
        patch.setattr(delivering, "_about_the_reader", two.breaks)
        async with store.write() as work:
            assert await delivering.recover(work, DUE_EVENING + LEASE) == 1
            assert await delivering.claim_alarms(work, DUE_EVENING + LEASE, 10) == []

    assert [line["notice_id"] for line in lines] == [two.broken.id]
    assert await two.states() == ["sending", "queued"]
    async with store.write() as work:
        assert await delivering.recover(work, DUE_EVENING + 2 * LEASE) == 1
    assert await two.states() == ["queued", "queued"]


@pytest.mark.sql_only
async def test_one_whose_settling_the_database_refuses_stops_no_other(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = await two_adrift(store, lambda work: work._room.get(text("SELECT 1 FROM no_such_table")))
    monkeypatch.setattr(delivering, "_about_the_reader", two.breaks)

    async with store.write() as work:
        assert await delivering.recover(work, DUE_EVENING + LEASE) == 1

    assert await two.states() == ["sending", "queued"]


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
