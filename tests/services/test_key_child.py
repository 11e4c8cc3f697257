"""Key children (SYSTEMS.md rows 19, 48): marked by staff, tighter at once, and back again."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from care.circumstances import KeyReason
from care.words import DutyState, Post
from services.calendar import key_child
from services.calendar.key_child import Flag
from services.overview import child_view
from storage.store import Store
from tests.care.builders import MONDAY, at
from tests.services.plans import a_plan_of, a_rule_text
from tests.world import DUE, START, World, a_school

HALVED = 'key_child = "halve"\n'
TALKS = a_plan_of(a_rule_text("talk", '"class_teacher"', more=HALVED))
MONTHLY = a_plan_of(a_rule_text("talk", '"class_teacher"', 'per = "month"', more=HALVED))
TENTH = at(date(2025, 3, 10), "10:00")


@pytest.fixture
async def world(store: Store) -> World:
    """A talk every two weeks: the first is due on the 17th of March."""
    return await a_school(store, TALKS)


async def marked(world: World, now: datetime, months: int = 1, by: int | None = None) -> bool:
    async with world.store.write() as work:
        actor = world.actor(by or world.teacher)
        return await key_child.mark(work, actor, world.child, KeyReason.studies, months, now)


async def ended(world: World, now: datetime) -> bool:
    async with world.store.write() as work:
        return await key_child.end(work, world.actor(world.teacher), world.child, now)


async def flag(world: World, person: int, now: datetime) -> Flag | None:
    async with world.store.write() as work:
        card = await child_view(work, world.actor(person), world.child, now)
    return None if card is None else card.calendar.flag


async def dues(world: World) -> list[date]:
    return [duty.due_on for duty in await world.duties("talk", DutyState.open)]


async def test_the_open_talk_comes_after_half_the_interval_at_once(world: World) -> None:
    assert await marked(world, START)

    duty = await world.duty("talk")
    assert (duty.due_on, duty.closes_on) == (date(2025, 3, 10), date(2025, 3, 16))
    assert duty.next_at == at(date(2025, 3, 10), "19:00")
    assert len(await world.journal("duty.shifted")) == 1
    (entry,) = await world.journal("key_child.set")
    assert entry.entry.details == {"reason": "studies", "until": "2025-04-01"}


async def test_a_talk_that_would_have_been_due_already_is_due_today(world: World) -> None:
    await marked(world, at(date(2025, 3, 13), "10:00"))

    assert await dues(world) == [date(2025, 3, 13)]


async def test_the_next_ones_come_every_week_until_the_flag_is_over(world: World) -> None:
    await marked(world, START)
    for _ in range(4):
        duty = await world.duty("talk")
        await world.done(world.teacher, duty, at(duty.due_on, "12:00"))

    found = [duty.due_on for duty in await world.duties("talk")]
    assert [later - earlier for earlier, later in pairwise(found)] == [
        *(timedelta(days=7), timedelta(days=7), timedelta(days=7), timedelta(days=14)),
    ]


async def test_nobody_hears_twice_of_what_they_were_reminded_of(world: World) -> None:
    heard = await world.live(at(DUE, "20:00"))
    assert [(day, person) for day, person, _ in heard] == [(DUE, world.teacher)]

    await marked(world, at(DUE, "21:00"))

    again = await world.live(at(date(2025, 3, 18), "23:00"))
    assert again == [(date(2025, 3, 18), world.teacher, "again")]


async def test_the_ladder_is_halved_with_the_interval(world: World) -> None:
    """The principal hears after three days instead of seven."""
    await marked(world, START)
    heard = await world.live(at(date(2025, 3, 13), "23:00"))

    assert (date(2025, 3, 13), world.principal, "escalation") in heard


async def test_ended_the_talk_goes_back_to_its_usual_day(world: World) -> None:
    before = await world.duty("talk")
    await marked(world, START)
    assert await ended(world, START + timedelta(hours=1))

    after = await world.duty("talk")
    assert after == before
    assert await flag(world, world.teacher, START) is None
    assert len(await world.journal("key_child.ended")) == 1


async def test_twice_a_month_instead_of_once(store: Store) -> None:
    world = await a_school(store, MONTHLY)
    assert await dues(world) == [date(2025, 3, 16)]
    await marked(world, START)

    first = await world.duty("talk")
    await world.done(world.teacher, first, at(first.due_on, "12:00"))

    assert first.due_on < date(2025, 3, 16)
    assert (await world.duty("talk")).due_on == date(2025, 3, 21)


async def test_pressed_twice_it_is_one_flag(world: World) -> None:
    await marked(world, START)
    await marked(world, START + timedelta(seconds=1))

    assert len(await world.journal("key_child.set")) == 1


async def test_another_flag_takes_the_place_of_the_one_that_stands(world: World) -> None:
    await marked(world, START)
    await marked(world, TENTH, months=3)

    standing = Flag(KeyReason.studies, TENTH.date(), date(2025, 6, 7))
    assert await flag(world, world.teacher, TENTH) == standing


async def test_only_the_classroom_marks_a_child_and_sees_that_it_is_marked(world: World) -> None:
    assert not await marked(world, START, by=world.father)
    assert not await marked(world, START, by=world.grandmother)
    async with world.store.write() as work:
        await work.posts.give([(world.mother, world.school.id, Post.file_manager)], MONDAY)
    assert not await marked(world, START, by=world.mother)
    assert await marked(world, START, by=world.principal)

    assert await flag(world, world.teacher, START) is not None
    assert await flag(world, world.mother, START) is None
    assert await flag(world, world.grandmother, START) is None
