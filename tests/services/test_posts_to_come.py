"""A post changes hands on a day to come: until then the one before has it, then the new one."""

from datetime import date, datetime, timedelta

import pytest

from care.hours import at_wall_clock, local_date
from care.words import ChangeCode, NewsCode, Post
from scheduler.steps import hand_over as begins
from services.importing.staff import import_staff
from services.lists.values import Change
from services.posts.giving import give_post
from services.posts.showing import post_page
from storage.store import Store
from tests.services.plans import TALK, a_plan_of, a_rule_text
from tests.services.posts import FIRST, TODAY, a_colleague, gets, gives_up, holders, news, noon
from tests.services.rosters import a_staff_sheet, staff
from tests.world import DUE_EVENING, Heard, World, a_school

REPORT = a_rule_text("report", '"principal"', 'per = "month"', '{ to = "holder", after = 0 }')
REPORT = REPORT.replace('subject = "child"', 'subject = "school"').replace("{child}", "")


@pytest.fixture
async def school(store: Store) -> World:
    """Talks are the class teacher's."""
    return await a_school(store, a_plan_of(TALK))


def reminded(heard: list[Heard]) -> set[int]:
    return {person for _, person, purpose in heard if purpose == "reminder"}


async def test_the_one_before_has_it_until_the_day_and_nobody_hears_before(school: World) -> None:
    new = await a_colleague(school)

    assert await gets(school, new, FIRST)
    await begins(school.store, noon(school, FIRST - timedelta(days=1)), None)

    assert await holders(school, FIRST - timedelta(days=1)) == [school.teacher]
    assert await holders(school, FIRST) == [new]
    assert await news(school, new) == await news(school, school.teacher) == []


async def test_on_the_day_the_new_one_is_introduced_once_and_what_is_open_is_theirs(
    school: World,
) -> None:
    new = await a_colleague(school)
    await gets(school, new, FIRST)
    before = await school.live(noon(school, FIRST - timedelta(days=1)))

    for _ in range(2):
        await begins(school.store, noon(school, FIRST), None)

    assert await news(school, new) == [NewsCode.class_taken]
    assert await news(school, school.teacher) == [NewsCode.class_given]
    after = await school.live(noon(school, FIRST + timedelta(days=2)))
    assert reminded(before) == {school.teacher}
    assert reminded(after) == {new}


async def test_the_next_moment_is_midnight_of_the_day(school: World) -> None:
    new = await a_colleague(school)
    before = await school.next_moment()
    await gets(school, new, local_date(DUE_EVENING, school.school.zone) + timedelta(days=1))

    after = await school.next_moment()

    midnight = at_wall_clock(TODAY + timedelta(days=1), datetime.min.time(), school.school.zone)
    assert after == (midnight if before is None else min(before, midnight))


async def test_the_newest_wish_counts(school: World) -> None:
    first, second = await a_colleague(school), await a_colleague(school, "左知远")
    await gets(school, first, FIRST)

    await gets(school, second, FIRST + timedelta(days=5))

    assert await holders(school, FIRST + timedelta(days=4)) == [school.teacher]
    assert await holders(school, FIRST + timedelta(days=5)) == [second]


async def test_who_has_it_can_stay_after_all(school: World) -> None:
    new = await a_colleague(school)
    await gets(school, new, FIRST)

    assert await gets(school, school.teacher, None)

    assert await holders(school, FIRST) == [school.teacher]
    assert not await gets(school, school.teacher, None)
    await begins(school.store, noon(school, FIRST), None)
    assert await news(school, new) == []


async def test_who_was_to_take_over_and_does_not_leaves_the_one_before_in_place(
    school: World,
) -> None:
    new = await a_colleague(school)
    await gets(school, new, FIRST)

    assert await gives_up(school, new, None, Post.class_teacher)

    assert await holders(school, FIRST) == [school.teacher]


async def test_the_day_of_giving_up_a_post_can_be_put_off(school: World) -> None:
    await gets(school, school.teacher, None, Post.hotline_duty)
    assert await gives_up(school, school.teacher, FIRST, Post.hotline_duty)

    assert await gives_up(school, school.teacher, FIRST + timedelta(days=9), Post.hotline_duty)

    assert await holders(school, FIRST, Post.hotline_duty) == [school.teacher]
    assert await holders(school, FIRST + timedelta(days=9), Post.hotline_duty) == []


async def test_a_sheet_that_names_who_is_to_come_changes_nothing(school: World) -> None:
    new = await a_colleague(school)
    await gets(school, new, FIRST)
    row = staff("苗望舒", Post.class_teacher, school.class_.name, phones=("+8616700000077",))

    async with school.store.write() as work:
        await import_staff(work, a_staff_sheet(row), school.school, DUE_EVENING)
        assert await work.tasks.open_in_units([school.class_.id]) == []

    assert await holders(school, TODAY) == [school.teacher]
    await begins(school.store, noon(school, FIRST), None)
    assert await news(school, new) == [NewsCode.class_taken]


async def test_a_shared_post_is_given_beside_and_ends_for_one_alone(school: World) -> None:
    new = await a_colleague(school)
    await gets(school, school.teacher, None, Post.hotline_duty)
    await gets(school, new, None, Post.hotline_duty)
    assert await holders(school, TODAY, Post.hotline_duty) == [school.teacher, new]

    assert await gives_up(school, school.teacher, FIRST, Post.hotline_duty)
    await begins(school.store, noon(school, FIRST), None)

    assert await holders(school, FIRST, Post.hotline_duty) == [new]
    assert await news(school, new) == [NewsCode.post_taken]
    told = await news(school, school.teacher)
    assert told == [NewsCode.post_taken, NewsCode.post_over]


async def test_what_the_principal_owes_goes_to_the_new_one_on_the_day(store: Store) -> None:
    world = await a_school(store, a_plan_of(REPORT))
    new = await a_colleague(world)
    await gets(world, new, FIRST, Post.principal)
    await world.live(noon(world, FIRST - timedelta(days=1)))

    await begins(store, noon(world, FIRST), None)

    assert reminded(await world.live(noon(world, date(2025, 5, 1)))) == {new}


async def test_whom_the_day_finds_in_a_post_that_one_person_holds_makes_way(
    school: World,
) -> None:
    """Nobody had foreseen a third one when it was planned."""
    new, third = await a_colleague(school), await a_colleague(school, "左知远")
    await gets(school, new, FIRST)
    async with school.store.write() as work:
        await work.posts.give([(third, school.class_.id, Post.class_teacher)], TODAY)

    await begins(school.store, noon(school, FIRST), None)

    assert await holders(school, FIRST) == [new]


async def test_a_post_of_another_kind_of_unit_is_given_to_nobody(school: World) -> None:
    async with school.store.write() as work:
        data = {"post": Post.class_teacher}
        change = Change(ChangeCode.post, school.school.id, person_id=school.teacher, data=data)
        assert not await give_post(work, None, change, DUE_EVENING)


async def test_the_page_says_who_will_have_it_and_from_when(school: World) -> None:
    new = await a_colleague(school)
    await gets(school, new, FIRST)

    async with school.store.write() as work:
        principal = school.actor(school.principal)
        page = await post_page(work, principal, school.class_.id, Post.class_teacher, DUE_EVENING)

    assert page is not None
    days = {each.person_id: (each.since, each.until) for each in page.holders}
    assert days == {
        school.teacher: (None, FIRST - timedelta(days=1)),
        new: (FIRST, None),
    }
