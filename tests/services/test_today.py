"""/today, the class, the school and the child's card: what each person sees, and what not."""

from datetime import date, timedelta

import pytest

from care.words import DutyState, Post, Role, Status
from services.duties.programmes import use_plan
from services.duties.today import TodayView, today
from services.outbox.reading import notice_items
from services.overview import ChildView, child_view, class_seen, school_seen
from storage.children import TieFacts
from storage.store import Store
from tests.care.builders import MONDAY, at
from tests.services.plans import CALL, CALLS, CALLS_AND_TALKS, TALK, a_plan_of
from tests.world import DUE, DUE_EVENING, START, World, a_person, a_school

LATE = at(date(2025, 3, 18), "12:00")


async def day_of(world: World, person: int, now: object = DUE_EVENING) -> TodayView:
    async with world.store.read() as work:
        return await today(work, world.actor(person), LATE if now is LATE else DUE_EVENING)


async def card(world: World, person: int, child: int | None = None) -> ChildView | None:
    async with world.store.write() as work:
        return await child_view(work, world.actor(person), child or world.child, DUE_EVENING)


async def test_a_father_sees_what_he_owes_and_no_class(store: Store) -> None:
    world = await a_school(store, CALLS_AND_TALKS)

    view = await day_of(world, world.father)

    assert [(item.rule.id, item.subject, item.mine) for item in view.items] == [
        ("call", "禾小满", True)
    ]
    assert (view.classes, view.schools) == ((), ())


async def test_a_grandmother_owes_nothing_and_sees_no_class(store: Store) -> None:
    world = await a_school(store)

    view = await day_of(world, world.grandmother)

    assert (view.items, view.classes, view.schools) == ((), (), ())


async def test_a_class_teacher_sees_their_own_duties_and_their_class(store: Store) -> None:
    world = await a_school(store, CALLS_AND_TALKS)

    view = await day_of(world, world.teacher)

    assert [item.rule.id for item in view.items] == ["talk"]
    (class_,) = view.classes
    assert [(line.name, line.late, line.to_ask) for line in class_.children] == [("禾小满", 0, 0)]
    assert view.schools == ()


async def test_a_principal_sees_every_class_with_what_is_late(store: Store) -> None:
    world = await a_school(store)
    await world.add_class("三年级2班")

    view = await day_of(world, world.principal, LATE)

    (school,) = view.schools
    assert [(line.name, line.children, line.late) for line in school.classes] == [
        ("三年级1班", 1, 1),
        ("三年级2班", 0, 0),
    ]


async def test_the_most_forgotten_child_comes_first(store: Store) -> None:
    world = await a_school(store)
    sister = await world.add_child("禾小寒", [world.father])
    await world.follow(a_plan_of(CALL))
    await world.done(world.father, await world.duty(child=world.child), DUE_EVENING)

    (class_,) = (await day_of(world, world.teacher, LATE)).classes

    assert [(line.child_id, line.late) for line in class_.children] == [
        (sister, 1),
        (world.child, 0),
    ]


async def test_a_family_out_of_reach_is_to_be_asked_by_phone_and_never_late(
    store: Store,
) -> None:
    world = await a_school(store, joined=False)
    await world.join(world.teacher)

    (class_,) = (await day_of(world, world.teacher, LATE)).classes

    assert [(line.late, line.to_ask) for line in class_.children] == [(0, 1)]


async def test_a_helper_who_has_joined_does_not_make_the_parents_late(store: Store) -> None:
    world = await a_school(store, joined=False)
    await world.join(world.teacher)
    async with store.write() as work:
        helper = TieFacts(world.child, world.teacher, Role.helper, Status.at_home)
        await work.children.tie([helper], MONDAY)

    (class_,) = (await day_of(world, world.teacher, LATE)).classes

    assert [line.late for line in class_.children] == [0]


async def test_what_is_done_stays_for_a_day_to_be_taken_back(store: Store) -> None:
    world = await a_school(store)
    await world.done(world.father, await world.duty(), DUE_EVENING)
    async with store.read() as work:
        later = await today(work, world.actor(world.father), DUE_EVENING + timedelta(hours=25))

    (done,) = (await day_of(world, world.father)).items
    assert (done.state, done.may_undo) == (DutyState.done, True)
    assert done.duty_id not in {item.duty_id for item in later.items}


async def test_a_father_of_two_sees_the_nearest_first(store: Store) -> None:
    world = await a_school(store)
    await world.add_child("禾小寒", [world.father])
    async with store.write() as work:
        later = START + timedelta(days=3)
        await use_plan(work, world.school.id, CALLS, (), MONDAY, later)

    items = (await day_of(world, world.father)).items

    assert [item.due_on for item in items] == [DUE, DUE + timedelta(days=3)]


@pytest.mark.parametrize("who", ["father", "mother", "grandmother"])
async def test_the_family_opens_no_class_no_school_and_no_card(store: Store, who: str) -> None:
    world = await a_school(store)
    await world.join(world.mother)
    person = {"father": world.father, "mother": world.mother}.get(who, world.grandmother)
    async with store.read() as work:
        actor = world.actor(person)
        assert await class_seen(work, actor, world.class_.id, START) is None
        assert await school_seen(work, actor, world.school.id, START) is None

    assert await card(world, person) is None


async def test_a_teacher_of_another_class_sees_nothing_of_this_one(store: Store) -> None:
    world = await a_school(store)
    unit, other = await world.add_class("三年级2班")
    async with store.read() as work:
        assert await class_seen(work, world.actor(other), world.class_.id, START) is None
        own = await class_seen(work, world.actor(other), unit.id, START)

    assert own is not None
    assert await card(world, other) is None


async def test_a_teacher_sees_no_school(store: Store) -> None:
    world = await a_school(store)
    async with store.read() as work:
        assert await school_seen(work, world.actor(world.teacher), world.school.id, START) is None


async def test_a_post_that_has_ended_opens_nothing(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        posts = await work.posts.of_person(world.teacher, MONDAY)
        await work.posts.end([post.id for post in posts], MONDAY - timedelta(days=1))
        assert await class_seen(work, world.actor(world.teacher), world.class_.id, START) is None
        assert (await today(work, world.actor(world.teacher), START)).classes == ()

    assert await card(world, world.teacher) is None


async def test_an_officer_sees_neither_class_nor_child(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        officer = await a_person(work, "岑见山", None)
        await work.posts.give([(officer, world.school.id, Post.officer)], MONDAY)
        assert await class_seen(work, world.actor(officer), world.class_.id, START) is None

    assert await card(world, officer) is None


async def test_a_unit_that_does_not_exist_is_nobodys(store: Store) -> None:
    world = await a_school(store)
    async with store.read() as work:
        assert await class_seen(work, world.actor(world.principal), 1, START) is None
        assert await school_seen(work, world.actor(world.principal), 1, START) is None

    assert await card(world, world.principal, 1) is None


async def test_the_card_shows_what_is_open_about_the_child_and_is_journaled(
    store: Store,
) -> None:
    world = await a_school(store, CALLS_AND_TALKS)

    view = await card(world, world.teacher)

    assert view is not None
    assert (view.name, view.class_id) == ("禾小满", world.class_.id)
    assert sorted((item.rule.id, item.mine) for item in view.items) == [
        ("call", False),
        ("talk", True),
    ]
    (seen,) = await world.journal("child.seen")
    assert (seen.entry.person_id, seen.entry.child_id) == (world.teacher, world.child)


async def test_the_card_offers_nothing_that_has_not_begun(store: Store) -> None:
    """Or a second tap on Done, a moment too late, would close the next month's talk as well."""
    world = await a_school(store, a_plan_of(TALK))
    await world.done(world.teacher, await world.duty("talk"), DUE_EVENING)

    view = await card(world, world.teacher)

    assert view is not None
    assert [item.state for item in view.items] == [DutyState.done]


async def test_a_refused_look_leaves_no_name(store: Store) -> None:
    world = await a_school(store)
    await card(world, world.father)

    assert await world.journal("child.seen") == []


async def test_a_message_is_read_again_only_by_the_person_it_was_sent_to(store: Store) -> None:
    world = await a_school(store)
    (sent,) = await _delivered(world)
    async with store.read() as work:
        mine = await notice_items(work, world.actor(world.father), sent, DUE_EVENING)
        others = await notice_items(work, world.actor(world.teacher), sent, DUE_EVENING)

    assert [view.subject for view in mine] == ["禾小满"]
    assert others == []


async def _delivered(world: World) -> list[int]:
    await world.tick(DUE_EVENING)
    return [message.notice.id for message in await world.deliver(DUE_EVENING)]


async def test_a_done_item_says_who_did_it_and_when_and_who_may_undo(store: Store) -> None:
    world = await a_school(store)
    (sent,) = await _delivered(world)
    await world.done(world.father, await world.duty(), DUE_EVENING)
    async with store.read() as work:
        (view,) = await notice_items(work, world.actor(world.father), sent, DUE_EVENING)
        tomorrow = DUE_EVENING + timedelta(days=1, seconds=1)
        (later,) = await notice_items(work, world.actor(world.father), sent, tomorrow)

    assert (view.done_by, view.done_by_me, view.done_on) == ("禾远舟", True, DUE)
    assert (view.may_undo, later.may_undo) == (True, False)


async def test_the_next_reminder_says_when_they_last_called(store: Store) -> None:
    world = await a_school(store)
    await world.done(world.father, await world.duty(), DUE_EVENING)
    evening = at(date(2025, 3, 31), "19:00")
    await world.tick(evening)

    (message,) = await world.deliver(evening)

    assert [view.last_on for view in message.items] == [DUE]
