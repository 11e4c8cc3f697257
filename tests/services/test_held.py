"""What is held goes out by a person's decision: once, and marked where it may have arrived."""

from datetime import time, timedelta

from care.delivery import LOOP, NO_ANSWER, OFTEN, Outcome
from care.words import NewsCode
from services import settings
from services.news import News, appoint
from services.outbox.delivering import Attempt
from services.outbox.office import Settled, Verdict, cancel, resend
from storage.notices import NoticeRow
from storage.store import Store
from tests.world import DUE_EVENING, World, a_school

LATER = DUE_EVENING + timedelta(hours=1)


async def told(world: World, code: NewsCode) -> None:
    async with world.store.write() as work:
        news = News(world.father, code, details={"n": 1})
        await appoint(work, [(news, DUE_EVENING)], DUE_EVENING)


async def held(world: World) -> NoticeRow:
    (notice,) = await world.notices("held")
    return notice


async def releases(world: World, notice: NoticeRow) -> None:
    async with world.store.write() as work:
        assert await resend(work, [notice.id], LATER) == [Settled(notice.id, Verdict.queued)]


async def test_what_may_have_arrived_goes_out_once_marked_as_a_repeat(store: Store) -> None:
    world = await a_school(store, None)
    await told(world, NewsCode.child_left)
    await world.send(DUE_EVENING, Attempt(Outcome.no_answer))
    notice = await held(world)
    assert notice.outcome == NO_ANSWER
    await releases(world, notice)

    (sent,) = await world.deliver(LATER)

    assert (sent.notice.id, sent.notice.repeated) == (notice.id, True)
    assert await world.deliver(LATER + timedelta(days=1)) == []
    (after,) = await world.notices("sent")
    assert (after.id, after.repeated) == (notice.id, True)


async def test_what_was_cancelled_by_hand_and_is_sent_after_all_is_marked(store: Store) -> None:
    world = await a_school(store, None)
    await told(world, NewsCode.child_left)
    await world.send(DUE_EVENING, Attempt(Outcome.no_answer))
    notice = await held(world)
    async with store.write() as work:
        await cancel(work, [notice.id], DUE_EVENING)
    await releases(world, notice)

    (sent,) = await world.deliver(LATER)

    assert sent.notice.repeated


async def test_released_and_again_without_an_answer_it_is_held_again(store: Store) -> None:
    world = await a_school(store, None)
    await told(world, NewsCode.child_left)
    await world.send(DUE_EVENING, Attempt(Outcome.no_answer))
    await releases(world, await held(world))

    await world.send(LATER, Attempt(Outcome.no_answer))

    assert (await held(world)).outcome == NO_ANSWER
    assert await world.deliver(LATER + timedelta(days=1)) == []


async def test_what_went_round_in_a_loop_goes_out_once_and_unmarked(store: Store) -> None:
    """It never left, so nobody can have had it."""
    world = await a_school(store, None)
    for _ in range(OFTEN + 1):
        await told(world, NewsCode.tasks)
    assert len(await world.deliver(DUE_EVENING)) == OFTEN
    notice = await held(world)
    assert notice.outcome == LOOP
    await releases(world, notice)

    (sent,) = await world.deliver(LATER)

    assert (sent.notice.id, sent.notice.repeated) == (notice.id, False)
    assert await world.deliver(LATER + timedelta(minutes=1)) == []
    assert await world.notices("held") == []


async def test_what_a_person_has_sent_again_stays_their_decision_if_telegram_is_down(
    store: Store,
) -> None:
    world = await a_school(store, None)
    for _ in range(OFTEN + 1):
        await told(world, NewsCode.tasks)
    await world.deliver(DUE_EVENING)
    await releases(world, await held(world))
    await world.send(LATER, Attempt(Outcome.server_error, detail="502"))

    assert len(await world.deliver(LATER + timedelta(minutes=1))) == 1
    assert await world.notices("held") == []


async def test_what_another_message_carries_since_its_readers_hour_changed_is_not_sent_again(
    store: Store,
) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    async with store.write() as work:
        father = world.actor(world.father)
        assert await settings.set_quiet(work, father, time(18), time(6), DUE_EVENING)
    (moved,) = await world.notices("cancelled")

    async with store.write() as work:
        (settled,) = await resend(work, [moved.id], LATER)

    assert settled.verdict is Verdict.put_off
    assert await world.notices("queued") != []
