"""Done, later, could not: who may say so, and what follows."""

import asyncio
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from care.hours import Later
from care.words import DutyState, Post, Reach
from services.duties.answering import Reason
from services.duties.case import Answered
from storage.store import Store
from tests.care.builders import MONDAY, at
from tests.services.plans import CALLS_AND_HOTLINE, CALLS_AND_TALKS, TALK, TWO_TASKS, a_plan_of
from tests.world import DUE, DUE_EVENING, START, World, a_person, a_school, address_of

pytestmark = pytest.mark.in_memory_too


def march(day: int) -> date:
    return date(2025, 3, day)


async def reminded(store: Store) -> World:
    """The father has the reminder on his phone."""
    world = await a_school(store)
    await world.live(DUE_EVENING)
    return world


async def test_done_closes_the_duty_with_a_record_and_plans_the_next_one(store: Store) -> None:
    world = await reminded(store)
    duty = await world.duty()

    reply = await world.done(world.father, duty, at(DUE, "20:00"))

    assert reply.result is Answered.done
    (record,) = await world.records()
    assert (record.kind, record.author_id, record.about_on) == ("call", world.father, DUE)
    assert record.behalf_of_id is None
    closure = await world.closure(duty)
    assert closure is not None
    assert closure.record_id == record.id
    assert (await world.again(duty)).state is DutyState.done
    assert (await world.duty()).due_on == march(31)


async def test_a_double_tap_is_one_answer(store: Store) -> None:
    world = await reminded(store)
    duty = await world.duty()
    await world.done(world.father, duty, at(DUE, "20:00"))

    reply = await world.done(world.father, duty, at(DUE, "20:00"))

    assert reply.result is Answered.already_done
    assert len(await world.records()) == 1
    assert len(await world.duties()) == 2


async def test_two_answers_at_the_same_instant_are_one_record(store: Store) -> None:
    world = await reminded(store)
    await world.join(world.mother)
    duty = await world.duty()

    replies = await asyncio.gather(
        *(world.done(who, duty, at(DUE, "20:00")) for who in (world.father, world.mother) * 2)
    )

    assert sorted(reply.result for reply in replies) == ["already_done"] * 3 + ["done"]
    assert len(await world.records()) == 1


async def test_a_tick_at_the_instant_of_the_answer_does_not_reopen_the_duty(store: Store) -> None:
    world = await reminded(store)
    duty = await world.duty()
    now = at(march(19), "19:00")

    await asyncio.gather(world.tick(now), world.done(world.father, duty, now), world.tick(now))

    assert (await world.again(duty)).state is DutyState.done


@pytest.mark.parametrize("who", ["grandmother", "stranger"])
async def test_the_duty_of_somebody_else_is_not_answered(store: Store, who: str) -> None:
    world = await reminded(store)
    async with store.write() as work:
        people = {"grandmother": world.grandmother, "stranger": await a_person(work, "路人", None)}
    duty = await world.duty()
    person, now = people[who], at(DUE, "20:00")

    replies = [
        await world.done(person, duty, now),
        await world.later(person, duty, now, Later.tomorrow),
        await world.could_not(person, duty, now, Reason.other),
        await world.undo(person, duty, now),
    ]

    assert {reply.result for reply in replies} == {Answered.not_yours}
    assert await world.again(duty) == duty
    assert await world.records() == []
    refusals = await world.journal("answer.refused")
    assert [row.entry.person_id for row in refusals] == [person] * 4


async def test_a_duty_that_does_not_exist_is_nobodys(store: Store) -> None:
    world = await reminded(store)
    duty = await world.duty()
    reply = await world.done(world.father, replace(duty, id=1), at(DUE, "20:00"))

    assert reply.result is Answered.not_yours


async def test_a_teacher_records_for_the_family_and_guesses_no_parent(store: Store) -> None:
    """Both parents are away: which of them called is not known."""
    world = await reminded(store)

    reply = await world.done(world.teacher, await world.duty(), at(DUE, "20:00"))

    assert reply.result is Answered.done
    (record,) = await world.records()
    assert record.author_id == world.teacher
    assert record.behalf_of_id is None


async def test_a_teacher_of_another_class_records_nothing(store: Store) -> None:
    world = await reminded(store)
    _, other = await world.add_class("三年级2班")

    reply = await world.done(other, await world.duty(), at(DUE, "20:00"))

    assert reply.result is Answered.not_yours


async def test_the_teachers_own_talk_is_recorded_in_their_own_name(store: Store) -> None:
    world = await a_school(store, a_plan_of(TALK))

    await world.done(world.teacher, await world.duty("talk"), at(DUE, "20:00"))

    (record,) = await world.records()
    assert record.behalf_of_id is None


async def test_a_family_hotline_counts_as_the_parents_call(store: Store) -> None:
    world = await a_school(store, CALLS_AND_HOTLINE)
    call = await world.duty("call")

    await world.done(world.teacher, await world.duty("hotline"), at(DUE, "16:00"))

    assert (await world.again(call)).state is DutyState.done
    (record,) = await world.records()
    assert record.kind == "hotline"
    assert len(await world.duties("call")) == 2
    assert len(await world.duties("hotline")) == 2


async def test_a_call_is_no_family_hotline(store: Store) -> None:
    world = await a_school(store, CALLS_AND_HOTLINE)

    await world.done(world.father, await world.duty("call"), at(DUE, "16:00"))

    assert (await world.duty("hotline")).number == 1


async def test_a_hotline_for_one_child_says_nothing_about_another(store: Store) -> None:
    world = await a_school(store, CALLS_AND_HOTLINE)
    sister = await world.add_child("禾小寒", [world.father])
    await world.follow(CALLS_AND_HOTLINE)

    duty = await world.duty("hotline", world.child)
    await world.done(world.teacher, duty, at(DUE, "16:00"))

    assert (await world.duty("call", sister)).number == 1


async def test_what_was_done_meanwhile_is_not_sent(store: Store) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    await world.done(world.teacher, await world.duty(), DUE_EVENING)

    assert await world.deliver(DUE_EVENING) == []
    (notice,) = await world.notices()
    assert notice.state == "cancelled"


async def test_of_two_tasks_in_one_message_the_one_that_is_done_is_left_out(store: Store) -> None:
    world = await a_school(store, TWO_TASKS)
    await world.tick(DUE_EVENING)
    await world.done(world.teacher, await world.duty("call"), DUE_EVENING)

    (message,) = await world.deliver(DUE_EVENING)

    assert [view.rule.id for view in message.items] == ["letter"]


async def test_later_asks_again_at_that_moment_and_moves_the_ladder_along(store: Store) -> None:
    world = await reminded(store)

    reply = await world.later(world.father, await world.duty(), at(DUE, "19:30"), Later.tomorrow)

    assert (reply.result, reply.moment) == (Answered.later, at(march(18), "19:00"))
    heard = await world.live(at(march(30), "23:00"))
    assert heard == [
        (march(18), world.father, "again"),
        (march(20), world.father, "again"),
        (march(22), world.teacher, "escalation"),
        (march(25), world.principal, "escalation"),
    ]


async def test_a_second_later_says_when_the_teacher_will_be_told(store: Store) -> None:
    world = await reminded(store)
    duty = await world.duty()
    await world.later(world.father, duty, at(DUE, "19:30"), Later.after_shift)

    reply = await world.later(world.father, duty, at(DUE, "21:30"), Later.tomorrow)

    assert (reply.result, reply.told_on) == (Answered.later_again, march(21))
    teachers = [h for h in await world.live(at(march(23), "12:00")) if h[1] == world.teacher]
    assert teachers == [(march(21), world.teacher, "escalation")]


async def test_done_stops_also_the_message_that_later_asked_for(store: Store) -> None:
    world = await reminded(store)
    duty = await world.duty()
    await world.later(world.father, duty, at(DUE, "19:30"), Later.tomorrow)
    await world.done(world.father, duty, at(DUE, "20:00"))

    assert await world.live(at(march(30), "23:00")) == []


async def test_later_and_could_not_come_too_late_for_what_is_done(store: Store) -> None:
    world = await reminded(store)
    duty, now = await world.duty(), at(DUE, "20:00")
    await world.done(world.father, duty, now)

    later = await world.later(world.father, duty, now, Later.sunday)
    could_not = await world.could_not(world.father, duty, now, Reason.no_time)

    assert later.result is could_not.result is Answered.already_done


async def test_nothing_can_be_answered_once_the_duty_is_missed(store: Store) -> None:
    world = await reminded(store)
    duty = await world.duty()
    await world.live(at(march(31), "12:00"))

    reply = await world.done(world.father, duty, at(march(31), "12:00"))

    assert reply.result is Answered.over
    assert await world.records() == []


async def test_no_time_means_ask_again_tomorrow(store: Store) -> None:
    world = await reminded(store)

    reply = await world.could_not(
        world.father, await world.duty(), at(DUE, "20:00"), Reason.no_time
    )

    assert (reply.result, reply.moment) == (Answered.later, at(march(18), "19:00"))
    assert [record.kind for record in await world.records()] == ["could-not"]


async def test_no_time_again_the_next_day_asks_again_as_well(store: Store) -> None:
    world = await reminded(store)
    duty = await world.duty()
    await world.could_not(world.father, duty, at(DUE, "20:00"), Reason.no_time)

    reply = await world.could_not(world.father, duty, at(march(18), "20:00"), Reason.no_time)

    assert (reply.result, reply.moment) == (Answered.later_again, at(march(19), "19:00"))


async def test_staff_record_for_a_family_but_do_not_put_it_off(store: Store) -> None:
    world = await reminded(store)
    duty, now = await world.duty(), at(DUE, "20:00")

    later = await world.later(world.teacher, duty, now, Later.sunday)
    could_not = await world.could_not(world.teacher, duty, now, Reason.no_phone)

    assert later.result is could_not.result is Answered.not_yours
    assert (await world.again(duty)).ladder_from == duty.ladder_from


@pytest.mark.parametrize("reason", [Reason.no_phone, Reason.child_away, Reason.other])
async def test_any_other_reason_reaches_the_class_teacher_next(
    store: Store, reason: Reason
) -> None:
    world = await reminded(store)
    duty = await world.duty()

    reply = await world.could_not(world.father, duty, at(DUE, "20:00"), reason)

    assert reply.result is Answered.noted
    assert (await world.again(duty)).state is DutyState.open
    heard = await world.live(at(march(19), "23:00"))
    assert heard == [(DUE, world.teacher, "escalation")]


async def test_the_teacher_reads_why_it_could_not_be_done(store: Store) -> None:
    world = await reminded(store)
    now = at(DUE, "20:00")
    await world.could_not(world.father, await world.duty(), now, Reason.no_phone)
    await world.tick(now)

    (message,) = await world.deliver(now)

    assert [(view.reason, view.mine) for view in message.items] == [("no_phone", False)]


async def test_saying_twice_that_it_could_not_be_done_does_not_bring_the_principal_in(
    store: Store,
) -> None:
    world = await reminded(store)
    duty, now = await world.duty(), at(DUE, "20:00")
    await world.could_not(world.father, duty, now, Reason.no_phone)
    await world.live(now)
    await world.could_not(world.father, duty, at(DUE, "20:05"), Reason.no_phone)

    assert [h for h in await world.live(at(DUE, "23:00")) if h[1] == world.principal] == []


async def test_who_says_early_that_it_cannot_be_done_is_reminded_on_the_day_all_the_same(
    store: Store,
) -> None:
    """The school hears at once that help is needed, and of silence not before its days."""
    world = await reminded(store)
    await world.done(world.father, await world.duty(), at(DUE, "20:00"))
    duty = await world.duty()

    reply = await world.could_not(world.father, duty, at(march(19), "20:00"), Reason.no_phone)
    again = await world.could_not(world.father, duty, at(march(20), "20:00"), Reason.no_phone)

    assert reply.result is again.result is Answered.noted
    assert await world.live(at(march(30), "23:00")) == [(march(19), world.teacher, "escalation")]
    later = await world.live(at(duty.closes_on + timedelta(days=1), "12:00"))
    about = [(day - duty.due_on, who, purpose) for day, who, purpose in later]
    assert about == [
        (timedelta(0), world.father, "reminder"),
        (timedelta(2), world.father, "again"),
        (timedelta(4), world.teacher, "escalation"),
        (timedelta(7), world.principal, "escalation"),
    ]


async def test_where_nobody_of_the_staff_can_be_told_nobody_is_said_to_have_been(
    store: Store,
) -> None:
    world = await reminded(store)
    async with store.write() as work:
        for person in (world.teacher, world.principal):
            await work.accounts.set_reach(person, Reach.blocked)

    reply = await world.could_not(
        world.father, await world.duty(), at(DUE, "20:00"), Reason.no_phone
    )

    assert reply.result is Answered.kept
    heard = await world.live(at(march(19), "23:00"))
    assert [who for _, who, _ in heard] == [world.father]


async def test_a_teacher_who_could_not_talk_calls_nobody(store: Store) -> None:
    world = await a_school(store, CALLS_AND_TALKS)
    duty = await world.duty("talk")

    reply = await world.could_not(world.teacher, duty, at(march(10), "20:00"), Reason.child_away)

    assert reply.result is Answered.kept
    assert (await world.again(duty)).step == 0


async def test_after_could_not_it_can_still_be_done(store: Store) -> None:
    world = await reminded(store)
    duty = await world.duty()
    await world.could_not(world.father, duty, at(DUE, "20:00"), Reason.no_phone)

    reply = await world.done(world.father, duty, at(march(18), "12:00"))

    assert reply.result is Answered.done
    assert [h for h in await world.live(at(march(30), "12:00")) if h[1] != world.father] == []


async def test_where_each_parent_must_the_teacher_records_for_the_one_it_is_about(
    store: Store,
) -> None:
    each = a_plan_of(TALK.replace('"class_teacher"', '"parent"').replace('"any"', '"each"'))
    world = await a_school(store, each)
    duties = await world.duties("talk", DutyState.open)

    for duty in duties:
        await world.done(world.teacher, duty, at(DUE, "20:00"))

    assert {duty.holder_id for duty in duties} == {world.father, world.mother}
    assert {(r.duty_id, r.behalf_of_id) for r in await world.records()} == {
        (duty.id, duty.holder_id) for duty in duties
    }


async def test_where_each_parent_must_one_does_not_answer_for_the_other(store: Store) -> None:
    each = a_plan_of(TALK.replace('"class_teacher"', '"parent"').replace('"any"', '"each"'))
    world = await a_school(store, each)
    hers = next(d for d in await world.duties("talk") if d.holder_id == world.mother)

    reply = await world.done(world.father, hers, at(DUE, "20:00"))

    assert reply.result is Answered.not_yours


async def test_a_deputy_answers_where_the_class_has_no_teacher(store: Store) -> None:
    world = await a_school(store, a_plan_of(TALK))
    async with store.write() as work:
        posts = await work.posts.of_person(world.teacher, MONDAY)
        await work.posts.end([post.id for post in posts], MONDAY)
        deputy = await a_person(work, "苗可", None)
        await work.posts.give([(deputy, world.class_.id, Post.deputy)], MONDAY)
        await work.accounts.join(deputy, address_of(deputy), START)

    reply = await world.done(deputy, await world.duty("talk"), at(DUE, "12:00"))

    assert reply.result is Answered.done
    assert (await world.done(world.teacher, await world.duty("talk"), at(DUE, "12:00"))).result is (
        Answered.not_yours
    )


async def test_every_answer_is_in_the_duties_history(store: Store) -> None:
    world = await reminded(store)
    duty = await world.duty()
    await world.later(world.father, duty, at(DUE, "19:30"), Later.after_shift)
    await world.could_not(world.father, duty, at(DUE, "21:10"), Reason.other)
    await world.done(world.father, duty, at(DUE, "21:20"))

    async with store.read() as work:
        events = [row.entry.event for row in await work.journal.about_duty(duty.id)]
    assert {*events[:2]} == {"duty.reminder", "notice.sent"}
    assert events[2:] == [
        "duty.later",
        "duty.could_not",
        "duty.escalation",
        "duty.done",
    ]
