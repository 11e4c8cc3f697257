"""A child's birthday is known from the roster: what counts from it is planned, moved, read once."""

from datetime import date

import pytest

from bench.databases import statements
from care.words import DutyState
from services.calendar import birthdays
from services.duties import ticking
from services.lists.facts import change_child
from storage.children import ChildFacts
from storage.store import Store
from tests.care.builders import MONDAY, at
from tests.services.plans import CALL, a_plan_of, a_rule_text
from tests.world import DUE_EVENING, START, World, a_school

pytestmark = pytest.mark.in_memory_too

Day = tuple[int, int, bool]
"""Month, day, and whether by the moon."""

WISHES = a_plan_of(a_rule_text("wish", cadence='on = "child_birthday"'), CALL)


async def test_the_wish_is_due_on_the_birthday(store: Store) -> None:
    """The child was born on 21 May 2016."""
    world = await a_school(store, WISHES)

    duty = await world.duty("wish")
    assert duty.due_on == date(2025, 5, 21)
    await world.done(world.father, duty, at(date(2025, 5, 21), "12:00"))
    assert (await world.duty("wish")).due_on == date(2026, 5, 21)


async def test_a_birth_put_right_moves_what_is_open(store: Store) -> None:
    world = await a_school(store, WISHES)
    async with store.write() as work:
        await change_child(work, None, world.child, "birth", "2016-07-02", START)

    assert [duty.due_on for duty in await world.duties("wish")] == [date(2025, 7, 2)]


@pytest.mark.parametrize("birth", [None, "2016", "2016-05"])
async def test_a_birthday_that_is_not_known_is_not_asked_for(
    store: Store, birth: str | None
) -> None:
    world = await a_school(store, None)
    async with store.write() as work:
        facts = ChildFacts(world.class_.id, "禾小寒", birth=birth)
        (child,) = await work.children.add([facts], MONDAY, START)
    await world.follow(WISHES)

    assert await world.duties("wish", DutyState.open, child) == []


@pytest.mark.sql_only
async def test_a_tick_without_such_a_rule_opens_no_birth(store: Store) -> None:
    await a_school(store)
    with statements(store) as seen:
        async with store.write() as work:
            assert await ticking.tick(work, DUE_EVENING)

    assert not [each for each in seen if "child.birth" in each]


ELDERS = a_plan_of(a_rule_text("letter", cadence='on = "elder_birthday"'))


async def entered(world: World, person: int | None, day: Day | None, by: int) -> bool:
    async with world.store.write() as work:
        return await birthdays.enter(work, world.actor(by), world.child, person, day, START)


async def test_a_lunar_birthday_takes_the_place_of_the_rosters_and_gives_way_again(
    store: Store,
) -> None:
    """The fifteenth of the eighth month is Mid-Autumn: 6 October in 2025."""
    world = await a_school(store, WISHES)
    assert await entered(world, None, (8, 15, True), world.teacher)
    assert (await world.duty("wish")).due_on == date(2025, 10, 6)

    assert await entered(world, None, None, world.teacher)
    assert (await world.duty("wish")).due_on == date(2025, 5, 21)


async def test_the_letter_for_the_grandmothers_birthday(store: Store) -> None:
    world = await a_school(store, ELDERS)
    assert await world.duties("letter") == []

    assert await entered(world, world.grandmother, (6, 2, False), world.teacher)

    assert (await world.duty("letter")).due_on == date(2025, 6, 2)
    (entry,) = await world.journal("birthday.entered")
    assert entry.entry.details == {"about": world.grandmother}


async def test_only_who_keeps_the_lists_enters_a_day_that_exists(store: Store) -> None:
    world = await a_school(store, ELDERS)

    assert not await entered(world, world.grandmother, (6, 2, False), world.father)
    assert not await entered(world, world.principal, (6, 2, False), world.teacher)
    for day in ((2, 30, False), (13, 1, True), (6, 31, True)):
        assert not await entered(world, world.grandmother, day, world.teacher)
