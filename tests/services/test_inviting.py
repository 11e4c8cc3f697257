"""Who gets a link on paper, and who never does."""

from datetime import timedelta

import pytest

from care.words import Post, Role, Status
from services.joining.inviting import Invitations, invite
from services.joining.leaving import stop, withdraw
from storage.children import TieFacts
from storage.store import Store
from tests.care.builders import MONDAY
from tests.world import START, World, a_person, a_school


async def strangers(store: Store) -> World:
    """The school before anybody has joined."""
    return await a_school(store, joined=False)


async def links(
    world: World, *, again: bool = False, roles: tuple[str, ...] = (), days: int = 0
) -> Invitations:
    async with world.store.write() as work:
        now = START + timedelta(days=days)
        return await invite(work, world.school, now, again=again, roles=roles)


def people(made: Invitations) -> list[str]:
    return sorted(one.person for one in made.made)


async def test_the_whole_circle_and_the_staff_get_one_link_each(store: Store) -> None:
    made = await links(await strangers(store))

    assert people(made) == sorted(["禾远舟", "祁念安", "褚秋禾", "谷知春", "闻朝晖"])
    assert len({one.token for one in made.made}) == 5
    father = next(one for one in made.made if one.person == "禾远舟")
    assert (father.role, father.child, father.unit) == ("father", "禾小满", "三年级1班")
    assert father.phone == "+8616700000001"


async def test_tokens_fit_into_a_telegram_link(store: Store) -> None:
    made = await links(await strangers(store))

    assert all(one.token.replace("-", "a").replace("_", "a").isalnum() for one in made.made)
    assert all(len(one.token) <= 64 for one in made.made)


async def test_who_has_joined_gets_none(store: Store) -> None:
    assert people(await links(await a_school(store))) == ["祁念安"]


@pytest.mark.parametrize("status", [Status.dead, Status.barred, Status.no_contact])
async def test_nobody_dead_barred_or_without_contact_is_invited(
    store: Store, status: Status
) -> None:
    world = await strangers(store)
    async with store.write() as work:
        ties = await work.children.ties_of_person(world.father, MONDAY)
        facts = TieFacts(world.child, world.father, Role.father, status)
        await work.children.change_tie(ties[0].id, facts)

    assert "禾远舟" not in people(await links(world))
    assert "禾远舟" not in people(await links(world, again=True))


async def test_a_second_time_the_valid_links_are_kept(store: Store) -> None:
    world = await strangers(store)
    first = await links(world)

    second = await links(world, days=1)

    assert (second.made, second.held_already) == ((), 5)
    async with store.read() as work:
        kept = await work.invitations.by_token(first.made[0].token)
    assert kept is not None
    assert kept.is_open(START + timedelta(days=1))


async def test_again_makes_new_links_and_ends_the_old_ones(store: Store) -> None:
    world = await strangers(store)
    first = await links(world)

    second = await links(world, again=True, days=1)

    assert len(second.made) == 5
    async with store.read() as work:
        old = [await work.invitations.by_token(one.token) for one in first.made]
    assert [one is not None and one.is_open(START) for one in old] == [False] * 5


async def test_expired_links_are_made_anew(store: Store) -> None:
    world = await strangers(store)
    await links(world)

    assert len((await links(world, days=31)).made) == 5


async def test_roles_limit_who_is_invited(store: Store) -> None:
    world = await strangers(store)

    assert people(await links(world, roles=("father", "class_teacher"))) == sorted(
        ["禾远舟", "谷知春"]
    )


async def test_a_father_of_two_gets_one_link(store: Store) -> None:
    world = await strangers(store)
    await world.add_child("禾小寒", [world.father])

    assert people(await links(world)).count("禾远舟") == 1


async def test_a_teacher_with_a_child_here_is_invited_as_family(store: Store) -> None:
    world = await strangers(store)
    async with store.write() as work:
        await work.posts.give([(world.mother, world.class_.id, Post.deputy)], MONDAY)

    (mother,) = [one for one in (await links(world)).made if one.person == "祁念安"]

    assert mother.role == "mother"


async def test_who_withdrew_can_be_invited_again_and_who_only_stopped_needs_no_link(
    store: Store,
) -> None:
    world = await a_school(store)
    async with store.write() as work:
        await withdraw(work, world.actor(world.father), START)
        await stop(work, world.actor(world.grandmother), START)

    assert people(await links(world)) == sorted(["祁念安", "禾远舟"])


async def test_another_school_is_not_invited(store: Store) -> None:
    world = await strangers(store)
    async with store.write() as work:
        other = await work.units.add(world.school.kind, "溪口小学", None, "Asia/Shanghai", START)
        principal = await a_person(work, "岑见山", None)
        await work.posts.give([(principal, other.id, Post.principal)], MONDAY)

    assert "岑见山" not in people(await links(world))


async def test_every_link_is_in_the_journal(store: Store) -> None:
    world = await strangers(store)
    made = await links(world)

    entries = await world.journal("invitation.made")

    assert {row.entry.person_id for row in entries} == {one.person_id for one in made.made}
