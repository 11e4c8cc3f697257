"""The switch: who may turn it, what has to be there before, and what the first month brings."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from care.almanac import Term
from care.hours import local_date
from care.words import DutyState, NewsCode, Post, Reach, Role, Status, UnitKind
from services.duties.answering import Reason
from services.duties.planning import plan_children
from services.duties.programmes import use_plan
from services.joining.leaving import stop
from services.live.preview import Preview, preview, preview_for
from services.live.readiness import ClassState
from services.live.switching import Switched, Switching, classes_from, go_live
from services.overview import class_view, school_view
from storage.children import ChildFacts, TieFacts
from storage.store import Store
from storage.tables import Duty, Unit
from tests.care.builders import MONDAY, SHANGHAI, at
from tests.services.plans import CALL, CALLS, CALLS_AND_TALKS, LINXIA, TALK, a_plan_of, a_rule_text
from tests.world import START, World, a_person, a_school, address_of

TUESDAY = MONDAY + timedelta(days=1)
MONTH = timedelta(days=31)
TODAY_IN = local_date(START, SHANGHAI)


async def looked_at(world: World, on: date = TUESDAY) -> Preview:
    async with world.store.read() as work:
        return await preview(work, world.school, on, START)


async def the_class(world: World) -> ClassState:
    (state,) = (await looked_at(world)).classes
    return state


async def switched(
    world: World, who: int | None = None, on: date = TUESDAY, now: datetime = START
) -> Switched:
    async with world.store.write() as work:
        actor = None if who is None else world.actor(who)
        return await go_live(work, actor, world.school, None, on, now)


async def a_new_school(store: Store, plan: str | None = CALLS) -> World:
    return await a_school(store, plan, live=False)


async def test_before_the_switch_nothing_is_planned(store: Store) -> None:
    world = await a_new_school(store, LINXIA)

    assert await world.next_moment() is None
    assert await world.duties() == []


async def test_a_class_with_teacher_and_principal_in_is_ready(store: Store) -> None:
    state = await the_class(await a_new_school(store))

    assert (state.ready, state.children, state.lacking) == (True, 1, 0)
    assert (state.people, state.joined, len(state.absent_family)) == (5, 4, 1)


async def test_who_has_left_the_chat_does_not_count(store: Store) -> None:
    world = await a_new_school(store)
    async with store.write() as work:
        await work.accounts.set_reach(world.principal, Reach.stopped)

    state = await the_class(world)

    assert (state.ready, state.lacking, state.absent_staff) == (False, 1, (world.principal,))


async def test_one_person_with_two_posts_is_one_person(store: Store) -> None:
    world = await a_new_school(store)
    async with store.write() as work:
        await work.accounts.set_reach(world.principal, Reach.stopped)
        await work.posts.give([(world.teacher, world.class_.id, Post.deputy)], MONDAY)

    assert not (await the_class(world)).ready


async def test_a_helper_of_the_child_counts_an_officer_does_not(store: Store) -> None:
    world = await a_new_school(store)
    async with store.write() as work:
        await work.accounts.set_reach(world.principal, Reach.stopped)
        officer = await a_person(work, "岑见山", None)
        await work.posts.give([(officer, world.school.id, Post.officer)], MONDAY)
        await work.accounts.join(officer, address_of(officer), START)
    assert not (await the_class(world)).ready

    async with store.write() as work:
        helper = TieFacts(world.child, world.grandmother, Role.helper, Status.at_home)
        await work.children.tie([helper], MONDAY)
    assert (await the_class(world)).ready


async def test_a_class_without_a_plan_is_not_ready(store: Store) -> None:
    state = await the_class(await a_new_school(store, None))

    assert (state.ready, state.has_plan, state.lacking) == (False, False, 0)


async def test_the_preview_names_what_nobody_holds_and_which_posts_are_empty(
    store: Store,
) -> None:
    helper = a_rule_text("look-in", '"helper"')
    world = await a_new_school(store, a_plan_of(CALL, helper))
    async with store.write() as work:
        posts = await work.posts.of_person(world.teacher, MONDAY)
        await work.posts.end([post.id for post in posts], MONDAY - timedelta(days=1))

    state = await the_class(world)

    assert [(rule.id, number) for rule, number in state.unheld] == [("look-in", 1)]
    assert [(gap.post, gap.to) for gap in state.empty] == [("class_teacher", (world.principal,))]


@pytest.mark.parametrize("who", ["teacher", "father"])
async def test_only_the_principal_or_an_officer_may_switch(store: Store, who: str) -> None:
    world = await a_new_school(store)
    person = {"teacher": world.teacher, "father": world.father}[who]

    assert (await switched(world, person)).result is Switching.not_yours
    assert await world.duties() == []
    (entry,) = await world.journal("unit.live_refused")
    assert entry.entry.person_id == person


async def test_an_officer_of_the_township_may(store: Store) -> None:
    async with store.write() as work:
        town = await work.units.add(UnitKind.township, "沙梁镇", None, SHANGHAI, START)
        officer = await a_person(work, "岑见山", None)
        await work.posts.give([(officer, town.id, Post.officer)], MONDAY)
    world = await a_new_school(store)
    async with store.write() as work:
        school = await work.units.add(UnitKind.school, "沙梁小学", town.id, SHANGHAI, START)
        result = await go_live(work, world.actor(officer), school, None, TUESDAY, START)

        forged = await go_live(work, world.actor(officer), town, None, TUESDAY, START)

    assert result.result is Switching.none_ready
    assert (await switched(world, officer)).result is Switching.not_yours
    assert forged.result is Switching.not_yours


@pytest.mark.parametrize("days", [-1, 400])
async def test_a_day_gone_by_or_far_away_is_no_start(store: Store, days: int) -> None:
    world = await a_new_school(store)

    result = await switched(world, world.principal, TODAY_IN + timedelta(days=days))

    assert result.result is Switching.wrong_day
    assert await world.duties() == []


async def test_what_is_not_ready_waits_and_the_rest_starts(store: Store) -> None:
    world = await a_new_school(store)
    async with store.write() as work:
        other = await work.units.add(UnitKind.class_, "三年级2班", world.school.id, SHANGHAI, START)
        await work.children.add([ChildFacts(other.id, "苗小雨")], MONDAY, START)
        alone = await a_person(work, "苗知雨", None)
        await work.posts.give([(alone, other.id, Post.class_teacher)], MONDAY)

    result = await switched(world, world.principal)

    assert [state.name for state in result.started] == ["三年级1班"]
    assert [state.name for state in result.waiting] == ["三年级2班"]
    async with store.read() as work:
        units = await work.units.by_id([world.school.id, world.class_.id, other.id])
    assert [unit.live_on for unit in units.values()] == [TUESDAY, TUESDAY, None]


async def test_going_live_is_journaled_and_told_to_the_class_teacher(store: Store) -> None:
    world = await a_new_school(store)
    await switched(world, world.principal)

    entries = [row.entry for row in await world.journal("unit.live")]
    assert {entry.unit_id for entry in entries} == {world.school.id, world.class_.id}
    assert {entry.person_id for entry in entries} == {world.principal}
    (notice,) = await world.notices()
    assert (notice.person_id, notice.code) == (world.teacher, NewsCode.live)


async def test_switching_twice_starts_nothing_twice(store: Store) -> None:
    world = await a_new_school(store)
    await switched(world, world.principal)

    again = await switched(world, world.principal, TUESDAY + timedelta(days=6))

    assert again.result is Switching.already
    assert len(await world.duties()) == 1


async def test_the_command_line_switches_without_a_person(store: Store) -> None:
    world = await a_new_school(store)

    assert (await switched(world)).planned == 1
    assert {row.entry.person_id for row in await world.journal("unit.live")} == {None}


async def test_first_calls_are_spread_and_never_later_than_the_plan_says(store: Store) -> None:
    world = await a_new_school(store)
    for number in range(20):
        async with store.write() as work:
            parent = await a_person(work, f"家长{number}", None)
        for sign in "大小":
            await world.add_child(f"{sign}{number}", [parent])
    await switched(world)

    due: dict[int, set[date]] = {}
    async with store.read() as work:
        duties = await world.duties()
        circles = await work.circles.around([d.child_id or 0 for d in duties], MONDAY)
    for duty in duties:
        parents = circles[duty.child_id or 0].ties
        due.setdefault(min(tie.person.id for tie in parents), set()).add(duty.due_on)
    days = {day for each in due.values() for day in each}
    assert all(TUESDAY + timedelta(7) <= day <= TUESDAY + timedelta(14) for day in days)
    assert len(days) >= 5
    assert {len(each) for each in due.values()} == {1}
    assert all(d.closes_on - d.due_on == timedelta(days=13) for d in duties)


async def test_the_first_call_tells_nobody_but_the_parents_the_second_climbs(
    store: Store,
) -> None:
    world = await a_new_school(store)
    await switched(world)

    heard = await world.live(START + timedelta(days=45))

    first, second, *_ = await world.duties()
    assert (first.gentle, first.state, second.gentle) == (True, DutyState.missed, False)
    said = [(who, what) for _, who, what in heard]
    assert said[:4] == [
        (world.father, "reminder"),
        (world.father, "again"),
        (world.father, "reminder"),
        (world.father, "again"),
    ]
    assert said[4:6] == [(world.teacher, "escalation"), (world.principal, "escalation")]
    assert second.due_on - first.due_on == timedelta(days=14)


async def test_a_call_for_help_in_the_first_weeks_reaches_the_teacher_once(store: Store) -> None:
    world = await a_new_school(store)
    await switched(world)
    duty = await world.duty()
    evening = at(duty.due_on, "19:30")
    await world.live(evening)

    for reason in (Reason.no_phone, Reason.child_away):
        await world.could_not(world.father, duty, evening, reason)

    heard = await world.live(at(duty.closes_on, "23:00"))
    assert heard == [(duty.due_on, world.teacher, "escalation")]


async def test_want_of_time_in_the_first_weeks_is_asked_about_tomorrow(store: Store) -> None:
    world = await a_new_school(store)
    await switched(world)
    duty = await world.duty()
    evening = at(duty.due_on, "19:30")
    await world.live(evening)

    await world.could_not(world.father, duty, evening, Reason.no_time)

    heard = await world.live(at(duty.closes_on, "23:00"))
    assert {person for _, person, _ in heard} == {world.father}


async def lived(world: World, on: date, *, answers: bool) -> set[tuple[int, datetime]]:
    """A month of the real tick and the real outbox, from event to event."""
    sent: set[tuple[int, datetime]] = set()
    end = at(on + MONTH)
    while (now := await world.next_moment()) is not None and now < end:
        await world.tick(now)
        said = [m for m in await world.deliver(now) if m.notice.kind == "care"]
        sent |= {(m.notice.person_id, now) for m in said}
        for message in said if answers else ():
            for item in message.items:
                if item.purpose != "escalation":
                    async with world.store.read() as work:
                        duty = (await work.duties.by_id([item.duty_id]))[item.duty_id]
                    await world.done(message.notice.person_id, duty, now)
    return sent


async def a_village(store: Store) -> World:
    """Families of all kinds, and a second class whose teacher is the principal's deputy."""
    world = await a_new_school(store, LINXIA)
    async with store.write() as work:
        aunt, uncle, far = [await a_person(work, name, None) for name in ("甲", "乙", "丙")]
        for person in (aunt, uncle):
            await work.accounts.join(person, address_of(person), START)
        habits = await work.people.habits(uncle)
        await work.people.set_habits(uncle, replace(habits, zone="Europe/Berlin"))
    await world.add_child("禾小寒", [world.father])
    await world.add_child("禾小雪", [aunt, uncle])
    await world.add_child("禾小霜", [far])
    await world.add_child("禾小露")
    unit, teacher = await world.add_class("三年级2班", live=False)
    async with store.write() as work:
        await work.posts.give([(teacher, world.school.id, Post.deputy)], MONDAY)
    await world.add_child("禾小雨", [uncle], unit)
    await world.join(world.mother)
    async with store.write() as work:
        await work.plans.add_term(world.school.id, Term("春", MONDAY, date(2025, 7, 4)))
        await stop(work, world.actor(world.grandmother), START)
    return world


@pytest.mark.parametrize("answers", [False, True])
async def test_the_preview_says_exactly_what_then_happens(store: Store, answers: bool) -> None:
    world = await a_village(store)
    on = TUESDAY
    seen = await looked_at(world, on)
    foreseen = seen.answers if answers else seen.silence
    await switched(world, world.principal, on)

    sent = await lived(world, on, answers=answers)

    assert len(sent) > 5
    assert foreseen.sent == sent
    assert sum(foreseen.by_day) == len(sent)


async def test_the_most_that_can_come_counts_those_who_are_still_invited(store: Store) -> None:
    world = await a_school(store, live=False, joined=False)
    await world.join(world.teacher)
    await world.join(world.principal)
    before = await looked_at(world)
    await world.join(world.father)
    await world.join(world.mother)

    assert (before.silence.sent, before.answers.sent) == (frozenset(), frozenset())
    assert before.most.sent == (await looked_at(world)).silence.sent != frozenset()


async def test_the_preview_writes_nothing(store: Store) -> None:
    world = await a_new_school(store)
    await looked_at(world)

    assert await world.duties() == []
    assert await world.notices() == []


async def test_the_busiest_day_of_each_role_is_shown(store: Store) -> None:
    world = await a_new_school(store, CALLS_AND_TALKS)
    for number in range(5):
        await world.add_child(f"孩子{number}", [world.father])

    seen = await looked_at(world)

    loads = {load.role: load for load in seen.silence.loads}
    assert {"father", "class_teacher"} <= set(loads)
    assert loads["father"].people == 1
    assert (loads["father"].most, loads["father"].things) == (1, 6)
    assert seen.silence.by_class == {world.class_.id: len(seen.silence.sent)}


async def test_a_plan_of_a_live_school_changes_nothing_about_what_waits(store: Store) -> None:
    world = await a_new_school(store)
    async with store.write() as work:
        await use_plan(work, world.school.id, a_plan_of(CALL, TALK), (), MONDAY, START)

    assert await world.duties() == []


NEXT_MONDAY = MONDAY + timedelta(days=7)
APRIL = date(2025, 4, 1)


async def moved(
    world: World, was: date, to: date, who: int | None = None, now: datetime = START
) -> Switched:
    """Another day for what was to start on one."""
    async with world.store.write() as work:
        school = await work.units.get(world.school.id)
        classes = await classes_from(work, school, was, now)
        actor = world.actor(world.principal if who is None else who)
        return await go_live(work, actor, school, classes, to, now)


async def live_days(world: World) -> list[date | None]:
    """The first days of the school and of its first class."""
    async with world.store.read() as work:
        units = await work.units.by_id([world.school.id, world.class_.id])
    return [units[world.school.id].live_on, units[world.class_.id].live_on]


@pytest.mark.parametrize("to", [TUESDAY, APRIL])
async def test_a_start_is_moved_as_if_the_new_day_had_been_chosen_at_once(
    store: Store, to: date
) -> None:
    world = await a_new_school(store, LINXIA)
    await world.join(world.mother)
    await switched(world, world.principal, NEXT_MONDAY)

    assert (await moved(world, NEXT_MONDAY, to)).result is Switching.done

    assert await live_days(world) == [to, to]
    async with store.read() as work:
        planned = await work._room.get(select(Duty.rule_id, Duty.opens_on, Duty.due_on))
        found = sorted(tuple(row) for row in planned)
    async with store.write() as work:
        await work._room.run(delete(Duty))
        await work.units.go_live([world.school.id, world.class_.id], None, None)
    await switched(world, world.principal, to)
    async with store.read() as work:
        planned = await work._room.get(select(Duty.rule_id, Duty.opens_on, Duty.due_on))
        assert found == sorted(tuple(row) for row in planned)


async def test_a_moved_start_is_previewed_as_it_then_happens(store: Store) -> None:
    world = await a_village(store)
    await switched(world, world.principal, NEXT_MONDAY)
    async with store.read() as work:
        school = await work.units.get(world.school.id)
        seen = await preview_for(
            work, world.actor(world.principal), school.id, TUESDAY, START, NEXT_MONDAY
        )
    assert seen is not None
    assert seen.was == NEXT_MONDAY

    await moved(world, NEXT_MONDAY, TUESDAY)

    assert seen.silence.sent == await lived(world, TUESDAY, answers=False)


async def test_once_the_day_has_come_it_cannot_be_moved(store: Store) -> None:
    world = await a_new_school(store)
    await switched(world, world.principal, TUESDAY)

    late = await moved(world, TUESDAY, APRIL, now=at(TUESDAY, "00:30"))

    assert late.result is Switching.already
    assert await live_days(world) == [TUESDAY, TUESDAY]


async def test_a_start_is_moved_only_by_who_may_set_it(store: Store) -> None:
    world = await a_new_school(store)
    await switched(world, world.principal, NEXT_MONDAY)

    assert (await moved(world, NEXT_MONDAY, APRIL, world.teacher)).result is Switching.not_yours
    assert await live_days(world) == [NEXT_MONDAY, NEXT_MONDAY]


async def test_what_a_child_brought_along_and_what_was_answered_stays(store: Store) -> None:
    world = await a_new_school(store, CALLS_AND_TALKS)
    other, _ = await world.add_class("四年级1班", live=True)
    child = await world.add_child("禾小寒", [world.father], other)
    async with store.write() as work:
        await plan_children(work, {child: other.id}, START)
    await switched(world, world.principal, NEXT_MONDAY)
    own = await world.duty("call", world.child)
    brought = await world.duty("call", child)
    async with store.write() as work:
        await work.children.place([child], world.class_.id)
        await work.duties.move_all_to([child], world.class_.id)
    await world.done(world.father, brought, START + timedelta(hours=1))
    following = await world.duty("call", child)

    await moved(world, NEXT_MONDAY, APRIL)

    assert await world.duty("call", child) == following
    assert (await world.duty("call", world.child)).due_on >= APRIL
    assert (await world.duty("call", world.child)).id != own.id


async def test_the_school_begins_with_the_first_of_its_classes(store: Store) -> None:
    world = await a_new_school(store)
    other, _ = await world.add_class("三年级2班", live=False)
    await world.add_child("禾小寒", [world.father], other)
    async with store.write() as work:
        await go_live(work, None, world.school, [world.class_.id], APRIL, START)
        await go_live(work, None, world.school, [other.id], NEXT_MONDAY, START)
    assert await live_days(world) == [NEXT_MONDAY, APRIL]

    await moved(world, NEXT_MONDAY, date(2025, 5, 1))

    assert await live_days(world) == [APRIL, APRIL]


async def test_the_class_teacher_hears_only_the_day_that_holds(store: Store) -> None:
    world = await a_new_school(store)
    night = at(MONDAY, "23:30")
    await switched(world, world.principal, NEXT_MONDAY, night)
    await moved(world, NEXT_MONDAY, APRIL, now=night)

    said = await world.deliver(at(TUESDAY, "12:00"))

    assert [m.news.details["day"] for m in said if m.news] == [APRIL.isoformat()]


async def test_a_class_with_a_day_to_come_is_shown_with_it(store: Store) -> None:
    world = await a_new_school(store)
    await switched(world, world.principal, NEXT_MONDAY)

    async with store.write() as work:
        school = await work.units.get(world.school.id)
        seen = await school_view(work, world.actor(world.principal), school, START)
        class_ = await class_view(work, await work.units.get(world.class_.id), START)
        after = await school_view(
            work, world.actor(world.principal), school, at(NEXT_MONDAY, "08:00")
        )

    (line,) = seen.classes
    assert (line.live, line.starts_on, seen.planned) == (False, NEXT_MONDAY, {NEXT_MONDAY: 1})
    assert (class_.live, class_.starts_on, seen.may_start) == (False, NEXT_MONDAY, True)
    assert (after.classes[0].live, after.planned, after.may_start) == (True, {}, False)


async def test_a_child_that_is_added_while_the_switch_is_turned_is_followed(store: Store) -> None:
    world = await a_new_school(store)
    async with store.write() as work:
        assert (await work.units.get(world.class_.id)).live_on is None
        (child,) = await work.children.add([ChildFacts(world.class_.id, "禾小寒")], MONDAY, START)
        await work.children.tie([TieFacts(child, world.father, Role.father, Status.away)], MONDAY)
        await work.units.chains([world.class_.id])
        switch = asyncio.create_task(switched(world, world.principal))
        if store.database == "postgresql":
            await switch
        await plan_children(work, {child: world.class_.id}, START)
    await switch

    assert len(await world.duties("call", child=child)) == 1


async def test_the_switch_waits_for_children_that_are_just_being_added(store: Store) -> None:
    world = await a_new_school(store)
    alone = select(Unit.id).where(Unit.id == world.school.id).with_for_update(nowait=True)
    if store.database == "sqlite":
        return  # it has one writer at a time
    async with store.write() as work:
        await plan_children(work, {world.child: world.class_.id}, START)
        async with store.write() as other:
            with pytest.raises(DBAPIError):
                await other._room.get(alone)
            await other._room.connection.rollback()
