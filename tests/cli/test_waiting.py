"""What Telegram does not take is due all the while, however far its next try is ahead."""

from datetime import datetime, time, timedelta

import pytest

from care.delivery import LONGEST_BACKOFF, Outcome, Priority
from care.sos import HEAD_START
from care.words import NewsCode
from cli.metrics import Metrics
from services import settings
from services.news import News, spread
from services.outbox.delivering import Attempt, claim, give_back
from services.outbox.office import resend
from services.outbox.pausing import pause
from storage.gauges import Queue
from storage.store import Store
from tests.cli.test_watching import value
from tests.services.alarms import the_alarms
from tests.world import DUE_EVENING, World, a_school

SECOND = timedelta(seconds=1)
NIGHT = DUE_EVENING + timedelta(hours=5)
MORNING = DUE_EVENING + timedelta(hours=12)
TRY_LATER = Attempt(Outcome.server_error, detail="502")


@pytest.fixture
async def world(store: Store) -> World:
    """A reminder waits for the father."""
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    return world


async def told(store: Store, person: int) -> None:
    async with store.write() as work:
        await spread(work, [News(person, NewsCode.tasks, details={"n": 1})], DUE_EVENING)


async def reminders(world: World, now: datetime) -> Queue | None:
    async with world.store.read() as work:
        return (await work.tally.levels(now)).queues.get(Priority.REMINDER)


async def next_try(world: World) -> datetime:
    (notice,) = await world.notices("queued")
    return notice.send_at


async def test_what_is_refused_again_and_again_grows_older_in_the_numbers(world: World) -> None:
    now = DUE_EVENING
    for _ in range(9):
        await world.send(now, TRY_LATER)
        assert await reminders(world, now + SECOND) == Queue(1, DUE_EVENING)
        now = await next_try(world)
        assert await reminders(world, now) == Queue(1, DUE_EVENING)

    assert now - DUE_EVENING > timedelta(minutes=20)
    await world.deliver(now)
    assert await reminders(world, now) is None


@pytest.mark.parametrize(
    "attempt",
    [
        TRY_LATER,
        Attempt(Outcome.slow_down, wait=timedelta(seconds=60)),
        Attempt(Outcome.not_sent),
        Attempt(Outcome.no_answer),
        Attempt(Outcome.unauthorized),
    ],
    ids=lambda attempt: str(attempt.outcome),
)
async def test_whatever_kept_it_from_arriving_it_waits_since_the_first_try(
    world: World, attempt: Attempt
) -> None:
    tried = DUE_EVENING + SECOND
    await world.send(tried, attempt)

    assert await reminders(world, tried + SECOND) == Queue(1, tried)


async def test_what_has_not_been_tried_is_not_due_before_its_moment(world: World) -> None:
    soon = DUE_EVENING - LONGEST_BACKOFF / 2

    assert await reminders(world, soon) is None
    assert await reminders(world, DUE_EVENING) == Queue(1, DUE_EVENING)


async def test_somebody_called_for_help_and_nobody_can_be_told(store: Store) -> None:
    """As the alarm has it: older than a minute."""
    chain = await the_alarms(store)
    await chain.raised(chain.world.grandmother)
    refused = chain.now = chain.now + HEAD_START
    await chain.look()
    for _ in range(8):
        await chain.hears(Outcome.server_error)
        chain.now += timedelta(seconds=10)

    metrics = Metrics(store, lambda: chain.now, lambda: True, lambda: None)
    waits = value(await metrics.text(), 'hongyan_outbox_oldest_seconds{priority="emergency"}')

    assert waits == (chain.now - refused).total_seconds() > 60


async def test_what_a_chat_that_rests_keeps_back_is_due_too(world: World) -> None:
    async with world.store.write() as work:
        (notice,) = await claim(work, DUE_EVENING, 1)
        await give_back(work, notice, DUE_EVENING + timedelta(minutes=5), DUE_EVENING)

    assert await reminders(world, DUE_EVENING + SECOND) == Queue(1, DUE_EVENING)


async def test_what_is_put_off_into_the_morning_waits_for_its_reader_and_not_for_telegram(
    store: Store,
) -> None:
    world = await a_school(store, None)
    await told(store, world.father)
    await world.send(DUE_EVENING, TRY_LATER)
    async with store.write() as work:
        assert await claim(work, NIGHT, 10) == []

    assert await next_try(world) == MORNING
    assert await reminders(world, MORNING - SECOND) is None
    assert await reminders(world, MORNING) == Queue(1, MORNING)


async def test_whoever_asks_for_another_hour_is_waited_for_too(store: Store) -> None:
    world = await a_school(store, None)
    await told(store, world.father)
    await world.send(DUE_EVENING, TRY_LATER)
    begins, ends, now = time(18), time(6), DUE_EVENING + SECOND
    async with store.write() as work:
        assert await settings.set_quiet(work, world.actor(world.father), begins, ends, now)

    moment = await next_try(world)
    assert moment > DUE_EVENING + timedelta(hours=8)
    assert await reminders(world, moment - SECOND) is None


async def test_what_is_sent_again_by_hand_begins_anew(world: World) -> None:
    now = DUE_EVENING
    await world.send(now, Attempt(Outcome.no_answer))
    await world.send(await next_try(world), Attempt(Outcome.no_answer))
    (unknown,) = await world.notices("unknown")
    later = now + timedelta(hours=1)
    async with world.store.write() as work:
        await resend(work, [unknown.id], later)

    assert await reminders(world, later) == Queue(1, later)


@pytest.mark.parametrize("whole", [True, False], ids=["everything", "the school"])
async def test_what_has_been_tried_and_is_paused_is_not_due(world: World, *, whole: bool) -> None:
    await world.send(DUE_EVENING, TRY_LATER)
    async with world.store.write() as work:
        await pause(work, None if whole else world.school, DUE_EVENING)

    assert await reminders(world, DUE_EVENING + SECOND) is None
