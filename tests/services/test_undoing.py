"""Done taken back: within a day, by the one who said it, while nothing followed from it."""

from datetime import date

import pytest

from care.hours import Later
from care.words import DutyState
from services.duties.answering import Reason
from services.duties.case import Answered
from storage.store import Store
from tests.care.builders import at
from tests.services.plans import CALLS_AND_HOTLINE, TALK, a_plan_of
from tests.world import DUE, DUE_EVENING, World, a_school

pytestmark = pytest.mark.in_memory_too


def march(day: int) -> date:
    return date(2025, 3, day)


async def answered(store: Store) -> World:
    world = await a_school(store)
    await world.live(DUE_EVENING)
    await world.done(world.father, await world.duty(), DUE_EVENING)
    return world


async def test_undo_opens_the_duty_again_and_takes_the_next_one_back(store: Store) -> None:
    world = await answered(store)
    first, _ = await world.duties()

    reply = await world.undo(world.father, first, at(march(18), "18:59"))

    assert reply.result is Answered.undone
    (duty,) = await world.duties()
    assert (duty.id, duty.state, duty.ended_at) == (first.id, DutyState.open, None)
    assert await world.closure(first) is None


async def test_an_undone_record_stays_as_history(store: Store) -> None:
    world = await answered(store)
    first, _ = await world.duties()

    await world.undo(world.father, first, at(march(18), "12:00"))

    (record,) = await world.records()
    assert record.withdrawn_at == at(march(18), "12:00")


async def test_after_an_undo_silence_climbs_on_where_it_stood(store: Store) -> None:
    world = await answered(store)
    first, _ = await world.duties()
    await world.undo(world.father, first, at(march(18), "12:00"))

    heard = await world.live(at(march(22), "12:00"))

    assert heard == [
        (march(19), world.father, "again"),
        (march(21), world.teacher, "escalation"),
    ]


async def test_what_was_undone_can_be_done_again(store: Store) -> None:
    world = await answered(store)
    first, following = await world.duties()
    await world.undo(world.father, first, at(march(17), "19:05"))

    reply = await world.done(world.father, first, at(march(17), "19:06"))

    assert reply.result is Answered.done
    assert [duty.key for duty in await world.duties()] == [first.key, following.key]


async def test_after_a_day_it_stays_done(store: Store) -> None:
    world = await answered(store)
    first, _ = await world.duties()

    reply = await world.undo(world.father, first, at(march(18), "19:01"))

    assert reply.result is Answered.too_late_to_undo
    assert (await world.again(first)).state is DutyState.done


async def test_only_the_one_who_said_it_takes_it_back(store: Store) -> None:
    world = await answered(store)
    await world.join(world.mother)
    first, _ = await world.duties()

    for other in (world.mother, world.teacher, world.grandmother):
        reply = await world.undo(other, first, at(march(18), "12:00"))
        assert reply.result is Answered.not_yours

    assert (await world.again(first)).state is DutyState.done


async def test_an_open_duty_has_nothing_to_undo(store: Store) -> None:
    world = await a_school(store)

    reply = await world.undo(world.father, await world.duty(), DUE_EVENING)

    assert reply.result is Answered.cannot_undo


async def test_a_second_undo_finds_nothing(store: Store) -> None:
    world = await answered(store)
    first, _ = await world.duties()
    await world.undo(world.father, first, at(march(17), "19:05"))

    reply = await world.undo(world.father, first, at(march(17), "19:06"))

    assert reply.result is Answered.cannot_undo


async def test_once_the_next_one_was_put_off_the_first_stays_done(store: Store) -> None:
    world = await answered(store)
    first, following = await world.duties()
    await world.later(world.father, following, at(march(18), "10:00"), Later.sunday)

    reply = await world.undo(world.father, first, at(march(18), "12:00"))

    assert reply.result is Answered.cannot_undo
    assert (await world.again(first)).state is DutyState.done


async def test_once_the_next_one_is_done_too_the_first_stays_done(store: Store) -> None:
    world = await answered(store)
    first, following = await world.duties()
    await world.done(world.father, following, at(march(18), "10:00"))

    reply = await world.undo(world.father, first, at(march(18), "12:00"))

    assert reply.result is Answered.cannot_undo


async def test_once_the_next_one_was_done_and_undone_the_first_stays_done(store: Store) -> None:
    world = await answered(store)
    first, following = await world.duties()
    await world.done(world.father, following, at(march(18), "10:00"))
    await world.undo(world.father, following, at(march(18), "10:01"))

    reply = await world.undo(world.father, first, at(march(18), "12:00"))

    assert reply.result is Answered.cannot_undo
    assert len(await world.duties()) == 2


async def test_once_a_teacher_could_not_do_the_next_one_the_first_stays_done(
    store: Store,
) -> None:
    world = await a_school(store, a_plan_of(TALK))
    await world.done(world.teacher, await world.duty("talk"), DUE_EVENING)
    first, following = await world.duties("talk")
    await world.could_not(world.teacher, following, at(march(18), "10:00"), Reason.child_away)

    reply = await world.undo(world.teacher, first, at(march(18), "12:00"))

    assert reply.result is Answered.cannot_undo


async def test_undoing_a_hotline_reopens_the_call_that_it_counted_for(store: Store) -> None:
    world = await a_school(store, CALLS_AND_HOTLINE)
    await world.done(world.teacher, await world.duty("hotline"), at(DUE, "16:00"))
    hotline, _ = await world.duties("hotline")

    await world.undo(world.teacher, hotline, at(DUE, "16:05"))

    assert [d.state for d in await world.duties("hotline")] == [DutyState.open]
    assert [d.state for d in await world.duties("call")] == [DutyState.open]


async def test_what_is_undone_after_its_last_day_is_missed_at_the_next_tick(store: Store) -> None:
    world = await a_school(store)
    await world.live(at(march(30), "12:00"))
    await world.done(world.father, await world.duty(), at(march(30), "20:00"))
    first, _ = await world.duties()
    await world.undo(world.father, first, at(march(31), "10:00"))

    await world.tick(at(march(31), "10:00"))

    assert [duty.state for duty in await world.duties()] == [DutyState.missed, DutyState.open]
