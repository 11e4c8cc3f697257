"""A pause: nothing goes out but emergencies, nothing escalates, and going on is no flood."""

from datetime import date, timedelta

import pytest

from care.delivery import NEWS_FRESH, Kind, Outcome, Priority
from care.words import DutyState, NewsCode
from services.duties.case import Answered
from services.outbox import pausing
from services.outbox.delivering import Attempt
from storage.notices import NewNotice
from storage.store import Store
from storage.units import UnitRow
from tests.care.builders import at
from tests.services.plans import CALLS
from tests.world import DUE_EVENING, START, World, a_school

pytestmark = pytest.mark.in_memory_too


async def pauses(world: World, unit: UnitRow | None) -> bool:
    async with world.store.write() as work:
        fresh = None if unit is None else await work.units.get(unit.id)
        return await pausing.pause(work, fresh, START)


async def resumes(world: World, unit: UnitRow | None) -> bool:
    async with world.store.write() as work:
        fresh = None if unit is None else await work.units.get(unit.id)
        return await pausing.resume(work, fresh, START)


async def reminded_about_two_classes(store: Store) -> tuple[World, UnitRow]:
    """One message waits for the father; it speaks of a child in each class."""
    world = await a_school(store)
    other, _ = await world.add_class("三年级2班")
    await world.add_child("禾小寒", [world.father], other)
    await world.follow(CALLS)
    await world.tick(DUE_EVENING)
    return world, other


async def news_about(world: World, unit_id: int | None, child_id: int | None = None) -> None:
    notice = NewNotice(
        group_key=f"news {unit_id} {child_id}",
        person_id=world.teacher,
        kind=Kind.news,
        priority=Priority.REMINDER,
        send_at=DUE_EVENING,
        expires_at=DUE_EVENING + NEWS_FRESH,
        code=NewsCode.tasks,
        unit_id=unit_id,
        child_id=child_id,
        details={"n": 2},
    )
    async with world.store.write() as work:
        await work.outbox.put([notice], START)


@pytest.mark.parametrize("which", ["class", "school", "everything"])
async def test_while_paused_nothing_is_asked_and_nothing_climbs(store: Store, which: str) -> None:
    world = await a_school(store)
    unit = {"class": world.class_, "school": world.school}.get(which)
    await pauses(world, unit)

    assert await world.next_moment() is None
    assert await world.live(at(date(2025, 3, 29), "12:00")) == []

    duty = await world.duty()
    assert (duty.state, duty.step) == (DutyState.open, 0)


async def test_going_on_the_holder_is_asked_first_and_nobody_else(store: Store) -> None:
    world = await a_school(store)
    await pauses(world, world.school)
    back = at(date(2025, 3, 26), "20:00")
    await world.live(back)
    await resumes(world, world.school)

    await world.tick(back)
    (message,) = await world.deliver(back)

    assert message.notice.person_id == world.father
    told = [person for _, person, _ in await world.live(at(date(2025, 3, 29), "12:00"))]
    assert set(told) <= {world.father}


async def test_a_message_that_waits_goes_out_after_the_pause(store: Store) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    await pauses(world, None)
    soon = DUE_EVENING + timedelta(hours=1)

    assert await world.deliver(soon) == []
    await resumes(world, None)
    assert len(await world.deliver(soon)) == 1


async def test_other_classes_go_on(store: Store) -> None:
    world = await a_school(store)
    other, _ = await world.add_class("三年级2班")
    await world.add_child("禾小寒", [world.father], other)
    await world.follow(CALLS)
    await pauses(world, other)

    await world.tick(DUE_EVENING)
    (message,) = await world.deliver(DUE_EVENING)

    assert [item.subject for item in message.items] == ["禾小满"]


async def test_a_message_about_both_is_split_and_the_rest_waits(store: Store) -> None:
    world, other = await reminded_about_two_classes(store)
    await pauses(world, other)

    (now,) = await world.deliver(DUE_EVENING)
    assert await world.deliver(DUE_EVENING) == []
    await resumes(world, other)
    (later,) = await world.deliver(DUE_EVENING + timedelta(hours=1))

    assert [item.subject for item in now.items] == ["禾小满"]
    assert [item.subject for item in later.items] == ["禾小寒"]
    assert len(await world.journal("notice.rests")) == 1


async def test_what_may_have_been_heard_before_a_pause_is_marked_after_it(store: Store) -> None:
    world, other = await reminded_about_two_classes(store)
    await world.send(DUE_EVENING, Attempt(Outcome.no_answer))
    await pauses(world, other)
    soon = DUE_EVENING + timedelta(minutes=1)

    (now,) = await world.deliver(soon)
    await resumes(world, other)
    (later,) = await world.deliver(soon)

    assert (now.notice.repeated, later.notice.repeated) == (True, True)


async def test_news_of_a_paused_unit_or_about_a_child_of_it_waits(store: Store) -> None:
    world = await a_school(store)
    await news_about(world, world.class_.id)
    await news_about(world, None, world.child)
    await news_about(world, None)
    await pauses(world, world.school)

    assert len(await world.deliver(DUE_EVENING)) == 1
    await resumes(world, world.school)
    assert len(await world.deliver(DUE_EVENING)) == 2


@pytest.mark.parametrize("which", ["school", "everything"])
async def test_an_emergency_goes_out_whatever_is_paused(store: Store, which: str) -> None:
    world = await a_school(store)
    await pauses(world, {"school": world.school}.get(which))
    alarm = NewNotice(
        group_key="alarm",
        person_id=world.teacher,
        kind=Kind.news,
        priority=Priority.EMERGENCY,
        send_at=DUE_EVENING,
        expires_at=DUE_EVENING + NEWS_FRESH,
        code=NewsCode.tasks,
        unit_id=world.class_.id,
        details={"n": 2},
    )
    async with store.write() as work:
        await work.outbox.put([alarm], START)

    assert await world.next_moment() == DUE_EVENING
    assert len(await world.deliver(DUE_EVENING)) == 1


async def test_answers_are_taken_during_a_pause(store: Store) -> None:
    world = await a_school(store)
    await pauses(world, None)

    assert (await world.done(world.father, await world.duty(), DUE_EVENING)).result is Answered.done


async def test_pausing_twice_is_one_pause_and_all_is_journaled(store: Store) -> None:
    world = await a_school(store)

    assert [await pauses(world, None), await pauses(world, None)] == [True, False]
    assert [await pauses(world, world.school), await pauses(world, world.school)] == [True, False]
    async with store.read() as work:
        found = await pausing.paused(work)
    assert found.everything_since == START
    assert [(place.path, since) for place, since in found.units] == [("青禾小学", START)]
    assert [await resumes(world, None), await resumes(world, None)] == [True, False]
    assert [await resumes(world, world.school), await resumes(world, world.school)] == [True, False]
    assert len(await world.journal("sending.paused")) == 2
    assert len(await world.journal("sending.resumed")) == 2
    async with store.read() as work:
        assert await pausing.paused(work) == pausing.Paused(None, ())
