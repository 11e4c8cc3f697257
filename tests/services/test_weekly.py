"""Families out of reach: one list a week, ticks on their behalf, unknown where nobody ticked."""

from datetime import date, datetime, timedelta

import pytest

from care.delivery import LEASE, NEWS_FRESH, Kind, Priority
from care.weekly import Means
from care.words import DutyState, NewsCode, Reach, Role, Status
from services.coverage import coverage, school_coverage
from services.duties.case import Answered, Result
from services.outbox.delivering import Prepared
from services.overview import child_view, class_seen, school_seen
from services.weekly.listing import WeeklyList, not_reached, tick, weekly_classes, weekly_list
from services.weekly.sweep import is_due, next_sweep, sweep
from storage.children import TieFacts
from storage.duties import DutyRow
from storage.notices import NewNotice
from storage.store import Store
from tests.care.builders import MONDAY, at
from tests.services.plans import CALLS, a_plan_of, a_rule_text
from tests.world import DUE, START, World, a_person, a_school

pytestmark = pytest.mark.in_memory_too

NOON = at(DUE, "12:00")
"""Monday, 17 March 2025: the call is due today."""

HOME_CALL = a_rule_text("call", more='closed_by = ["call", "chat"]\n')
CHAT = a_rule_text("chat", more='closed_by = ["chat", "call"]\n')


async def a_silent_school(store: Store, plan: str | None = CALLS) -> World:
    """Live, with a teacher and a principal who have joined, and a family that has not."""
    world = await a_school(store, plan, joined=False)
    for person in (world.teacher, world.principal):
        await world.join(person)
    await goes_live(world, world.class_.id)
    return world


async def goes_live(world: World, *unit_ids: int) -> None:
    async with world.store.write() as work:
        await work.units.go_live(unit_ids, MONDAY, None)


async def listed(world: World, person: int, now: datetime = NOON) -> WeeklyList | None:
    async with world.store.write() as work:
        return await weekly_list(work, world.actor(person), world.class_.id, now)


async def ticked(
    world: World, duty: DutyRow, means: Means = Means.phone, now: datetime = NOON
) -> Result:
    async with world.store.write() as work:
        return await tick(work, world.actor(world.teacher), duty.id, means, now)


async def tried(world: World, duty: DutyRow, now: datetime = NOON) -> Result:
    async with world.store.write() as work:
        return await not_reached(work, world.actor(world.teacher), duty.id, now)


async def swept(world: World, now: datetime) -> int:
    async with world.store.write() as work:
        return await sweep(work, now)


async def a_week_passes(world: World, now: datetime) -> list[Prepared]:
    """The sweep at a moment, and what goes out in the two days after it."""
    await swept(world, now)
    sent: list[Prepared] = []
    for hours in range(48):
        sent += await world.deliver(now + timedelta(hours=hours))
    return [each for each in sent if each.news is not None]


def names(view: WeeklyList | None) -> list[str]:
    assert view is not None
    return [family.name for family in view.families]


async def test_a_family_that_has_not_joined_is_on_the_list_with_whom_to_call(store: Store) -> None:
    world = await a_silent_school(store)

    view = await listed(world, world.teacher)

    assert view is not None
    (family,) = view.families
    assert (family.name, set(family.holders)) == ("禾小满", {"禾远舟", "祁念安"})
    assert [(item.rule.id, item.due_on, item.tried_on) for item in family.items] == [
        ("call", DUE, None)
    ]


async def test_what_is_due_later_in_the_week_is_on_it_and_what_is_due_next_week_is_not(
    store: Store,
) -> None:
    world = await a_silent_school(store)

    assert names(await listed(world, world.teacher, at(date(2025, 3, 16), "12:00"))) == []
    assert names(await listed(world, world.teacher, at(date(2025, 3, 17), "00:30"))) == ["禾小满"]
    assert names(await listed(world, world.teacher, at(date(2025, 3, 30), "12:00"))) == ["禾小满"]


async def test_the_lists_of_an_evening_wait_behind_the_reminders_of_that_evening(
    store: Store,
) -> None:
    world = await a_silent_school(store)
    await swept(world, START)
    await swept(world, at(DUE, "00:00"))
    (weekly,) = [each for each in await world.notices() if each.code == NewsCode.weekly]
    later = NewNotice(
        group_key="reminder",
        person_id=world.principal,
        kind=Kind.news,
        priority=Priority.REMINDER,
        send_at=weekly.send_at + timedelta(minutes=5),
        expires_at=weekly.send_at + NEWS_FRESH,
        code=NewsCode.tasks,
        details={"n": 1},
    )
    async with world.store.write() as work:
        await work.outbox.put([later], weekly.send_at)

    async with world.store.write() as work:
        claimed = await work.outbox.claim(later.send_at, LEASE, 10)

    assert [notice.code for notice in claimed] == [NewsCode.tasks, NewsCode.weekly]


async def test_whose_parent_has_joined_is_not_on_the_list(store: Store) -> None:
    world = await a_silent_school(store)
    await world.join(world.mother)

    assert names(await listed(world, world.teacher)) == []


@pytest.mark.parametrize("reach", [Reach.stopped, Reach.blocked])
async def test_who_stopped_or_blocked_is_asked_by_phone_again(store: Store, reach: Reach) -> None:
    world = await a_silent_school(store)
    await world.join(world.father)
    async with store.write() as work:
        await work.accounts.set_reach(world.father, reach)

    assert names(await listed(world, world.teacher)) == ["禾小满"]


async def test_a_child_whose_parents_are_out_of_the_circle_has_nobody_to_be_asked(
    store: Store,
) -> None:
    world = await a_silent_school(store)
    async with store.write() as work:
        for tie in await work.children.ties([world.child], MONDAY):
            if tie.facts.role is not Role.guardian:
                facts = TieFacts(world.child, tie.facts.person_id, tie.facts.role, Status.barred)
                await work.children.change_tie(tie.id, facts)

    assert names(await listed(world, world.teacher)) == []


@pytest.mark.parametrize("means", list(Means))
async def test_a_tick_is_recorded_with_its_means_and_plans_the_next_one(
    store: Store, means: Means
) -> None:
    world = await a_silent_school(store)
    duty = await world.duty()

    assert (await ticked(world, duty, means)).result is Answered.done

    assert (await world.again(duty)).state is DutyState.done
    assert (await world.duty()).due_on == DUE + timedelta(days=14)
    (record,) = await world.records()
    assert (record.kind, record.author_id, record.about_on) == ("call", world.teacher, DUE)
    async with store.read() as work:
        (answer,) = await work.records.answers(record.id)
    assert (answer.question, answer.choice) == ("means", means)
    assert names(await listed(world, world.teacher)) == []


async def test_a_tick_for_the_only_parent_is_on_their_behalf_and_closes_what_else_it_answers(
    store: Store,
) -> None:
    each = CHAT.replace('needs = "any"', 'needs = "each"')
    world = await a_silent_school(store, a_plan_of(HOME_CALL, each))
    async with store.write() as work:
        ties = await work.children.ties([world.child], MONDAY)
        mothers = [tie.id for tie in ties if tie.facts.person_id == world.mother]
        await work.children.end_ties(mothers, MONDAY)
    theirs = [d for d in await world.duties("chat") if d.holder_id == world.father]

    await ticked(world, (await world.duties("call"))[0])

    (record,) = await world.records()
    assert record.behalf_of_id == world.father
    assert (await world.again(theirs[0])).state is DutyState.done


async def test_a_tick_can_be_taken_back_within_a_day(store: Store) -> None:
    world = await a_silent_school(store)
    duty = await world.duty()
    await ticked(world, duty)

    assert (await world.undo(world.teacher, duty, NOON)).result is Answered.undone

    assert names(await listed(world, world.teacher)) == ["禾小满"]
    assert len(await world.duties()) == 1


async def test_nobody_answered_is_noted_once_a_day_and_leaves_it_open(store: Store) -> None:
    world = await a_silent_school(store)
    duty = await world.duty()

    for _ in range(2):
        assert (await tried(world, duty)).result is Answered.not_reached
    await tried(world, duty, NOON + timedelta(days=1))

    assert (await world.again(duty)).state is DutyState.open
    assert [record.kind for record in await world.records()] == ["could-not", "could-not"]
    view = await listed(world, world.teacher, NOON + timedelta(days=1))
    assert view is not None
    assert view.families[0].tried_today


@pytest.mark.parametrize("who", ["father", "grandmother", "stranger", "other_teacher"])
async def test_nobody_else_sees_the_list_or_ticks_it(store: Store, who: str) -> None:
    world = await a_silent_school(store)
    _, other = await world.add_class("三年级2班")
    async with store.write() as work:
        stranger = await a_person(work, "路人", None)
    person = {"father": world.father, "grandmother": world.grandmother}.get(who)
    person = person or {"stranger": stranger, "other_teacher": other}[who]
    duty = await world.duty()

    assert await listed(world, person) is None
    async with store.write() as work:
        refused = await not_reached(work, world.actor(person), duty.id, NOON)
        assert await weekly_classes(work, world.actor(stranger), NOON) == []
    assert refused.result is Answered.not_yours
    assert await world.records() == []


async def test_a_principal_has_every_class_with_its_number(store: Store) -> None:
    world = await a_silent_school(store)
    await world.add_class("三年级2班")
    async with store.read() as work:
        classes = await weekly_classes(work, world.actor(world.principal), NOON)

    assert [(each.name, each.families) for each in classes] == [("三年级1班", 1), ("三年级2班", 0)]


@pytest.mark.sql_only
async def test_what_nobody_ticked_ends_as_unknown_and_counts_as_such_everywhere(
    store: Store,
) -> None:
    world = await a_silent_school(store)
    await world.live(at(date(2025, 3, 31), "12:00"))
    now = at(date(2025, 4, 1), "12:00")
    async with store.write() as work:
        card = await child_view(work, world.actor(world.teacher), world.child, now)
        seen = await class_seen(work, world.actor(world.teacher), world.class_.id, now)
        school = await school_seen(work, world.actor(world.principal), world.school.id, now)

    assert (await world.duties())[0].state is DutyState.unknown
    assert card is not None
    assert seen is not None
    assert school is not None
    for standing in (card.standing, seen[0].standing, school.standing):
        counts = (standing.done, standing.missed, standing.unknown, standing.open)
        assert counts == (0, 0, 1, 1)
    assert [line.late for line in seen[0].children] == [0]
    assert [line.late for line in school.classes] == [0]


async def test_the_next_family_comes_by_name_and_from_the_top_again(store: Store) -> None:
    world = await a_silent_school(store, None)
    children = {
        name: await world.add_child(name, [world.father]) for name in ("甲苗", "乙苗", "丙苗")
    }
    await world.follow(CALLS)
    view = await listed(world, world.teacher)
    assert view is not None
    order = [family.name for family in view.families]
    here = order.index("乙苗")

    following = view.following(children["乙苗"], "乙苗")
    assert following == view.families[here]  # something is left to ask about it

    await tried(world, await world.duty(child=children["乙苗"]))
    view = await listed(world, world.teacher)
    assert view is not None
    after = view.following(children["乙苗"], "乙苗")
    assert after == view.families[(here + 1) % len(order)]
    for name in order:
        await tried(world, await world.duty(child=view.families[order.index(name)].child_id))
    view = await listed(world, world.teacher)
    assert view is not None
    assert view.following(children["乙苗"], "乙苗") is None


async def test_on_monday_at_her_own_hour_the_teacher_hears_how_many(store: Store) -> None:
    world = await a_silent_school(store)
    await swept(world, START)

    assert await swept(world, at(DUE, "00:00")) == 1
    (message,) = await world.deliver(at(DUE, "19:00"))

    assert message.notice.person_id == world.teacher
    assert message.news is not None
    assert (message.news.code, message.news.details) == (NewsCode.weekly, {"n": 1})


async def test_a_list_with_nothing_left_on_it_is_not_sent(store: Store) -> None:
    world = await a_silent_school(store)
    await swept(world, START)
    await swept(world, at(DUE, "00:00"))
    await ticked(world, await world.duty())

    assert await world.deliver(at(DUE, "19:00")) == []


async def test_a_teacher_who_has_left_the_class_gets_no_list(store: Store) -> None:
    world = await a_silent_school(store)
    await swept(world, START)
    await swept(world, at(DUE, "00:00"))
    async with store.write() as work:
        posts = await work.posts.of_person(world.teacher, DUE)
        await work.posts.end([post.id for post in posts], DUE - timedelta(days=1))

    assert await world.deliver(at(DUE, "19:00")) == []


async def test_sweeping_twice_or_in_two_processes_queues_one_list(store: Store) -> None:
    world = await a_silent_school(store)
    await swept(world, START)
    await swept(world, at(DUE, "00:00"))
    async with store.write() as work:
        await work.weekly.mark_swept("Asia/Shanghai", DUE - timedelta(days=7))

    await swept(world, at(DUE, "00:01"))

    assert len(await world.notices("queued")) == 1


async def test_a_vacant_class_is_the_principals(store: Store) -> None:
    world = await a_silent_school(store)
    async with store.write() as work:
        posts = await work.posts.of_person(world.teacher, MONDAY)
        await work.posts.end([post.id for post in posts], MONDAY)
    await swept(world, START)

    (message,) = await a_week_passes(world, at(DUE, "00:00"))

    assert message.notice.person_id == world.principal


async def test_a_class_that_is_not_live_gets_no_list(store: Store) -> None:
    world = await a_silent_school(store)
    async with store.write() as work:
        await work.units.go_live([world.class_.id], DUE + timedelta(days=30), None)
    await swept(world, START)

    assert await a_week_passes(world, at(DUE, "00:00")) == []


async def test_a_beat_has_nothing_to_do_until_the_next_monday_begins(store: Store) -> None:
    world = await a_silent_school(store)
    async with store.write() as work:
        assert await is_due(work, START)
        await sweep(work, START)
        assert not await is_due(work, at(MONDAY + timedelta(days=6), "23:59"))
        assert await is_due(work, at(MONDAY + timedelta(days=7), "00:00"))
        assert await next_sweep(work) == at(MONDAY + timedelta(days=7), "00:00")
    assert await world.notices() == []


@pytest.mark.parametrize(("back", "lists"), [("2025-03-19", 1), ("2025-03-21", 0)])
async def test_after_an_outage_a_list_may_be_three_days_late_and_no_more(
    store: Store, back: str, lists: int
) -> None:
    world = await a_silent_school(store)
    await swept(world, START)

    sent = await a_week_passes(world, at(date.fromisoformat(back), "12:00"))

    assert len(sent) == lists


async def test_coverage_counts_each_person_once_and_leaves_out_who_is_out_of_the_circle(
    store: Store,
) -> None:
    world = await a_school(store)
    sister = await world.add_child("禾小寒", [world.father])
    other, _ = await world.add_class("三年级2班")
    await world.add_child("禾小暑", [world.father], other)
    async with store.write() as work:
        gone = [await a_person(work, name, None) for name in ("甲", "乙", "丙")]
        states = (Status.dead, Status.barred, Status.no_contact)
        await work.children.tie(
            [
                TieFacts(sister, person, Role.guardian, status)
                for person, status in zip(gone, states, strict=True)
            ],
            MONDAY,
        )
        found = await coverage(work, [world.class_], START)
        school = await school_coverage(work, world.school, START)

    assert (found.joined, found.people, found.percent) == (2, 3, 66)
    assert (school.coverage.joined, school.coverage.people) == (2, 3)
    assert {
        line.unit.name: (line.coverage.joined, line.coverage.people) for line in school.classes
    } == {
        "三年级1班": (2, 3),
        "三年级2班": (1, 1),
    }


async def test_a_father_cannot_tick_his_own_call_as_if_somebody_had_asked_him(
    store: Store,
) -> None:
    world = await a_silent_school(store)
    await world.join(world.father)
    duty = await world.duty()

    async with store.write() as work:
        forged = await tick(work, world.actor(world.father), duty.id, Means.phone, NOON)

    assert forged.result is Answered.not_yours
    assert await world.records() == []
