"""The contact card: a family's own children, and what the staff see of the same."""

from datetime import date, timedelta

import pytest

from care.contact import Clear, Light, Side
from care.words import Post, Reach, Role, Status
from services.child_card import family_card, family_circle, own_children
from services.overview import child_view
from storage.children import ChildFacts, TieFacts
from storage.store import Store
from tests.care.builders import MONDAY
from tests.services.plans import CALLS_AND_TALKS
from tests.world import DUE, DUE_EVENING, World, a_person, a_school


async def own(world: World, person: int) -> dict[int, str]:
    async with world.store.read() as work:
        return await own_children(work, world.actor(person), DUE_EVENING)


async def test_a_father_sees_what_waits_for_the_family_and_whom_to_ask(store: Store) -> None:
    world = await a_school(store, CALLS_AND_TALKS)

    async with store.write() as work:
        card = await family_card(work, world.actor(world.father), world.child, DUE_EVENING)

    assert card is not None
    assert (card.name, card.unit) == ("禾小满", "三年级1班")
    assert [item.rule.id for item in card.items] == ["call"]
    assert [(each.name, each.post) for each in card.school] == [
        ("谷知春", Post.class_teacher),
        ("闻朝晖", Post.principal),
    ]
    assert len(await world.journal("child.card_seen")) == 1


async def test_the_last_date_and_its_light_follow_what_was_recorded(store: Store) -> None:
    world = await a_school(store)
    await world.done(world.father, await world.duty(), DUE_EVENING)

    async with store.write() as work:
        later = DUE_EVENING + timedelta(days=20)
        card = await family_card(work, world.actor(world.father), world.child, later)

    assert card is not None
    found = {each.side: (each.last_on, each.light) for each in card.contacts}
    assert found[Side.child] == (DUE, Light.yellow)
    assert found[Side.parents] == (None, Light.yellow)


async def test_brothers_and_sisters_are_ones_own_and_no_other_child(store: Store) -> None:
    world = await a_school(store)
    sister = await world.add_child("禾小寒", [world.father])
    stranger = await world.add_child("谷小雨")

    assert await own(world, world.father) == {sister: "禾小寒", world.child: "禾小满"}
    assert await own(world, world.grandmother) == {world.child: "禾小满"}
    for person in (world.father, world.teacher, world.principal):
        async with store.write() as work:
            actor = world.actor(person)
            assert await family_card(work, actor, stranger, DUE_EVENING) is None
            assert await family_circle(work, actor, stranger, DUE_EVENING) is None
            assert await family_card(work, actor, 7, DUE_EVENING) is None
    assert await world.journal("child.card_seen") == []


@pytest.mark.parametrize("status", [Status.barred, Status.dead, Status.no_contact])
async def test_who_is_out_of_the_circle_neither_sees_nor_is_seen(
    store: Store, status: Status
) -> None:
    world = await a_school(store)
    async with store.write() as work:
        ties = await work.children.ties([world.child], DUE)
        mine = next(tie for tie in ties if tie.facts.person_id == world.father)
        facts = TieFacts(world.child, world.father, Role.father, status)
        await work.children.change_tie(mine.id, facts)

    assert await own(world, world.father) == {}
    async with store.write() as work:
        actor = world.actor(world.father)
        assert await family_card(work, actor, world.child, DUE_EVENING) is None
        seen = await family_circle(work, world.actor(world.grandmother), world.child, DUE_EVENING)
    assert seen is not None
    assert "禾远舟" not in [each.name for each in seen.kin]


async def test_a_helper_from_outside_sees_no_card(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        helper = await a_person(work, "何帮扶", None)
        facts = TieFacts(world.child, helper, Role.helper, Status.at_home)
        await work.children.tie([facts], MONDAY)

    assert await own(world, helper) == {}


async def test_a_mother_sees_who_hears_from_us_and_no_number(store: Store) -> None:
    world = await a_school(store)
    await world.join(world.mother)
    async with store.write() as work:
        await work.accounts.set_reach(world.father, Reach.stopped)
        seen = await family_circle(work, world.actor(world.mother), world.child, DUE_EVENING)

    assert seen is not None
    assert [(each.name, each.roles, each.hears) for each in seen.kin] == [
        ("禾远舟", (Role.father,), False),
        ("祁念安", (Role.mother,), True),
        ("褚秋禾", (Role.guardian,), True),
    ]
    assert "1670000" not in repr(seen)


async def test_the_teachers_card_has_the_dates_and_what_the_school_knows(store: Store) -> None:
    world = await a_school(store)

    async with store.write() as work:
        before = await child_view(work, world.actor(world.teacher), world.child, DUE_EVENING)
        facts = ChildFacts(world.class_.id, "禾小满", birth="2016-05-21", sex="female")
        await work.children.change(world.child, facts)
        after = await child_view(work, world.actor(world.teacher), world.child, DUE_EVENING)

    assert before is not None
    assert after is not None
    assert before.known == frozenset({Clear.contacts})
    assert after.known == frozenset({Clear.basic, Clear.contacts})
    assert [each.side for each in after.contacts] == list(Side)


async def test_a_child_without_a_plan_has_a_card_without_dates(store: Store) -> None:
    world = await a_school(store, plan=None)

    async with store.write() as work:
        card = await family_card(work, world.actor(world.father), world.child, DUE_EVENING)

    assert card is not None
    assert (card.items, card.contacts) == ((), ())


async def test_a_teacher_who_is_a_father_sees_his_own_child_as_a_father(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        facts = TieFacts(world.child, world.teacher, Role.father, Status.away)
        await work.children.tie([facts], date(2025, 3, 3))
        card = await family_card(work, world.actor(world.teacher), world.child, DUE_EVENING)

    assert card is not None
    assert await own(world, world.teacher) == {world.child: "禾小满"}
