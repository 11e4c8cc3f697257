"""A school that is closed for longer: what rests is moved at once, and back again."""

from datetime import date

from care.almanac import Stretch
from care.words import DutyState
from services.calendar.closing import close_school, closed_days, reopen_school
from storage.store import Store
from tests.services.plans import a_plan_of, a_rule_text
from tests.world import START, World, a_school

RESTING = a_rule_text("talk", '"class_teacher"', more='rests = "vacation"\n')
PLAN = a_plan_of(RESTING, a_rule_text("call"))
FLOOD = Stretch(date(2025, 3, 10), date(2025, 3, 23))


async def closes(world: World, days: Stretch) -> None:
    async with world.store.write() as work:
        await close_school(work, world.school.id, days, None, START)


async def test_what_rests_is_due_when_the_school_opens_again(store: Store) -> None:
    world = await a_school(store, PLAN)
    call = await world.duty("call")

    await closes(world, FLOOD)

    assert (await world.duty("talk")).due_on == date(2025, 3, 24)
    assert await world.duty("call") == call
    assert len(await world.journal("school.closed")) == 1


async def test_closed_until_nobody_knows_when_what_rests_waits(store: Store) -> None:
    world = await a_school(store, PLAN)
    await closes(world, Stretch(FLOOD.from_, None))
    assert await world.duties("talk", DutyState.open) == []

    await closes(world, FLOOD)

    assert (await world.duty("talk")).due_on == date(2025, 3, 24)


async def test_a_closure_is_taken_back(store: Store) -> None:
    world = await a_school(store, PLAN)
    before = await world.duty("talk")
    await closes(world, FLOOD)
    async with store.write() as work:
        assert await reopen_school(work, world.school.id, FLOOD.from_, None, START)
        assert not await reopen_school(work, world.school.id, FLOOD.from_, None, START)
        assert await closed_days(work, world.school.id) == ()

    assert await world.duty("talk") == before
