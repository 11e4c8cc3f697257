"""What the staff type into the chat: numbers and names."""

import pytest

from care.words import ChangeCode, Role
from services.lists import typed
from services.lists.typed import Typed, Typing, Waiting
from services.lists.values import Outcome
from storage.store import Store
from tests.world import START, World, a_school

NEW = "+8616702340000"
"""Eleven digits of which the first four could be an island's code in the Pacific."""

FULL_WIDTH = "".join(chr(ord(digit) + 0xFEE0) for digit in "16702340000")


async def types(world: World, text: str | None, waiting: Waiting) -> Typed:
    async with world.store.write() as work:
        return await typed.take(work, world.actor(world.teacher), waiting, text, START)


async def numbers_of(world: World, person: int) -> tuple[str, ...]:
    async with world.store.read() as work:
        return (await work.people.by_id([person]))[person].phones


@pytest.mark.parametrize("text", ["16702340000", "167 0234 0000", "+86 167-0234-0000", FULL_WIDTH])
async def test_eleven_digits_are_a_chinese_number_however_they_begin(
    store: Store, text: str
) -> None:
    world = await a_school(store)

    result = await types(world, text, Waiting(ChangeCode.number, world.child, world.mother))

    assert result.asked == (Outcome.done, None)
    assert await numbers_of(world, world.mother) == (NEW,)


@pytest.mark.parametrize("text", ["1670234000", "12345678", "无", "16702340000、17000000001"])
async def test_what_is_not_one_whole_number_is_asked_for_again(store: Store, text: str) -> None:
    world = await a_school(store)
    before = await numbers_of(world, world.mother)

    result = await types(world, text, Waiting(ChangeCode.number, world.child, world.mother))

    assert result.typing is Typing.bad_number
    assert await numbers_of(world, world.mother) == before


async def test_somebody_new_is_asked_for_with_the_number_that_was_typed(store: Store) -> None:
    world = await a_school(store)
    waiting = Waiting(ChangeCode.add, world.child, role=Role.guardian, name="苗望舒")

    result = await types(world, "16702340000", waiting)

    assert result.asked is not None
    assert result.asked[1] is not None
    assert result.asked[1].data["phone"] == NEW
