"""Children change class, leave, come back and go to another school."""

from datetime import date, timedelta

import pytest

from care.words import DutyState, MoveState, Moving, NewsCode, Role, Status, TaskKind
from services.duties.case import Answered
from services.duties.planning import plan_school
from services.moving.arriving import add_child, namesakes
from services.moving.place import Moved
from services.moving.waiting import cancel
from services.overview import child_view
from services.tasks.settling import Settled
from storage.children import TieFacts
from storage.invitations import NewInvitation
from storage.store import Store
from storage.tasks import NewTask
from tests.care.builders import MONDAY, at
from tests.services.moves import elsewhere, movers
from tests.services.plans import CALLS, CALLS_AND_TALKS, LETTER, a_plan_of, a_rule_text
from tests.world import DUE, DUE_EVENING, START, a_person, address_of

TODAY = START.date()
NEXT_WEEK = TODAY + timedelta(days=7)
MIDNIGHT = at(NEXT_WEEK, "00:00")
EVENING = at(TODAY, "20:00")


async def test_a_class_change_takes_everything_along(store: Store) -> None:
    world, they = await movers(store)
    unit, new_teacher = await world.add_class("三年级2班")
    before = await world.duty()

    assert await they.to_class(world.teacher, unit.id, TODAY, START) is Moved.done

    after = await world.duty()
    assert (after.id, after.unit_id, after.due_on) == (before.id, unit.id, before.due_on)
    async with store.write() as work:
        assert await child_view(work, world.actor(new_teacher), world.child, START)
        assert await child_view(work, world.actor(world.teacher), world.child, START) is None
        assert await child_view(work, world.actor(world.principal), world.child, START)
    assert await they.states() == [(Moving.class_change, MoveState.done)]


@pytest.mark.in_memory_too
async def test_both_teachers_and_the_family_hear_of_a_class_change(store: Store) -> None:
    world, they = await movers(store)
    unit, new_teacher = await world.add_class("三年级2班")
    await they.to_class(world.principal, unit.id, TODAY, START)

    assert await they.hears(EVENING) == {
        (new_teacher, NewsCode.child_came, "禾小满"),
        (world.teacher, NewsCode.child_went, "禾小满"),
        (world.father, NewsCode.class_changed, "禾小满"),
        (world.grandmother, NewsCode.class_changed, "禾小满"),
    }


@pytest.mark.in_memory_too
async def test_a_planned_move_happens_at_midnight_of_the_school(store: Store) -> None:
    world, they = await movers(store)
    unit, _ = await world.add_class("三年级2班")

    assert await they.to_class(world.teacher, unit.id, NEXT_WEEK, START) is Moved.planned
    assert await world.next_moment() == MIDNIGHT
    assert await they.the_day_comes(MIDNIGHT - timedelta(seconds=1)) == 0
    assert await they.class_of() == world.class_.id
    assert await they.the_day_comes(MIDNIGHT) == 1
    assert await they.class_of() == unit.id
    assert await they.the_day_comes(MIDNIGHT) == 0


@pytest.mark.in_memory_too
async def test_of_one_child_only_one_move_waits(store: Store) -> None:
    world, they = await movers(store)
    unit, _ = await world.add_class("三年级2班")
    await they.to_class(world.teacher, unit.id, NEXT_WEEK, START)
    await they.leaves(world.teacher, NEXT_WEEK, START)

    assert set(await they.states()) == {
        (Moving.class_change, MoveState.cancelled),
        (Moving.left, MoveState.planned),
    }
    assert len(await world.journal("move.cancelled")) == 1


@pytest.mark.in_memory_too
async def test_a_planned_move_can_be_taken_back(store: Store) -> None:
    world, they = await movers(store)
    await they.leaves(world.teacher, NEXT_WEEK, START)
    async with store.write() as work:
        assert await cancel(work, world.actor(world.father), world.child, START) is Moved.not_yours
        taken_back = await cancel(work, world.actor(world.teacher), world.child, START)

    assert taken_back is Moved.cancelled
    assert await they.the_day_comes(MIDNIGHT) == 0
    assert await they.class_of() == world.class_.id


@pytest.mark.parametrize("who", ["father", "grandmother"])
async def test_the_family_moves_nobody(store: Store, who: str) -> None:
    world, they = await movers(store)
    unit, stranger = await world.add_class("三年级2班")

    for person in (getattr(world, who), stranger):
        assert await they.to_class(person, unit.id, TODAY, START) is Moved.not_yours
        assert await they.leaves(person, TODAY, START) is Moved.not_yours
    assert await they.states() == []


@pytest.mark.in_memory_too
async def test_a_class_of_another_school_is_no_class_change(store: Store) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)

    assert await they.to_class(world.principal, away.class_.id, TODAY, START) is Moved.impossible
    same = await they.to_class(world.principal, world.class_.id, TODAY, START)
    assert same is Moved.same_place


@pytest.mark.in_memory_too
async def test_nothing_more_is_asked_about_a_child_who_has_left(store: Store) -> None:
    world, they = await movers(store)
    await world.tick(DUE_EVENING)
    duty = await world.duty()

    assert await they.leaves(world.teacher, DUE, DUE_EVENING) is Moved.done

    sent = await world.deliver(DUE_EVENING)
    assert [each.news.code for each in sent if each.news] == [NewsCode.child_left] * 2
    assert not any(each.items for each in sent)
    assert (await world.again(duty)).state is DutyState.excused
    assert (await world.done(world.father, duty, DUE_EVENING)).result is Answered.not_yours
    assert await world.live(at(date(2025, 6, 1), "20:00")) == []
    entries = await world.journal("duty.excused")
    assert [row.entry.details for row in entries] == [{"why": "left"}]


MONTHLY = a_plan_of(a_rule_text("word", cadence='per = "month"\ntimes = 1'))


@pytest.mark.parametrize(
    ("day", "due"), [(date(2025, 3, 14), date(2025, 3, 16)), (date(2025, 3, 20), date(2025, 4, 16))]
)
@pytest.mark.in_memory_too
async def test_who_comes_in_the_middle_of_a_month_owes_what_is_still_to_come_of_it(
    store: Store, day: date, due: date
) -> None:
    """The word of March is due on the 16th."""
    world, _ = await movers(store, MONTHLY)
    now = at(day, "12:00")
    async with store.write() as work:
        teacher, unit = world.actor(world.teacher), world.class_.id
        child = await add_child(work, teacher, unit, "禾小寒", None, now)
        assert isinstance(child, int)
        await work.children.tie([TieFacts(child, world.father, Role.father, Status.away)], day)
        await plan_school(work, world.school.id, now)

    (word,) = await world.duties("word", DutyState.open, child)
    assert word.due_on == due


@pytest.mark.in_memory_too
async def test_who_leaves_in_the_middle_of_a_month_owes_nothing_more_of_it(store: Store) -> None:
    world, they = await movers(store, MONTHLY)
    word = await world.duty("word")

    left = await they.leaves(world.teacher, date(2025, 3, 10), at(date(2025, 3, 10), "12:00"))
    assert left is Moved.done
    await world.deliver(at(date(2025, 3, 10), "20:00"))

    assert (word.due_on, (await world.again(word)).state) == (date(2025, 3, 16), DutyState.excused)
    assert await world.live(at(date(2025, 5, 1), "20:00")) == []
    assert [each.id for each in await world.duties("word")] == [word.id]


@pytest.mark.in_memory_too
async def test_the_last_day_is_the_day_before(store: Store) -> None:
    world, they = await movers(store)
    await they.leaves(world.teacher, NEXT_WEEK, START)
    await they.the_day_comes(MIDNIGHT)

    async with store.read() as work:
        gone = await work.leavers.by_id([world.child])
    assert gone[world.child].until == NEXT_WEEK - timedelta(days=1)


async def test_questions_about_a_child_who_has_left_are_pointless(store: Store) -> None:
    world, they = await movers(store)
    async with store.write() as work:
        task = NewTask("s/1", TaskKind.status, world.class_.id, world.child, world.mother)
        await work.tasks.ask([task], START)
    await they.leaves(world.teacher, TODAY, START)

    async with store.read() as work:
        assert await work.tasks.open_about([world.child]) == []


async def test_who_has_no_other_place_is_invited_no_more(store: Store) -> None:
    world, they = await movers(store)
    async with store.write() as work:
        sibling_of = await a_person(work, "禾望春", None)
        await work.children.tie(
            [TieFacts(world.child, sibling_of, Role.father, Status.away)], MONDAY
        )
    await world.add_child("禾小雪", [sibling_of])
    people = (world.mother, sibling_of)
    async with store.write() as work:
        for n, person in enumerate(people):
            await work.invitations.add(
                [NewInvitation(f"token-{n}", person, Role.father, None, None)],
                START,
                START + timedelta(days=30),
            )
    await they.leaves(world.teacher, TODAY, START)

    async with store.read() as work:
        assert await work.invitations.people_with_open_one(people, START) == {sibling_of}


@pytest.mark.in_memory_too
async def test_a_child_can_come_back_with_what_was_open(store: Store) -> None:
    world, they = await movers(store)
    before = await world.duty()
    await they.leaves(world.teacher, TODAY, START)
    later = START + timedelta(days=3)

    assert await they.back(world.father, later) is Moved.not_yours
    assert await they.back(world.teacher, later) is Moved.back

    after = await world.duty()
    assert (after.id, after.due_on) == (before.id, before.due_on)
    assert await they.class_of() == world.class_.id
    assert await they.states() == [(Moving.left, MoveState.cancelled)]
    assert await they.back(world.teacher, later) is Moved.impossible


@pytest.mark.in_memory_too
async def test_after_a_long_time_the_chain_goes_on_and_after_a_longer_one_it_is_too_late(
    store: Store,
) -> None:
    world, they = await movers(store)
    before = await world.duty()
    await they.leaves(world.teacher, TODAY, START)

    assert await they.back(world.teacher, START + timedelta(days=29)) is Moved.back
    after = await world.duty()
    assert after.previous_id == before.id

    await they.leaves(world.teacher, TODAY, START + timedelta(days=29))
    too_late = await they.back(world.teacher, START + timedelta(days=70))
    assert too_late is Moved.too_late


async def test_a_child_added_in_chat_has_no_duties_before_it_has_a_circle(store: Store) -> None:
    world, _ = await movers(store)
    async with store.write() as work:
        teacher, class_id = world.actor(world.teacher), world.class_.id
        refused = await add_child(work, world.actor(world.father), class_id, "禾小雪", None, START)
        child = await add_child(work, teacher, class_id, "禾小雪", date(2016, 5, 1), START)
        assert refused is None
        assert child is not None
        assert await work.duties.open_of_children([child]) == []
        assert (await work.children.by_id([child]))[child].facts.birth == "2016-05-01"
        assert await namesakes(work, class_id, "禾小雪") == ["三年级1班"]


async def test_the_old_school_stays_responsible_until_somebody_accepts(store: Store) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)

    offered = await they.offered(world.principal, away.class_.id, away.teacher, TODAY, START)

    assert offered is Moved.offered
    assert await they.class_of() == world.class_.id
    assert await they.the_day_comes(at(NEXT_WEEK, "12:00")) == 0
    assert (away.teacher, NewsCode.task, None) in await they.hears(EVENING)
    async with store.write() as work:
        assert await child_view(work, world.actor(away.teacher), world.child, EVENING) is None


async def test_an_accepted_child_is_the_new_schools(store: Store) -> None:
    world, they = await movers(store, CALLS_AND_TALKS)
    away = await elsewhere(world, a_plan_of(CALLS[CALLS.index("[[rule]]") :], LETTER))
    call, talk = await world.duty("call"), await world.duty("talk")
    await they.offered(world.principal, away.class_.id, away.teacher, TODAY, START)

    assert await they.answers(world.teacher, "yes", START) is Settled.not_yours
    assert await they.answers(away.teacher, "yes", START) is Settled.done

    assert await they.class_of() == away.class_.id
    assert (await world.duty("call")).id == call.id
    assert (await world.duty("letter", world.child)).unit_id == away.class_.id
    await world.live(at(talk.closes_on, "12:00"))
    assert (await world.again(talk)).state is DutyState.excused
    assert await they.states() == [(Moving.transfer, MoveState.done)]
    async with store.write() as work:
        assert await child_view(work, world.actor(away.teacher), world.child, START)
        assert await child_view(work, world.actor(world.principal), world.child, START) is None


async def test_everybody_hears_of_an_accepted_transfer(store: Store) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)
    await they.offered(world.principal, away.class_.id, away.teacher, TODAY, START)
    await they.answers(away.teacher, "yes", START)

    assert await they.hears(EVENING) == {
        (world.principal, NewsCode.offer_accepted, "禾小满"),
        (world.teacher, NewsCode.offer_accepted, "禾小满"),
        (world.teacher, NewsCode.child_went, "禾小满"),
        (world.father, NewsCode.school_changed, "禾小满"),
        (world.grandmother, NewsCode.school_changed, "禾小满"),
    }


async def test_a_principal_chooses_the_class(store: Store) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)
    await they.offered(world.principal, away.school.id, away.principal, NEXT_WEEK, START)
    (question,) = await they.questions()

    assert question.data["labels"] == {"0": "三年级2班"}
    assert await they.answers(away.principal, "yes", START) is Settled.already
    assert await they.answers(away.principal, "0", START) is Settled.done
    assert await they.class_of() == world.class_.id
    assert await they.the_day_comes(MIDNIGHT) == 1
    assert await they.class_of() == away.class_.id


async def test_a_declined_child_stays(store: Store) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)
    await they.offered(world.principal, away.class_.id, away.teacher, TODAY, START)
    await they.answers(away.teacher, "no", START)

    assert await they.states() == [(Moving.transfer, MoveState.declined)]
    assert await they.class_of() == world.class_.id
    assert await they.hears(EVENING) == {
        (world.principal, NewsCode.offer_declined, "禾小满"),
        (world.teacher, NewsCode.offer_declined, "禾小满"),
    }


async def test_an_offer_taken_back_cannot_be_accepted(store: Store) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)
    await they.offered(world.principal, away.class_.id, away.teacher, TODAY, START)
    (question,) = await they.questions()
    await they.leaves(world.principal, NEXT_WEEK, START)

    assert await they.questions() == []
    async with store.read() as work:
        asked = (await work.tasks.by_id([question.id]))[question.id]
    assert asked.answer == "pointless"


async def test_only_the_principal_or_the_file_manager_offers_and_only_to_who_can_take(
    store: Store,
) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)

    by_teacher = await they.offered(world.teacher, away.class_.id, away.teacher, TODAY, START)
    to_nobody = await they.offered(world.principal, away.class_.id, away.principal, TODAY, START)
    to_own = await they.offered(world.principal, world.class_.id, world.teacher, TODAY, START)

    assert (by_teacher, to_nobody, to_own) == (
        Moved.not_yours,
        Moved.impossible,
        Moved.impossible,
    )


async def test_both_principals_hear_once_of_an_offer_without_an_answer(store: Store) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)
    await they.offered(world.principal, away.class_.id, away.teacher, TODAY, START)
    await they.hears(EVENING)
    two_weeks_on = START + timedelta(days=14)

    assert await they.the_day_comes(START + timedelta(days=13)) == 0
    assert await they.the_day_comes(two_weeks_on) == 1
    assert await they.the_day_comes(two_weeks_on + timedelta(days=30)) == 0
    assert await they.hears(two_weeks_on) == {
        (world.principal, NewsCode.offer_waiting, "禾小满"),
        (away.principal, NewsCode.offer_waiting_here, None),
    }
    assert await they.answers(away.teacher, "yes", two_weeks_on) is Settled.done


async def test_a_graduate_can_be_handed_over_to_the_next_school(store: Store) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)
    await they.leaves(world.principal, TODAY, START, Moving.graduated)
    summer = START + timedelta(days=60)

    assert (
        await they.offered(world.principal, away.class_.id, away.teacher, summer.date(), summer)
        is Moved.offered
    )
    assert await they.class_of() is None
    assert await they.answers(away.teacher, "yes", summer) is Settled.done

    assert await they.class_of() == away.class_.id
    assert len(await world.duties("call", DutyState.open)) == 1
    late = START + timedelta(days=200)
    async with store.write() as work:
        assert await work.accounts.at(address_of(world.father))
    assert await they.leaves(away.principal, late.date(), late, Moving.left) is Moved.done
    refused = await they.offered(away.principal, world.class_.id, world.teacher, TODAY, late)
    assert refused is Moved.impossible
