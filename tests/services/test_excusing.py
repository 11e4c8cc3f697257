"""A duty that is not needed this time: with a reason and a name, taken back for a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.keyboards.items import class_buttons, item_buttons
from bot.texts.excused import owes_text
from care.roles import may_excuse
from care.rungs import ESCALATION
from care.words import DutyState, Post, Role, Status, UnitKind
from locales.catalog import texts
from services.duties.case import Answered
from services.duties.excused import SchoolOwes, school_owes
from services.duties.excusing import Why, excusable, excuse
from services.duties.excusing_typed import Waiting, begin, take, waiting_at
from services.duties.showing import REMINDER, show
from services.duties.standing import standing
from services.live.areas import areas_of
from services.overview import child_view, class_seen
from storage.children import TieFacts
from storage.duties import DutyRow
from storage.notices import Item
from storage.store import Store
from tests.care.builders import MONDAY, SHANGHAI, at
from tests.seen import put_below
from tests.services.plans import (
    CALL,
    CALLS_AND_HOTLINE,
    CALLS_AND_TALKS,
    TALK,
    a_class_rule,
    a_plan_of,
    a_rule_text,
    a_school_rule,
)
from tests.world import DUE, DUE_EVENING, START, World, a_person, a_school, address_of

NIGHT = DUE_EVENING + timedelta(hours=2)
WEEKS_LATER = NIGHT + timedelta(weeks=4, hours=1)


async def excused(
    world: World, duty: DutyRow, by: int, words: str | None = None, why: Why = Why.ill
) -> Answered:
    async with world.store.write() as work:
        actor = world.actor(by)
        return (await excuse(work, actor, duty.id, why, NIGHT, words)).result


async def test_it_is_excused_with_who_and_why_and_the_next_one_is_planned(store: Store) -> None:
    world = await a_school(store)
    await world.live(DUE_EVENING)
    duty = await world.duty()

    assert await excused(world, duty, world.teacher, "住院三天") is Answered.excused

    assert (await world.again(duty)).state is DutyState.excused
    assert (await world.duty()).due_on == date(2025, 3, 31)
    async with store.read() as work:
        (view,) = await show(work, world.teacher, [Item(duty.id, REMINDER)], NIGHT)
        (record,) = await world.records()
        answers = {each.question: each for each in await work.records.answers(record.id)}
        lately = await standing(work, [world.child], DUE)
    assert (view.excuse, view.done_by, view.may_undo) == ("ill", "谷知春", True)
    assert (answers["reason"].choice, answers["words"].words) == ("ill", "住院三天")
    assert lately.due == 0
    (entry,) = await world.journal("duty.excused")
    assert (entry.entry.person_id, entry.entry.details) == (world.teacher, {"why": "ill"})


@pytest.mark.parametrize("words", [None, "", "  "])
async def test_another_reason_is_said_in_words_or_nothing_is_excused(
    store: Store, words: str | None
) -> None:
    world = await a_school(store)
    duty = await world.duty()

    assert await excused(world, duty, world.teacher, words, Why.other) is Answered.say_why
    assert await excused(world, duty, world.father, words, Why.other) is Answered.not_yours
    assert await world.again(duty) == duty
    assert await world.records() == []


async def test_another_reason_that_is_typed_excuses_and_is_waited_for_no_longer(
    store: Store,
) -> None:
    world = await a_school(store)
    duty = await world.duty()
    waiting = Waiting(duty.id, child_id=world.child)
    teacher = world.actor(world.teacher)

    async with store.write() as work:
        item = await begin(work, teacher, waiting, NIGHT)
        unsaid = await take(work, teacher, waiting, " ", NIGHT)
        still = await waiting_at(work, teacher.address)
        said = await take(work, teacher, waiting, "已经转学一周", NIGHT)
        over = await waiting_at(work, teacher.address)
    (record,) = await world.records()
    async with store.read() as work:
        answers = {each.question: each for each in await work.records.answers(record.id)}

    assert item is not None
    assert (item.subject, still, over) == ("禾小满", waiting, None)
    assert (unsaid.result, said.result) == (Answered.say_why, Answered.excused)
    assert (answers["reason"].choice, answers["words"].words) == ("other", "已经转学一周")


async def test_nobody_hears_of_it_any_more(store: Store) -> None:
    world = await a_school(store)
    await world.live(DUE_EVENING)
    await excused(world, await world.duty(), world.teacher)

    assert await world.live(at(date(2025, 3, 30), "23:00")) == []


async def test_taken_back_within_a_day_it_is_open_again(store: Store) -> None:
    world = await a_school(store)
    await world.live(DUE_EVENING)
    duty = await world.duty()
    await excused(world, duty, world.teacher)

    result = await world.undo(world.teacher, duty, NIGHT + timedelta(hours=20))

    assert result.result is Answered.undone
    assert await world.duty() == duty


async def test_neither_the_family_nor_another_class_excuses_anything(store: Store) -> None:
    world = await a_school(store, CALLS_AND_TALKS)
    call, talk = await world.duty("call"), await world.duty("talk")

    _, elsewhere = await world.add_class("三年级2班")

    for nobody in (world.father, world.grandmother, elsewhere):
        assert await excused(world, call, nobody) is Answered.not_yours
        assert await excused(world, talk, nobody) is Answered.not_yours
    assert await excused(world, talk, world.teacher) is Answered.excused
    assert await excused(world, call, world.principal) is Answered.excused


async def test_excused_twice_it_is_excused_once(store: Store) -> None:
    world = await a_school(store)
    duty = await world.duty()
    await excused(world, duty, world.teacher)

    assert await excused(world, duty, world.principal) is Answered.not_needed
    assert len(await world.records()) == 1


async def test_the_page_names_what_one_may_excuse_and_nothing_to_the_family(store: Store) -> None:
    world = await a_school(store, CALLS_AND_HOTLINE)
    async with store.read() as work:
        mine = await excusable(work, world.actor(world.principal), world.child, START)
        theirs = await excusable(work, world.actor(world.father), world.child, START)

    assert mine is not None
    assert [item.rule.id for item in mine.items] == ["call", "hotline"]
    assert theirs is None


async def test_what_a_colleague_owes_is_excused_by_the_principal_and_not_beside_them(
    store: Store,
) -> None:
    world = await a_school(store, CALLS_AND_HOTLINE)
    keeper = await joined_at(world, Post.hotline_duty)
    duty = await world.duty("hotline")

    assert await excused(world, duty, world.teacher) is Answered.not_yours
    assert await excused(world, duty, keeper) is Answered.not_yours
    assert await excused(world, duty, world.principal) is Answered.excused


@pytest.mark.parametrize("role", [Role.mentor, Role.helper])
async def test_what_mentors_and_helpers_owe_is_excused_by_the_class_teacher(
    store: Store, role: Role
) -> None:
    world = await a_school(store, None)
    async with store.write() as work:
        paired = await a_person(work, "简如许", None)
        await work.children.tie([TieFacts(world.child, paired, role, Status.at_home)], MONDAY)
        await work.accounts.join(paired, address_of(paired), START)
    await world.follow(a_plan_of(a_rule_text("diary", f'"{role}"')))
    duty = await world.duty("diary")

    assert await excused(world, duty, paired) is Answered.not_yours
    async with store.read() as work:
        page = await excusable(work, world.actor(world.teacher), world.child, NIGHT)
    assert page is not None
    assert [item.duty_id for item in page.items] == [duty.id]
    assert await excused(world, duty, world.teacher, why=Why.staff) is Answered.excused


async def test_what_the_school_owes_is_excused_with_a_name_that_the_office_above_sees(
    store: Store,
) -> None:
    world, officer = await a_school_with_an_officer(store)
    (duty,) = await of_the_school(world)

    assert await excused(world, duty, world.teacher) is Answered.not_yours
    assert await excused(world, duty, world.principal, why=Why.school) is Answered.excused

    (entry,) = await world.journal("duty.excused")
    assert (entry.entry.person_id, entry.entry.details) == (world.principal, {"why": "school"})
    assert [each.due_on for each in await of_the_school(world)] == [date(2025, 3, 31)]
    async with store.read() as work:
        page = await school_owes(work, world.actor(officer), world.school.id, NIGHT)
        (area,) = await areas_of(work, world.actor(officer), NIGHT)
        later = await school_owes(work, world.actor(officer), world.school.id, WEEKS_LATER)
    assert page is not None
    assert [(each.excuse, each.done_by) for each in page.excused] == [("school", "闻朝晖")]
    assert [line.own for line in area.schools] == [1]
    assert later is not None
    assert later.excused == ()


async def test_the_office_above_excuses_what_a_school_owes_and_takes_it_back(store: Store) -> None:
    world, officer = await a_school_with_an_officer(store)
    (duty,) = await of_the_school(world)

    assert await excused(world, duty, officer) is Answered.excused
    undone = await world.undo(officer, duty, NIGHT + timedelta(hours=1))

    assert undone.result is Answered.undone
    assert await of_the_school(world) == [duty]


async def test_what_the_office_owes_is_not_excused_below_it(store: Store) -> None:
    rule = a_school_rule("update", '"officer"')
    world, officer = await a_school_with_an_officer(store, rule)
    (duty,) = await of_the_school(world)

    assert await excused(world, duty, world.principal) is Answered.not_yours
    assert await excused(world, duty, officer) is Answered.excused


async def test_the_schools_page_shows_what_was_excused_about_children_to_the_school_alone(
    store: Store,
) -> None:
    world, officer = await a_school_with_an_officer(store, a_school_rule("meeting") + TALK)
    manager = await joined_at(world, Post.file_manager)
    await excused(world, await world.duty("talk"), world.teacher)

    async with store.read() as work:
        pages = [
            await school_owes(work, world.actor(person), world.school.id, NIGHT)
            for person in (world.principal, manager, officer, world.teacher, world.father)
        ]
        of_class = await school_owes(work, world.actor(world.teacher), world.class_.id, NIGHT)

    seen = [None if p is None else [each.subject for each in p.excused] for p in pages]
    assert seen == [["禾小满"], ["禾小满"], [], None, None]
    may = [None if page is None else len(page.may_excuse) for page in pages]
    assert may == [1, 0, 1, None, None]
    assert of_class is not None
    assert of_class.excused == ()


async def test_the_words_are_read_by_whoever_reads_talks_and_not_about_the_own_family(
    store: Store,
) -> None:
    world, officer = await a_school_with_an_officer(store, a_school_rule("meeting") + CALL)
    manager, relative = (
        await joined_at(world, Post.file_manager),
        await joined_at(world, Post.deputy),
    )
    async with store.write() as work:
        aunt = TieFacts(world.child, relative, Role.guardian, Status.at_home)
        await work.children.tie([aunt], MONDAY)
    duty = await world.duty()
    await excused(world, duty, world.teacher, "爸爸在住院", Why.other)

    async def read_by(person: int) -> list[str | None]:
        async with store.write() as work:
            actor = world.actor(person)
            card = await child_view(work, actor, world.child, NIGHT)
            page = await school_owes(work, actor, world.school.id, NIGHT)
        views = [*(card.items if card else ()), *(page.excused if page else ())]
        return [each.words for each in views if each.duty_id == duty.id]

    assert await read_by(world.teacher) == ["爸爸在住院"]
    assert await read_by(world.principal) == ["爸爸在住院"] * 2
    assert await read_by(manager) == [None] * 2
    assert await read_by(relative) == [None] * 2
    assert [await read_by(person) for person in (officer, world.father, world.grandmother)] == [
        [],
        [],
        [],
    ]


async def test_the_words_about_what_a_class_owes_are_read_where_the_reason_is(
    store: Store,
) -> None:
    world, officer, duty = await a_class_that_owes(store)
    await excused(world, duty, world.teacher, "期末考试", Why.other)

    for person in (world.teacher, world.principal, officer):
        async with store.read() as work:
            page = await school_owes(work, world.actor(person), world.class_.id, NIGHT)
        assert page is not None
        assert [each.words for each in page.excused] == ["期末考试"]
        assert "another reason: “期末考试”" in owes_text(page, texts("en"))


async def test_the_words_are_in_nothing_that_is_sent(store: Store) -> None:
    world = await a_school(store)
    duty = await world.duty()
    await excused(world, duty, world.teacher, "爸爸在住院", Why.other)

    async with store.read() as work:
        items = [Item(duty.id, REMINDER)]
        seen = [(await show(work, p, items, NIGHT))[0] for p in (world.father, world.teacher)]
    assert [(each.excuse, each.words) for each in seen] == [("other", None)] * 2


async def test_many_long_words_share_the_room_of_one_message(store: Store) -> None:
    world, _, duty = await a_class_that_owes(store)
    await excused(world, duty, world.teacher, "长" * 1000, Why.other)
    async with store.read() as work:
        page = await school_owes(work, world.actor(world.teacher), world.class_.id, NIGHT)
    assert page is not None

    assert "长" * 1000 in owes_text(page, texts("en"))
    full = owes_text(replace(page, excused=page.excused * 20), texts("en"))
    assert len(full) < 4000
    assert full.count("长…”") == 20


async def a_class_that_owes(store: Store) -> tuple[World, int, DutyRow]:
    """The list of the class, which its teacher owes; with the officer above."""
    world, officer = await a_school_with_an_officer(store, a_class_rule("roll"))
    return world, officer, await world.duty("roll")


@pytest.mark.parametrize("who", ["teacher", "principal", "officer", "the school's deputy"])
async def test_what_a_class_owes_as_a_whole_is_excused_by_its_teacher_or_above_it(
    store: Store, who: str
) -> None:
    world, officer, duty = await a_class_that_owes(store)
    people = {"teacher": world.teacher, "principal": world.principal, "officer": officer}
    by = people[who] if who in people else await joined_at(world, Post.deputy)

    assert await excused(world, duty, by, why=Why.school) is Answered.excused
    assert (await world.duty("roll")).due_on > duty.due_on


async def test_what_a_class_owes_is_excused_by_no_deputy_of_the_class_and_in_no_other_class(
    store: Store,
) -> None:
    world, _, duty = await a_class_that_owes(store)
    deputy = await joined_at(world, Post.deputy, world.class_.id)
    manager = await joined_at(world, Post.file_manager)
    _, elsewhere = await world.add_class("三年级2班")

    for nobody in (deputy, manager, elsewhere, world.father, world.grandmother):
        assert await excused(world, duty, nobody) is Answered.not_yours
    async with store.read() as work:
        pages = [
            await school_owes(work, world.actor(person), world.class_.id, NIGHT)
            for person in (deputy, manager, elsewhere, world.father)
        ]
    assert [None if p is None else len(p.may_excuse) for p in pages] == [0, 0, None, None]


async def test_what_the_classes_owe_stands_on_the_schools_page_and_on_that_of_the_class(
    store: Store,
) -> None:
    world, officer, duty = await a_class_that_owes(store)

    for unit, people in (
        (world.school.id, (world.principal, officer)),
        (world.class_.id, (world.teacher, world.principal, officer)),
    ):
        for person in people:
            async with store.read() as work:
                page = await school_owes(work, world.actor(person), unit, NIGHT)
            assert page is not None
            assert [item.duty_id for item in page.items] == [duty.id]
            assert page.may_excuse == {duty.id}
            text = owes_text(page, texts("en"))
            assert (world.class_.name in text, "Nothing is waiting" in text) == (
                True,
                unit == world.school.id,
            )


async def test_the_way_to_what_a_class_owes_is_there_while_it_owes_anything(store: Store) -> None:
    world, _, duty = await a_class_that_owes(store)
    t = texts("en")

    async def labels() -> list[str]:
        async with store.read() as work:
            seen = await class_seen(work, world.actor(world.teacher), world.class_.id, START)
        assert seen is not None
        keyboard = class_buttons(seen[0], t, back_to=None)
        assert keyboard is not None
        return [button.text for row in keyboard.inline_keyboard for button in row]

    assert t("owes.button_class") in await labels()
    await world.follow(a_plan_of(TALK))
    assert (await world.again(duty)).state is DutyState.excused
    assert t("owes.button_class") not in await labels()


async def test_the_office_above_sees_what_a_class_was_excused_and_not_what_a_child_was(
    store: Store,
) -> None:
    world, officer = await a_school_with_an_officer(store, a_class_rule("roll") + TALK)
    await excused(world, await world.duty("talk"), world.teacher)
    await excused(world, await world.duty("roll"), world.principal, why=Why.school)

    async with store.read() as work:
        page = await school_owes(work, world.actor(officer), world.school.id, NIGHT)
        (area,) = await areas_of(work, world.actor(officer), NIGHT)
    assert page is not None
    assert [(each.subject, each.done_by) for each in page.excused] == [
        (world.class_.name, "闻朝晖")
    ]
    assert [line.own for line in area.schools] == [1]


def test_what_many_classes_owe_is_counted_where_it_is_too_much_for_a_page() -> None:
    page = SchoolOwes(1, "青禾小学", (), frozenset(), (), sees_unit=True, more=3)
    assert "and 3 more" in owes_text(page, texts("en"))


def test_nobody_excuses_what_is_owed_above_them_or_about_their_own_family() -> None:
    deputy = frozenset[str]({Post.deputy})
    assert may_excuse(deputy, ["principal"], about="school", mine=False)
    assert not may_excuse(deputy, ["officer"], about="school", mine=False)
    assert not may_excuse(deputy, ["class_teacher"], about="child", mine=False)
    aunt = deputy | {Role.guardian}
    assert not may_excuse(aunt, ["parent"], about="child", mine=False)
    assert not may_excuse(aunt, ["class_teacher"], about="child", mine=True)
    for post in (Post.file_manager, Post.hotline_duty, Post.counsellor):
        own = frozenset[str]({post})
        assert not may_excuse(own, [post], about="school", mine=True)
        assert not may_excuse(own, [post], about="child", mine=True)


async def a_school_with_an_officer(
    store: Store, rule: str = a_school_rule("meeting")
) -> tuple[World, int]:
    world = await a_school(store, None)
    async with store.write() as work:
        town = await work.units.add(UnitKind.township, "川口乡", None, SHANGHAI, START)
        await put_below(work, world.school.id, town.id)
        officer = await a_person(work, "戴临川", None)
        await work.posts.give([(officer, town.id, Post.officer)], MONDAY)
        await work.accounts.join(officer, address_of(officer), START)
    await world.follow(a_plan_of(rule))
    return world, officer


async def joined_at(world: World, post: Post, unit_id: int | None = None) -> int:
    async with world.store.write() as work:
        person = await a_person(work, "喻知遥", None)
        await work.posts.give([(person, unit_id or world.school.id, post)], MONDAY)
        await work.accounts.join(person, address_of(person), START)
    return person


async def of_the_school(world: World) -> list[DutyRow]:
    async with world.store.read() as work:
        return await work.duties.open_of_units([world.school.id])


async def test_who_only_hears_that_a_school_is_late_has_no_button_that_says_it_is_done(
    store: Store,
) -> None:
    world, officer = await a_school_with_an_officer(store)
    (duty,) = await of_the_school(world)

    async with store.read() as work:
        item = Item(duty.id, ESCALATION)
        (for_officer,) = await show(work, officer, [item], NIGHT)
        (for_principal,) = await show(work, world.principal, [item], NIGHT)

    assert not for_officer.may_answer
    assert for_principal.may_answer
    t = texts("en")
    assert item_buttons([for_officer], "n", t) is None
    assert item_buttons([for_officer] * 2, "n", t) is None
    assert item_buttons([for_principal], "n", t) is not None
