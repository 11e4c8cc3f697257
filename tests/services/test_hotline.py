"""The family line: asked for, booked once, kept, and counted when it was held."""

import asyncio
from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest

from care.openings import Days, Hours, Means, SessionState
from care.words import DutyState, NewsCode, Post, RequestState, Role, Status
from services.hotline import asking, keeping, outcome
from services.hotline.asking import ANSWER_WITHIN, Line
from services.hotline.following import follow_calls
from services.hotline.keeping import Declined
from services.hotline.line import free_slots, set_hours
from services.hotline.showing import running_call
from storage.children import TieFacts
from storage.requests import RequestRow
from storage.sessions import SessionRow
from storage.store import Store
from tests.care.builders import MONDAY, at
from tests.services.plans import CALLS_AND_HOTLINE
from tests.world import START, World, a_person, a_school, address_of

NOON = at(MONDAY, "12:30")
AFTERNOON = at(MONDAY, "16:30")


async def ask(world: World, person: int, starts_at: datetime = NOON, now: datetime = START) -> Line:
    async with world.store.write() as work:
        actor = world.actor(person)
        return await asking.ask(work, actor, world.child, Means.video, starts_at, now)


async def request_of(world: World, person: int) -> RequestRow:
    async with world.store.read() as work:
        (row,) = await work.requests.running_of(person)
    return row


async def session_of(world: World, row: RequestRow) -> SessionRow | None:
    async with world.store.read() as work:
        return (await work.sessions.current([row.id])).get(row.id)


async def accept(world: World, person: int, row: RequestRow, now: datetime = START) -> Line:
    async with world.store.write() as work:
        return await keeping.accept(work, world.actor(person), row.id, now)


async def booked(world: World) -> RequestRow:
    assert await ask(world, world.father) is Line.asked
    row = await request_of(world, world.father)
    assert await accept(world, world.teacher, row) is Line.booked
    return row


async def follow(world: World, now: datetime) -> int:
    async with world.store.write() as work:
        return await follow_calls(work, now)


async def heard(world: World, now: datetime) -> dict[int, list[str]]:
    """What goes out at a moment about the line, by reader."""
    found: dict[int, list[str]] = {}
    for message in await world.deliver(now):
        code = message.notice.code or ""
        if code.startswith("call_"):
            found.setdefault(message.notice.person_id, []).append(code)
    return found


async def test_the_duty_teacher_is_asked_and_where_there_is_none_the_class_teacher(
    store: Store,
) -> None:
    world = await a_school(store)
    assert await ask(world, world.father) is Line.asked
    assert await heard(world, START) == {world.teacher: [NewsCode.call_asked]}

    async with store.write() as work:
        keeper = await a_person(work, "值班老师", None)
        await work.posts.give([(keeper, world.school.id, Post.hotline_duty)], MONDAY)
        await work.accounts.join(keeper, address_of(keeper), START)
    assert await ask(world, world.grandmother, AFTERNOON) is Line.asked
    assert await heard(world, START) == {keeper: [NewsCode.call_asked]}


async def test_an_accepted_time_is_told_and_both_sides_are_reminded_before(store: Store) -> None:
    world = await a_school(store)
    starts = at(MONDAY + timedelta(days=2), "12:30")
    assert await ask(world, world.father, starts) is Line.asked
    row = await request_of(world, world.father)
    await heard(world, START)

    assert await accept(world, world.teacher, row) is Line.booked

    booked_word = {world.father: ["call_booked"], world.grandmother: ["call_booked"]}
    assert await heard(world, START) == booked_word
    eve = await heard(world, at(MONDAY + timedelta(days=1), "19:00"))
    both_sides = (world.father, world.grandmother, world.teacher)
    assert eve == {person: ["call_tomorrow"] for person in both_sides}
    soon = await heard(world, starts - timedelta(minutes=30))
    assert soon == {person: ["call_soon"] for person in both_sides}


async def test_the_eve_is_the_readers_own(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        habits = await work.people.habits(world.father)
        there = type(habits)("America/New_York", habits.hour, habits.quiet_from, habits.quiet_to)
        await work.people.set_habits(world.father, there)
    starts = at(MONDAY + timedelta(days=2), "12:30")  # Tuesday 23:30 in New York
    await ask(world, world.father, starts)
    await accept(world, world.teacher, await request_of(world, world.father))

    waiting = {n.send_at for n in await world.notices("queued") if n.code == "call_tomorrow"}

    assert at(MONDAY, "19:00", "America/New_York") in waiting


async def test_a_reminder_of_a_time_given_up_is_never_sent(store: Store) -> None:
    world = await a_school(store)
    row = await booked(world)
    async with store.write() as work:
        result = await asking.withdraw(work, world.actor(world.father), row.id, START)

    assert result is Line.cancelled
    assert await heard(world, START) == {world.teacher: ["call_cancelled"]}
    assert await heard(world, NOON - timedelta(minutes=30)) == {}


async def test_half_an_hour_before_is_not_said_after_an_outage(store: Store) -> None:
    world = await a_school(store)
    await booked(world)
    await heard(world, START)

    assert await heard(world, NOON + timedelta(minutes=1)) == {}


async def test_of_twenty_at_once_one_has_the_time_and_the_others_hear_what_is_free(
    store: Store,
) -> None:
    world = await a_school(store)
    rows = []
    async with store.write() as work:
        fathers = [await a_person(work, f"父亲{n}", None) for n in range(20)]
    for father in fathers:
        child = await world.add_child("小朋友", [father])
        async with store.write() as work:
            await work.accounts.join(father, address_of(father), START)
            asked = await asking.ask(
                work, world.actor(father), child, Means.phone, AFTERNOON, START
            )
        assert asked is Line.asked
        rows.append(await request_of(world, father))

    results = Counter(await asyncio.gather(*(accept(world, world.teacher, row) for row in rows)))

    assert results == {Line.booked: 1, Line.taken: 19}
    async with store.read() as work:
        slots = await free_slots(work, world.school, START)
        taken = await work.sessions.booked(world.school.id, START, START + timedelta(days=9))
    assert [slot.starts_at for slot in taken] == [AFTERNOON]
    assert AFTERNOON not in {slot.starts_at for slot in slots}
    assert at(MONDAY, "16:50") in {slot.starts_at for slot in slots}


async def test_twenty_who_pick_the_same_other_time_at_once_do_not_share_it(store: Store) -> None:
    """Without a look at what is booked before: the index alone decides."""
    world = await a_school(store)
    rows = []
    async with store.write() as work:
        fathers = [await a_person(work, f"父亲{n}", None) for n in range(20)]
    for father in fathers:
        child = await world.add_child("小朋友", [father])
        async with store.write() as work:
            await work.accounts.join(father, address_of(father), START)
            await asking.ask(work, world.actor(father), child, Means.phone, AFTERNOON, START)
            session = await work.sessions.current([(await work.requests.running_of(father))[0].id])
        rows.append(next(iter(session.values())))

    async def books(session: SessionRow) -> bool:
        async with store.write() as work:
            return await work.sessions.book(session.id, world.teacher)

    assert Counter(await asyncio.gather(*map(books, rows))) == {True: 1, False: 19}


async def test_another_time_is_offered_and_may_not_suit(store: Store) -> None:
    world = await a_school(store)
    await ask(world, world.father)
    row = await request_of(world, world.father)
    await heard(world, START)
    async with store.write() as work:
        teacher = world.actor(world.teacher)
        assert await keeping.other_time(work, teacher, row.id, AFTERNOON, START) is Line.booked
    assert (await heard(world, START))[world.father] == ["call_moved"]

    async with store.write() as work:
        father = world.actor(world.father)
        assert await asking.cannot_then(work, father, row.id, START) is Line.opened
    assert (await request_of(world, world.father)).state is RequestState.open
    assert await heard(world, START) == {world.teacher: ["call_unsuited"]}
    assert await session_of(world, row) is None

    async with store.write() as work:
        later = at(MONDAY + timedelta(days=1), "12:30")
        assert await asking.pick(work, father, row.id, later, START) is Line.asked
    assert await accept(world, world.teacher, row) is Line.booked


async def test_a_time_that_is_none_cannot_be_had(store: Store) -> None:
    world = await a_school(store)
    for moment in (at(MONDAY, "12:31"), at(MONDAY, "08:30"), at(date(2025, 4, 1), "12:30")):
        assert await ask(world, world.father, moment) is Line.taken
    async with store.read() as work:
        assert await work.requests.running_of(world.father) == []


async def test_the_asker_hears_why_it_cannot_be(store: Store) -> None:
    world = await a_school(store)
    await ask(world, world.father)
    row = await request_of(world, world.father)
    async with store.write() as work:
        teacher = world.actor(world.teacher)
        result = await keeping.decline(work, teacher, row.id, Declined.line_broken, START)

    assert result is Line.declined
    told = [n for n in await world.notices("queued") if n.code == "call_declined"]
    assert [(n.person_id, n.details) for n in told] == [(world.father, {"why": "line_broken"})]
    assert await accept(world, world.teacher, row) is Line.already


async def test_unanswered_it_reaches_the_principal_and_after_a_week_it_is_ended(
    store: Store,
) -> None:
    world = await a_school(store)
    starts = at(MONDAY + timedelta(days=3), "12:30")
    await ask(world, world.father, starts)
    await heard(world, START)
    assert await follow(world, START + ANSWER_WITHIN - timedelta(minutes=1)) == 0

    assert await follow(world, START + ANSWER_WITHIN) == 1

    waiting = await heard(world, START + ANSWER_WITHIN)
    assert waiting == {world.principal: ["call_waiting"]}
    for day in range(2, 8):
        await follow(world, START + timedelta(days=day))
    async with store.read() as work:
        assert await work.requests.running_of(world.father) == []
    said = await heard(world, START + timedelta(days=7))
    assert said[world.father] == ["call_declined"]


async def test_a_session_that_was_held_closes_what_the_plan_says(store: Store) -> None:
    world = await a_school(store, CALLS_AND_HOTLINE)
    call = await world.duty("call")
    row = await booked(world)
    async with store.write() as work:
        teacher = world.actor(world.teacher)
        assert await outcome.held(work, teacher, row.id, START) is Line.too_early
        assert await outcome.held(work, teacher, row.id, NOON) is Line.held
        assert await outcome.held(work, teacher, row.id, NOON) is Line.already

    (record,) = await world.records()
    assert (record.kind, record.about_on, record.author_id) == ("hotline", MONDAY, world.teacher)
    assert (await world.again(call)).state is DutyState.done
    assert next(d.state for d in await world.duties("hotline")) is DutyState.done
    closure = await world.closure(call)
    assert closure is not None
    assert closure.record_id == record.id
    assert len(await world.duties("call")) == 2
    async with store.read() as work:
        ended = (await work.requests.by_id([row.id]))[row.id]
    assert (ended.state, ended.outcome) == (RequestState.closed, "held")


async def test_after_a_missed_one_both_sides_can_choose_again(store: Store) -> None:
    world = await a_school(store)
    row = await booked(world)
    await heard(world, START)
    async with store.write() as work:
        teacher = world.actor(world.teacher)
        assert await outcome.missed(work, teacher, row.id, NOON) is Line.missed

    assert await heard(world, NOON) == {
        world.father: ["call_missed"],
        world.grandmother: ["call_missed"],
    }
    async with store.write() as work:
        father, teacher = world.actor(world.father), world.actor(world.teacher)
        assert await asking.pick(work, father, row.id, AFTERNOON, NOON) is Line.asked
        assert await keeping.accept(work, teacher, row.id, NOON) is Line.booked


async def test_the_keeper_is_asked_how_it_was_until_somebody_says_so(store: Store) -> None:
    world = await a_school(store)
    await booked(world)
    await heard(world, NOON)
    over = at(MONDAY, "12:50")

    assert await follow(world, over) == 1

    assert await heard(world, over) == {world.teacher: ["call_how"]}
    await follow(world, over + timedelta(days=1))
    await follow(world, over + timedelta(days=3))
    assert await follow(world, over + timedelta(days=30)) == 0
    last = await heard(world, over + timedelta(days=3))
    assert world.principal in last
    assert (await request_of(world, world.father)).state is RequestState.taken


async def test_a_teacher_who_keeps_the_line_books_at_once_and_the_parents_hear(
    store: Store,
) -> None:
    world = await a_school(store)

    assert await ask(world, world.teacher) is Line.booked

    assert await heard(world, START) == {
        world.father: ["call_booked"],
        world.grandmother: ["call_booked"],
    }
    assert await ask(world, world.teacher, AFTERNOON) is Line.already


@pytest.mark.parametrize("who", ["stranger", "helper", "officer", "other teacher"])
async def test_who_is_not_around_the_child_neither_asks_nor_keeps(store: Store, who: str) -> None:
    world = await a_school(store)
    await ask(world, world.father)
    row = await request_of(world, world.father)
    _, other = await world.add_class("四年级1班")
    async with store.write() as work:
        somebody = await a_person(work, "某人", None)
        if who == "helper":
            tie = TieFacts(world.child, somebody, Role.helper, Status.at_home)
            await work.children.tie([tie], MONDAY)
        if who == "officer":
            await work.posts.give([(somebody, world.school.id, Post.officer)], MONDAY)
    somebody = other if who == "other teacher" else somebody

    assert await ask(world, somebody) is Line.not_yours
    assert await accept(world, somebody, row) is Line.not_yours
    async with store.write() as work:
        actor = world.actor(somebody)
        assert await asking.withdraw(work, actor, row.id, START) is Line.not_yours
        assert await outcome.held(work, actor, row.id, NOON) is Line.not_yours
        assert await running_call(work, actor, world.child, START) is None
    session = await session_of(world, row)
    assert session is not None
    assert session.state is SessionState.asked


async def test_the_grandmother_can_neither_accept_nor_call_off_what_the_father_asked_for(
    store: Store,
) -> None:
    world = await a_school(store)
    row = await booked(world)

    assert await accept(world, world.grandmother, row) is Line.not_yours
    async with store.write() as work:
        grandmother = world.actor(world.grandmother)
        assert await asking.withdraw(work, grandmother, row.id, START) is Line.not_yours
        assert await outcome.held(work, grandmother, row.id, NOON) is Line.not_yours


async def test_a_school_sets_its_own_hours(store: Store) -> None:
    world = await a_school(store)
    morning = Hours(Days.school, time(7), time(7, 50))
    async with store.write() as work:
        await set_hours(work, world.school.id, [morning], START)
        slots = await free_slots(work, world.school, START)
        assert slots[0].starts_at == at(MONDAY + timedelta(days=1), "07:00")
        with pytest.raises(ValueError, match="overlap"):
            await set_hours(work, world.school.id, [morning, morning], START)
