"""The profile: what the school knows of a child, where it lives, who reads it."""

from datetime import timedelta

from sqlalchemy import select

from care.contact import Clear
from care.forms.given import Value
from care.words import Post, Role
from services.forms.profile import fill_missing, profile_view
from services.overview import child_view
from storage.store import Store
from storage.tables import Answer
from tests.services.cards import NOW, card, of_family_too, saves, somebody, writes
from tests.world import World, a_school

LATER = NOW + timedelta(days=30)
QUIET: dict[str, Value] = {"character": {"words": "内向"}}
ILL: dict[str, Value] = {"health": "illness", "health-note": {"words": "哮喘"}}


async def known(world: World) -> frozenset[Clear]:
    async with world.store.write() as work:
        view = await child_view(work, world.actor(world.teacher), world.child, NOW)
    assert view is not None
    assert view.known is not None
    return view.known


async def profile(world: World, person: int) -> dict[str, Value] | None:
    async with world.store.write() as work:
        actor = world.actor(person)
        view = await profile_view(work, actor, card("profile"), world.child, LATER)
    return None if view is None else dict(view.answers)


async def test_what_is_written_turns_the_lights_on_one_by_one(store: Store) -> None:
    world = await a_school(store)
    assert await known(world) == frozenset({Clear.contacts})

    await writes(world, world.teacher, "profile", QUIET)
    assert await known(world) == frozenset({Clear.contacts, Clear.character})

    await writes(world, world.principal, "profile", ILL, LATER)
    assert await known(world) == frozenset({Clear.contacts, Clear.character, Clear.health})
    assert await profile(world, world.teacher) == QUIET | ILL
    assert len(await world.journal("profile.seen")) == 1


async def test_only_what_is_missing_is_asked_for(store: Store) -> None:
    world = await a_school(store)
    await writes(world, world.teacher, "profile", QUIET)

    async with world.store.write() as work:
        actor = world.actor(world.teacher)
        step = await fill_missing(work, actor, card("profile"), world.child, LATER)

    assert step.question is not None
    assert step.question.id == "hobbies"
    await saves(world, world.teacher, LATER)
    assert await profile(world, world.teacher) == QUIET


async def test_neither_the_family_nor_helpers_nor_mentors_read_or_write_it(store: Store) -> None:
    world = await a_school(store)
    await writes(world, world.teacher, "profile", ILL)
    others = [
        world.father,
        world.grandmother,
        await somebody(world, "程远", role=Role.helper),
        await somebody(world, "何知秋", role=Role.mentor),
        await somebody(world, "秦郡", post=Post.officer),
        await somebody(world, "文简", post=Post.file_manager),
    ]

    for person in others:
        assert await profile(world, person) is None
        async with world.store.write() as work:
            actor = world.actor(person)
            step = await fill_missing(work, actor, card("profile"), world.child, LATER)
        assert step.stage == "not_yours"


async def test_a_teacher_of_the_own_family_does_not_read_it(store: Store) -> None:
    world = await a_school(store)
    await writes(world, world.principal, "profile", ILL)
    await of_family_too(world, world.teacher)

    assert await profile(world, world.teacher) is None


async def test_a_childs_health_stands_nowhere_open(store: Store) -> None:
    world = await a_school(store)
    await writes(world, world.teacher, "profile", ILL)

    async with store.read() as work:
        rows = (await work._room.get(select(Answer.question, Answer.choice, Answer.number))).all()

    assert sorted(row.question for row in rows) == ["health", "health-note"]
    assert all(row.choice is None and row.number is None for row in rows)
