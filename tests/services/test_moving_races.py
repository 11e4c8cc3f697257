"""Two people, or somebody and the clock, decide about the same children at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from care.words import MoveState, Moving, UnitKind
from services.actor import Actor
from services.moving.changing import change_class
from services.moving.leaving import leave
from services.moving.place import Moved
from services.moving.taking import take_due_moves
from services.moving.waiting import cancel
from services.moving.years import Opened, Year, cancel_year, open_year
from services.tasks.settling import Settled, settle
from storage.moves import ANSWER_WITHIN
from storage.store import Store
from storage.work import Work
from tests.services.moves import elsewhere, movers
from tests.world import START

Act = Callable[[Work], Awaitable[object]]
TODAY = START.date()
NEXT_WEEK = TODAY + timedelta(days=7)
A_WHILE = 0.3  # seconds: long enough for the second to do all that it need not wait for


async def at_once(store: Store, first: Act, second: Act) -> list[object]:
    """The second begins before the first has ended."""

    async def other() -> object:
        async with store.write() as work:
            return await second(work)

    async with store.write() as work:
        done = await first(work)
        task = asyncio.create_task(other())
        await asyncio.wait({task}, timeout=A_WHILE)
    return [done, await task]


async def test_two_who_open_the_new_school_year_at_once_open_one(store: Store) -> None:
    world, they = await movers(store)
    now = START + timedelta(days=1)
    year = Year(now.date(), 6)

    def opens(work: Work) -> Awaitable[Opened]:
        return open_year(work, world.actor(world.principal), world.school.id, year, now)

    assert await at_once(store, opens, opens) == [Opened.done, Opened.same_year]
    async with store.read() as work:
        home = await work.units.get(await they.class_of() or 0)
    assert home.name == "四年级1班"


async def test_a_year_that_is_cancelled_while_its_day_comes_is_one_of_both(store: Store) -> None:
    world, they = await movers(store)
    year, principal = Year(NEXT_WEEK, 6), world.actor(world.principal)
    async with store.write() as work:
        await open_year(work, principal, world.school.id, year, START)
    day = START + timedelta(days=7)

    result = await at_once(
        store,
        lambda work: cancel_year(work, principal, world.school.id, START),
        lambda work: take_due_moves(work, day),
    )

    assert result[0] is Opened.cancelled
    assert await they.class_of() == world.class_.id


async def test_of_two_moves_that_are_planned_at_once_one_waits(store: Store) -> None:
    world, they = await movers(store)
    unit, _ = await world.add_class("三年级2班")
    teacher, principal = world.actor(world.teacher), world.actor(world.principal)

    await at_once(
        store,
        lambda work: change_class(work, teacher, world.child, unit.id, NEXT_WEEK, START),
        lambda work: leave(work, principal, world.child, Moving.left, NEXT_WEEK, START),
    )

    assert sorted(await they.states()) == [
        (Moving.class_change, MoveState.cancelled),
        (Moving.left, MoveState.planned),
    ]


async def test_a_child_who_leaves_is_not_put_into_a_class_by_who_pressed_a_moment_later(
    store: Store,
) -> None:
    world, they = await movers(store)
    unit, _ = await world.add_class("三年级2班")
    teacher, principal = world.actor(world.teacher), world.actor(world.principal)

    result = await at_once(
        store,
        lambda work: leave(work, principal, world.child, Moving.left, TODAY, START),
        lambda work: change_class(work, teacher, world.child, unit.id, TODAY, START),
    )

    assert result == [Moved.done, Moved.impossible]
    assert await they.states() == [(Moving.left, MoveState.done)]


@pytest.mark.parametrize("days", [0, 7])
async def test_an_offer_is_either_accepted_or_taken_back(store: Store, days: int) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)
    day = TODAY + timedelta(days=days)
    await they.offered(world.principal, away.class_.id, away.teacher, day, START)
    (question,) = await they.questions()
    there, here = world.actor(away.teacher), world.actor(world.principal)

    def accepts(work: Work) -> Awaitable[Settled]:
        return settle(work, there, question.id, "yes", START)

    def takes_back(work: Work) -> Awaitable[Moved]:
        return cancel(work, here, world.child, START)

    result = await at_once(store, takes_back, accepts)

    assert result == [Moved.cancelled, Settled.already]
    assert await they.states() == [(Moving.transfer, MoveState.cancelled)]
    assert await they.class_of() == world.class_.id


async def test_an_offer_that_is_accepted_cannot_be_taken_back_by_who_comes_later(
    store: Store,
) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)
    await they.offered(world.principal, away.class_.id, away.teacher, TODAY, START)
    (question,) = await they.questions()

    result = await at_once(
        store,
        lambda work: settle(work, world.actor(away.teacher), question.id, "yes", START),
        lambda work: cancel(work, world.actor(world.principal), world.child, START),
    )

    assert result == [Settled.done, Moved.not_yours]
    assert await they.states() == [(Moving.transfer, MoveState.done)]
    assert await they.class_of() == away.class_.id


async def test_an_offer_accepted_while_its_two_weeks_end_is_made_on_its_day(store: Store) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)
    late = START + ANSWER_WITHIN
    day = late.date() + timedelta(days=7)
    await they.offered(world.principal, away.class_.id, away.teacher, day, START)
    (question,) = await they.questions()
    there: Actor = world.actor(away.teacher)

    await at_once(
        store,
        lambda work: settle(work, there, question.id, "yes", late),
        lambda work: take_due_moves(work, late),
    )
    await they.the_day_comes(late + timedelta(days=8))

    assert await they.class_of() == away.class_.id


async def test_a_child_whose_move_is_taken_back_while_its_day_comes_stays(store: Store) -> None:
    world, they = await movers(store)
    unit, _ = await world.add_class("三年级2班")
    await they.to_class(world.teacher, unit.id, NEXT_WEEK, START)

    await at_once(
        store,
        lambda work: cancel(work, world.actor(world.teacher), world.child, START),
        lambda work: take_due_moves(work, START + timedelta(days=7)),
    )

    assert await they.class_of() == world.class_.id
    assert await they.states() == [(Moving.class_change, MoveState.cancelled)]


async def test_a_child_who_leaves_while_the_year_is_opened_does_not_go_up(store: Store) -> None:
    world, they = await movers(store)
    principal, year = world.actor(world.principal), Year(TODAY, 6)

    await at_once(
        store,
        lambda work: leave(work, principal, world.child, Moving.left, TODAY, START),
        lambda work: open_year(work, principal, world.school.id, year, START),
    )

    assert await they.states() == [(Moving.left, MoveState.done)]
    async with store.read() as work:
        assert await work.units.named(UnitKind.class_, "四年级1班") == []
