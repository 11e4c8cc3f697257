"""The month's word to the family: what it begins with, who is told, what counts as heard."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from care.contact import Side
from care.forms.given import Value
from care.words import Role, Status
from services.child_card import last_contacts
from services.forms.confirming import Word, confirm
from services.forms.drafting import drafted
from services.forms.letter import Letter
from services.forms.saving import Saved
from services.forms.telling import mark_read, told_by_phone
from services.forms.tolist import ToldList, told_list
from storage.children import TieFacts
from storage.store import Store
from tests.care.builders import MONDAY, at
from tests.services.cards import CARE, NOW, TALKED, WORRIED, card, writes
from tests.world import World, a_person, a_school, address_of

WORD: dict[str, Value] = {"study": "well", "life": "well", "good": "helped"}
GOOD: dict[str, Value] = {"good": {"words": "帮同桌补好了作业"}}
NEXT_MONTH = at(date(2025, 4, 25), "15:00")


@pytest.fixture
async def world(store: Store) -> World:
    """The father is reached, the mother has not joined."""
    return await a_school(store, CARE)


async def draft(world: World, now: datetime = NOW) -> dict[str, Value]:
    async with world.store.read() as work:
        return await drafted(work, card("month-word").form, world.child, now.date())


async def sends(world: World, now: datetime = NOW, child: int = 0) -> Saved:
    children = [child] if child else []
    return await writes(world, world.teacher, "month-word", WORD, now, children)


async def listed(world: World, person: int, now: datetime = NOW) -> ToldList:
    async with world.store.write() as work:
        return await told_list(work, world.actor(person), card("month-word"), now)


async def reads(world: World, person: int, record: int, now: datetime = NOW) -> Letter | None:
    async with world.store.write() as work:
        return await mark_read(work, world.actor(person), record, now)


async def told(world: World) -> list[int]:
    """Who has a word waiting in the outbox."""
    return [n.person_id for n in await world.notices() if n.code == "told"]


async def has(world: World, person: int, status: Status, role: Role = Role.mother) -> None:
    """Somebody stands so to the child from now on."""
    async with world.store.write() as work:
        facts: Any = TieFacts(world.child, person, role, status)
        await work.children.tie([facts], MONDAY)


async def test_it_begins_with_what_was_shared_and_with_nothing_else(world: World) -> None:
    await writes(world, world.teacher, "talk", WORRIED | GOOD)

    assert await draft(world) == {"good": "own", "good-words": {"words": "帮同桌补好了作业"}}


async def test_several_good_things_stand_below_each_other_the_newest_first(world: World) -> None:
    await writes(world, world.teacher, "good", GOOD)
    await writes(world, world.teacher, "good", {"good": {"words": "跑得快"}}, NOW + timedelta(1))

    begun = await draft(world, NOW + timedelta(2))

    assert begun["good-words"] == {"words": "跑得快\n帮同桌补好了作业"}


async def test_what_was_said_once_is_not_drawn_again_and_choices_stay(world: World) -> None:
    """So nobody can send the same empty words month after month without looking."""
    await writes(world, world.teacher, "good", GOOD)
    await sends(world, NOW + timedelta(hours=1))

    assert await draft(world, NEXT_MONTH) == {"study": "well", "life": "well"}


async def test_what_was_taken_back_or_is_spoken_is_not_drawn(world: World) -> None:
    voice = {"media": {"kind": "voice", "file_id": "v", "unique_id": "u"}}
    await writes(world, world.teacher, "talk", TALKED | {"good": voice})

    assert await draft(world) == {}


async def test_it_goes_to_parents_in_the_circle_who_can_be_reached(world: World) -> None:
    saved = await sends(world)

    assert await told(world) == [world.father]
    assert saved.telling is not None
    assert list(saved.telling.others) == [world.mother]


@pytest.mark.parametrize("status", [Status.barred, Status.no_contact, Status.dead])
async def test_nobody_out_of_the_circle_is_told(world: World, status: Status) -> None:
    async with world.store.write() as work:
        stepfather = await a_person(work, "贺青山", None)
        await work.accounts.join(stepfather, address_of(stepfather), NOW)
    await has(world, stepfather, status, Role.father)

    await sends(world)

    assert stepfather not in await told(world)


async def test_without_a_parent_whoever_looks_after_the_child_is_told(world: World) -> None:
    child = await world.add_child("禾小米")
    async with world.store.write() as work:
        facts = TieFacts(child, world.grandmother, Role.guardian, Status.at_home)
        await work.children.tie([facts], MONDAY)

    await sends(world, child=child)

    assert await told(world) == [world.grandmother]


async def test_what_was_sent_is_contact_only_once_it_was_read(world: World) -> None:
    (record,) = (await sends(world)).records
    assert await contact(world) is None

    assert await reads(world, world.father, record) is not None

    assert await contact(world) == NOW.date()


async def contact(world: World) -> date | None:
    async with world.store.read() as work:
        child = (await work.children.by_id([world.child]))[world.child]
        circle = (await work.circles.around([world.child], NOW.date()))[world.child]
        found = await last_contacts(work, child, circle, NOW)
    (parents,) = [each for each in found if each.side is Side.parents]
    return parents.last_on


async def test_who_is_told_by_phone_has_heard_it(world: World) -> None:
    (record,) = (await sends(world)).records
    async with world.store.write() as work:
        said = await told_by_phone(work, world.actor(world.teacher), record, world.mother, NOW)

    assert said
    (line,) = (await listed(world, world.teacher)).done
    assert (line.heard, line.people) == (1, 2)


@pytest.mark.parametrize("who", ["father", "grandmother"])
async def test_nobody_of_the_family_says_that_another_was_told(world: World, who: str) -> None:
    (record,) = (await sends(world)).records
    async with world.store.write() as work:
        actor = world.actor(getattr(world, who))
        assert not await told_by_phone(work, actor, record, world.mother, NOW)


async def test_a_word_is_read_not_confirmed_and_only_by_whom_it_is_for(world: World) -> None:
    (record,) = (await sends(world)).records

    assert await reads(world, world.grandmother, record) is None
    async with world.store.write() as work:
        forged = await confirm(work, world.actor(world.father), record, Word.no, None, NOW)
    assert not forged


async def test_the_list_is_this_months_and_begins_anew(world: World) -> None:
    await sends(world)
    assert (await listed(world, world.teacher)).todo == ()

    (line,) = (await listed(world, world.teacher, NEXT_MONTH)).todo

    assert (line.child_id, line.by_phone) == (world.child, False)
    assert (await listed(world, world.father)).todo == ()
