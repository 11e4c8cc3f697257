"""What silence leads to, day by day, until the duty ends and the next one is planned."""

from datetime import date

import pytest

from care.words import DutyState, Reach
from services.joining.leaving import stop
from storage.store import Store
from tests.care.builders import at
from tests.world import DUE, START, a_school

pytestmark = pytest.mark.in_memory_too


def march(day: int) -> date:
    return date(2025, 3, day)


async def test_silence_climbs_from_the_father_to_the_teacher_to_the_principal(
    store: Store,
) -> None:
    world = await a_school(store)

    heard = await world.live(at(march(30), "23:00"))

    assert heard == [
        (march(17), world.father, "reminder"),
        (march(19), world.father, "again"),
        (march(21), world.teacher, "escalation"),
        (march(24), world.principal, "escalation"),
    ]


async def test_after_its_last_day_the_call_is_missed_and_the_next_one_planned(
    store: Store,
) -> None:
    world = await a_school(store)

    await world.live(at(march(31), "12:00"))

    first, second = await world.duties()
    assert (first.state, first.ended_at) == (DutyState.missed, at(march(31)))
    assert (second.state, second.due_on) == (DutyState.open, march(31))
    assert second.previous_id == first.id


async def test_the_next_call_climbs_its_own_ladder(store: Store) -> None:
    world = await a_school(store)
    await world.live(at(march(30), "23:00"))

    heard = await world.live(at(date(2025, 4, 2), "23:00"))

    assert heard == [
        (march(31), world.father, "reminder"),
        (date(2025, 4, 2), world.father, "again"),
    ]


async def test_where_no_parent_has_joined_nobody_is_reproached_and_the_end_is_unknown(
    store: Store,
) -> None:
    world = await a_school(store)
    async with store.write() as work:
        await work.accounts.set_reach(world.father, Reach.not_joined)

    heard = await world.live(at(march(31), "11:00"))

    assert heard == []
    assert (await world.duties())[0].state is DutyState.unknown
    passed = [row.entry.details["rung"] for row in await world.journal("duty.rung_passed")]
    assert passed == ["holder", "holder", "class_teacher", "principal"]


async def test_a_father_who_stopped_is_left_alone_and_so_are_his_teachers(store: Store) -> None:
    world = await a_school(store)
    await world.live(at(DUE, "23:00"))
    async with store.write() as work:
        await stop(work, world.actor(world.father), at(march(18), "08:00"))

    assert await world.live(at(march(30), "23:00")) == []


async def test_a_mother_who_joins_is_reminded_beside_the_father(store: Store) -> None:
    world = await a_school(store)
    await world.join(world.mother)

    heard = await world.live(at(march(18), "23:00"))

    assert sorted(heard) == sorted(
        [(march(17), world.father, "reminder"), (march(17), world.mother, "reminder")]
    )


async def test_an_answer_ends_the_climb(store: Store) -> None:
    world = await a_school(store)
    await world.live(at(march(19), "23:00"))
    await world.done(world.father, await world.duty(), at(march(20), "12:00"))

    assert await world.live(at(march(30), "23:00")) == []


async def test_the_next_call_counts_from_the_day_it_was_done(store: Store) -> None:
    world = await a_school(store)
    await world.live(at(march(19), "23:00"))
    await world.done(world.father, await world.duty(), at(march(20), "12:00"))

    assert (await world.duty()).due_on == date(2025, 4, 3)


async def test_for_a_vacant_classroom_the_principal_hears_at_once_and_in_their_own_turn(
    store: Store,
) -> None:
    world = await a_school(store)
    async with store.write() as work:
        posts = await work.posts.of_person(world.teacher, march(3))
        await work.posts.end([post.id for post in posts], march(4))

    heard = await world.live(at(march(30), "23:00"))

    assert [day_and_who[:2] for day_and_who in heard[2:]] == [
        (march(21), world.principal),
        (march(24), world.principal),
    ]


async def test_after_a_week_without_a_tick_the_father_is_asked_first_and_nothing_piles_up(
    store: Store,
) -> None:
    world = await a_school(store)
    back = at(march(24), "20:00")

    await world.tick(back)
    heard = await world.deliver(back)

    assert [message.notice.person_id for message in heard] == [world.father]
    assert len(heard[0].items) == 1
    assert [person for _, person, _ in await world.live(at(march(27), "23:00"))] == [world.father]


async def test_nothing_is_said_before_the_plan_begins(store: Store) -> None:
    world = await a_school(store)

    assert await world.live(at(march(16), "23:59")) == []
    assert await world.tick(START) == 0
