"""A duty that is not needed this time: with a reason and a name, taken back for a day."""

from datetime import date, timedelta

from care.words import DutyState
from services.duties.case import Answered
from services.duties.excusing import Why, excusable, excuse
from services.duties.showing import REMINDER, show
from services.duties.standing import standing
from storage.duties import DutyRow
from storage.notices import Item
from storage.store import Store
from tests.care.builders import at
from tests.services.plans import CALLS_AND_HOTLINE, CALLS_AND_TALKS
from tests.world import DUE, DUE_EVENING, START, World, a_school

NIGHT = DUE_EVENING + timedelta(hours=2)


async def excused(world: World, duty: DutyRow, by: int, words: str | None = None) -> Answered:
    async with world.store.write() as work:
        actor = world.actor(by)
        return (await excuse(work, actor, duty.id, Why.ill, NIGHT, words)).result


async def test_it_is_excused_with_who_and_why_and_the_next_one_is_planned(store: Store) -> None:
    world = await a_school(store)
    await world.live(DUE_EVENING)
    duty = await world.duty()

    assert await excused(world, duty, world.teacher, "住院三天") is Answered.excused

    assert (await world.again(duty)).state is DutyState.excused
    assert (await world.duty()).due_on == date(2025, 3, 31)
    async with store.read() as work:
        (view,) = await show(work, world.teacher, [Item(duty.id, REMINDER)], NIGHT)
        (record,) = await world.records()
        answers = {each.question: each for each in await work.records.answers(record.id)}
        lately = await standing(work, [world.child], DUE)
    assert (view.excuse, view.done_by, view.may_undo) == ("ill", "谷知春", True)
    assert (answers["reason"].choice, answers["words"].words) == ("ill", "住院三天")
    assert lately.due == 0
    (entry,) = await world.journal("duty.excused")
    assert (entry.entry.person_id, entry.entry.details) == (world.teacher, {"why": "ill"})


async def test_nobody_hears_of_it_any_more(store: Store) -> None:
    world = await a_school(store)
    await world.live(DUE_EVENING)
    await excused(world, await world.duty(), world.teacher)

    assert await world.live(at(date(2025, 3, 30), "23:00")) == []


async def test_taken_back_within_a_day_it_is_open_again(store: Store) -> None:
    world = await a_school(store)
    await world.live(DUE_EVENING)
    duty = await world.duty()
    await excused(world, duty, world.teacher)

    result = await world.undo(world.teacher, duty, NIGHT + timedelta(hours=20))

    assert result.result is Answered.undone
    assert await world.duty() == duty


async def test_neither_the_family_nor_somebody_elses_duty(store: Store) -> None:
    world = await a_school(store, CALLS_AND_TALKS)
    call, talk = await world.duty("call"), await world.duty("talk")

    for family in (world.father, world.grandmother):
        assert await excused(world, call, family) is Answered.not_yours
    assert await excused(world, talk, world.principal) is Answered.not_yours
    assert await excused(world, talk, world.teacher) is Answered.excused
    assert await excused(world, call, world.principal) is Answered.excused


async def test_excused_twice_it_is_excused_once(store: Store) -> None:
    world = await a_school(store)
    duty = await world.duty()
    await excused(world, duty, world.teacher)

    assert await excused(world, duty, world.principal) is Answered.not_needed
    assert len(await world.records()) == 1


async def test_the_page_names_what_one_may_excuse_and_nothing_to_the_family(store: Store) -> None:
    world = await a_school(store, CALLS_AND_HOTLINE)
    async with store.read() as work:
        mine = await excusable(work, world.actor(world.principal), world.child, START)
        theirs = await excusable(work, world.actor(world.father), world.child, START)

    assert mine is not None
    assert [item.rule.id for item in mine.items] == ["call"]
    assert theirs is None
