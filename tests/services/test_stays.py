"""A stay without an end is asked about: whoever said it, and when nobody answers, the teacher."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from care.circumstances import SpanKind
from care.delivery import Outcome
from care.words import DutyState, NewsCode, Post, Reach, Role, Status
from services.calendar import home, saying_still
from services.calendar.saying_still import Answer, Heard
from services.calendar.still import StayLine, left_of
from services.outbox import pausing
from services.outbox.delivering import Attempt
from services.weekly.sweep import sweep
from storage.children import TieFacts
from storage.spans import SpanRow
from storage.store import Store
from tests.care.builders import MONDAY, at
from tests.services.cards import writes
from tests.services.plans import a_plan_of, a_rule_text
from tests.world import START, World, a_person, a_school, address_of

pytestmark = pytest.mark.in_memory_too

PLAN = a_plan_of(a_rule_text("call", more='pauses = ["parent_home", "child_away"]\n'))
SAID = MONDAY + timedelta(days=2)
"""Wednesday, 5 March 2025: so four weeks are over on Monday, 7 April, six on the 21st."""
SAID_AT = at(SAID, "10:00")


def monday(week: int) -> date:
    """The Monday of a week, counted from the one in which it was said."""
    return MONDAY + timedelta(weeks=week)


FOUR, SIX = monday(5), monday(7)


@pytest.fixture
async def world(store: Store) -> World:
    """The father, the grandmother, the teacher and the principal have joined, the mother has not;
    the week in which it is said has been swept.
    """
    world = await a_school(store, PLAN)
    await swept(world, START)
    return world


async def swept(world: World, now: datetime) -> None:
    async with world.store.write() as work:
        await sweep(work, now)


async def is_home(
    world: World, until: date | None = None, since: date = SAID, now: datetime = SAID_AT
) -> None:
    async with world.store.write() as work:
        assert await home.say_home(work, world.actor(world.father), since, until, now)


async def with_parents(world: World, who: int, *children: int) -> None:
    """Somebody says so of these children, each on a card of its own."""
    for child in children or (world.child,):
        await writes(world, who, "away", {"place": "parents"}, SAID_AT, [child])


async def asked_on(world: World, *mondays: date) -> list[tuple[date, int, list[str]]]:
    """Mondays pass, each with its sweep; on which of them who was asked about which children."""
    found = []
    for day in mondays:
        await swept(world, at(day, "00:00"))
        for message in await world.deliver(at(day, "19:30")):
            if message.news is not None and message.news.stays is not None:
                names = [name for line in message.news.stays.lines for name in line.children]
                found.append((day, message.notice.person_id, names))
    return found


async def asks(world: World, *mondays: date) -> list[tuple[date, int]]:
    return [(day, person) for day, person, _ in await asked_on(world, *mondays)]


def weeks(first: int, last: int) -> list[date]:
    return [monday(week) for week in range(first, last + 1)]


async def spans(world: World, child: int | None = None) -> list[SpanRow]:
    async with world.store.read() as work:
        found = await work.spans.of_children([child or world.child])
    return [s for rows in found.values() for s in rows]


async def open_span(world: World, child: int | None = None) -> SpanRow:
    """The one that has no end."""
    (found,) = [s for s in await spans(world, child) if s.facts.ends_on is None]
    return found


async def answers(world: World, who: int, span: SpanRow, now: datetime, *, still: bool) -> Answer:
    async with world.store.write() as work:
        return await saying_still.answer(work, world.actor(who), span.id, now, still=still)


async def ends_post(world: World, person: int, on: date = MONDAY) -> None:
    async with world.store.write() as work:
        posts = await work.posts.of_person(person, MONDAY)
        await work.posts.end([post.id for post in posts], on)


async def reach(world: World, person: int, how: Reach) -> None:
    async with world.store.write() as work:
        await work.accounts.set_reach(person, how)


async def becomes(world: World, person: int, status: Status) -> None:
    async with world.store.write() as work:
        for tie in await work.children.ties([world.child], MONDAY):
            if tie.facts.person_id == person:
                facts = TieFacts(world.child, person, tie.facts.role, status)
                await work.children.change_tie(tie.id, facts)


async def test_whoever_is_at_home_is_asked_after_four_weeks_and_every_four_weeks(
    world: World,
) -> None:
    await is_home(world)
    await reach(world, world.teacher, Reach.stopped)
    await reach(world, world.principal, Reach.stopped)

    assert await asks(world, *weeks(1, 14)) == [
        (FOUR, world.father),
        (monday(9), world.father),
        (monday(13), world.father),
    ]


async def test_the_question_comes_at_the_own_hour_of_that_monday(world: World) -> None:
    await is_home(world)
    await swept(world, at(FOUR, "00:00"))

    (question,) = [n for n in await world.notices() if n.code == NewsCode.still_so]
    assert question.send_at == at(FOUR, "19:00")


async def test_still_so_begins_the_count_anew_and_offers_no_meeting_again(world: World) -> None:
    await is_home(world)
    assert await asks(world, *weeks(1, 5)) == [(FOUR, world.father)]
    before, notices = await open_span(world), len(await world.notices())
    now = at(FOUR, "20:00")

    assert await answers(world, world.father, before, now, still=True) == Answer(Heard.still)

    after = await open_span(world)
    assert (after.facts.starts_on, after.facts.said_by_id) == (FOUR, world.father)
    assert after.facts.person_id == world.father
    async with world.store.read() as work:
        ended = (await work.spans.by_id([before.id]))[before.id]
    assert ended.facts.ends_on == FOUR - timedelta(days=1)
    assert len(await world.notices()) == notices
    assert len(await world.journal("parent.still_home")) == 1
    assert await asks(world, *weeks(6, 10)) == [(monday(9), world.father)]


async def test_still_so_wakes_no_duty(world: World) -> None:
    await is_home(world)
    before = await world.duties()

    await answers(world, world.father, await open_span(world), at(FOUR, "20:00"), still=True)

    assert await world.duties() == before
    assert await world.duties("call", DutyState.open) == []


async def test_over_is_as_if_the_father_had_said_that_he_has_left(world: World) -> None:
    await is_home(world)
    span = await open_span(world)

    heard = await answers(world, world.father, span, at(FOUR, "20:00"), still=False)

    assert heard == Answer(Heard.over)
    assert (await world.duty("call")).due_on > FOUR
    assert len(await world.journal("parent.left")) == 1
    assert await asks(world, *weeks(6, 12)) == []


async def test_after_six_weeks_without_an_answer_the_class_teacher_is_asked_every_four_weeks(
    world: World,
) -> None:
    await is_home(world)

    assert await asks(world, *weeks(1, 11)) == [
        (FOUR, world.father),
        (SIX, world.teacher),
        (monday(9), world.father),
        (monday(11), world.teacher),
    ]


async def test_the_teacher_reads_whose_stay_it_is_of_which_child_and_since_when(
    world: World,
) -> None:
    await is_home(world)
    span = await open_span(world)
    await swept(world, at(SIX, "00:00"))

    sent = await world.deliver(at(SIX, "19:30"))

    (view,) = [m.news.stays for m in sent if m.news and m.notice.person_id == world.teacher][-1:]
    assert view is not None
    line = StayLine(span.id, SpanKind.parent_home, ("禾小满",), "禾远舟", SAID, own=False)
    assert view.lines == (line,)


@pytest.mark.parametrize("how", [Reach.blocked, Reach.stopped])
async def test_a_father_who_gets_no_messages_is_asked_about_through_the_teacher(
    world: World, how: Reach
) -> None:
    await is_home(world)
    await reach(world, world.father, how)

    assert await asks(world, *weeks(1, 8)) == [(SIX, world.teacher)]


@pytest.mark.parametrize("status", [Status.barred, Status.no_contact, Status.dead])
async def test_who_is_out_of_the_circle_is_neither_asked_nor_named(
    world: World, status: Status
) -> None:
    await is_home(world)
    await becomes(world, world.father, status)
    span = await open_span(world)

    assert await asks(world, *weeks(1, 8)) == [(SIX, world.teacher)]

    async with world.store.read() as work:
        left = await left_of(work, world.teacher, 0, [span.id], at(SIX, "20:00"))
    assert left is not None
    assert left.lines[0].who is None
    now = at(SIX, "20:00")
    assert (await answers(world, world.father, span, now, still=True)).heard is Heard.not_yours
    assert (await answers(world, world.teacher, span, now, still=False)).heard is Heard.over


async def test_the_teacher_says_in_his_name_that_he_is_still_there(world: World) -> None:
    await is_home(world)
    span = await open_span(world)

    heard = await answers(world, world.teacher, span, at(SIX, "20:00"), still=True)

    assert heard == Answer(Heard.still)
    now_so = (await open_span(world)).facts
    assert (now_so.person_id, now_so.said_by_id) == (world.father, world.teacher)
    (entry,) = await world.journal("parent.still_home")
    assert entry.entry.details["about"] == world.father
    assert await asks(world, *weeks(8, 13)) == [
        (monday(11), world.father),
        (monday(13), world.teacher),
    ]


async def test_the_teacher_says_in_his_name_that_he_has_left_and_calls_are_asked_for(
    world: World,
) -> None:
    await is_home(world)
    await reach(world, world.father, Reach.blocked)

    await answers(world, world.teacher, await open_span(world), at(SIX, "20:00"), still=False)

    assert (await world.duty("call")).due_on > SIX
    (entry,) = await world.journal("parent.left")
    assert entry.entry.details["about"] == world.father


async def test_mother_and_grandmother_say_nothing_of_the_fathers_stay(world: World) -> None:
    await is_home(world)
    span = await open_span(world)

    for who in (world.mother, world.grandmother):
        for still in (True, False):
            heard = await answers(world, who, span, at(SIX, "20:00"), still=still)
            assert heard.heard is Heard.not_yours
    assert await open_span(world) == span


async def test_a_father_of_two_is_asked_once_and_his_answer_is_about_both(world: World) -> None:
    sister = await world.add_child("禾小寒", [world.father])
    await is_home(world)

    found = await asked_on(world, *weeks(1, 7))

    assert found == [
        (FOUR, world.father, ["禾小寒", "禾小满"]),
        (SIX, world.teacher, ["禾小寒", "禾小满"]),
    ]
    span = await open_span(world, sister)
    await answers(world, world.teacher, span, at(SIX, "20:00"), still=True)
    for child in (world.child, sister):
        assert (await open_span(world, child)).facts.starts_on == SIX


async def test_a_teacher_answers_for_the_children_of_the_own_class_only(world: World) -> None:
    other, colleague = await world.add_class("三年级2班")
    sister = await world.add_child("禾小寒", [world.father], other)
    await is_home(world)

    assert sorted(await asked_on(world, *weeks(6, 7))) == sorted(
        [
            (monday(6), world.father, ["禾小寒", "禾小满"]),
            (SIX, world.teacher, ["禾小满"]),
            (SIX, colleague, ["禾小寒"]),
        ]
    )
    await answers(world, world.teacher, await open_span(world), at(SIX, "20:00"), still=False)

    assert (await open_span(world, sister)).facts.starts_on == SAID
    assert all(span.facts.ends_on for span in await spans(world))


async def test_a_teacher_hears_of_many_families_in_one_message(world: World) -> None:
    await is_home(world)
    async with world.store.write() as work:
        parents = [await a_person(work, f"家长{n}", None) for n in range(10)]
    for n, parent in enumerate(parents):
        await world.add_child(f"孩子{n}", [parent])
        async with world.store.write() as work:
            await home.say_home(work, world.actor(parent), SAID, None, SAID_AT)

    found = await asked_on(world, SIX)

    (message,) = [names for _, person, names in found if person == world.teacher]
    assert len(message) == 11


@pytest.mark.sql_only
async def test_whoever_said_that_the_child_is_with_its_parents_is_asked(world: World) -> None:
    await with_parents(world, world.grandmother)

    assert await asks(world, *weeks(1, 7)) == [(FOUR, world.grandmother), (SIX, world.teacher)]
    span = await open_span(world)
    heard = await answers(world, world.grandmother, span, at(SIX, "20:00"), still=True)
    assert heard == Answer(Heard.still)
    assert (await open_span(world)).facts.said_by_id == world.grandmother
    assert len(await world.journal("child.still_with_parents")) == 1


@pytest.mark.sql_only
async def test_back_again_the_call_is_asked_for(world: World) -> None:
    await with_parents(world, world.grandmother)

    await answers(world, world.grandmother, await open_span(world), at(FOUR, "20:00"), still=False)

    assert (await world.duty("call")).due_on > FOUR
    assert len(await world.journal("child.back_from_parents")) == 1


@pytest.mark.sql_only
async def test_a_grandmother_of_two_is_asked_about_both_in_one_message(world: World) -> None:
    sister = await world.add_child("禾小寒", [world.father])
    async with world.store.write() as work:
        facts = TieFacts(sister, world.grandmother, Role.guardian, Status.at_home)
        await work.children.tie([facts], MONDAY)
    await with_parents(world, world.grandmother, world.child, sister)

    assert await asked_on(world, FOUR) == [(FOUR, world.grandmother, ["禾小寒", "禾小满"])]
    await answers(world, world.grandmother, await open_span(world), at(FOUR, "20:00"), still=False)
    assert (await open_span(world, sister)).facts.starts_on == SAID


@pytest.mark.sql_only
async def test_a_teacher_who_said_it_is_asked_every_four_weeks_and_not_twice(world: World) -> None:
    await with_parents(world, world.teacher)

    assert await asks(world, *weeks(1, 11)) == [(FOUR, world.teacher), (monday(9), world.teacher)]


async def test_the_deputy_is_asked_where_the_teacher_has_gone_and_answers(world: World) -> None:
    async with world.store.write() as work:
        deputy = await a_person(work, "应长风", None)
        await work.posts.give([(deputy, world.class_.id, Post.deputy)], MONDAY)
        await work.accounts.join(deputy, address_of(deputy), START)
    await is_home(world)
    await ends_post(world, world.teacher)

    assert await asks(world, *weeks(1, 7)) == [(FOUR, world.father), (SIX, deputy)]
    span, now = await open_span(world), at(SIX, "20:00")
    assert (await answers(world, world.teacher, span, now, still=True)).heard is Heard.not_yours
    assert (await answers(world, deputy, span, now, still=False)).heard is Heard.over


@pytest.mark.parametrize("gone", [True, False])
async def test_without_a_teacher_whom_messages_reach_the_principal_is_asked(
    world: World, *, gone: bool
) -> None:
    await is_home(world)
    if gone:
        await ends_post(world, world.teacher)
    else:
        await reach(world, world.teacher, Reach.blocked)

    assert await asks(world, SIX) == [(SIX, world.father), (SIX, world.principal)]


async def test_a_teacher_of_the_own_family_is_no_teacher_of_the_child(world: World) -> None:
    async with world.store.write() as work:
        facts = TieFacts(world.child, world.teacher, Role.guardian, Status.at_home)
        await work.children.tie([facts], MONDAY)
    await is_home(world)

    assert await asks(world, *weeks(6, 7)) == [(monday(6), world.father), (SIX, world.principal)]
    span = await open_span(world)
    heard = await answers(world, world.teacher, span, at(SIX, "20:00"), still=False)
    assert heard.heard is Heard.not_yours


@pytest.mark.parametrize(("since", "until"), [(SAID, SIX), (SIX, None)])
async def test_what_has_an_end_or_is_still_to_come_is_not_asked_about(
    world: World, since: date, until: date | None
) -> None:
    await is_home(world, until, since)

    assert await asks(world, *weeks(1, 8)) == []


async def test_a_stay_said_in_advance_counts_from_its_first_day(world: World) -> None:
    await is_home(world, since=monday(2))

    assert await asks(world, *weeks(1, 8)) == [
        (monday(6), world.father),
        (monday(8), world.teacher),
    ]


@pytest.mark.sql_only
async def test_what_is_said_late_counts_from_the_day_on_which_it_was_said(world: World) -> None:
    given = {"place": "parents", "since": "2025-01-06"}
    await writes(world, world.grandmother, "away", given, SAID_AT)

    assert await asks(world, *weeks(1, 6)) == [(FOUR, world.grandmother)]


async def test_a_class_that_is_not_live_asks_nothing(world: World) -> None:
    await is_home(world)
    async with world.store.write() as work:
        await work.units.go_live([world.class_.id], monday(8), None)

    assert await asks(world, *weeks(1, 10)) == [(monday(9), world.father)]


async def test_sweeping_twice_or_in_two_processes_asks_once(world: World) -> None:
    await is_home(world)
    await swept(world, at(FOUR, "00:00"))
    async with world.store.write() as work:
        await work.weekly.mark_swept("Asia/Shanghai", monday(4))
    await swept(world, at(FOUR, "00:01"))
    await swept(world, at(FOUR, "12:00"))

    assert len([n for n in await world.notices() if n.code == NewsCode.still_so]) == 1


async def test_an_outage_of_weeks_loses_no_question_and_asks_none_twice(world: World) -> None:
    await is_home(world)
    thursday = monday(6) + timedelta(days=3)

    assert await asks(world, *weeks(1, 4), thursday) == [(thursday, world.father)]
    assert await asks(world, *weeks(7, 9)) == [(SIX, world.teacher), (monday(9), world.father)]


async def test_after_an_outage_of_months_each_is_asked_once(world: World) -> None:
    await is_home(world)
    late = monday(16) + timedelta(days=2)

    found = await asks(world, *weeks(1, 2), late)

    assert sorted(found) == sorted([(late, world.father), (late, world.teacher)])


async def test_a_question_that_could_not_go_out_for_weeks_is_asked_afterwards(
    world: World,
) -> None:
    await is_home(world)
    await swept(world, at(FOUR, "00:00"))
    friday = monday(7) + timedelta(days=4)

    await swept(world, at(friday, "12:00"))
    sent = await world.deliver(at(friday, "19:30"))

    asked = [m.notice.person_id for m in sent if m.news and m.news.stays]
    assert sorted(asked) == sorted([world.father, world.teacher])


async def test_a_paused_school_asks_when_it_goes_on(world: World) -> None:
    await is_home(world)
    async with world.store.write() as work:
        await pausing.pause(work, world.school, SAID_AT)
    assert await asks(world, *weeks(1, 5)) == []
    async with world.store.write() as work:
        school = (await work.units.by_id([world.school.id]))[world.school.id]
        assert await pausing.resume(work, school, at(FOUR, "21:00"))

    sent = await world.deliver(at(FOUR + timedelta(days=1), "08:00"))

    assert [m.notice.person_id for m in sent if m.news and m.news.stays] == [world.father]


@pytest.mark.parametrize("still", [True, False])
async def test_what_is_answered_before_the_message_goes_out_is_not_asked(
    world: World, *, still: bool
) -> None:
    await is_home(world)
    await swept(world, at(SIX, "00:00"))
    now = at(SIX, "08:00")

    await answers(world, world.father, await open_span(world), now, still=still)

    sent = await world.deliver(at(SIX, "19:30"))
    assert [m for m in sent if m.news and m.news.stays] == []


async def test_a_father_who_says_anew_when_he_is_at_home_is_not_asked_about_the_old_stay(
    world: World,
) -> None:
    await is_home(world)
    await swept(world, at(FOUR, "00:00"))

    await is_home(world, FOUR + timedelta(days=3), FOUR, at(FOUR, "08:00"))

    sent = await world.deliver(at(FOUR, "19:30"))
    assert [m for m in sent if m.news and m.news.stays] == []


async def test_who_blocks_the_bot_when_asked_is_asked_about_through_the_teacher(
    world: World,
) -> None:
    await is_home(world)
    await swept(world, at(FOUR, "00:00"))
    await world.send(at(FOUR, "19:30"), Attempt(Outcome.blocked))

    assert await asks(world, *weeks(6, 9)) == [(SIX, world.teacher)]


async def test_an_old_button_changes_nothing_and_leads_to_what_is_so_now(world: World) -> None:
    await is_home(world)
    old = await open_span(world)
    await answers(world, world.teacher, old, at(SIX, "20:00"), still=True)
    newer = await open_span(world)

    for still in (True, False):
        heard = await answers(world, world.father, old, at(monday(8), "20:00"), still=still)
        assert heard == Answer(Heard.known, (newer.id,))
    assert await open_span(world) == newer

    await answers(world, world.father, newer, at(monday(8), "20:00"), still=False)
    heard = await answers(world, world.teacher, old, at(monday(9), "20:00"), still=True)
    assert heard == Answer(Heard.known)
    assert all(span.facts.ends_on for span in await spans(world))


async def test_confirmed_again_and_again_it_is_known_since_when_it_has_been_so(
    world: World,
) -> None:
    await is_home(world)
    for day in (FOUR, monday(9)):
        await answers(world, world.father, await open_span(world), at(day, "20:00"), still=True)
    span, now = await open_span(world), at(monday(12), "20:00")

    async with world.store.read() as work:
        left = await left_of(work, world.father, 0, [span.id], now)

    assert left is not None
    assert left.lines[0].since == SAID


async def test_a_zone_in_which_everything_rests_is_looked_at_all_the_same(world: World) -> None:
    """No duty is open while the only father is at home: the question comes from the stay alone."""
    await is_home(world)
    assert await world.duties("call", DutyState.open) == []

    assert await asks(world, FOUR) == [(FOUR, world.father)]


async def test_a_message_is_read_by_its_reader_alone(world: World) -> None:
    await is_home(world)
    await swept(world, at(FOUR, "00:00"))
    (question,) = [n for n in await world.notices() if n.code == NewsCode.still_so]

    async with world.store.read() as work:
        for who in (world.teacher, world.grandmother):
            assert await left_of(work, who, question.id, (), at(FOUR, "20:00")) is None
        assert await left_of(work, world.father, question.id, (), at(FOUR, "20:00")) is not None


@pytest.mark.sql_only
async def test_stays_are_found_by_an_index_and_not_by_reading_them_all(store: Store) -> None:
    look = (
        "SELECT span.id FROM span JOIN child ON child.id = span.child_id JOIN unit ON unit.id = "
        "child.unit_id WHERE span.ends_on IS NULL AND span.starts_on <= '2025-01-01' "
        "AND span.kind IN ('parent_home', 'child_away') AND unit.zone = 'Asia/Shanghai' "
        "AND unit.kind = 'class' AND unit.live_on <= '2025-01-01' AND child.until IS NULL"
    )

    def plan(connection: Connection) -> str:
        if connection.dialect.name == "sqlite":
            return str(connection.execute(text(f"EXPLAIN QUERY PLAN {look}")).all())
        connection.execute(text("SET enable_seqscan = off"))
        return str(connection.execute(text(f"EXPLAIN {look}")).all())

    async with store.engine.connect() as connection:
        assert "ix_span_running" in await connection.run_sync(plan)
