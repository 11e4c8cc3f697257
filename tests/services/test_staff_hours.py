"""The staff are told within working hours, and who is above them once a day."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from care.almanac import Term
from care.hours import local_date
from care.plan import load
from care.problems import PlanError
from services.duties import ticking
from services.duties.programmes import enter_term
from services.plans import find
from storage.store import Store
from tests.care.builders import SHANGHAI, at
from tests.services.plans import CALL, a_plan_of, a_rule_text
from tests.world import DUE_EVENING, START, World, a_person, a_school, address_of

pytestmark = pytest.mark.in_memory_too

_LADDER = (
    '{ to = "holder", after = 0 }, { to = "class_teacher", after = 4 }, '
    '{ to = "principal", after = 7 }'
)
_AT_WORK = _LADDER.replace("after = 4", 'after = 4, at = "working_hours"')
WHOLE_PLAN = a_plan_of().replace("version = 1\n", 'version = 1\nstaff_hours = "working_hours"\n')
AT_WORK = WHOLE_PLAN + a_rule_text("call", ladder=_LADDER)


async def words(world: World, until: datetime) -> list[tuple[int, datetime]]:
    """Who was told when, from now on."""
    told = []
    while (moment := await world.next_moment()) is not None and moment <= until:
        await world.tick(moment)
        told += [(each.notice.person_id, moment) for each in await world.deliver(moment)]
    return told


async def test_the_staff_hear_on_a_school_day_and_the_family_at_their_own_hour(
    store: Store,
) -> None:
    world = await a_school(store, AT_WORK)

    told = await words(world, DUE_EVENING + timedelta(days=10))

    assert told == [
        (world.father, DUE_EVENING),
        (world.teacher, at(date(2025, 3, 21), "17:00")),
        (world.principal, at(date(2025, 3, 24), "17:00")),
    ]


async def test_what_falls_on_a_weekend_or_a_holiday_waits_for_the_next_school_day(
    store: Store,
) -> None:
    late = _LADDER.replace("after = 4", "after = 5")
    world = await a_school(store, WHOLE_PLAN + a_rule_text("call", ladder=late))
    async with store.write() as work:
        term = Term("春季", date(2025, 2, 17), date(2025, 3, 21))
        later = Term("春季续", date(2025, 3, 25), date(2025, 7, 4))
        for each in (term, later):
            await enter_term(work, world.school.id, each, START)

    told = await words(world, DUE_EVENING + timedelta(days=9))

    assert told[1] == (world.teacher, at(date(2025, 3, 25), "17:00"))


async def test_a_rung_may_say_it_for_itself(store: Store) -> None:
    world = await a_school(store, a_plan_of(a_rule_text("call", ladder=_AT_WORK)))

    told = await words(world, DUE_EVENING + timedelta(days=8))

    assert told[1:] == [
        (world.teacher, at(date(2025, 3, 21), "17:00")),
        (world.principal, DUE_EVENING + timedelta(days=7)),
    ]


async def test_a_vacation_longer_than_the_duty_does_not_swallow_the_word(store: Store) -> None:
    world = await a_school(store, AT_WORK)
    async with store.write() as work:
        term = Term("春季", date(2025, 2, 17), date(2025, 3, 18))
        await enter_term(work, world.school.id, term, START)

    told = await words(world, DUE_EVENING + timedelta(days=5))

    assert told[1] == (world.teacher, DUE_EVENING + timedelta(days=4))


async def test_a_principal_has_one_message_a_day_however_many_children(store: Store) -> None:
    world = await a_school(store, None)
    for number in range(12):
        async with store.write() as work:
            parent = await a_person(work, f"家长{number}", None)
            await work.accounts.join(parent, address_of(parent), START)
        await world.add_child(f"孩子{number}", [parent])
    await world.follow(a_plan_of(CALL))
    await world.tick(DUE_EVENING)
    await world.deliver(DUE_EVENING)
    for days in (2, 4):
        await world.tick(DUE_EVENING + timedelta(days=days))

    hours = [DUE_EVENING + timedelta(days=7, hours=n) for n in (3, 5, 14, 15, 24)]
    for moment in hours:  # the machine was away at seven, and is slow afterwards
        async with store.write() as work:
            await ticking.tick(work, moment, 3)
        await world.deliver(moment)
    told = await words(world, DUE_EVENING + timedelta(days=8))

    notices = [n for n in await world.notices("sent") if n.person_id == world.principal]
    told_on = Counter(local_date(n.sent_at or START, SHANGHAI) for n in notices)
    assert told == []
    assert set(told_on.values()) == {1}
    assert sum(len(n.items) for n in notices) == 13


async def test_row_44_mondays_children_are_one_message_before_the_first_lesson(
    store: Store,
) -> None:
    world = await a_school(store, None)
    await world.add_child("孩子二", [])
    await world.follow(find("class-plan"))
    monday = date(2025, 3, 3)

    told = await words(world, at(monday, "23:00"))

    assert [each for each in told if each[0] == world.teacher][:1] == [
        (world.teacher, at(monday, "07:30"))
    ]
    (notice,) = [n for n in await world.notices("sent") if n.sent_at == at(monday, "07:30")]
    assert len(notice.items) == 2


def test_a_holder_is_never_told_to_work() -> None:
    wrong = _LADDER.replace("after = 0", 'after = 0, at = "working_hours"')

    with pytest.raises(PlanError) as caught:
        load(a_plan_of(a_rule_text("call", ladder=wrong)))

    assert [(p.key, p.code) for p in caught.value.problems] == [("ladder.1.at", "ladder_hours")]


def test_the_shipped_spelling_is_checked() -> None:
    wrong = _LADDER.replace("after = 4", 'after = 4, at = "noon"')

    with pytest.raises(PlanError) as caught:
        load(a_plan_of(a_rule_text("call", ladder=wrong)))

    (problem,) = caught.value.problems
    assert (problem.key, problem.code) == ("ladder.2.at", "value")
