"""Many chats with one link at the same moment: one comes in, whatever the database."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from services.joining.inviting import invite_one
from services.joining.steps import Joining, Step, choose_language, consent, enter_code, open_link
from services.joining.steps import share_contact as share
from storage.store import Store
from tests.world import START, World, a_school

CHATS = range(9000, 9050)
MOTHERS_PHONE = "+8616700000002"
LATER = START + timedelta(days=31)
CODE = "402817"


async def with_the_link(world: World) -> str:
    async with world.store.write() as work:
        made = await invite_one(work, world.mother, world.teacher, START)
    assert made is not None
    return made.token


async def ready(world: World, token: str) -> None:
    """Every chat has opened the link, chosen a language and agreed."""
    for chat in CHATS:
        async with world.store.write() as work:
            await open_link(work, chat, token, START)
            await choose_language(work, chat, "en", START)
            await consent(work, chat, agreed=True, now=START)


async def at_once(world: World, whose: int | None = None, late: bool = False) -> Counter[Step]:
    async def redeems(chat: int) -> Joining:
        async with world.store.write() as work:
            moment = LATER if late else START
            return await share(work, chat, whose or chat, MOTHERS_PHONE, moment)

    results = await asyncio.gather(*(redeems(chat) for chat in CHATS))
    return Counter(result.step for result in results)


async def test_of_fifty_at_once_exactly_one_comes_in(store: Store) -> None:
    world = await a_school(store)
    await ready(world, await with_the_link(world))

    assert await at_once(world) == {Step.welcome: 1, Step.used_link: 49}
    assert len(await world.journal("join.joined")) == 1
    assert (await at_once(world))[Step.welcome] == 0


@pytest.mark.parametrize(("whose", "late"), [(77, False), (None, True)])
async def test_of_fifty_foreign_or_late_ones_nobody_comes_in(
    store: Store, whose: int | None, late: bool
) -> None:
    world = await a_school(store)
    await ready(world, await with_the_link(world))

    steps = await at_once(world, whose, late)

    assert steps[Step.welcome] == 0
    assert not await world.journal("join.joined")


async def test_of_fifty_with_one_code_exactly_one_comes_in(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        await invite_one(work, world.mother, world.teacher, START, code=CODE)
    for chat in CHATS:
        async with store.write() as work:
            await enter_code(work, chat, CODE, START)
            await choose_language(work, chat, "en", START)

    async def agrees(chat: int) -> Step:
        async with store.write() as work:
            return (await consent(work, chat, agreed=True, now=START)).step

    steps = Counter(await asyncio.gather(*(agrees(chat) for chat in CHATS)))

    assert steps == {Step.welcome: 1, Step.used_link: 49}
