"""What became of a week: counted, told on Monday, listed in a sheet; and who has been forgotten."""

import io
from datetime import date, timedelta

import pytest
import python_calamine
from sqlalchemy import update

from bot.texts.overdue import week_tables, week_text
from care.words import DutyState, NewsCode, Post, UnitKind
from locales.catalog import texts
from services.duties.standing import Standing
from services.forgotten import Forgotten, forgotten
from services.news import NewsView
from services.sheets.table import Table, workbook
from services.weekly import sweep
from services.weekly.week import WeekSheet, WeekView, week_sheet, week_view
from storage.store import Store
from storage.tables import Unit
from tests.care.builders import MONDAY, at
from tests.services.plans import CALLS
from tests.world import DUE, DUE_EVENING, START, World, a_person, a_school, address_of

pytestmark = pytest.mark.in_memory_too

NEXT_MONDAY = DUE + timedelta(days=7)
NEXT_MORNING = at(NEXT_MONDAY, "08:00")
EVENING = at(NEXT_MONDAY, "19:00")
T = texts("zh-Hans")


async def week_of(world: World, person: int, unit: int) -> WeekView | None:
    async with world.store.read() as work:
        return await week_view(work, person, unit, NEXT_MORNING)


async def sheet_of(world: World, person: int, unit: int) -> WeekSheet | None:
    async with world.store.write() as work:
        return await week_sheet(work, world.actor(person), unit, NEXT_MORNING)


async def list_of(world: World, person: int) -> tuple[Forgotten, ...] | None:
    async with world.store.write() as work:
        return await forgotten(work, world.actor(person), NEXT_MORNING)


async def an_officer(world: World) -> tuple[int, int]:
    """A county above the school, and its officer."""
    async with world.store.write() as work:
        county = await work.units.add(UnitKind.county, "青禾县", None, world.school.zone, START)
        change = update(Unit).where(Unit.id == world.school.id)
        await work._room.run(change.values(parent_id=county.id))
        officer = await a_person(work, "县里干事", None)
        await work.posts.give([(officer, county.id, Post.officer)], MONDAY)
        await work.accounts.join(officer, address_of(officer), START)
    return county.id, officer


async def sweeps(world: World) -> None:
    """The week before is known to be swept, this one begins."""
    async with world.store.write() as work:
        await sweep.sweep(work, DUE_EVENING)
        await sweep.sweep(work, NEXT_MORNING)


async def heard(world: World) -> dict[int, NewsView]:
    """Who hears what of the week."""
    told = [m for m in await world.deliver(EVENING) if m.news is not None]
    return {
        m.notice.person_id: m.news
        for m in told
        if m.news is not None and m.news.code is NewsCode.week_done
    }


async def test_a_week_counts_what_was_due_in_it_by_what_became_of_it(store: Store) -> None:
    world = await a_school(store)
    await world.add_child("禾小寒", [world.father])
    await world.follow(CALLS)
    await world.done(world.father, await world.duty(child=world.child), DUE_EVENING)

    view = await week_of(world, world.teacher, world.class_.id)

    assert view is not None
    assert (view.since, view.until) == (DUE, DUE + timedelta(days=6))
    assert view.counts == Standing(done=1, open=1)
    assert (view.lines, view.lists) == ((), True)


@pytest.mark.sql_only
async def test_the_principal_sees_class_by_class_and_the_officer_counts_only(store: Store) -> None:
    world = await a_school(store)
    other, _ = await world.add_class("三年级2班")
    await world.add_child("禾小寒", [world.father], other)
    await world.follow(CALLS)
    await world.done(world.father, await world.duty(child=world.child), DUE_EVENING)
    county, officer = await an_officer(world)

    school = await week_of(world, world.principal, world.school.id)
    area = await week_of(world, officer, county)

    assert school is not None
    assert area is not None
    assert [(line.name, line.counts) for line in school.lines] == [
        ("三年级2班", Standing(open=1)),
        ("三年级1班", Standing(done=1)),
    ]
    assert [(line.name, line.counts.due) for line in area.lines] == [("青禾小学", 2)]
    assert (school.lists, area.lists) == (True, False)
    sheet = await sheet_of(world, officer, county)
    assert sheet is not None
    assert sheet.items == ()


@pytest.mark.parametrize("who", ["father", "grandmother"])
async def test_the_family_sees_no_counts(store: Store, who: str) -> None:
    world = await a_school(store)

    for unit in (world.class_.id, world.school.id, 7):
        assert await week_of(world, getattr(world, who), unit) is None
        assert await sheet_of(world, getattr(world, who), unit) is None
    assert await world.journal("week.sheet") == []


async def test_another_classes_teacher_sees_no_counts_of_this_one(store: Store) -> None:
    world = await a_school(store)
    _, teacher = await world.add_class("三年级2班")

    assert await week_of(world, teacher, world.class_.id) is None
    assert await week_of(world, teacher, world.school.id) is None


@pytest.mark.sql_only
async def test_an_officer_gets_no_list_of_a_class_even_by_its_number(store: Store) -> None:
    world = await a_school(store)
    _, officer = await an_officer(world)

    for unit in (world.class_.id, world.school.id):
        sheet = await sheet_of(world, officer, unit)
        assert sheet is not None
        assert (sheet.week.lists, sheet.items) == (False, ())


@pytest.mark.sql_only
async def test_on_monday_teacher_principal_and_officer_hear_of_the_week(store: Store) -> None:
    world = await a_school(store)
    county, officer = await an_officer(world)
    await world.done(world.father, await world.duty(), DUE_EVENING)

    await sweeps(world)

    told = await heard(world)
    assert told.keys() == {world.teacher, world.principal, officer}
    assert {news.unit_id for news in told.values()} == {world.class_.id, world.school.id, county}
    assert all(news.week and news.week.counts == Standing(done=1) for news in told.values())
    assert len(await world.journal("week_done.planned")) == 3


async def test_a_week_in_which_nothing_was_due_is_no_word_worth(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        await sweep.sweep(work, START)
        await sweep.sweep(work, at(MONDAY + timedelta(days=7), "08:00"))

    assert await world.notices("queued") == []


async def test_planning_a_week_twice_is_one_word(store: Store) -> None:
    world = await a_school(store)
    await sweeps(world)
    async with store.write() as work:
        await work.weekly.mark_swept(world.school.zone, DUE)
        await sweep.sweep(work, NEXT_MORNING)

    assert len([n for n in await world.notices() if n.code == NewsCode.week_done]) == 2


async def test_who_has_lost_the_post_by_the_evening_hears_nothing(store: Store) -> None:
    world = await a_school(store)
    await sweeps(world)
    async with store.write() as work:
        (post,) = await work.posts.of_person(world.teacher, DUE)
        await work.posts.end([post.id], DUE)

    assert (await heard(world)).keys() == {world.principal}


async def test_the_sheet_holds_the_list_behind_the_counts(store: Store) -> None:
    world = await a_school(store)
    await world.done(world.father, await world.duty(), DUE_EVENING)

    sheet = await sheet_of(world, world.teacher, world.class_.id)

    assert sheet is not None
    book = python_calamine.load_workbook(io.BytesIO(workbook(week_tables(sheet, T))))
    assert book.sheet_names == ["统计", "名单"]
    counts, rows = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert counts[1] == ["三年级1班", 1, 1, 0, 0, 0]
    (row,) = rows[1:]
    assert row[:2] == ["三年级1班", "禾小满"]
    assert row[3:] == [DUE, "✔ 做好了", DUE, "禾远舟"]
    (entry,) = await world.journal("week.sheet")
    assert (entry.entry.person_id, entry.entry.unit_id) == (world.teacher, world.class_.id)


def test_a_cell_of_a_sheet_is_never_a_formula() -> None:
    content = workbook([Table("名单", ["孩子"], [["=1+1"], ["https://example.org"], [None]])])

    rows = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1:3] == [["=1+1"], ["https://example.org"]]


def test_unknown_stands_beside_what_was_done() -> None:
    counts = Standing(done=12, unknown=2, missed=1)
    view = WeekView(1, "三年级1班", DUE, DUE + timedelta(days=6), counts, (), True)

    assert week_text(view, T) == (
        "📊 三年级1班：上周（3月17日到3月23日）\n该做15件，做了12件，不清楚2件，没做1件"
    )


async def test_the_longest_forgotten_child_comes_first_counted_from_the_last_time(
    store: Store,
) -> None:
    world = await a_school(store)
    sister = await world.add_child("禾小寒", [world.father])
    await world.follow(CALLS)
    first = await world.duty(child=sister)
    await world.done(world.father, first, at(date(2025, 3, 5), "12:00"))

    children = await list_of(world, world.teacher)

    assert children is not None
    found = {each.child_id: [late.days for late in each.late] for each in children}
    assert found == {world.child: [21], sister: [19]}
    assert [each.child_id for each in children] == [world.child, sister]
    assert len(await world.journal("forgotten.seen")) == 1


async def test_a_child_whose_call_was_missed_is_counted_through_to_the_next(store: Store) -> None:
    world = await a_school(store)
    await world.live(at(date(2025, 4, 7), "20:00"))
    (missed, *_) = await world.duties()
    assert missed.state is DutyState.missed

    async with store.write() as work:
        children = await forgotten(work, world.actor(world.teacher), at(date(2025, 4, 7), "20:00"))

    assert children is not None
    assert [late.days for each in children for late in each.late] == [35]


async def test_a_family_out_of_reach_is_on_the_list_as_one_to_be_asked(store: Store) -> None:
    world = await a_school(store, joined=False)
    await world.join(world.teacher)

    children = await list_of(world, world.teacher)

    assert children is not None
    assert [late.to_ask for each in children for late in each.late] == [True]


async def test_what_nobody_owes_any_more_is_not_late(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        ties = await work.children.ties([world.child], DUE)
        await work.children.end_ties([tie.id for tie in ties], DUE)

    assert await list_of(world, world.teacher) == ()


async def test_each_sees_their_own_classes_and_the_family_none(store: Store) -> None:
    world = await a_school(store)
    _, teacher = await world.add_class("三年级2班")

    assert await list_of(world, teacher) == ()
    assert await list_of(world, world.father) is None
    principals = await list_of(world, world.principal)
    assert principals is not None
    assert [each.child_id for each in principals] == [world.child]
