"""Care of the lists: what needs a second tap, what follows at once, and who may."""

from datetime import timedelta

import pytest

from care.changes import needs_second_tap
from care.words import ChangeCode, DutyState, Post, Role, Status, TaskKind
from services.lists.circle import adult_view, circle_view
from services.lists.codes import Way
from services.lists.values import Change, Outcome
from services.lists.wishes import (
    wish_adult,
    wish_name,
    wish_number,
)
from services.posts.giving import give_post
from services.tasks.settling import Settled, settle_for_installer
from services.tasks.showing import open_tasks
from storage.children import TieFacts
from storage.store import Store
from tests.care.builders import MONDAY
from tests.services.lists import answers, circle_names, codes_of_news, ends, status, way_in
from tests.services.plans import a_plan_of, a_rule_text
from tests.world import DUE_EVENING, START, a_person, a_school

NEW = "+8616700000077"


@pytest.mark.parametrize(
    ("code", "roles", "entrusted", "waits"),
    [
        (ChangeCode.bar, {Role.helper}, False, True),
        (ChangeCode.class_, set(), False, True),
        (ChangeCode.end, {Role.guardian}, False, True),
        (ChangeCode.add, {Role.mother}, False, True),
        (ChangeCode.end, {Role.helper}, True, False),
        (ChangeCode.add, {Role.helper}, False, True),
        (ChangeCode.add, {Role.mentor}, False, True),
        (ChangeCode.pair, {Role.mentor}, True, False),
        (ChangeCode.unpair, {Role.mentor}, True, False),
        (ChangeCode.number, {Role.father}, True, True),
        (ChangeCode.number, {Role.father}, False, False),
        (ChangeCode.name, {Role.helper}, True, True),
    ],
)
def test_what_access_hangs_on_waits_for_a_second_tap(
    code: ChangeCode, roles: set[Role], entrusted: bool, waits: bool
) -> None:
    assert needs_second_tap(code, frozenset(roles), entrusted=entrusted) is waits


async def test_nothing_changes_before_the_second_tap(store: Store) -> None:
    world = await a_school(store)

    asked = await ends(world, world.grandmother)

    assert asked[0] is Outcome.asked
    assert "褚秋禾" in await circle_names(world)
    assert await codes_of_news(world, world.principal) == ["task"]
    assert await answers(world, asked, "yes", world.teacher) is Settled.not_yours
    assert await answers(world, asked, "yes") is Settled.done
    assert "褚秋禾" not in await circle_names(world)
    assert await codes_of_news(world, world.teacher) == ["approved"]
    assert await codes_of_news(world, world.grandmother) == ["ended"]


async def test_a_change_that_has_become_impossible_changes_nothing(store: Store) -> None:
    world = await a_school(store)
    asked = await ends(world, world.grandmother)
    own = await ends(world, world.grandmother, world.principal)
    assert own[0] is Outcome.confirm
    assert await answers(world, own, "yes") is Settled.done

    assert await answers(world, asked, "yes") is Settled.already


async def test_where_nobody_who_decides_is_reached_the_command_line_can(store: Store) -> None:
    world = await a_school(store, joined=False)
    await world.join(world.teacher)
    asked = await ends(world, world.grandmother)
    assert asked[0] is Outcome.nobody
    assert asked[1] is not None

    async with store.write() as work:
        assert await settle_for_installer(work, asked[1].id, "away", START) is Settled.not_yours
        assert await settle_for_installer(work, asked[1].id, "yes", START) is Settled.done
        assert await settle_for_installer(work, asked[1].id, "yes", START) is Settled.already

    (entry,) = await world.journal("task.settled")
    assert entry.entry.person_id is None
    assert "褚秋禾" not in await circle_names(world)


async def test_what_a_teacher_says_of_the_own_family_is_for_others_to_decide(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        facts = TieFacts(world.child, world.teacher, Role.mother, Status.at_home)
        await work.children.tie([facts], MONDAY)

    asked = await status(world, world.father, Status.dead, world.teacher)

    assert asked[0] is Outcome.asked
    assert "禾远舟" in await circle_names(world)
    assert await answers(world, asked, "yes", world.teacher) is Settled.not_yours
    assert await answers(world, asked, "no") is Settled.done


async def test_a_principal_does_not_decide_about_the_own_family(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        facts = TieFacts(world.child, world.principal, Role.guardian, Status.at_home)
        await work.children.tie([facts], MONDAY)

    asked = await status(world, world.father, Status.barred, world.principal)

    assert asked[0] is Outcome.nobody
    assert await answers(world, asked, "yes", world.principal) is Settled.not_yours


async def test_the_dead_are_named_nowhere_and_nobody_of_the_family_is_told(store: Store) -> None:
    world = await a_school(store)
    sister = await world.add_child("禾小星", [world.father])
    assert (await status(world, world.father, Status.dead))[0] is Outcome.done

    async with store.write() as work:
        teacher = world.actor(world.teacher)
        for child in (world.child, sister):
            view = await circle_view(work, teacher, child, START)
            assert view is not None
            assert view.hidden == 1
            assert "禾远舟" not in {adult.name for adult in view.adults}
    assert await world.notices("queued") == []


async def test_a_mistake_about_the_hidden_is_put_right(store: Store) -> None:
    world = await a_school(store)
    await status(world, world.father, Status.no_contact)
    await status(world, world.father, Status.away)

    assert "禾远舟" in await circle_names(world)
    assert await codes_of_news(world, world.father) == ["status_changed"]


async def test_barring_and_its_end_need_the_second_tap_and_the_barred_hears_nothing(
    store: Store,
) -> None:
    world = await a_school(store)
    asked = await status(world, world.father, Status.barred)
    await answers(world, asked, "yes")
    assert "禾远舟" not in await circle_names(world)
    assert await codes_of_news(world, world.father) == []

    back = await status(world, world.father, Status.away)
    assert back[0] is Outcome.asked
    await answers(world, back, "yes")
    assert "禾远舟" in await circle_names(world)


async def test_whoever_is_left_owes_what_waits(store: Store) -> None:
    world = await a_school(store)
    await world.join(world.mother)
    own = await ends(world, world.father, world.principal)
    await answers(world, own, "yes")

    heard = await world.live(DUE_EVENING + timedelta(hours=1))

    assert {person for _, person, _ in heard} == {world.mother}


async def test_a_duty_of_the_one_removed_alone_is_nobodys_any_more(store: Store) -> None:
    rule = a_rule_text("call").replace('needs = "any"', 'needs = "each"')
    world = await a_school(store, a_plan_of(rule))
    before = await world.duties("call", DutyState.open)
    own = await ends(world, world.father, world.principal)
    await answers(world, own, "yes")

    after = await world.duties("call")
    states = {duty.holder_id: duty.state for duty in after}
    assert {duty.holder_id for duty in before} == {world.father, world.mother}
    assert states == {world.father: DutyState.excused, world.mother: DutyState.open}


async def test_a_new_adult_comes_in_with_an_open_question(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        teacher, principal = world.actor(world.teacher), world.actor(world.principal)
        twice = await wish_adult(work, principal, world.child, Role.guardian, "禾远舟", None, START)
        asked = await wish_adult(work, teacher, world.child, Role.parent, "苗望舒", NEW, START)
        assert asked[0] is Outcome.not_yours
        asked = await wish_adult(work, principal, world.child, Role.father, "苗望舒", NEW, START)
    assert await answers(world, twice, "yes") is Settled.impossible
    assert await answers(world, asked, "yes") is Settled.done

    assert "苗望舒" in await circle_names(world)
    async with store.read() as work:
        (task,) = await open_tasks(work, teacher, START)
    assert (task.kind, task.person) == (TaskKind.status, "苗望舒")


async def test_nobody_outside_the_circle_is_changed_by_way_of_it(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        teacher = world.actor(world.teacher)
        asked = await wish_number(work, teacher, world.child, world.principal, NEW, START)
        named = await wish_name(work, teacher, world.child, world.principal, "某人", START)
        seen = await adult_view(work, teacher, world.child, world.principal, START)

    assert {asked[0], named[0]} == {Outcome.impossible}
    assert seen is None
    assert (await way_in(world, world.principal, world.teacher, code=True)).way is Way.no_place


async def test_staff_of_another_class_may_do_nothing(store: Store) -> None:
    world = await a_school(store)
    _, other = await world.add_class("三年级2班")

    assert (await ends(world, world.grandmother, other))[0] is Outcome.not_yours
    assert (await status(world, world.father, Status.dead, other))[0] is Outcome.not_yours
    assert (await way_in(world, world.mother, other, code=True)).way is Way.not_yours
    assert (await way_in(world, world.mother, world.father, code=True)).way is Way.not_yours
    assert len(await world.journal("lists.refused")) == 4


async def test_a_stranger_is_in_no_circle(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        stranger = await a_person(work, "路人", None)
        assert await circle_view(work, world.actor(stranger), world.child, START) is None
        assert await circle_view(work, world.actor(world.father), world.child, START) is None
        assert await circle_view(work, world.actor(world.teacher), 1, START) is None


async def test_of_two_teachers_of_one_name_the_number_tells_who_takes_the_class(
    store: Store,
) -> None:
    world = await a_school(store)
    unit, _ = await world.add_class("三年级2班")
    async with store.write() as work:
        namesake = await a_person(work, "苗望舒", "+8616700000078")
        await work.posts.give([(namesake, unit.id, Post.deputy)], MONDAY)
        change = Change(ChangeCode.class_, world.class_.id, data={"name": "苗望舒", "phone": NEW})
        assert await give_post(work, world.principal, change, START)
        posts = await work.posts.in_units([world.class_.id], MONDAY)

    (new,) = [post.person_id for post in posts if post.is_held(MONDAY)]
    assert new != namesake


async def test_a_school_is_not_handed_over_like_a_class(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        change = Change(ChangeCode.class_, world.school.id, person_id=world.teacher)
        assert not await give_post(work, world.principal, change, START)
