"""A post changes hands on a day to come: until then the one before has it, then the new one."""

from datetime import date, datetime, timedelta

import pytest

from bot.keyboards.posts import post_buttons
from bot.texts.joining import welcome
from care.hours import at_wall_clock, local_date
from care.words import ChangeCode, NewsCode, Post
from locales.catalog import texts
from scheduler.steps import hand_over as begins
from services.duties.today import today
from services.importing.staff import import_staff
from services.joining.inviting import Invited, invite
from services.joining.steps import (
    Joining,
    Step,
    choose_language,
    consent,
    open_link,
    share_contact,
)
from services.lists.codes import Way, let_teacher_in
from services.lists.values import Change
from services.overview import child_view, class_seen
from services.posts.giving import give_post
from services.posts.showing import post_page
from storage.store import Store
from tests.services.plans import TALK, a_plan_of, a_rule_text
from tests.services.posts import FIRST, TODAY, a_colleague, gets, gives_up, holders, news, noon
from tests.services.rosters import a_staff_sheet, staff
from tests.world import DUE_EVENING, Heard, World, a_person, a_school, address_of

PHONE = "+8616700000099"

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


async def a_newcomer(world: World) -> int:
    """Somebody who has no place at the school yet, and is to have the class from `FIRST` on."""
    async with world.store.write() as work:
        person = await a_person(work, "苗望舒", PHONE)
    assert await gets(world, person, FIRST)
    return person


async def invited(world: World, person: int) -> Invited | None:
    async with world.store.write() as work:
        found = await invite(work, world.school, DUE_EVENING, again=True)
    return next((each for each in found.made if each.person_id == person), None)


async def comes_in(world: World, token: str, person: int) -> Joining:
    async with world.store.write() as work:
        await open_link(work, address_of(person), token, DUE_EVENING)
        await choose_language(work, address_of(person), "en", DUE_EVENING)
        await consent(work, address_of(person), agreed=True, now=DUE_EVENING)
        own = address_of(person)
        return await share_contact(work, own, own, PHONE, DUE_EVENING)


async def sees(world: World, person: int, now: datetime) -> list[bool]:
    """Whether somebody sees the class, a child of it, and anything under Today."""
    async with world.store.write() as work:
        actor = world.actor(person)
        day = await today(work, actor, now)
        return [
            await class_seen(work, actor, world.class_.id, now) is not None,
            await child_view(work, actor, world.child, now) is not None,
            bool(day.items or day.classes or day.schools),
        ]


async def test_who_is_to_have_a_class_comes_in_before_and_sees_nothing_until_the_day(
    school: World,
) -> None:
    new = await a_newcomer(school)
    link = await invited(school, new)
    assert link is not None
    assert (link.role, link.unit) == (Post.class_teacher, school.class_.name)

    joining = await comes_in(school, link.token, new)

    assert (joining.step, joining.begins_on, joining.children) == (Step.welcome, FIRST, ())
    assert "From 3 Apr" in welcome(joining, (), texts("en"))
    assert await sees(school, new, DUE_EVENING) == [False] * 3
    await school.live(noon(school, FIRST - timedelta(days=1)))
    assert await sees(school, new, noon(school, FIRST - timedelta(days=1))) == [False] * 3
    assert await news(school, new) == []
    await begins(school.store, noon(school, FIRST), None)
    assert await sees(school, new, noon(school, FIRST)) == [True] * 3
    assert await news(school, new) == [NewsCode.class_taken]


async def test_the_principal_gives_the_link_to_who_is_to_come(school: World) -> None:
    new = await a_newcomer(school)

    async with school.store.write() as work:
        principal, class_id = school.actor(school.principal), school.class_.id
        page = await post_page(work, principal, class_id, Post.class_teacher, DUE_EVENING)
        given = await let_teacher_in(work, principal, class_id, new, DUE_EVENING)
        by_colleague = await let_teacher_in(
            work, school.actor(school.teacher), class_id, new, DUE_EVENING
        )

    assert page is not None
    buttons = post_buttons(page, texts("en")).inline_keyboard
    assert any("苗望舒" in each.text and "✉️" in each.text for row in buttons for each in row)
    assert given.way is Way.link
    assert by_colleague.way is Way.decider_only


async def test_who_is_not_to_come_after_all_does_not_come_in(school: World) -> None:
    new = await a_newcomer(school)
    link = await invited(school, new)
    assert link is not None

    assert await gives_up(school, new, None, Post.class_teacher)

    assert (await comes_in(school, link.token, new)).step is not Step.welcome
    assert await invited(school, new) is None
