"""What is done at any time, without a reminder, counts for what is owed (rows 46, 55); and what two
people of the staff owe together is asked of both (rows 43, 64).
"""

from datetime import date

import pytest

from care.almanac import Term
from care.words import DutyState, Role
from services.duties.programmes import enter_term
from services.plans import find
from storage.store import Store
from tests.care.builders import at
from tests.services.cards import TALKED, VISITED, somebody, writes
from tests.world import World, a_school

TUESDAY = at(date(2025, 3, 4), "15:00")


async def state(world: World, rule_id: str) -> DutyState:
    """Of the first duty of a rule."""
    return (await world.duties(rule_id))[0].state


@pytest.mark.parametrize(
    ("plan", "card", "owed"),
    [
        ("linxia", "talk", "talk"),
        ("primary-school", "talk", "talk"),
        ("town-primary", "visit", "visit"),
    ],
)
async def test_rows_46_55_what_the_teacher_does_at_any_time_is_what_she_owed(
    store: Store, plan: str, card: str, owed: str
) -> None:
    world = await a_school(store, find(plan))
    if owed == "visit":
        async with store.write() as work:
            term = Term("春季", date(2025, 3, 3), date(2025, 7, 4))
            await enter_term(work, world.school.id, term, TUESDAY)
    assert await state(world, owed) is DutyState.open

    await writes(world, world.teacher, card, TALKED if card == "talk" else VISITED, TUESDAY)

    assert await state(world, owed) is DutyState.done


async def test_row_46_the_caring_mothers_talk_at_any_time_is_that_weeks_heart_to_heart(
    store: Store,
) -> None:
    world = await a_school(store, None)
    mother = await somebody(world, "商晚晴", role=Role.mentor)
    await world.follow(find("ten-ones"))

    await writes(world, mother, "talk", TALKED, TUESDAY)

    assert await state(world, "helper-talk") is DutyState.done


async def test_row_46_a_paired_teachers_talk_does_not_do_the_class_teachers(store: Store) -> None:
    """Conflict C2: what the staff owe, somebody else does not do for them."""
    world = await a_school(store, None)
    mentor = await somebody(world, "商晚晴", role=Role.mentor)
    await world.follow(find("primary-school"))

    await writes(world, mentor, "talk", TALKED, TUESDAY)

    assert await state(world, "talk") is DutyState.open


async def test_row_43_class_teacher_and_linked_teacher_are_both_asked_and_either_talks(
    store: Store,
) -> None:
    world = await a_school(store, None)
    mentor = await somebody(world, "商晚晴", role=Role.mentor)
    await world.follow(find("guangping"))
    evening = at(date(2025, 3, 6), "19:00")  # the middle of the week

    await world.tick(evening)
    asked = {m.notice.person_id for m in await world.deliver(evening)}

    assert asked == {world.teacher, mentor}
    await writes(world, mentor, "talk", TALKED, evening)
    assert await state(world, "talk") is DutyState.done


async def test_row_64_what_is_overdue_reaches_the_class_teacher_and_the_surrogate_parent(
    store: Store,
) -> None:
    """Dual management: the month's letter, five days later."""
    world = await a_school(store, None)
    mentor = await somebody(world, "商晚晴", role=Role.mentor)
    await world.follow(find("guangping"))

    heard = await world.live(at(date(2025, 3, 22), "23:00"))

    letter = await world.duty("letter")
    overdue = [
        who for day, who, purpose in heard if day == date(2025, 3, 21) and purpose == "again"
    ]
    assert letter.due_on == date(2025, 3, 16)
    assert {world.teacher, mentor} <= set(overdue)
