"""A school's days as its principal enters them in the chat: terms and closures."""

from datetime import date, datetime

import pytest

from care.almanac import Stretch, Term
from care.days import typed_days
from services.calendar import school_days
from services.calendar.days_typed import Kind, Waiting, begin, take
from services.calendar.school_days import SchoolDays
from services.duties.programmes import enter_term
from storage.store import Store
from tests.care.builders import at
from tests.services.plans import a_plan_of, a_rule_text
from tests.world import DUE, START, World, a_school

RESTS = a_plan_of(a_rule_text("call", more='rests = "vacation"\n'))
FLOOD = Stretch(date(2025, 3, 10), date(2025, 3, 21))


@pytest.fixture
async def world(store: Store) -> World:
    """A call every two weeks that rests in vacations: the first is due on the 17th of March."""
    return await a_school(store, RESTS)


async def page(world: World, who: int, now: datetime) -> SchoolDays | None:
    async with world.store.read() as work:
        return await school_days.school_days(work, world.actor(who), world.school.id, now)


async def close(world: World, days: Stretch, now: datetime = START) -> bool:
    async with world.store.write() as work:
        actor = world.actor(world.principal)
        return await school_days.close(work, actor, world.school.id, days, now)


async def test_a_flood_puts_the_call_off_and_school_that_begins_sooner_brings_it_back(
    world: World,
) -> None:
    assert (await world.duty("call")).due_on == DUE
    assert await close(world, FLOOD)
    later = (await world.duty("call")).due_on
    assert later > date(2025, 3, 21)

    today = at(date(2025, 3, 14), "09:00")
    async with world.store.write() as work:
        actor = world.actor(world.principal)
        assert await school_days.open_again(work, actor, world.school.id, FLOOD.from_, today)

    shown = await page(world, world.principal, today)
    assert shown is not None
    assert shown.closed == ()
    assert (await world.duty("call")).due_on == DUE


async def test_a_term_that_the_office_enters_moves_what_is_open_as_one_from_the_chat_does(
    world: World,
) -> None:
    assert (await world.duty("call")).due_on == DUE
    begins = date(2025, 4, 1)

    async with world.store.write() as work:
        await enter_term(work, world.school.id, Term("2025春", begins, date(2025, 7, 5)), START)

    assert (await world.duty("call")).due_on >= begins


async def test_a_closure_that_never_comes_leaves_no_trace(world: World) -> None:
    await close(world, FLOOD)
    async with world.store.write() as work:
        actor = world.actor(world.principal)
        assert await school_days.open_again(work, actor, world.school.id, FLOOD.from_, START)
        assert not await school_days.open_again(work, actor, world.school.id, FLOOD.from_, START)
    assert (await world.duty("call")).due_on == DUE


async def test_nobody_but_who_leads_the_school_enters_its_days(world: World) -> None:
    for who in (world.father, world.grandmother, world.teacher):
        assert await page(world, who, START) is None
        async with world.store.write() as work:
            actor = world.actor(who)
            assert not await school_days.close(work, actor, world.school.id, FLOOD, START)
            assert not await school_days.enter(work, actor, world.school.id, FLOOD, START)
            assert not await begin(work, actor, Waiting(world.school.id, Kind.term), START)
    assert (await world.duty("call")).due_on == DUE


@pytest.mark.parametrize(
    "days",
    [
        Stretch(date(2025, 3, 10), date(2025, 3, 9)),
        Stretch(date(2025, 3, 10), date(2026, 3, 9)),
        Stretch(date(2035, 3, 10), date(2035, 3, 12)),
    ],
    ids=["ends before it begins", "lasts a year", "in ten years"],
)
async def test_days_that_make_no_sense_change_nothing(world: World, days: Stretch) -> None:
    assert not await close(world, days)
    assert (await world.duty("call")).due_on == DUE


async def test_a_term_is_typed_corrected_and_taken_out(world: World) -> None:
    async with world.store.write() as work:
        actor, waiting = world.actor(world.principal), Waiting(world.school.id, Kind.term)
        assert await begin(work, actor, waiting, START)
        assert not await take(work, actor, waiting, "nach Ostern", START)
        assert await take(work, actor, waiting, "2025-02-17 2025-07-04", START)
        assert await take(work, actor, waiting, "2月17日至7月11日", START)
    shown = await page(world, world.principal, START)
    assert shown is not None
    assert [(t.starts_on, t.ends_on) for t in shown.terms] == [
        (date(2025, 2, 17), date(2025, 7, 11))
    ]
    async with world.store.write() as work:
        other = await take(work, world.actor(world.principal), waiting, "7月1日至8月1日", START)
        assert other == shown.terms[0]
        actor, first = world.actor(world.principal), date(2025, 2, 17)
        assert await school_days.take_out(work, actor, world.school.id, first, START)
        assert not await school_days.take_out(work, actor, world.school.id, first, START)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-09-01 2027-01-20", date(2026, 9, 1), date(2027, 1, 20)),
        ("2026-09-01—2027-01-20", date(2026, 9, 1), date(2027, 1, 20)),
        ("9月1日至1月20日", date(2026, 9, 1), date(2027, 1, 20)),
        ("12.1-12.3", date(2026, 12, 1), date(2026, 12, 3)),
        ("１２月１日", date(2026, 12, 1), date(2026, 12, 1)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, first: date, last: date) -> None:
    assert typed_days(text, date(2026, 8, 1)) == (first, last)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "2027-01-20 2026-09-01", "1-1 2-2 3-3"])
def test_what_is_no_pair_of_days_is_not_guessed(text: str) -> None:
    assert typed_days(text, date(2026, 8, 1)) is None
