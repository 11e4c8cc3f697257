"""What is wrong with one thing stops nothing else of a beat."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from care.words import DutyState
from scheduler.steps import STEPS, Moved, Stop, look_at_duties, take_steps
from services.duties.ticking import LATER
from storage.leading import NoLongerLeadingError
from storage.store import Store
from storage.tables import Duty
from tests.services.plans import CALLS
from tests.world import DUE_EVENING, World, a_school


@pytest.fixture
async def world(store: Store) -> World:
    return await a_school(store)


@pytest.fixture
async def child(world: World) -> int:
    """One of many whose fathers are to call on the same evening."""
    children = [await world.add_child(f"苗{number}", [world.father]) for number in range(20)]
    await world.follow(CALLS)
    return children[7]


async def breaks(world: World, child: int) -> list[int]:
    """What is open about a child stands on a rung that no ladder has."""
    async with world.store.write() as work:
        broken = [duty.id for duty in await work.duties.open_of_children([child])]
        await work._room.run(update(Duty).where(Duty.id.in_(broken)).values(step=-9))
    return broken


async def test_a_duty_that_cannot_be_looked_at_is_put_off_alone(world: World, child: int) -> None:
    broken = await breaks(world, child)

    with capture_logs() as logs:
        await asyncio.wait_for(look_at_duties(world.store, DUE_EVENING, None), 60)

    async with world.store.write() as work:  # what is due is locked
        duties = await work.duties.by_id(broken)
        assert {duty.next_at for duty in duties.values()} == {DUE_EVENING + LATER}
        assert {duty.state for duty in duties.values()} == {DutyState.open}
        assert await work.duties.due(DUE_EVENING, 100) == []
    told = {item.duty_id for notice in await world.notices() for item in notice.items}
    assert len(told) == 20
    assert told.isdisjoint(broken)
    assert [log["duty_id"] for log in logs if log["event"] == "duty put off"] == broken
    assert [row.entry.duty_id for row in await world.journal("duty.put_off")] == broken


async def test_it_is_tried_again_an_hour_later_and_then_told_of_if_it_can_be(
    world: World, child: int
) -> None:
    (broken,) = await breaks(world, child)
    await look_at_duties(world.store, DUE_EVENING, None)
    async with world.store.write() as work:
        await work._room.run(update(Duty).where(Duty.id == broken).values(step=0))

    await look_at_duties(world.store, DUE_EVENING + LATER, None)

    told = {item.duty_id for notice in await world.notices() for item in notice.items}
    assert broken in told


async def fails(_store: Store, _now: datetime, _stop: Stop, _moved: Moved) -> None:
    raise LookupError


async def test_a_step_that_fails_stops_none_after_it_and_is_told_of_at_the_end(
    world: World,
) -> None:
    with pytest.raises(LookupError), capture_logs() as logs:
        await take_steps(world.store, DUE_EVENING, steps=(fails, *STEPS))

    assert await world.notices()
    assert [log["step"] for log in logs if log["event"] == "step failed"] == ["fails"]


@pytest.mark.parametrize(
    "error", [NoLongerLeadingError("store.not_leading"), ConnectionResetError()]
)
async def test_who_leads_no_longer_or_has_no_store_goes_no_further(
    world: World, error: Exception
) -> None:
    async def ends(_store: Store, _now: datetime, _stop: Stop, _moved: Moved) -> None:
        raise error

    with pytest.raises(type(error)):
        await take_steps(world.store, DUE_EVENING, steps=(ends, *STEPS))

    assert await world.notices() == []
