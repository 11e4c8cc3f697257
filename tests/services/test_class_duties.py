"""What a class owes as a whole: the class teacher is asked, once, and not for each child."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from bot.keyboards.items import item_buttons
from bot.texts.items import notice_text
from care.almanac import Term
from care.hours import local_date
from care.plan import load
from care.problems import PlanError
from care.words import DutyState
from locales.catalog import Texts
from services.duties.case import Answered
from services.duties.programmes import enter_term, use_plan
from services.duties.ticking import tick
from services.live.preview import preview
from services.live.switching import go_live
from services.moving.place import Moved
from services.outbox.delivering import Prepared
from services.plans import find
from storage.children import ChildFacts
from storage.store import Store
from tests.care.builders import SHANGHAI, at
from tests.services.moves import Movers
from tests.services.plans import CALL, a_plan_of, a_rule_text
from tests.world import START, World, a_school

pytestmark = pytest.mark.in_memory_too

CHINESE = Texts("zh-Hans")
AN_ASK = a_rule_text("roll", '"class_teacher"', 'every = "1 week"', '{ to = "holder", after = 0 }')
ROLL = AN_ASK.replace('subject = "child"', 'subject = "class"').replace(" {child}", "")


async def sent(world: World, until: date) -> list[Prepared]:
    """What goes out until the end of a day."""
    found = []
    while (moment := await world.next_moment()) is not None and moment < at(until, "23:59"):
        await world.tick(moment)
        found += await world.deliver(moment)
    return found


def labels(prepared: Prepared) -> list[str]:
    """The words of its buttons."""
    keyboard = item_buttons(prepared.items, "1", CHINESE)
    assert keyboard is not None
    return [button.text for row in keyboard.inline_keyboard for button in row]


def of_the_list(messages: Sequence[Prepared]) -> list[Prepared]:
    """Those that ask for the class list."""
    return [each for each in messages if "roster" in [item.rule.id for item in each.items]]


def of_class(messages: Sequence[Prepared]) -> list[Prepared]:
    """Those about what a class owes as a whole."""
    return [m for m in messages if any(item.rule.subject == "class" for item in m.items)]


def days_of(messages: Sequence[Prepared], person: int) -> list[date]:
    """On which days somebody was asked."""
    return [
        local_date(each.notice.send_at, SHANGHAI)
        for each in messages
        if each.notice.person_id == person
    ]


async def a_year(store: Store, plan: str) -> World:
    """The school with its terms: spring to 4 July 2025, then from 1 September."""
    world = await a_school(store, None)
    async with store.write() as work:
        for term in (
            Term("春季", date(2025, 2, 17), date(2025, 7, 4)),
            Term("秋季", date(2025, 9, 1), date(2026, 1, 23)),
        ):
            await enter_term(work, world.school.id, term, START)
    await world.follow(plan)
    return world


async def test_row_13_on_the_first_school_day_of_the_quarter_the_teacher_gets_the_class_list(
    store: Store,
) -> None:
    world = await a_year(store, find("tongren"))
    await world.add_child("禾小穗")

    messages = await sent(world, date(2025, 4, 1))

    (asked,) = [m for m in messages if m.items[0].rule.id == "roster"]
    assert local_date(asked.notice.send_at, SHANGHAI) == date(2025, 4, 1)
    assert asked.notice.person_id == world.teacher
    text = notice_text(asked.items, CHINESE)
    assert "禾小满" in text
    assert "禾小穗" in text
    assert labels(asked)[:2] == ["✔ 没有变化，都对", "✏️ 有变化，看名单"]


async def test_row_13_among_other_things_the_list_has_both_of_its_buttons_too(
    store: Store,
) -> None:
    plan = find("tongren")
    other = f"[[rule]]{plan.split('[[rule]]')[1]}".replace('"roster"', '"roll"')
    world = await a_year(store, plan + other.replace('shows = "children"\n', ""))

    messages = await sent(world, date(2025, 4, 1))

    (asked,) = [m for m in of_the_list(messages) if len(m.items) > 1]
    number = [item.rule.id for item in asked.items].index("roster") + 1
    at_once = labels(asked).index(f"{number} ✔ 没有变化")
    assert labels(asked)[at_once + 1 : at_once + 4] == ["⏰", "✖", f"{number} ✏️ 有变化，看名单"]
    assert sum("有变化，看名单" in label for label in labels(asked)) == 1


async def test_row_13_she_is_asked_again_every_week_until_she_answers_and_then_next_quarter(
    store: Store,
) -> None:
    world = await a_year(store, find("tongren"))
    asked = days_of(of_the_list(await sent(world, date(2025, 4, 20))), world.teacher)
    assert asked == [date(2025, 4, day) for day in (1, 8, 15)]

    duty = await world.duty("roster")
    result = await world.done(world.teacher, duty, at(date(2025, 4, 20), "20:00"))

    assert result.result is Answered.done
    asked = days_of(of_the_list(await sent(world, date(2025, 7, 7))), world.teacher)
    assert asked == [date(2025, 7, 1)]


async def test_row_13_after_three_weeks_the_principal_hears_once_and_the_weeks_go_on(
    store: Store,
) -> None:
    world = await a_year(store, find("tongren"))

    about = of_the_list(await sent(world, date(2025, 6, 30)))

    weekly = [date(2025, 4, 1) + timedelta(weeks=n) for n in range(12)]
    assert days_of(about, world.teacher) == weekly
    assert days_of(about, world.principal) == [date(2025, 4, 25)]


async def test_row_13_the_principal_who_hears_of_it_gets_no_list(store: Store) -> None:
    world = await a_year(store, find("tongren"))

    messages = await sent(world, date(2025, 4, 25))

    (told,) = [m for m in messages if m.items[0].purpose == "escalation"]
    assert told.notice.person_id == world.principal
    assert "禾小满" not in notice_text(told.items, CHINESE)
    assert "✏️ 有变化，看名单" not in labels(told)


async def test_row_98_on_the_first_of_the_month_the_teacher_gets_the_list_of_its_birthdays(
    store: Store,
) -> None:
    """禾小满 was born on a 21 May; 1 May is a holiday, so the list comes on the 6th."""
    world = await a_year(store, find("ten-ones"))
    async with store.write() as work:
        facts = [
            ChildFacts(world.class_.id, "禾早生", birth="2016-05-03"),
            ChildFacts(world.class_.id, "禾六月", birth="2016-06-01"),
            ChildFacts(world.class_.id, "禾不知"),
        ]
        await work.children.add(facts, START.date(), START)

    messages = await sent(world, date(2025, 5, 6))

    parties = [m for m in messages if any(i.rule.id == "birthday-party" for i in m.items)]
    asked = [m for m in parties if local_date(m.notice.send_at, SHANGHAI) == date(2025, 5, 6)]
    assert [m.notice.person_id for m in asked] == [world.teacher]
    text = notice_text(asked[0].items, CHINESE)
    assert text.index("5月3日 禾早生") < text.index("5月21日 禾小满")
    assert "禾六月" not in text
    assert "禾不知" not in text


async def test_row_98_a_month_without_birthdays_says_so(store: Store) -> None:
    world = await a_year(store, find("ten-ones"))

    messages = await sent(world, date(2025, 4, 1))

    party = [i for m in messages for i in m.items if i.rule.id == "birthday-party"][-1]
    assert "没有孩子过生日" in notice_text([party], CHINESE)


@pytest.mark.parametrize(
    ("row", "plan", "rule", "clock"),
    [(102, "pairing", "noon", "12:00"), (113, "dropout-control", "attendance", "08:30")],
)
async def test_rows_102_113_every_class_teacher_is_asked_every_school_day_at_its_hour(
    store: Store, row: int, plan: str, rule: str, clock: str
) -> None:
    """4 April 2025 is Qingming: a day off."""
    world = await a_year(store, find(plan))
    other, colleague = await world.add_class("四年级1班")
    async with store.write() as work:
        await work.children.add([ChildFacts(other.id, "禾小麦")], START.date(), START)
    await world.follow(find(plan))

    messages = await sent(world, date(2025, 4, 7))

    asked = [m for m in messages if [i.rule.id for i in m.items] == [rule]]
    assert {m.items[0].rule.row for m in asked} == {row}
    for teacher, class_name in ((world.teacher, "三年级1班"), (colleague, "四年级1班")):
        theirs = [m for m in asked if m.notice.person_id == teacher]
        assert {m.items[0].subject for m in theirs} == {class_name}
        found = [m.notice.send_at for m in theirs if m.notice.send_at > at(date(2025, 3, 31))]
        workdays = [date(2025, 3, 31), *(date(2025, 4, day) for day in (1, 2, 3, 7))]
        assert found == [at(day, clock) for day in workdays]


async def test_a_class_without_children_is_asked_for_nothing(store: Store) -> None:
    world = await a_school(store, None)
    await world.add_class("四年级1班")

    await world.follow(a_plan_of(ROLL))

    assert {duty.unit_id for duty in await world.duties("roll")} == {world.class_.id}


async def a_class_emptied(world: World, on: date, now: datetime) -> None:
    """Its only child leaves."""
    assert await Movers(world).leaves(world.principal, on, now) is Moved.done


async def test_a_class_that_loses_its_last_child_is_asked_no_more_until_one_comes(
    store: Store,
) -> None:
    world = await a_school(store, a_plan_of(ROLL))
    other = await world.add_child("禾小穗")
    await sent(world, date(2025, 3, 10))
    (asked,) = await world.duties("roll", DutyState.open)
    night = at(date(2025, 3, 10), "23:59")

    await Movers(world).leaves(world.principal, date(2025, 3, 10), night, child=other)
    assert await world.again(asked) == asked
    await a_class_emptied(world, date(2025, 3, 10), night)

    assert (await world.again(asked)).state is DutyState.excused
    (entry,) = [e.entry for e in await world.journal("duty.excused") if e.entry.child_id is None]
    assert entry.details == {"why": "no_children"}
    later = at(date(2025, 4, 14), "12:00")
    async with store.write() as work:
        await use_plan(work, world.school.id, a_plan_of(ROLL), ("x",), later.date(), later)
    assert await world.duties("roll", DutyState.open) == []
    assert of_class(await sent(world, date(2025, 4, 14))) == []

    assert await Movers(world).back(world.principal, night + timedelta(days=20)) is Moved.back
    (again,) = await world.duties("roll", DutyState.open)
    assert again.due_on >= date(2025, 3, 30)
    assert again.previous_id == asked.id


async def test_what_nobody_has_heard_of_is_there_again_with_the_next_child(store: Store) -> None:
    world = await a_school(store, a_plan_of(ROLL))
    (planned,) = await world.duties("roll")

    await a_class_emptied(world, START.date(), START)
    assert await world.duties("roll") == []
    await Movers(world).back(world.principal, START + timedelta(hours=1))

    (again,) = await world.duties("roll", DutyState.open)
    assert again.key == planned.key


async def test_a_class_whose_last_child_changes_class_is_asked_no_more(store: Store) -> None:
    world = await a_school(store, a_plan_of(ROLL))
    other, _ = await world.add_class("四年级1班")

    moved = await Movers(world).to_class(world.principal, other.id, START.date(), START)

    assert moved is Moved.done
    assert {d.unit_id for d in await world.duties("roll", DutyState.open)} == {other.id}


async def test_what_is_taken_back_in_an_empty_class_is_not_asked_either(store: Store) -> None:
    world = await a_school(store, a_plan_of(ROLL))
    await sent(world, date(2025, 3, 10))
    (asked,) = await world.duties("roll", DutyState.open)
    night = at(date(2025, 3, 10), "23:59")
    await world.done(world.teacher, asked, night)
    await a_class_emptied(world, date(2025, 3, 10), night)

    result = await world.undo(world.teacher, asked, night + timedelta(hours=1))

    assert result.result is Answered.undone
    assert await world.duties("roll", DutyState.open) == []


async def test_a_class_that_is_switched_off_is_asked_no_more(store: Store) -> None:
    world = await a_school(store, a_plan_of(ROLL))
    async with store.write() as work:
        await work.units.go_live([world.class_.id], None, None)

    async with store.write() as work:
        await tick(work, at(date(2025, 3, 10), "20:00"))

    (duty,) = await world.duties("roll")
    assert duty.state is DutyState.excused
    assert await world.notices() == []


async def test_what_a_class_owes_begins_with_the_class(store: Store) -> None:
    world = await a_school(store, a_plan_of(ROLL), live=False)
    assert await world.duties("roll") == []
    async with store.write() as work:
        seen = await preview(work, world.school, date(2025, 3, 4), START)
        await go_live(work, None, world.school, None, date(2025, 3, 4), START)

    (duty,) = await world.duties("roll", DutyState.open)
    assert (duty.unit_id, duty.child_id) == (world.class_.id, None)
    assert date(2025, 3, 4) < duty.due_on <= date(2025, 3, 11)
    assert len(seen.silence.sent) >= 4


async def test_a_rule_that_was_the_schools_becomes_the_classes(store: Store) -> None:
    """A new version of a plan: what the principal was asked for is excused."""
    of_school = ROLL.replace('subject = "class"', 'subject = "school"')
    world = await a_school(store, a_plan_of(of_school.replace('"class_teacher"', '"principal"')))
    async with store.write() as work:
        await use_plan(work, world.school.id, a_plan_of(ROLL), (), START.date(), START)

    by_unit = {duty.unit_id: duty.state for duty in await world.duties("roll")}

    assert by_unit == {world.school.id: DutyState.excused, world.class_.id: DutyState.open}


async def test_the_family_cannot_answer_for_a_class(store: Store) -> None:
    world = await a_school(store, a_plan_of(ROLL))
    (duty,) = await world.duties("roll")

    result = await world.done(world.father, duty, at(date(2025, 3, 10), "20:00"))

    assert result.result is Answered.not_yours


@pytest.mark.parametrize(
    ("rule", "key", "code"),
    [
        (ROLL.replace('"class_teacher"', '"parent"'), "holder", "value"),
        (ROLL + 'pauses = "parent_home"\n', "pauses", "for_a_child"),
        (CALL + 'shows = "children"\n', "shows", "for_a_class"),
        (ROLL + 'shows = "phones"\n', "shows", "value"),
    ],
)
def test_what_a_class_cannot_have_is_refused(rule: str, key: str, code: str) -> None:
    with pytest.raises(PlanError) as caught:
        load(a_plan_of(rule))

    assert [(p.key, p.code) for p in caught.value.problems] == [(key, code)]
