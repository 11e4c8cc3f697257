"""A child's birthday is known from the roster: what counts from it is planned, moved, read once."""

from datetime import date

import pytest

from bench.databases import statements
from care.words import DutyState
from services.duties import ticking
from services.lists.facts import change_child
from storage.children import ChildFacts
from storage.store import Store
from tests.care.builders import MONDAY, at
from tests.services.plans import CALL, a_plan_of, a_rule_text
from tests.world import DUE_EVENING, START, a_school

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


async def test_a_tick_without_such_a_rule_opens_no_birth(store: Store) -> None:
    await a_school(store)
    with statements(store) as seen:
        async with store.write() as work:
            assert await ticking.tick(work, DUE_EVENING)

    assert not [each for each in seen if "child.birth" in each]
