"""Care of the lists: what needs a second tap, what follows at once, who may, and short codes."""

from datetime import datetime, timedelta

import pytest

from care.changes import needs_second_tap
from care.words import ChangeCode, DutyState, Post, Role, Status, TaskKind
from services.joining.guessing import BRAKE_WINDOW, MOST_IN_ALL
from services.joining.inviting import invite, invite_one
from services.joining.steps import Joining, Step, choose_language, consent, enter_code, open_link
from services.joining.steps import share_contact as share
from services.lists.circle import INVITED, adult_view, circle_view
from services.lists.codes import Way, WayIn, let_in
from services.lists.values import Outcome
from services.lists.wishes import (
    Asked,
    wish_adult,
    wish_end,
    wish_name,
    wish_number,
    wish_status,
    wish_teacher,
)
from services.tasks.settling import Settled, settle, settle_for_installer
from services.tasks.showing import open_tasks
from storage.store import Store
from tests.care.builders import MONDAY
from tests.services.plans import a_plan_of, a_rule_text
from tests.world import DUE_EVENING, START, World, a_person, a_school, address_of

CHAT = 4343
CODE = "120604"
NEW = "+8616700000077"


async def circle_names(world: World, now: datetime = START) -> list[str]:
    async with world.store.write() as work:
        view = await circle_view(work, world.actor(world.teacher), world.child, now)
    assert view is not None
    return [adult.name for adult in view.adults]


async def ends(world: World, person: int, by: int | None = None) -> Asked:
    async with world.store.write() as work:
        actor = world.actor(by or world.teacher)
        return await wish_end(work, actor, world.child, person, "ended", START)


async def answers(world: World, asked: Asked, answer: str, by: int | None = None) -> Settled:
    assert asked[1] is not None
    async with world.store.write() as work:
        actor = world.actor(by or world.principal)
        return await settle(work, actor, asked[1].id, answer, START)


async def status(world: World, person: int, new: Status, by: int | None = None) -> Asked:
    async with world.store.write() as work:
        actor = world.actor(by or world.teacher)
        return await wish_status(work, actor, world.child, person, new, START)


async def way_in(world: World, person: int, by: int, *, code: bool, sure: bool = False) -> WayIn:
    async with world.store.write() as work:
        return await let_in(
            work, world.actor(by), world.child, person, START, by_code=code, sure=sure
        )


async def codes_of_news(world: World, person: int) -> list[str | None]:
    return [notice.code for notice in await world.notices("queued") if notice.person_id == person]


@pytest.mark.parametrize(
    ("code", "roles", "entrusted", "waits"),
    [
        (ChangeCode.bar, {Role.helper}, False, True),
        (ChangeCode.class_, set(), False, True),
        (ChangeCode.end, {Role.guardian}, False, True),
        (ChangeCode.add, {Role.mother}, False, True),
        (ChangeCode.end, {Role.helper}, True, False),
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


async def test_a_colleague_cannot_be_taken_over_by_a_code(store: Store) -> None:
    """The mother teaches another class: who has the child's class must not come in as her."""
    world = await a_school(store)
    unit, _ = await world.add_class("三年级2班")
    async with store.write() as work:
        await work.posts.give([(world.mother, unit.id, Post.deputy)], MONDAY)

    assert (await way_in(world, world.mother, world.teacher, code=True)).way is Way.decider_only
    assert (await way_in(world, world.mother, world.teacher, code=False)).way is Way.decider_only
    assert (await way_in(world, world.mother, world.principal, code=True)).way is Way.code
    async with store.write() as work:
        teacher = world.actor(world.teacher)
        asked = await wish_number(work, teacher, world.child, world.mother, NEW, START)
        nobody = await wish_teacher(work, teacher, world.class_.id, world.father, START)
    assert asked[0] is Outcome.asked
    assert nobody[0] is Outcome.impossible


async def test_who_has_joined_keeps_the_old_account_until_the_new_one_comes_in(
    store: Store,
) -> None:
    world = await a_school(store)
    assert (await way_in(world, world.father, world.teacher, code=False)).way is Way.sure
    found = await way_in(world, world.father, world.teacher, code=False, sure=True)
    assert found.invited is not None
    assert await codes_of_news(world, world.father) == ["let_in_again"]

    async with store.write() as work:
        old = await work.accounts.of(world.father)
        assert old is not None
        assert old.address == address_of(world.father)
        await open_link(work, CHAT, found.invited.token, START)
        await choose_language(work, CHAT, "en", START)
        await consent(work, CHAT, agreed=True, now=START)
        joined = await share(work, CHAT, CHAT, "+8616700000001", START)
        new = await work.accounts.of(world.father)
    assert joined.step is Step.welcome
    assert new is not None
    assert new.address == CHAT


async def typed(world: World, chat: int, digits: str, now: datetime = START) -> Joining:
    async with world.store.write() as work:
        return await enter_code(work, chat, digits, now)


async def shown(world: World) -> None:
    async with world.store.write() as work:
        await invite_one(work, world.mother, world.teacher, START, code=CODE)


async def test_a_code_is_no_link_and_a_link_is_no_code(store: Store) -> None:
    world = await a_school(store)
    await shown(world)
    async with store.write() as work:
        assert (await open_link(work, CHAT, CODE, START)).step is Step.unknown_link
    assert (await typed(world, CHAT, CODE)).step is Step.language
    assert (await typed(world, CHAT, "000000")).step is Step.unknown_code
    late = START + timedelta(minutes=10)
    assert (await typed(world, CHAT, CODE, late)).step is Step.unknown_code


async def test_fifty_wrong_codes_from_anywhere_stop_all_codes_for_a_while(store: Store) -> None:
    world = await a_school(store)
    await shown(world)
    for number in range(MOST_IN_ALL):
        await typed(world, 70_000 + number, "999999")

    assert (await typed(world, CHAT, CODE)).step is Step.codes_rest
    assert await codes_of_news(world, world.teacher) == ["codes_rest"]
    assert len(await world.journal("code.braked")) == 1
    later = START + BRAKE_WINDOW + timedelta(seconds=1)
    assert (await typed(world, CHAT, CODE, later)).step is Step.unknown_code


async def test_who_was_removed_today_is_not_invited_and_does_not_come_in(store: Store) -> None:
    world = await a_school(store)
    await shown(world)
    await typed(world, CHAT, CODE)
    own = await ends(world, world.mother, world.principal)
    await answers(world, own, "yes")

    async with store.write() as work:
        await choose_language(work, CHAT, "en", START)
        joined = await consent(work, CHAT, agreed=True, now=START)
        made = await invite(work, world.school, START, again=True)
        alone = await invite_one(work, world.mother, world.teacher, START)
    assert joined.step is Step.used_link
    assert world.mother not in {invited.person_id for invited in made.made}
    assert alone is None


async def test_the_circle_says_how_far_messages_get(store: Store) -> None:
    world = await a_school(store)
    await shown(world)

    async with store.write() as work:
        view = await circle_view(work, world.actor(world.teacher), world.child, START)

    assert view is not None
    assert [adult.reach for adult in view.adults] == ["joined", INVITED, "joined"]


async def test_a_stranger_is_in_no_circle(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        stranger = await a_person(work, "路人", None)
        assert await circle_view(work, world.actor(stranger), world.child, START) is None
        assert await circle_view(work, world.actor(world.father), world.child, START) is None
        assert await circle_view(work, world.actor(world.teacher), 1, START) is None
