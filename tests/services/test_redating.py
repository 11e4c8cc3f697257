"""A record is corrected to another day: what it closed and what follows go along (`redating`)."""

from datetime import date, datetime, timedelta

import pytest

from care.hours import Later
from care.words import DutyState
from services.forms import correcting
from services.forms.correcting import Back
from services.forms.saving import Saved
from storage.duties import DutyRow
from storage.store import Store
from tests.care.builders import at
from tests.services.cards import VISITED, corrects, writes
from tests.services.plans import a_plan_of, a_rule_text
from tests.world import World, a_school

EVERY_TWO_WEEKS = a_plan_of(a_rule_text("visit", '"class_teacher"'))
MONTHLY = a_plan_of(a_rule_text("visit", '"class_teacher"', cadence='per = "month"'))
TENTH = at(date(2025, 3, 10), "15:00")
TWELFTH = at(date(2025, 3, 12), "15:00")
LAST_OF_MARCH = at(date(2025, 3, 31), "20:00")
MORNING_AFTER = at(date(2025, 4, 1), "10:00")


@pytest.fixture
async def world(store: Store) -> World:
    """The first visit is open since the 3rd and due on the 17th."""
    return await a_school(store, EVERY_TWO_WEEKS)


@pytest.fixture
async def monthly(store: Store) -> World:
    return await a_school(store, MONTHLY)


async def visits(world: World, now: datetime, day: date) -> int:
    saved = await writes(world, world.teacher, "visit", VISITED | {"day": day.isoformat()}, now)
    return saved.records[0]


async def was_on(world: World, record: int, day: date, now: datetime) -> Saved:
    """It was on another day."""
    saved = await corrects(world, world.teacher, record, now, day=day.isoformat())
    assert isinstance(saved, Saved), saved
    return saved


async def states(world: World) -> list[tuple[DutyState, date]]:
    return [(duty.state, duty.due_on) for duty in await world.duties("visit")]


async def test_what_follows_is_counted_from_the_new_day(world: World) -> None:
    record = await visits(world, TENTH, date(2025, 3, 10))

    await was_on(world, record, date(2025, 3, 6), TENTH)

    assert await states(world) == [
        (DutyState.done, date(2025, 3, 17)),
        (DutyState.open, date(2025, 3, 20)),
    ]
    assert len(await world.journal("duty.replanned")) == 1


async def test_a_correction_of_something_else_moves_nothing(world: World) -> None:
    record = await visits(world, TENTH, date(2025, 3, 10))
    before = await world.duties("visit")

    await corrects(world, world.teacher, record, TENTH, home="fair")

    assert await world.duties("visit") == before


async def test_what_somebody_has_put_off_stays_where_it_is(world: World) -> None:
    record = await visits(world, TENTH, date(2025, 3, 10))
    following = await world.duty("visit")
    await world.later(world.teacher, following, TENTH, Later.tomorrow)

    await was_on(world, record, date(2025, 3, 6), TENTH)

    assert (await world.duty("visit")).due_on == following.due_on == date(2025, 3, 24)


async def the_second_is_done(world: World) -> tuple[int, DutyRow]:
    """The one that opened on the 11th, done on the 12th."""
    await visits(world, TENTH, date(2025, 3, 10))
    second = await world.duty("visit")
    return await visits(world, TWELFTH, date(2025, 3, 12)), second


async def test_a_day_before_the_duty_opened_opens_it_again(world: World) -> None:
    record, second = await the_second_is_done(world)

    await was_on(world, record, date(2025, 3, 9), TWELFTH)

    assert (await world.duty("visit")).id == second.id
    assert await world.closure(second) is None
    assert len(await world.duties("visit")) == 2


async def test_it_stays_done_where_what_followed_is_in_use(world: World) -> None:
    record, second = await the_second_is_done(world)
    await world.later(world.teacher, await world.duty("visit"), TWELFTH, Later.tomorrow)

    await was_on(world, record, date(2025, 3, 9), TWELFTH)

    assert (await world.again(second)).state is DutyState.done


async def test_a_day_on_which_a_duty_had_opened_closes_it(world: World) -> None:
    await visits(world, TENTH, date(2025, 3, 10))
    record = await visits(world, TWELFTH, date(2025, 3, 9))
    assert (await world.duty("visit")).due_on == date(2025, 3, 24)

    saved = await was_on(world, record, date(2025, 3, 12), TWELFTH)

    assert saved.closed == 1
    assert (await world.duty("visit")).due_on == date(2025, 3, 26)


async def test_it_was_in_the_next_month(monthly: World) -> None:
    """The month that it does not belong to ends as it would have; the new one is done by it."""
    record = await visits(monthly, LAST_OF_MARCH, date(2025, 3, 31))

    await was_on(monthly, record, date(2025, 4, 1), MORNING_AFTER)

    assert await states(monthly) == [
        (DutyState.unknown, date(2025, 3, 16)),
        (DutyState.done, date(2025, 4, 16)),
        (DutyState.open, date(2025, 5, 16)),
    ]


async def test_it_was_in_the_month_before(monthly: World) -> None:
    """What has ended stays ended; the month in which it was not is open again."""
    await monthly.live(MORNING_AFTER - timedelta(hours=9))
    record = await visits(monthly, MORNING_AFTER, date(2025, 4, 1))

    await was_on(monthly, record, date(2025, 3, 31), MORNING_AFTER)

    assert await states(monthly) == [
        (DutyState.missed, date(2025, 3, 16)),
        (DutyState.open, date(2025, 4, 16)),
    ]


async def test_a_day_of_the_same_month_changes_nothing_else(monthly: World) -> None:
    record = await visits(monthly, TENTH, date(2025, 3, 10))
    before = await monthly.duties("visit")

    await was_on(monthly, record, date(2025, 3, 4), TENTH)

    assert await monthly.duties("visit") == before


async def test_a_redated_record_can_still_be_taken_back(world: World) -> None:
    record = await visits(world, TENTH, date(2025, 3, 10))
    moved = (await was_on(world, record, date(2025, 3, 6), TENTH)).records[0]

    async with world.store.write() as work:
        back = await correcting.take_back(work, world.actor(world.teacher), moved, TENTH)

    assert back is Back.taken_back
    assert await states(world) == [(DutyState.open, date(2025, 3, 17))]
