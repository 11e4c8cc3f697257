"""A school changes its plan: what is open is kept, moved, or closed; nobody is told twice."""

from datetime import date, datetime, timedelta

import pytest

from care.words import DutyState
from services.duties.foreseeing import Foreseen, foresee
from services.duties.programmes import use_plan
from storage.store import Store
from tests.care.builders import MONDAY, at
from tests.services.plans import CALL, CALLS, LETTER, TALK, a_plan_of, a_rule_text
from tests.world import DUE, DUE_EVENING, START, World, a_school

pytestmark = pytest.mark.in_memory_too

SHORT = '{ to = "holder", after = 0 }, { to = "holder", after = 2 }'
WEEKLY = a_plan_of(a_rule_text("call", cadence='every = "1 week"', ladder=SHORT))
MONTHLY = a_plan_of(a_rule_text("call", cadence='per = "month"', ladder=SHORT))
LETTERS = a_plan_of(LETTER)
NEXT_MORNING = DUE_EVENING + timedelta(hours=14)


async def change(
    world: World, plan: str, since: date, now: datetime = START, options: tuple[str, ...] = ()
) -> None:
    async with world.store.write() as work:
        await use_plan(work, world.school.id, plan, options, since, now)


async def preview(world: World, plan: str, since: date = MONDAY) -> Foreseen:
    async with world.store.read() as work:
        return await foresee(work, world.school, plan, (), since, START)


async def test_a_rule_that_counts_as_before_keeps_what_is_open(store: Store) -> None:
    world = await a_school(store)
    before = await world.duty()

    await change(world, CALLS.replace("row = 22", "row = 23"), MONDAY)

    assert await world.duties() == [before]


async def test_what_nobody_has_heard_of_moves_to_its_new_day(store: Store) -> None:
    world = await a_school(store)

    await change(world, WEEKLY, MONDAY)

    assert (await world.duty()).due_on == date(2025, 3, 10)
    assert len(await world.duties()) == 1


async def test_a_plan_taken_back_on_its_first_day_leaves_nothing_of_it(store: Store) -> None:
    world = await a_school(store)
    before = await world.duty()
    await change(world, MONTHLY, MONDAY)
    await change(world, WEEKLY, MONDAY)
    assert (await world.duty()).due_on == date(2025, 3, 10)

    await change(world, CALLS, MONDAY)

    assert (await world.duty()).due_on == before.due_on


async def test_what_somebody_was_asked_for_keeps_its_day_and_the_next_one_moves(
    store: Store,
) -> None:
    world = await a_school(store)
    await world.live(DUE_EVENING)
    asked = await world.duty()

    await change(world, WEEKLY, date(2025, 3, 18), NEXT_MORNING)

    assert await world.duty() == asked
    await world.done(world.father, asked, NEXT_MORNING)
    assert (await world.duty()).due_on == date(2025, 3, 25)


async def calls_of_march_and_april_are_made_in_march(world: World) -> datetime:
    """Under a monthly plan; then the school goes back to every two weeks, and one more is made."""
    day = START + timedelta(days=1)
    for plan in (MONTHLY, MONTHLY, CALLS):
        await change(world, plan, MONDAY, day)
        await world.done(world.father, await world.duty(), day)
        day += timedelta(days=1)
    return day


async def test_a_call_that_was_made_ahead_is_not_asked_for_again_and_nobody_is_forgotten(
    store: Store,
) -> None:
    world = await a_school(store)
    day = await calls_of_march_and_april_are_made_in_march(world)
    assert (await world.duty()).due_on == date(2025, 3, 20)

    await change(world, MONTHLY, MONDAY, day)

    assert (await world.duty()).opens_on == date(2025, 5, 1)
    assert len({duty.key for duty in await world.duties()}) == 4


async def test_what_follows_a_duty_that_was_kept_leaves_out_a_call_made_ahead(
    store: Store,
) -> None:
    world = await a_school(store)
    await calls_of_march_and_april_are_made_in_march(world)
    evening = at(date(2025, 3, 20), "19:30")
    await world.live(evening)
    asked = await world.duty()
    await change(world, MONTHLY, MONDAY, evening)
    assert await world.duty() == asked

    await world.done(world.father, asked, evening)

    assert (await world.duty()).opens_on == date(2025, 5, 1)


async def test_a_rule_that_is_gone_excuses_what_is_open_and_its_message_is_not_sent(
    store: Store,
) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)

    await change(world, LETTERS, DUE, DUE_EVENING)

    (call,) = await world.duties()
    assert call.state is DutyState.excused
    assert await world.deliver(DUE_EVENING) == []


async def test_a_rule_that_comes_back_in_time_goes_on_where_it_was(store: Store) -> None:
    world = await a_school(store)
    await world.live(DUE_EVENING)
    asked = await world.duty()
    await change(world, LETTERS, DUE, DUE_EVENING)

    await change(world, CALLS, date(2025, 3, 18), NEXT_MORNING)

    assert await world.duties() == [asked]
    heard = await world.live(DUE_EVENING + timedelta(days=6))
    assert [purpose for _, person, purpose in heard if person == world.father] == ["again"]


async def test_an_option_that_is_switched_off_is_a_change(store: Store) -> None:
    plan = a_plan_of(CALL, TALK + "optional = true\n")
    world = await a_school(store, None)
    await world.follow(plan, options=["talk"])

    await change(world, plan, MONDAY)

    (talk,) = await world.duties("talk")
    assert talk.state is DutyState.excused


async def test_a_plan_waits_for_its_day_and_begins_at_midnight(store: Store) -> None:
    world = await a_school(store)
    await change(world, a_plan_of(CALL, LETTER), date(2025, 3, 10))
    assert await world.duties("letter") == []

    await world.tick(at(date(2025, 3, 9), "23:59"))
    assert await world.duties("letter") == []
    assert await world.next_moment() == at(date(2025, 3, 10), "00:00")
    await world.tick(at(date(2025, 3, 10), "00:00"))

    assert (await world.duty("letter")).due_on == date(2025, 3, 24)


async def test_an_earlier_day_chosen_later_replaces_a_plan_that_has_not_begun(store: Store) -> None:
    world = await a_school(store)
    await change(world, WEEKLY, date(2025, 4, 1))
    await change(world, LETTERS, date(2025, 3, 10))

    await world.tick(at(date(2025, 4, 2), "08:00"))

    assert {d.state for d in await world.duties()} == {DutyState.excused}
    assert (await world.duties("letter"))[-1].state is DutyState.open


async def test_the_plan_chosen_last_counts_though_its_day_is_earlier(store: Store) -> None:
    world = await a_school(store)

    await change(world, a_plan_of(CALL, LETTER), date(2025, 2, 1))

    assert len(await world.duties("letter")) == 1


async def test_a_longer_ladder_asks_nobody_for_what_was_said(store: Store) -> None:
    short = '{ to = "holder", after = 0 }, { to = "class_teacher", after = 4 }'
    world = await a_school(store)
    await world.live(DUE_EVENING + timedelta(days=2))
    await change(
        world,
        a_plan_of(a_rule_text("call", ladder=short)),
        date(2025, 3, 19),
        DUE_EVENING + timedelta(days=2),
    )

    await change(world, CALLS, date(2025, 3, 20), DUE_EVENING + timedelta(days=2, hours=12))

    heard = await world.live(DUE_EVENING + timedelta(days=8))
    assert [person for _, person, _ in heard] == [world.teacher, world.principal]


async def test_a_rule_that_asked_each_for_a_while_tells_nobody_again(store: Store) -> None:
    world = await a_school(store)
    two_days_on = DUE_EVENING + timedelta(days=2)
    heard = await world.live(two_days_on)
    short = a_rule_text("call", ladder='{ to = "holder", after = 0 }')
    each = CALLS.replace('"any"', '"each"')

    for plan in (LETTERS, a_plan_of(short), each, CALLS):
        await change(world, plan, date(2025, 3, 19), two_days_on)

    heard += await world.live(two_days_on + timedelta(days=1))
    assert [who for _, who, _ in heard] == [world.father] * 2


async def test_a_preview_says_what_becomes_of_the_duties_and_writes_nothing(store: Store) -> None:
    world = await a_school(store, a_plan_of(CALL, TALK))

    seen = await preview(world, WEEKLY + LETTER)

    assert (seen.kept, seen.moved, seen.closed, seen.opened, seen.new) == (0, 1, 1, 0, 1)
    assert [(each.role, each.people) for each in seen.hearings] == [("father", 1)]
    assert (await world.duty()).due_on == DUE


async def test_a_preview_is_what_comes(store: Store) -> None:
    world = await a_school(store)
    seen = await preview(world, WEEKLY)

    await change(world, WEEKLY, MONDAY)

    father = next(each for each in seen.hearings if each.role == "father")
    until = at(MONDAY + timedelta(weeks=4), "00:00")
    heard = await world.live(until)
    assert sum(father.by_week) == sum(person == world.father for _, person, _ in heard)
