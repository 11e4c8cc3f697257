"""The tick: what is due is handled once, in few queries, and becomes one message per person."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from care.almanac import Term
from care.words import DutyState
from services.duties import planning, ticking
from services.duties.programmes import enter_term, use_plan
from storage.store import Store
from tests.care.builders import MONDAY, at
from tests.services.plans import CALL, CALLS, LINXIA, TALK, TWO_TASKS, a_plan_of, a_rule_text
from tests.world import DUE_EVENING, START, World, a_school

pytestmark = pytest.mark.in_memory_too


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """The SQL statements that run meanwhile."""
    statements: list[str] = []

    def note(_1: object, _2: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    engine = store.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


async def with_children(world: World, number: int) -> None:
    for each in range(number - 1):
        await world.add_child(f"孩子{each}", [world.father])
    await world.follow(CALLS)


async def test_ticking_twice_at_one_moment_is_ticking_once(store: Store) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    duties, notices = await world.duties(), await world.notices()

    assert await world.tick(DUE_EVENING) == 0
    assert (await world.duties(), await world.notices()) == (duties, notices)


async def test_planning_twice_plans_once(store: Store) -> None:
    world = await a_school(store, TWO_TASKS)
    async with store.write() as work:
        new = await planning.plan_school(work, world.school.id, START)

    assert new == 0
    assert len(await world.duties("call")) == len(await world.duties("letter")) == 1


async def test_the_same_duty_is_never_in_the_store_twice(store: Store) -> None:
    world = await a_school(store)
    duty = await world.duty()
    async with store.write() as work:
        assert await work.duties.add([duty]) == 0

    assert await world.duties() == [duty]


async def test_planning_again_later_keeps_what_is_open(store: Store) -> None:
    world = await a_school(store)
    before = await world.duty()
    async with store.write() as work:
        await planning.plan_school(work, world.school.id, START + timedelta(days=9))

    assert await world.duty() == before


@pytest.mark.sql_only
async def test_a_tick_needs_as_many_queries_for_many_duties_as_for_few(store: Store) -> None:
    world = await a_school(store)
    await with_children(world, 10)
    with counted(store) as few:
        assert await world.tick(DUE_EVENING) == 10
    await world.deliver(DUE_EVENING)
    await with_children(world, 200)
    with counted(store) as many:
        assert await world.tick(DUE_EVENING) == 199

    assert len(many) == len(few)
    assert len(many) < 25


async def test_several_duties_at_one_moment_are_one_message(store: Store) -> None:
    world = await a_school(store, TWO_TASKS)
    sister = await world.add_child("禾小寒", [world.father])
    await world.follow(TWO_TASKS)
    await world.tick(DUE_EVENING)

    (message,) = await world.deliver(DUE_EVENING)

    assert len(message.items) == 4
    assert {view.subject for view in message.items} == {"禾小满", "禾小寒"}
    assert {duty.child_id for duty in await world.duties()} == {world.child, sister}


async def test_what_comes_up_while_the_message_waits_joins_it(store: Store) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    await world.add_child("禾小寒", [world.father])
    await world.follow(CALLS)
    await world.tick(DUE_EVENING)

    (message,) = await world.deliver(DUE_EVENING)

    assert len(message.items) == 2


async def test_what_comes_up_after_the_message_left_is_a_second_one(store: Store) -> None:
    world = await a_school(store)
    await world.live(DUE_EVENING)
    await world.add_child("禾小寒", [world.father])
    await world.follow(CALLS)
    await world.tick(DUE_EVENING)

    (second,) = await world.deliver(DUE_EVENING)

    assert [view.subject for view in second.items] == ["禾小寒"]


async def test_a_batch_takes_the_longest_waiting_first(store: Store) -> None:
    world = await a_school(store)
    await with_children(world, 5)
    async with store.write() as work:
        assert await ticking.tick(work, DUE_EVENING, limit=3) == 3
        assert await ticking.tick(work, DUE_EVENING, limit=3) == 2
        assert await ticking.tick(work, DUE_EVENING, limit=3) == 0


async def test_a_rule_that_the_plan_no_longer_has_is_excused_and_not_planned_again(
    store: Store,
) -> None:
    world = await a_school(store, TWO_TASKS)
    await world.follow(CALLS)
    await world.live(at(date(2025, 4, 30)))

    (letter,) = await world.duties("letter")
    assert letter.state is DutyState.excused
    assert len(await world.duties("call")) > 2


async def test_a_new_version_of_a_plan_plans_nothing_twice(store: Store) -> None:
    world = await a_school(store)
    before = await world.duty()

    new = await world.follow(CALLS.replace("version = 1", "version = 2"))

    assert new == 0
    assert await world.duties() == [before]


@pytest.mark.parametrize("order", [(CALLS, TWO_TASKS), (TWO_TASKS, CALLS)])
async def test_of_two_plans_from_the_same_day_the_last_chosen_counts(
    store: Store, order: tuple[str, str]
) -> None:
    world = await a_school(store, None)
    async with store.write() as work:
        for plan, name in zip(order, "ab", strict=True):
            await work.plans.keep(name, "test", plan, START)
            await work.plans.use(world.school.id, name, (), date(2025, 9, 1))
        found = await work.plans.in_use([world.school.id], MONDAY)

    assert found[world.school.id].source == order[1]


async def test_a_plan_that_begins_later_waits_for_its_day(store: Store) -> None:
    world = await a_school(store, None)
    async with store.write() as work:
        await work.plans.keep("h", "test", CALLS, START)
        await work.plans.use(world.school.id, "h", (), date(2025, 4, 7))
        await planning.plan_school(work, world.school.id, START)

    assert (await world.duty()).due_on == date(2025, 4, 21)


async def test_an_optional_rule_is_planned_only_where_the_school_chose_it(store: Store) -> None:
    plan = a_plan_of(CALL, TALK + "optional = true\n")
    world = await a_school(store, plan)
    assert await world.duties("talk") == []

    await world.follow(plan, options=["talk"])

    assert len(await world.duties("talk")) == 1


async def test_visits_wait_until_the_school_enters_its_term(store: Store) -> None:
    world = await a_school(store, LINXIA)
    assert await world.duties("visit") == []
    async with store.write() as work:
        term = Term("春季", date(2025, 2, 17), date(2025, 7, 4))
        await enter_term(work, world.school.id, term, START)

    visit, meeting = await world.duty("visit"), await world.duty("guardians-meeting")
    assert visit.number == 1
    assert (meeting.child_id, meeting.unit_id) == (None, world.school.id)


async def test_a_spring_under_the_shipped_plan_keeps_every_chain_in_order(store: Store) -> None:
    world = await a_school(store, LINXIA)
    await world.live(at(date(2025, 4, 20)))

    calls = await world.duties("call")
    assert [duty.previous_id for duty in calls[1:]] == [duty.id for duty in calls[:-1]]
    assert [duty.state for duty in calls[:-1]] == [DutyState.missed] * (len(calls) - 1)
    assert {duty.due_on.month for duty in await world.duties("letter")} == {3, 4}


async def test_everything_that_was_said_is_in_the_journal(store: Store) -> None:
    world = await a_school(store)
    await world.live(at(date(2025, 3, 24), "20:00"))

    (reminder,) = await world.journal("duty.reminder")
    assert (reminder.at, reminder.entry.person_id) == (DUE_EVENING, world.father)
    assert reminder.entry.child_id == world.child
    assert len(await world.journal("duty.escalation")) == 2
    assert len(await world.journal("notice.sent")) == 4


@pytest.mark.parametrize(("more", "gentle"), [("", True), ("once = true\n", False)])
async def test_what_comes_only_once_climbs_its_ladder_though_it_is_the_first(
    store: Store, more: str, gentle: bool
) -> None:
    world = await a_school(store, None)
    async with store.write() as work:
        plan = a_plan_of(a_rule_text("call", more=more))
        await use_plan(work, world.school.id, plan, (), START.date(), START)
    duty = await world.duty()
    assert duty.gentle is gentle

    told = []
    while (moment := await world.next_moment()) is not None and moment < at(
        duty.due_on + timedelta(days=9), "12:00"
    ):
        await world.tick(moment)
        told += await world.deliver(moment)
    heard = {each.notice.person_id for each in told}
    assert ({world.teacher, world.principal} <= heard) is not gentle
