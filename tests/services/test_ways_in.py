"""Letting one adult in: links once more, codes face to face, and who may do it."""

from datetime import datetime, timedelta

from care.words import Post
from services.joining.guessing import BRAKE_WINDOW, MOST_IN_ALL
from services.joining.inviting import invite, invite_one
from services.joining.leaving import come_back, stop
from services.joining.steps import Joining, Step, choose_language, consent, enter_code, open_link
from services.joining.steps import share_contact as share
from services.lists.circle import INVITED, circle_view
from services.lists.codes import Way
from services.lists.values import Outcome
from services.lists.wishes import wish_number, wish_post
from services.moving.changing import change_class
from services.tasks.settling import settle
from services.tasks.showing import open_tasks
from storage.store import Store
from tests.care.builders import MONDAY
from tests.services.lists import answers, codes_of_news, ends, way_in
from tests.world import START, World, a_school, address_of

CHAT = 4343
CODE = "120604"
NEW = "+8616700000077"


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
        nobody = await wish_post(
            work, teacher, world.class_.id, Post.class_teacher, world.father, None, START
        )
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


async def test_who_came_back_on_this_phone_is_not_replaced_by_a_code(store: Store) -> None:
    """Somebody typed the code on the father's phone while he had stopped the messages."""
    world = await a_school(store)
    await shown(world)
    chat = address_of(world.father)
    async with store.write() as work:
        await stop(work, world.actor(world.father), START)
    await typed(world, chat, CODE)
    async with store.write() as work:
        await come_back(work, chat, START)
        await choose_language(work, chat, "en", START)
        joined = await consent(work, chat, agreed=True, now=START)
        account = await work.accounts.at(chat)

    assert joined.step is Step.already
    assert account is not None
    assert account.person_id == world.father


async def test_who_left_this_circle_is_not_let_in_by_way_of_it(store: Store) -> None:
    """A brother in another class is no reason for this class's teacher."""
    world = await a_school(store)
    unit, _ = await world.add_class("三年级2班")
    await world.add_child("禾小星", [world.mother], unit)
    await answers(world, await ends(world, world.mother, world.principal), "yes")

    assert (await way_in(world, world.mother, world.teacher, code=True)).way is Way.no_place


async def with_a_brother(world: World) -> None:
    """The mother's children are in two classes; whichever the store names first, twice."""
    unit, _ = await world.add_class("三年级2班")
    for name in ("禾小星", "禾小川", "禾小原"):
        await world.add_child(name, [world.mother], unit)


async def test_who_lets_a_mother_in_hears_that_she_has_come_whichever_child_is_first(
    store: Store,
) -> None:
    world = await a_school(store)
    await with_a_brother(world)
    found = await way_in(world, world.mother, world.teacher, code=True)
    assert found.invited is not None
    assert found.invited.child == "禾小满"
    await typed(world, CHAT, found.invited.token)
    async with store.write() as work:
        await consent(work, CHAT, agreed=True, now=START)

    (told,) = await world.deliver(START)

    assert told.notice.person_id == world.teacher
    assert told.news is not None
    assert told.news.about == "祁念安"


async def shares(world: World, token: str, phone: str) -> Step:
    async with world.store.write() as work:
        await open_link(work, CHAT, token, START)
        await consent(work, CHAT, agreed=True, now=START)
        return (await share(work, CHAT, CHAT, phone, START)).step


async def test_a_strange_number_is_asked_about_where_the_child_is_now(store: Store) -> None:
    world = await a_school(store)
    found = await way_in(world, world.mother, world.teacher, code=False)
    assert found.invited is not None
    unit, other = await world.add_class("三年级2班")
    async with store.write() as work:
        teacher = world.actor(world.teacher)
        await change_class(work, teacher, world.child, unit.id, START.date(), START)

    assert await shares(world, found.invited.token, NEW) is Step.wrong_phone

    async with store.read() as work:
        assert await open_tasks(work, world.actor(world.teacher), START) == []
        (task,) = await open_tasks(work, world.actor(other), START)
    assert task.person == "祁念安"


async def test_who_holds_a_link_that_has_ended_is_not_told_to_wait_for_the_teacher(
    store: Store,
) -> None:
    world = await a_school(store)
    found = await way_in(world, world.mother, world.teacher, code=False)
    assert found.invited is not None
    assert await shares(world, found.invited.token, NEW) is Step.wrong_phone
    async with store.write() as work:
        (task,) = await open_tasks(work, world.actor(world.teacher), START)
        await settle(work, world.actor(world.teacher), task.task_id, "not_theirs", START)
        again = await share(work, CHAT, CHAT, NEW, START)

    assert again.step is Step.used_link
