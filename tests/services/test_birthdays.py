"""A child's birthday is known from the roster: what counts from it is planned, moved, read once."""

from datetime import date, timedelta

import pytest

from bench.databases import statements
from care.almanac import Birthday
from care.rosters.model import Birth
from care.rosters.model import ChildRow as RosterRow
from care.words import DutyState
from services.calendar import birthdays
from services.calendar.birthdays import Waiting
from services.duties import ticking
from services.lists.facts import change_child
from storage.children import ChildFacts, ChildRow
from storage.store import Store
from tests.care.builders import MONDAY, at
from tests.services.plans import CALL, a_plan_of, a_rule_text
from tests.services.rosters import a_roster, a_row
from tests.world import DUE_EVENING, START, World, a_school

NEXT_TERM = START + timedelta(days=30)
WISHES = a_plan_of(a_rule_text("wish", cadence='on = "child_birthday"'), CALL)


async def test_the_wish_is_due_on_the_birthday(store: Store) -> None:
    """The child was born on 21 May 2016."""
    world = await a_school(store, WISHES)

    duty = await world.duty("wish")
    assert duty.due_on == date(2025, 5, 21)
    await world.done(world.father, duty, at(date(2025, 5, 21), "12:00"))
    assert (await world.duty("wish")).due_on == date(2026, 5, 21)


async def test_a_birth_put_right_moves_what_is_open(store: Store) -> None:
    world = await a_school(store, WISHES)
    async with store.write() as work:
        await change_child(work, None, world.child, "birth", "2016-07-02", START)

    assert [duty.due_on for duty in await world.duties("wish")] == [date(2025, 7, 2)]


@pytest.mark.parametrize("birth", [None, "2016", "2016-05"])
async def test_a_birthday_that_is_not_known_is_not_asked_for(
    store: Store, birth: str | None
) -> None:
    world = await a_school(store, None)
    async with store.write() as work:
        facts = ChildFacts(world.class_.id, "禾小寒", birth=birth)
        (child,) = await work.children.add([facts], MONDAY, START)
    await world.follow(WISHES)

    assert await world.duties("wish", DutyState.open, child) == []


@pytest.mark.sql_only
async def test_a_tick_without_such_a_rule_opens_no_birth(store: Store) -> None:
    await a_school(store)
    with statements(store) as seen:
        async with store.write() as work:
            assert await ticking.tick(work, DUE_EVENING)

    assert not [each for each in seen if "child.birth" in each]


ELDERS = a_plan_of(a_rule_text("letter", cadence='on = "elder_birthday"'))


async def entered(world: World, person: int | None, day: Birthday | None, by: int) -> bool:
    async with world.store.write() as work:
        return await birthdays.enter(work, world.actor(by), world.child, person, day, START)


async def test_a_lunar_birthday_takes_the_place_of_the_rosters_and_gives_way_again(
    store: Store,
) -> None:
    """The fifteenth of the eighth month is Mid-Autumn: 6 October in 2025."""
    world = await a_school(store, WISHES)
    assert await entered(world, None, Birthday(8, 15, lunar=True), world.teacher)
    assert (await world.duty("wish")).due_on == date(2025, 10, 6)

    assert await entered(world, None, None, world.teacher)
    assert (await world.duty("wish")).due_on == date(2025, 5, 21)


async def test_the_letter_for_the_grandmothers_birthday(store: Store) -> None:
    world = await a_school(store, ELDERS)
    assert await world.duties("letter") == []

    assert await entered(world, world.grandmother, Birthday(6, 2), world.teacher)

    assert (await world.duty("letter")).due_on == date(2025, 6, 2)
    (entry,) = await world.journal("birthday.entered")
    assert entry.entry.details == {"about": world.grandmother}


async def test_only_who_keeps_the_lists_enters_a_day_that_exists(store: Store) -> None:
    world = await a_school(store, ELDERS)

    assert not await entered(world, world.grandmother, Birthday(6, 2), world.father)
    assert not await entered(world, world.principal, Birthday(6, 2), world.teacher)
    never = Birthday(1, 3, lunar=True, leap=True)
    for day in (Birthday(2, 30), Birthday(13, 1), Birthday(6, 31, lunar=True), never):
        assert not await entered(world, world.grandmother, day, world.teacher)


LEAP = Birthday(6, 3, lunar=True, leap=True)


async def test_a_birthday_in_a_leap_month_is_typed_kept_and_celebrated(store: Store) -> None:
    """The leap sixth month of 2025 begins on 25 July; 2026 has none."""
    world = await a_school(store, ELDERS)
    teacher = world.actor(world.teacher)
    async with store.write() as work:
        found = await birthdays.begin(work, teacher, world.child, world.grandmother, START)
        waiting = await birthdays.waiting_at(work, teacher.address)
        assert waiting is not None
        unread = await birthdays.take(work, teacher, waiting, "不知道", START)
        still = await birthdays.waiting_at(work, teacher.address)
        born = await birthdays.take(work, teacher, waiting, "闰6月3", START)
        over = await birthdays.waiting_at(work, teacher.address)
        known = await birthdays.whose(work, teacher, world.child, world.grandmother, START)

    assert (found and found.born, unread, still, born, over) == (None, None, waiting, LEAP, None)
    assert known is not None
    assert known.born == LEAP
    duty = await world.duty("letter")
    assert duty.due_on == date(2025, 7, 27)
    await world.done(world.father, duty, at(date(2025, 7, 27), "12:00"))
    assert (await world.duty("letter")).due_on == date(2026, 7, 16)


async def test_nobody_else_is_waited_for_and_words_of_theirs_enter_nothing(store: Store) -> None:
    world = await a_school(store, ELDERS)
    father, waiting = world.actor(world.father), Waiting(world.child, world.grandmother)
    async with store.write() as work:
        assert await birthdays.begin(work, father, world.child, None, START) is None
        assert await birthdays.take(work, father, waiting, "闰6月3", START) is None
        assert await work.birthdays.entered([world.child]) == {}


async def test_a_roster_that_says_the_birth_by_the_moon_is_celebrated_by_the_moon(
    store: Store,
) -> None:
    """The third of the leap ninth month of 2014 was 26 October; 2025 has no such month."""
    world = await a_school(store, WISHES)
    await world.import_(a_roster(born("LL9-3")))
    child = await the_child(world)

    assert child.facts.birth == "2014-10-26"
    (wish,) = await world.duties("wish", DutyState.open, child.id)
    assert wish.due_on == date(2025, 10, 23)

    await world.import_(a_roster(born("LL9-4")), NEXT_TERM)
    assert (await the_child(world)).facts.details["birthday"] == "LL9-4"
    (wish,) = await world.duties("wish", DutyState.open, child.id)
    assert wish.due_on == date(2025, 10, 24)


async def test_what_was_entered_in_the_chat_goes_before_the_roster(store: Store) -> None:
    world = await a_school(store, WISHES)
    await world.import_(a_roster(born("LL9-3")))
    child, teacher = await the_child(world), world.actor(world.teacher)
    async with store.write() as work:
        before = await birthdays.whose(work, teacher, child.id, None, START)
        await birthdays.enter(work, teacher, child.id, None, Birthday(10, 26), START)
        after = await birthdays.whose(work, teacher, child.id, None, START)

    assert before is not None
    assert after is not None
    assert (before.entered, before.born) == (None, Birthday(9, 3, lunar=True, leap=True))
    assert (after.entered, after.born) == ("10-26", Birthday(10, 26))
    (wish,) = await world.duties("wish", DutyState.open, child.id)
    assert wish.due_on == date(2025, 10, 26)


def born(by_moon: str) -> RosterRow:
    return a_row(birth=Birth(2014, 10, 26), birthday=by_moon)


async def the_child(world: World) -> ChildRow:
    """The one of the roster."""
    async with world.store.read() as work:
        children = await work.children.in_units([world.class_.id])
    (child,) = [each for each in children if each.id != world.child]
    return child
