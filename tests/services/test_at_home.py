"""A parent is at home, or the child with its parents (SYSTEMS.md row 36): what is owed pauses."""

from datetime import date, datetime, timedelta

import pytest

from care.hours import Later
from care.words import DutyState, NewsCode
from services.calendar import home, meeting
from services.duties.case import Answered
from services.forms import correcting
from services.forms.saving import Saved
from storage.store import Store
from tests.care.builders import at
from tests.services.cards import writes
from tests.services.plans import a_plan_of, a_rule_text
from tests.world import DUE, DUE_EVENING, START, World, a_school

PAUSED = a_rule_text("call", more='pauses = ["parent_home", "child_away"]\n')
CHECK_IN = a_rule_text("teacher-check-in")
PLAN = a_plan_of(PAUSED, CHECK_IN)
MARCH = date(2025, 3, 1)


def march(day: int) -> date:
    return date(2025, 3, day)


@pytest.fixture
async def world(store: Store) -> World:
    """A call every two weeks: the first is due on the 17th of March."""
    return await a_school(store, PLAN)


async def at_home(
    world: World, since: date, until: date | None, now: datetime, who: int | None = None
) -> bool:
    async with world.store.write() as work:
        return await home.say_home(work, world.actor(who or world.father), since, until, now)


async def left(world: World, now: datetime) -> None:
    async with world.store.write() as work:
        await home.left_again(work, world.actor(world.father), now)


async def with_parents(world: World, now: datetime, **days: str) -> Saved:
    return await writes(world, world.grandmother, "away", {"place": "parents"} | days, now)


async def called_about(world: World, until: datetime) -> list[tuple[date, int]]:
    """On which days who was reminded of the call."""
    found = []
    while (moment := await world.next_moment()) is not None and moment <= until:
        await world.tick(moment)
        for message in await world.deliver(moment):
            names = [item.rule.id for item in message.items]
            if "call" in names:
                found.append((moment.date(), message.notice.person_id))
    return found


async def test_the_call_is_due_on_the_day_after_the_stay(world: World) -> None:
    assert await at_home(world, march(15), march(20), START)

    assert (await world.duty("call")).due_on == march(21)
    assert (await world.duty("teacher-check-in")).due_on == DUE
    assert await called_about(world, at(march(21), "23:00")) == [(march(21), world.father)]


async def test_who_was_reminded_already_is_left_in_peace_until_they_go(world: World) -> None:
    assert await called_about(world, DUE_EVENING) == [(DUE, world.father)]
    await at_home(world, DUE, march(23), DUE_EVENING + timedelta(hours=1))

    heard = await called_about(world, at(march(26), "23:00"))

    assert heard == [(march(26), world.father)]
    assert (await world.duty("call")).step == 2


async def test_under_the_second_reminder_a_father_is_home_and_the_call_is_not_missed(
    world: World,
) -> None:
    await world.done(world.father, await world.duty("call"), at(march(4), "10:00"))
    assert (await world.duty("call")).due_on == march(18)
    heard = await called_about(world, at(march(20), "20:00"))
    assert heard == [(march(18), world.father), (march(20), world.father)]
    await at_home(world, march(20), date(2025, 4, 20), at(march(20), "20:30"))

    heard = await called_about(world, at(date(2025, 4, 21), "23:00"))

    assert heard == [(date(2025, 4, 21), world.father)]
    assert await world.duties("call", DutyState.missed) == []
    assert len(await world.duties("call", DutyState.excused)) == 1
    assert {"why": "rests"} in [row.entry.details for row in await world.journal("duty.excused")]


async def test_a_second_later_names_the_day_behind_the_stay_on_which_the_teacher_will_be_told(
    world: World,
) -> None:
    """The first two weeks are over; the father will be at home from the 21st to the 25th."""
    await world.done(world.father, await world.duty("call"), at(march(4), "10:00"))
    await called_about(world, at(march(18), "20:00"))
    duty = await world.duty("call")
    await world.later(world.father, duty, at(march(18), "20:10"), Later.after_shift)
    await at_home(world, march(21), march(25), at(march(18), "20:15"))

    reply = await world.later(world.father, duty, at(march(18), "20:20"), Later.tomorrow)

    assert (reply.result, reply.told_on) == (Answered.later_again, march(26))
    heard = await called_about(world, at(march(26), "23:00"))
    assert (march(26), world.teacher) in heard


async def test_home_by_mistake_the_ladder_goes_on_when_it_is_taken_back(world: World) -> None:
    await world.done(world.father, await world.duty("call"), at(march(4), "10:00"))
    await called_about(world, at(march(20), "20:00"))
    await at_home(world, march(20), date(2025, 4, 20), at(march(20), "20:30"))
    assert await called_about(world, at(march(23), "23:00")) == []

    await left(world, at(march(24), "08:00"))

    assert (await called_about(world, at(march(26), "23:00")))[0][1] == world.teacher
    assert (await world.duty("call")).due_on == march(18)


async def test_without_an_end_nothing_is_asked_until_they_have_left(world: World) -> None:
    await at_home(world, march(5), None, at(march(5), "10:00"))
    assert await world.duties("call", DutyState.open) == []

    await left(world, at(march(25), "10:00"))

    assert (await world.duty("call")).due_on == date(2025, 4, 8)


async def test_back_earlier_the_call_is_due_as_before(world: World) -> None:
    before = await world.duty("call")
    await at_home(world, march(15), march(20), START)
    await left(world, START + timedelta(hours=1))

    assert await world.duty("call") == before


async def test_the_class_teacher_hears_of_it_once_and_no_word_of_it_is_a_reproach(
    world: World,
) -> None:
    for _ in range(2):
        await at_home(world, march(15), march(20), START)

    (word,) = [n for n in await world.notices() if n.code == NewsCode.parent_home]
    assert word.person_id == world.teacher
    assert word.details == {"since": "2025-03-15", "until": "2025-03-20"}
    assert len(await world.journal("parent.home")) == 1


async def test_they_met_and_that_is_a_word_with_the_teacher(world: World) -> None:
    await at_home(world, march(3), march(20), START)
    async with world.store.write() as work:
        actor = world.actor(world.teacher)
        assert await meeting.met(work, actor, world.child, world.father, START) == 1

    (record,) = await world.records()
    assert (record.kind, record.behalf_of_id) == ("teacher-check-in", world.father)
    (done,) = await world.duties("teacher-check-in", DutyState.done)
    assert (await world.closure(done)) is not None


async def test_a_meeting_is_planned_for_a_day_on_which_the_parent_is_there(world: World) -> None:
    await at_home(world, march(8), march(9), START)
    async with world.store.write() as work:
        actor = world.actor(world.teacher)
        days = await meeting.meeting_days(work, actor, world.child, world.father, START)
        assert days == (march(8), march(9))
        for day, planned in ((march(10), False), (march(9), True)):
            args = (work, actor, world.child, world.father, day, START)
            assert await meeting.plan_meeting(*args) is planned

    (word,) = [n for n in await world.notices() if n.code == NewsCode.meeting_today]
    assert word.send_at == at(march(9), "19:00")


async def test_only_a_parent_is_at_home_and_only_staff_have_met_one(world: World) -> None:
    for who in (world.grandmother, world.teacher):
        assert not await at_home(world, march(15), march(20), START, who)
    async with world.store.write() as work:
        for who in (world.father, world.grandmother):
            assert (
                await meeting.met(work, world.actor(who), world.child, world.father, START) is None
            )


@pytest.mark.parametrize(
    ("since", "until"),
    [(march(2), march(4)), (march(10), march(9)), (march(10), date(2026, 3, 1))],
)
async def test_days_that_make_no_sense_are_not_taken(
    world: World, since: date, until: date
) -> None:
    assert not await at_home(world, since, until, START)


async def test_while_the_child_is_with_its_parents_nobody_asks_for_a_call(world: World) -> None:
    await with_parents(world, START, until="2025-03-20")

    assert (await world.duty("call")).due_on == march(21)
    assert len(await world.journal("child.with_parents")) == 1


async def test_a_child_that_is_elsewhere_is_with_its_parents_no_more(world: World) -> None:
    before = await world.duty("call")
    await with_parents(world, START, until="2025-03-20")
    away = {"place": "relatives"}
    await writes(world, world.grandmother, "away", away, START + timedelta(hours=1))

    assert await world.duty("call") == before


async def test_taken_back_the_call_is_due_as_before(world: World) -> None:
    before = await world.duty("call")
    saved = await with_parents(world, START, until="2025-03-20")
    async with world.store.write() as work:
        actor = world.actor(world.grandmother)
        await correcting.take_back(work, actor, saved.records[0], START)

    assert await world.duty("call") == before


async def test_a_meeting_noted_twice_is_one_meeting(world: World) -> None:
    async with world.store.write() as work:
        for _ in range(2):
            actor = world.actor(world.teacher)
            await meeting.met(work, actor, world.child, world.father, START)

    assert len(await world.records()) == 1
