"""What was agreed about a child is taken back: nobody goes on waiting, and nothing is lost."""

from datetime import timedelta

from care.words import DutyState, Moving, NewsCode, TaskKind
from services.moving.place import Moved
from services.moving.waiting import cancel
from storage.store import Store
from storage.tasks import NewTask
from tests.care.builders import at
from tests.services.moves import elsewhere, movers
from tests.world import START

TODAY = START.date()
NEXT_WEEK = TODAY + timedelta(days=7)
EVENING = at(TODAY, "20:00")


async def test_who_has_accepted_a_child_hears_that_it_does_not_come_after_all(
    store: Store,
) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)
    await they.offered(world.principal, away.class_.id, away.teacher, NEXT_WEEK, START)
    await they.answers(away.teacher, "yes", START)

    async with store.write() as work:
        assert await cancel(work, world.actor(world.principal), world.child, START)

    assert (away.teacher, NewsCode.offer_withdrawn, "禾小满") in await they.hears(EVENING)


async def test_an_offer_that_nobody_has_answered_is_taken_back_without_a_word(
    store: Store,
) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)
    await they.offered(world.principal, away.class_.id, away.teacher, NEXT_WEEK, START)

    await they.leaves(world.principal, TODAY, START)

    assert away.teacher not in {person for person, _, _ in await they.hears(EVENING)}


async def test_thirty_days_to_take_back_are_counted_from_when_it_was_done(store: Store) -> None:
    world, they = await movers(store)
    long_ago = TODAY - timedelta(days=50)
    assert await they.leaves(world.teacher, long_ago, START) is Moved.done

    assert await they.back(world.teacher, START + timedelta(days=29)) is Moved.back
    assert len(await world.duties("call", DutyState.open)) == 1


async def test_after_thirty_days_it_is_too_late(store: Store) -> None:
    world, they = await movers(store)
    await they.leaves(world.teacher, TODAY, START)

    assert await they.back(world.teacher, START + timedelta(days=31)) is Moved.too_late


async def test_a_row_that_is_held_back_is_still_asked_about_when_the_child_like_it_leaves(
    store: Store,
) -> None:
    world, they = await movers(store)
    kinds = (TaskKind.same_child, TaskKind.child_gone)
    asked = [NewTask(f"{k}/1", k, world.class_.id, world.child, data={"row": {}}) for k in kinds]
    async with store.write() as work:
        await work.tasks.ask(asked, START)

    await they.leaves(world.teacher, TODAY, START, Moving.left)

    async with store.read() as work:
        left = [task.kind for task in await work.tasks.open_in_units([world.class_.id])]
    assert left == [TaskKind.same_child]
