"""Who the parents say they talked with is asked, with one button, whether it was so."""

from datetime import date

import pytest

from bot.texts.forms import other_side_text
from care.words import NewsCode
from locales.catalog import Texts
from services.forms.confirming import Word, confirm, question
from services.overview import child_view
from services.plans import find
from storage.store import Store
from tests.care.builders import at
from tests.world import World, a_school

NOW = at(date(2025, 5, 20), "20:00")


async def asked(world: World) -> list[int]:
    """Everybody who has been asked whether it was so, in order."""
    return [n.person_id for n in await world.notices() if n.code == NewsCode.confirm]


async def three_months(world: World, rule: str) -> None:
    """The father says so every month."""
    for month in (3, 4, 5):
        now = at(date(2025, month, 20), "20:00")
        await world.done(world.father, await world.duty(rule), now)


async def words(world: World, person: int) -> str:
    """What stands above the buttons."""
    record = (await world.records())[-1]
    async with world.store.read() as work:
        found = await question(work, world.actor(person), record.id, NOW)
    assert found is not None
    return other_side_text(found, Texts("zh-Hans"))


async def test_row_23_the_parent_says_so_every_month_and_the_teacher_confirms_one_of_three(
    store: Store,
) -> None:
    world = await a_school(store, find("linxia"))

    await three_months(world, "teacher-check-in")

    assert await asked(world) == [world.teacher]
    assert await words(world, world.teacher) == "🏫 禾小满的爸妈说和您聊过了（5月20日）。聊过吗？"
    record = (await world.records())[-1]
    async with store.write() as work:
        teacher, father = world.actor(world.teacher), world.actor(world.father)
        assert await confirm(work, teacher, record.id, Word.yes, None, NOW)
        assert not await confirm(work, father, record.id, Word.yes, None, NOW)
    (confirmed,) = await world.journal("record.confirmed")
    assert confirmed.entry.person_id == world.teacher


async def test_row_24_the_parent_says_so_every_month_and_the_guardian_is_asked_to_confirm(
    store: Store,
) -> None:
    world = await a_school(store, find("linxia"))

    await three_months(world, "guardian-check-in")

    assert await asked(world) == [world.grandmother]
    assert (
        await words(world, world.grandmother) == "🏠 禾小满的爸妈说和您聊过了（5月20日）。聊过吗？"
    )


async def test_row_23_a_no_of_the_teacher_blames_nobody(store: Store) -> None:
    world = await a_school(store, find("linxia"))
    await three_months(world, "teacher-check-in")
    record = (await world.records())[-1]

    async with store.write() as work:
        assert await confirm(work, world.actor(world.teacher), record.id, Word.no, None, NOW)

    assert [n for n in await world.notices() if n.code == NewsCode.doubt] == []
    async with store.write() as work:
        view = await child_view(work, world.actor(world.teacher), world.child, NOW)
    assert view is not None
    assert not view.written.no_call  # it is no word on the calls to the child


@pytest.mark.parametrize("rule", ["teacher-check-in", "guardian-check-in"])
async def test_what_the_teacher_notes_for_the_parents_asks_nobody(store: Store, rule: str) -> None:
    world = await a_school(store, find("linxia"))

    await world.done(world.teacher, await world.duty(rule), NOW)

    assert await asked(world) == []
