"""Stop, withdraw, come back: what is sent, and what is not sent any more."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime

import pytest

from care.delivery import Outcome
from care.words import Reach
from services.actor import Actor, actor_at
from services.joining.leaving import come_back, stop, withdraw
from services.outbox.delivering import Attempt
from storage.store import Store
from storage.work import Work
from tests.care.builders import at
from tests.services.cards import TALKED, begins
from tests.world import DUE_EVENING, World, a_school, address_of

Goes = Callable[[Work, Actor, datetime], Awaitable[None]]


async def waiting(store: Store) -> World:
    """A reminder for the father waits in the outbox."""
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    return world


async def test_stop_cancels_what_waits_and_is_known_at_once(store: Store) -> None:
    world = await waiting(store)
    async with store.write() as work:
        await stop(work, world.actor(world.father), DUE_EVENING)
        assert await actor_at(work, address_of(world.father)) is None

    assert await world.deliver(DUE_EVENING) == []
    assert [notice.state for notice in await world.notices()] == ["cancelled"]
    assert len(await world.journal("account.stopped")) == 1


async def test_what_is_claimed_already_is_not_sent_to_somebody_who_stops(store: Store) -> None:
    world = await waiting(store)
    (notice,) = await world.notices("queued")
    async with store.write() as work:
        await stop(work, world.actor(world.father), DUE_EVENING)

    assert await world.prepare(notice, DUE_EVENING) is None


async def test_start_brings_somebody_back_who_had_stopped(store: Store) -> None:
    world = await waiting(store)
    async with store.write() as work:
        await stop(work, world.actor(world.father), DUE_EVENING)
    async with store.write() as work:
        actor = await come_back(work, address_of(world.father), DUE_EVENING)

    assert actor is not None
    assert actor.person_id == world.father
    async with store.read() as work:
        assert await actor_at(work, address_of(world.father)) == actor


async def test_start_brings_somebody_back_who_had_blocked_the_bot(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        await work.accounts.set_reach(world.father, Reach.blocked)
        actor = await come_back(work, address_of(world.father), DUE_EVENING)

    assert actor is not None


async def test_after_withdrawing_start_alone_is_not_enough(store: Store) -> None:
    world = await waiting(store)
    async with store.write() as work:
        await withdraw(work, world.actor(world.father), DUE_EVENING)

    async with store.write() as work:
        assert await come_back(work, address_of(world.father), DUE_EVENING) is None
    assert await world.deliver(DUE_EVENING) == []


async def test_start_from_an_unknown_chat_brings_nobody_back(store: Store) -> None:
    await a_school(store)
    async with store.write() as work:
        assert await come_back(work, 31_337, DUE_EVENING) is None


async def test_who_comes_back_is_asked_before_the_teacher_hears(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        await stop(work, world.actor(world.father), at(date(2025, 3, 10)))
    await world.live(at(date(2025, 3, 20), "12:00"))
    async with store.write() as work:
        await come_back(work, address_of(world.father), at(date(2025, 3, 20), "12:00"))

    heard = await world.live(at(date(2025, 3, 22), "23:00"))

    assert heard == [
        (date(2025, 3, 20), world.father, "reminder"),
        (date(2025, 3, 22), world.father, "again"),
    ]


async def test_start_of_somebody_who_is_there_changes_nothing(store: Store) -> None:
    world = await a_school(store)
    await world.live(DUE_EVENING)
    before = await world.duty()
    async with store.write() as work:
        assert await come_back(work, address_of(world.father), DUE_EVENING) is not None

    assert await world.again(before) == before
    assert await world.journal("account.back") == []


@pytest.mark.parametrize("goes", [stop, withdraw])
async def test_who_leaves_leaves_no_half_filled_card(store: Store, goes: Goes) -> None:
    world = await a_school(store)
    await begins(world, world.teacher, "talk", TALKED)
    async with store.write() as work:
        await goes(work, world.actor(world.teacher), DUE_EVENING)

    assert not await half_finished(world, address_of(world.teacher))


async def test_who_blocks_the_bot_leaves_no_half_filled_card(store: Store) -> None:
    world = await waiting(store)
    await begins(world, world.father, "letter", {})
    await world.send(DUE_EVENING, Attempt(Outcome.blocked, detail="403"))

    assert not await half_finished(world, address_of(world.father))


async def half_finished(world: World, address: int) -> bool:
    async with world.store.read() as work:
        return await work.drafts.any_at(address)
