"""A new school year: looked at, planned, cancelled, done in one go."""

from datetime import date, timedelta

import pytest

from care.promotion import Way
from care.words import ChangeCode, DutyState, MoveState, Moving, NewsCode, Post
from services.lists.values import Change
from services.moving.place import Moved
from services.moving.years import Opened, Year, YearView, cancel_year, look_ahead, open_year
from services.posts.giving import give_post
from services.posts.taking import take_due_posts
from storage.store import Store
from tests.care.builders import MONDAY, at
from tests.services.moves import Movers, elsewhere, movers
from tests.world import START, World

SEPTEMBER = date(2025, 9, 1)
MIDNIGHT = at(SEPTEMBER, "00:00")
YEAR = Year(SEPTEMBER, 6)


async def opens(world: World, who: int | None, year: Year = YEAR) -> Opened:
    async with world.store.write() as work:
        actor = None if who is None else world.actor(who)
        return await open_year(work, actor, world.school.id, year, START)


async def looks(world: World, who: int | None, year: Year = YEAR) -> YearView | None:
    async with world.store.read() as work:
        actor = None if who is None else world.actor(who)
        return await look_ahead(work, actor, world.school.id, year, START)


@pytest.fixture
async def school(store: Store) -> tuple[World, Movers]:
    """三年级1班 with one child, and 六年级1班 with another and a class teacher."""
    world, they = await movers(store)
    await world.add_class("六年级1班")
    return world, they


async def test_a_look_ahead_changes_nothing_and_shows_everything(store: Store) -> None:
    world, they = await movers(store)
    sixth, _ = await world.add_class("六年级1班")
    sunny, _ = await world.add_class("向阳班")
    await world.add_child("禾小雪", class_=sixth)
    await world.add_child("禾小雨", class_=sunny)

    view = await looks(world, world.principal)

    assert view is not None
    lines = {
        each.step.name: (each.step.way, each.step.to_name, each.children) for each in view.lines
    }
    assert lines == {
        "三年级1班": (Way.up, "四年级1班", 1),
        "六年级1班": (Way.graduates, None, 1),
        "向阳班": (Way.stays, None, 1),
    }
    assert view.moving == 2
    assert view.without_teacher == ()
    stay = await looks(world, world.principal, Year(SEPTEMBER, 6, teachers_stay=True))
    assert stay is not None
    assert stay.without_teacher == ("四年级1班",)
    assert await they.moves() == []
    assert await looks(world, world.teacher) is None


async def test_the_whole_school_moves_at_midnight(school: tuple[World, Movers]) -> None:
    world, they = school
    before = await world.duty()

    assert await opens(world, world.teacher) is Opened.not_yours
    assert await opens(world, world.principal) is Opened.planned
    assert await they.the_day_comes(MIDNIGHT - timedelta(seconds=1)) == 0
    assert await they.class_of() == world.class_.id
    await world.live(MIDNIGHT - timedelta(seconds=1))
    assert await world.next_moment() == MIDNIGHT
    assert await they.the_day_comes(MIDNIGHT) == 1

    async with world.store.read() as work:
        home = await work.units.get(await they.class_of() or 0)
    assert home.name == "四年级1班"
    (now_open,) = await world.duties("call", DutyState.open, world.child)
    assert now_open.unit_id == home.id
    assert before.due_on < now_open.due_on
    assert now_open.previous_id is not None
    assert await they.states() == [(Moving.promotion, MoveState.done)]


async def test_class_teachers_go_along_from_the_day_itself(store: Store) -> None:
    world, they = await movers(store)
    fourth, old_fourth = await world.add_class("四年级1班")
    await opens(world, world.principal)
    await they.the_day_comes(MIDNIGHT)

    (new,) = await they.posts(fourth.id, SEPTEMBER)
    assert (new.person_id, new.kind, new.since) == (world.teacher, Post.class_teacher, SEPTEMBER)
    assert await they.posts(world.class_.id, SEPTEMBER) == []
    day_before = SEPTEMBER - timedelta(days=1)
    (old,) = await they.posts(world.class_.id, day_before)
    assert old.until == day_before
    held = await they.posts(fourth.id, day_before)
    assert [post.person_id for post in held] == [old_fourth]


@pytest.mark.parametrize("days", [0, 7])
async def test_a_class_that_changes_hands_after_the_new_year_is_the_same_children(
    store: Store, days: int
) -> None:
    """Planned in spring for the third grade's class, which is the fourth grade's by then."""
    world, they = await movers(store)
    fourth, _ = await world.add_class("四年级1班")
    _, new = await world.add_class("六年级1班")
    on = SEPTEMBER + timedelta(days=days)
    async with store.write() as work:
        data = {"on": on.isoformat()}
        change = Change(ChangeCode.class_, world.class_.id, person_id=new, data=data)
        assert await give_post(work, None, change, START)
    await opens(world, world.principal)

    await they.the_day_comes(MIDNIGHT)
    for now in (MIDNIGHT, MIDNIGHT + timedelta(days=days)):
        async with store.write() as work:
            await take_due_posts(work, now)

    teachers = [p.person_id for p in await they.posts(fourth.id, on) if p.is_held(on)]
    assert teachers == [new]
    assert [p for p in await they.posts(world.class_.id, on) if p.is_held(on)] == []
    before = on - timedelta(days=1)
    if days:
        kept = [p.person_id for p in await they.posts(fourth.id, before) if p.is_held(before)]
        assert kept == [world.teacher]
    (told,) = [n for n in await world.notices() if n.code == NewsCode.class_taken]
    assert (told.person_id, told.unit_id) == (new, fourth.id)


async def test_teachers_can_stay_where_they_are(store: Store) -> None:
    world, they = await movers(store)
    fourth, old_fourth = await world.add_class("四年级1班")
    await opens(world, world.principal, Year(SEPTEMBER, 6, teachers_stay=True))
    await they.the_day_comes(MIDNIGHT)

    assert [p.person_id for p in await they.posts(fourth.id, SEPTEMBER)] == [old_fourth]
    assert [p.person_id for p in await they.posts(world.class_.id, SEPTEMBER)] == [world.teacher]


async def test_the_last_grade_graduates_and_the_families_hear_it_once(store: Store) -> None:
    world, they = await movers(store)
    await opens(world, world.principal, Year(SEPTEMBER, 3))
    await world.live(MIDNIGHT - timedelta(seconds=1))
    await they.the_day_comes(MIDNIGHT)

    assert await they.states() == [(Moving.graduated, MoveState.done)]
    assert await they.class_of() is None
    assert await world.duties("call", DutyState.open) == []
    assert await they.hears(at(SEPTEMBER, "08:00")) == {
        (world.father, NewsCode.child_graduated, "禾小满"),
        (world.grandmother, NewsCode.child_graduated, "禾小满"),
        (world.principal, NewsCode.year_done, None),
    }
    assert await they.hears(at(SEPTEMBER, "20:00")) == set()
    assert await they.posts(world.class_.id, SEPTEMBER) == []


async def test_who_has_a_way_of_their_own_by_that_day_does_not_go_up(store: Store) -> None:
    world, they = await movers(store)
    other, _ = await world.add_class("三年级2班")
    away = await elsewhere(world)
    second = await world.add_child("禾小雪")
    third = await world.add_child("禾小雨")
    await opens(world, world.principal)
    await they.to_class(world.principal, other.id, SEPTEMBER, START)
    await they.leaves(world.principal, SEPTEMBER + timedelta(days=1), START, child=second)
    view = await looks(world, world.principal)
    await they.the_day_comes(MIDNIGHT)

    assert view is not None
    assert view.own_way == ("禾小满",)
    assert await they.class_of() == other.id
    async with store.read() as work:
        names = {u.id: u.name for u in await work.units.below(world.school.id)}
    assert names[await they.class_of(second) or 0] == "四年级1班"
    assert names[await they.class_of(third) or 0] == "四年级1班"
    assert await they.the_day_comes(MIDNIGHT + timedelta(days=1)) == 1
    assert await they.class_of(second) is None
    assert away.class_.id not in names


async def test_an_offer_goes_on_while_the_child_goes_up_or_graduates(store: Store) -> None:
    world, they = await movers(store)
    away = await elsewhere(world)
    await they.offered(world.principal, away.class_.id, away.teacher, SEPTEMBER, START)
    await opens(world, world.principal, Year(SEPTEMBER, 3))
    await they.the_day_comes(MIDNIGHT)

    assert await they.class_of() is None
    await they.answers(away.teacher, "yes", MIDNIGHT)
    assert await they.class_of() == away.class_.id


async def test_a_second_new_year_of_the_same_year_is_refused(school: tuple[World, Movers]) -> None:
    world, they = school
    await opens(world, world.principal)
    assert await opens(world, world.principal) is Opened.same_year
    await they.the_day_comes(MIDNIGHT)

    soon, next_year = Year(SEPTEMBER + timedelta(days=180), 6), Year(date(2026, 9, 1), 6)
    assert await opens(world, world.principal, soon) is Opened.same_year
    assert await opens(world, world.principal, next_year) is Opened.planned


async def test_it_can_be_cancelled_before_its_day(school: tuple[World, Movers]) -> None:
    world, they = school
    await opens(world, world.principal)
    async with world.store.write() as work:
        teacher, principal = world.actor(world.teacher), world.actor(world.principal)
        refused = await cancel_year(work, teacher, world.school.id, START)
        cancelled = await cancel_year(work, principal, world.school.id, START)
        again = await cancel_year(work, principal, world.school.id, START)

    assert (refused, cancelled) == (Opened.not_yours, Opened.cancelled)
    assert again is Opened.nothing_planned
    assert await they.the_day_comes(MIDNIGHT) == 0
    assert await opens(world, world.principal) is Opened.planned


async def test_today_it_comes_at_once(school: tuple[World, Movers]) -> None:
    world, they = school

    assert await opens(world, None, Year(START.date(), 6)) is Opened.done
    assert await they.states() == [(Moving.promotion, MoveState.done)]


async def test_a_class_is_switched_on_with_its_children_and_an_emptied_one_off(
    store: Store,
) -> None:
    world, they = await movers(store)
    async with store.write() as work:
        await work.units.go_live([world.class_.id], MONDAY, world.principal)
    await opens(world, world.principal)
    await they.the_day_comes(MIDNIGHT)

    async with store.read() as work:
        live = {u.name: u.live_on for u in await work.units.below(world.school.id)}
    assert live == {"三年级1班": None, "四年级1班": MONDAY}


async def test_a_graduate_who_comes_back_to_an_emptied_class_is_followed_again(
    store: Store,
) -> None:
    world, they = await movers(store)
    assert await opens(world, None, Year(START.date(), 3)) is Opened.done
    assert await they.class_of() is None

    assert await they.back(world.principal, START + timedelta(days=16)) is Moved.back

    assert (await world.duty()).state is DutyState.open
    async with store.read() as work:
        assert (await work.units.get(world.class_.id)).live_on == date(2025, 3, 19)


async def test_a_left_child_does_not_go_up(store: Store) -> None:
    world, they = await movers(store)
    assert await they.leaves(world.teacher, START.date(), START) is Moved.done
    await opens(world, world.principal)
    await they.the_day_comes(MIDNIGHT)

    assert await they.states() == [(Moving.left, MoveState.done)]
