"""An emergency in the store: raised with one touch, climbing, accepted by a human, ended by one."""

import asyncio
from datetime import timedelta

import pytest

from bot.texts.sos import sos_text
from care.delivery import Outcome
from care.sos import HEAD_START, HELD, PATIENCE, STEP, Ending
from care.words import Post, Reach, RequestState, Role, Status
from locales.catalog import texts
from services.joining.leaving import stop
from services.outbox.pausing import pause
from services.sos.answering import Answer
from services.sos.raising import Without
from services.sos.showing import asker_view
from storage.children import TieFacts
from storage.store import Store
from tests.care.builders import MONDAY
from tests.services.alarms import Alarms, the_alarms
from tests.world import FATHERS_PHONE, START, a_person, address_of

pytestmark = pytest.mark.in_memory_too
T = texts("zh-Hans")


@pytest.fixture
async def alarms(store: Store) -> Alarms:
    return await the_alarms(store)


async def reach(alarms: Alarms, reach: Reach, *people: int) -> None:
    async with alarms.store.write() as work:
        for person in people:
            await work.accounts.set_reach(person, reach)


async def test_who_does_nothing_more_is_heard_after_the_head_start(alarms: Alarms) -> None:
    world = alarms.world
    await alarms.one(world.grandmother)

    assert await alarms.passes(seconds=HEAD_START.total_seconds() - 1) == []
    assert await alarms.passes(seconds=1) == [
        (world.teacher, "alarm"),
        (world.grandmother, "calling"),
    ]
    assert await alarms.events() == ["raised", "told"]


async def test_two_calls_of_one_person_at_the_same_moment_are_one_alarm(alarms: Alarms) -> None:
    """They press the button of the question, and touch the key as well."""
    grandmother = alarms.world.grandmother

    found = await asyncio.gather(*(alarms.one(grandmother) for _ in range(4)))

    assert len(set(found)) == 1
    assert (await alarms.events()).count("raised") == 1


async def test_it_climbs_a_rung_every_few_minutes_says_so_and_begins_again(alarms: Alarms) -> None:
    world = alarms.world
    await alarms.one(world.grandmother)

    heard = await alarms.passes(minutes=16)

    assert [what for what in heard if what[0] != world.grandmother] == [
        *((world.teacher, "alarm"), (alarms.deputy, "alarm")),
        *((world.principal, "alarm"), (alarms.officer, "alarm")),
        (world.teacher, "alarm"),
    ]
    mine = [code for person, code in heard if person == world.grandmother]
    assert mine == [*["calling"] * 4, "nobody", "calling"]


async def test_the_alarm_names_child_asker_and_number_and_the_asker_gets_the_next_number(
    alarms: Alarms,
) -> None:
    request = await alarms.one(alarms.world.grandmother)
    await alarms.sends_now(alarms.world.grandmother, request)

    alarm, calling = [sos_text(it.sos, ("110",), T) for it in await alarms.sent() if it.sos]

    for words in ("禾小满（青禾小学 三年级1班）", "褚秋禾（监护人）", "+8616700000003", "110 报警"):
        assert words in alarm
    assert "谷知春（班主任） +8616700000004" in calling


async def test_who_is_out_of_reach_is_passed_at_once_and_journaled(alarms: Alarms) -> None:
    world = alarms.world
    await reach(alarms, Reach.blocked, world.teacher, alarms.deputy)
    await alarms.one(world.grandmother)

    heard = await alarms.passes(seconds=20)

    assert (world.principal, "alarm") in heard
    passed = await world.journal("sos.rung_passed")
    assert [row.entry.details["rung"] for row in passed] == ["class_teacher", "deputy"]


@pytest.mark.parametrize("outcome", [Outcome.blocked, Outcome.refused])
async def test_a_message_that_cannot_arrive_is_not_waited_for(
    alarms: Alarms, outcome: Outcome
) -> None:
    world = alarms.world
    request = await alarms.one(world.grandmother)
    await alarms.sends_now(world.grandmother, request)

    await alarms.hears(outcome)
    await alarms.look()

    assert (alarms.deputy, "alarm") in await alarms.hears()


async def test_who_stops_the_messages_after_being_told_is_not_waited_for(alarms: Alarms) -> None:
    world = alarms.world
    request = await alarms.one(world.grandmother)
    await alarms.sends_now(world.grandmother, request)
    await alarms.hears()

    async with alarms.store.write() as work:
        await stop(work, world.actor(world.teacher), alarms.now)

    assert (alarms.deputy, "alarm") in await alarms.passes(seconds=1)


async def test_where_nobody_can_be_reached_the_asker_hears_it_at_once(alarms: Alarms) -> None:
    world = alarms.world
    chain = (world.teacher, alarms.deputy, world.principal, alarms.officer)
    await reach(alarms, Reach.stopped, *chain)
    await alarms.one(world.grandmother)

    assert await alarms.passes(seconds=20) == [(world.grandmother, "nobody")]
    await reach(alarms, Reach.joined, world.principal)
    assert (world.principal, "alarm") in await alarms.passes(minutes=3)


async def test_who_accepts_stops_the_climbing_and_everybody_hears_it(alarms: Alarms) -> None:
    world = alarms.world
    request = await alarms.one(world.grandmother)
    await alarms.passes(minutes=4)

    assert await alarms.takes(alarms.deputy, request) is Answer.taken
    assert await alarms.takes(world.teacher, request) is Answer.others

    assert sorted(await alarms.hears()) == sorted(
        [(world.grandmother, "answered"), (world.teacher, "taken")]
    )
    assert await alarms.passes(minutes=50) == []


async def test_a_repeat_of_the_alarm_drops_out_once_it_is_accepted(alarms: Alarms) -> None:
    world = alarms.world
    request = await alarms.one(world.grandmother)
    await alarms.sends_now(world.grandmother, request)
    await alarms.takes(world.teacher, request)

    assert await alarms.hears() == [(world.grandmother, "answered")]


async def test_nobody_else_accepts_or_ends_it(alarms: Alarms) -> None:
    """Not the asker, nor a relative, nor staff who were not told, nor a made-up request."""
    world = alarms.world
    request = await alarms.one(world.grandmother)
    await alarms.sends_now(world.grandmother, request)

    for person in (world.grandmother, world.father, world.principal):
        assert await alarms.takes(person, request) is Answer.not_yours
        assert await alarms.ends(person, request) is Answer.not_yours
        assert await alarms.tells_the_family(person, request) == (Answer.not_yours, 0)
    assert await alarms.takes(world.teacher, request + 1) is Answer.not_yours
    assert await alarms.ends(world.teacher, request) is Answer.not_yours
    assert (await alarms.request(request)).state is RequestState.open
    assert len(await world.journal("sos.refused")) == 9


async def test_who_is_no_longer_in_the_chain_cannot_accept(alarms: Alarms) -> None:
    world = alarms.world
    request = await alarms.one(world.grandmother)
    await alarms.sends_now(world.grandmother, request)
    async with alarms.store.write() as work:
        (post,) = await work.posts.of_person(world.teacher, MONDAY)
        await work.posts.end([post.id], MONDAY - timedelta(days=1))

    assert await alarms.takes(world.teacher, request) is Answer.not_yours


async def test_not_through_this_teacher(alarms: Alarms) -> None:
    world = alarms.world
    request = await alarms.one(world.grandmother)

    assert await alarms.leaves_out(world.grandmother, request, Without.teacher)

    heard = await alarms.passes(minutes=30)
    assert (alarms.deputy, "alarm") in heard
    assert world.teacher not in {person for person, _ in heard}
    assert await alarms.takes(world.teacher, request) is Answer.not_yours


async def test_a_teacher_who_is_left_out_after_accepting_loses_it(alarms: Alarms) -> None:
    world = alarms.world
    request = await alarms.one(world.grandmother)
    await alarms.sends_now(world.grandmother, request)
    await alarms.takes(world.teacher, request)
    await alarms.hears()

    await alarms.leaves_out(world.grandmother, request, Without.teacher)

    assert sorted(await alarms.hears()) == sorted(
        [(alarms.deputy, "alarm"), (world.grandmother, "calling")]
    )
    assert await alarms.ends(world.teacher, request) is Answer.not_yours


async def test_the_human_who_accepted_tells_the_family(alarms: Alarms) -> None:
    world = alarms.world
    request = await alarms.one(world.grandmother)
    await alarms.sends_now(world.grandmother, request)
    await alarms.takes(world.teacher, request)
    await alarms.hears()

    assert await alarms.tells_the_family(world.teacher, request) == (Answer.family_told, 1)
    (told,) = await alarms.sent()
    assert told.notice.person_id == world.father
    assert told.sos is not None
    said = sos_text(told.sos, ("110",), T)
    assert "谷知春（班主任）正在处理" in said
    assert FATHERS_PHONE not in said
    assert "+8616700000003" not in said, "no relative sees another's number"

    await alarms.ends(world.teacher, request)
    assert sorted(await alarms.hears()) == sorted(
        [(world.grandmother, "done"), (world.father, "over")]
    )


async def test_a_family_that_is_left_out_is_never_told(alarms: Alarms) -> None:
    world = alarms.world
    request = await alarms.one(world.grandmother)
    await alarms.leaves_out(world.grandmother, request, Without.family)
    await alarms.takes(world.teacher, request)

    assert await alarms.tells_the_family(world.teacher, request) == (Answer.no_family, 0)


async def test_a_barred_parent_neither_raises_an_alarm_nor_hears_of_one(alarms: Alarms) -> None:
    world = alarms.world
    async with alarms.store.write() as work:
        ties = await work.children.ties([world.child], MONDAY)
        tie = next(it for it in ties if it.facts.person_id == world.father)
        barred = TieFacts(world.child, world.father, Role.father, Status.barred)
        await work.children.change_tie(tie.id, barred)
    assert await alarms.raised(world.father) is None

    request = await alarms.one(world.grandmother)
    await alarms.sends_now(world.grandmother, request)
    await alarms.takes(world.teacher, request)
    assert await alarms.tells_the_family(world.teacher, request) == (Answer.no_family, 0)


async def test_who_belongs_to_nobody_here_has_nobody_to_call(alarms: Alarms) -> None:
    async with alarms.store.write() as work:
        stranger = await a_person(work, "路人", None)
        await work.accounts.join(stranger, address_of(stranger), START)

    assert await alarms.raised(stranger) is None


async def test_it_is_ended_by_a_human_and_everybody_hears_how(alarms: Alarms) -> None:
    world = alarms.world
    request = await alarms.one(world.grandmother)
    await alarms.passes(minutes=4)
    await alarms.takes(world.teacher, request)
    await alarms.hears()

    assert await alarms.ends(world.teacher, request, Ending.passed_on) is Answer.ended

    assert sorted(await alarms.hears()) == sorted(
        [(world.grandmother, "done"), (alarms.deputy, "over")]
    )
    row = await alarms.request(request)
    assert (row.state, row.outcome, row.ended_by_id) == (
        *(RequestState.closed, Ending.passed_on),
        world.teacher,
    )
    assert await alarms.takes(alarms.deputy, request) is Answer.over
    assert await alarms.next_moment() is None


async def test_who_accepted_is_asked_after_an_hour_and_without_a_word_it_climbs_on(
    alarms: Alarms,
) -> None:
    world = alarms.world
    request = await alarms.one(world.grandmother)
    await alarms.sends_now(world.grandmother, request)
    await alarms.takes(world.teacher, request)
    await alarms.hears()

    hour = HELD.total_seconds() / 60
    assert await alarms.passes(minutes=hour) == [(world.teacher, "still")]
    assert await alarms.takes(world.teacher, request) is Answer.yours
    assert await alarms.passes(minutes=hour) == [(world.teacher, "still")]
    assert sorted(await alarms.passes(minutes=PATIENCE.total_seconds() / 60)) == sorted(
        [
            (world.grandmother, "let_go"),
            (alarms.deputy, "alarm"),
            (world.grandmother, "calling"),
        ]
    )
    assert await alarms.takes(world.teacher, request) is Answer.taken


async def test_an_acceptor_who_cannot_be_asked_is_not_waited_for(alarms: Alarms) -> None:
    world = alarms.world
    request = await alarms.one(world.grandmother)
    await alarms.sends_now(world.grandmother, request)
    await alarms.takes(world.teacher, request)
    await reach(alarms, Reach.blocked, world.teacher)

    assert (alarms.deputy, "alarm") in await alarms.passes(minutes=60)


async def test_asking_again_sends_at_once_and_reminds_who_accepted(alarms: Alarms) -> None:
    world = alarms.world
    request = await alarms.one(world.grandmother)

    assert await alarms.one(world.grandmother) == request
    assert (world.teacher, "alarm") in await alarms.hears()
    assert await alarms.one(world.grandmother) == request
    assert await alarms.hears() == [], "who was told still has the time to answer"
    await alarms.takes(world.teacher, request)
    await alarms.hears()
    for _ in range(3):
        await alarms.one(world.grandmother)
    assert await alarms.hears() == [(world.teacher, "again")]


async def test_with_several_children_all_their_teachers_are_told_until_it_is_known_which(
    alarms: Alarms,
) -> None:
    world = alarms.world
    unit, other_teacher = await world.add_class("五年级2班")
    other = await world.add_child("禾小丰", [world.father], unit)
    request = await alarms.one(world.father)
    async with alarms.store.read() as work:
        view = await asker_view(work, world.actor(world.father), request, alarms.now)
    assert view is not None
    assert {it.name for it in view.choices} == {"禾小满", "禾小丰"}

    heard = await alarms.passes(seconds=20)
    assert {person for person, code in heard if code == "alarm"} == {world.teacher, other_teacher}

    assert await alarms.chooses(world.father, request, other, unit.id)
    assert sorted(await alarms.hears()) == sorted(
        [(other_teacher, "child"), (world.teacher, "released")]
    )
    heard = await alarms.passes(minutes=3)
    assert {person for person, code in heard if code == "alarm"} == {world.principal}
    assert await alarms.takes(world.teacher, request) is Answer.taken, "a human is a human"


async def test_only_the_asker_sharpens_it_and_only_to_a_child_of_theirs(alarms: Alarms) -> None:
    world = alarms.world
    unit, _ = await world.add_class("五年级2班")
    stranger = await world.add_child("水长青", [], unit)
    request = await alarms.one(world.father)

    assert not await alarms.chooses(world.father, request, stranger, unit.id)
    assert not await alarms.chooses(world.grandmother, request, world.child, world.class_.id)
    assert not await alarms.leaves_out(world.grandmother, request, Without.teacher)
    assert not await alarms.sends_now(world.teacher, request)
    assert (await alarms.request(request)).step == 0


async def test_who_holds_two_posts_is_not_waited_for_twice(alarms: Alarms) -> None:
    world = alarms.world
    async with alarms.store.write() as work:
        (post,) = await work.posts.of_person(world.principal, MONDAY)
        await work.posts.end([post.id], MONDAY - timedelta(days=1))
        await work.posts.give([(world.teacher, world.school.id, Post.principal)], MONDAY)
    await alarms.one(world.grandmother)

    heard = await alarms.passes(minutes=7)

    told = [person for person, code in heard if code == "alarm"]
    assert told == [world.teacher, alarms.deputy, alarms.officer]


async def test_a_teacher_who_calls_is_helped_by_the_others(alarms: Alarms) -> None:
    world = alarms.world
    request = await alarms.one(world.teacher)

    heard = await alarms.passes(minutes=10)

    told = [person for person, code in heard if code == "alarm"]
    assert told == [alarms.deputy, world.principal, alarms.officer]
    assert (await alarms.request(request)).unit_id == world.class_.id


async def test_neither_a_pause_nor_the_switch_nor_the_night_holds_it(alarms: Alarms) -> None:
    world = alarms.world
    async with alarms.store.write() as work:
        await work.units.go_live([world.school.id, world.class_.id], None, None)
        await pause(work, None, alarms.now)
    await alarms.one(world.grandmother)

    assert (world.teacher, "alarm") in await alarms.passes(seconds=20)


async def test_after_an_outage_it_takes_one_step_and_goes_on_from_there(alarms: Alarms) -> None:
    world = alarms.world
    await alarms.one(world.grandmother)
    alarms.now += timedelta(hours=2)

    await alarms.look()
    assert (world.teacher, "alarm") in await alarms.hears()
    assert await alarms.next_moment() == alarms.now + STEP
