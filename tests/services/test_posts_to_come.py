"""A post changes hands on a day to come: until then the one before has it, then the new one."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from care.hours import at_wall_clock, local_date
from care.words import ChangeCode, NewsCode, Post
from scheduler.steps import hand_over as begins
from services.lists.values import Change
from services.live.switching import go_live
from services.posts.giving import end_post, give_post
from services.posts.showing import post_page
from services.posts.taking import take_due_posts
from storage.posts import PostRow
from storage.store import Store
from tests.care.builders import MONDAY
from tests.services.plans import TALK, a_plan_of, a_rule_text
from tests.services.test_moving_races import Act, at_once
from tests.world import DUE_EVENING, Heard, World, a_person, a_school, address_of

TODAY = date(2025, 3, 24)
FIRST = TODAY + timedelta(days=10)
REPORT = a_rule_text("report", '"principal"', 'per = "month"', '{ to = "holder", after = 0 }')
REPORT = REPORT.replace('subject = "child"', 'subject = "school"').replace("{child}", "")


@pytest.fixture
async def school(store: Store) -> World:
    """Talks are the class teacher's."""
    return await a_school(store, a_plan_of(TALK))


async def a_colleague(world: World, name: str = "苗望舒") -> int:
    async with world.store.write() as work:
        person = await a_person(work, name, "+8616700000077")
        await work.posts.give([(person, world.school.id, Post.counsellor)], MONDAY)
        await work.accounts.join(person, address_of(person), DUE_EVENING)
    return person


async def gets(
    world: World,
    person: int,
    on: date | None,
    post: Post = Post.class_teacher,
    now: datetime = DUE_EVENING,
) -> bool:
    unit = world.class_ if post is Post.class_teacher else world.school
    data = {"post": post} | ({} if on is None else {"on": on.isoformat()})
    async with world.store.write() as work:
        change = Change(ChangeCode.post, unit.id, person_id=person, data=data)
        return await give_post(work, world.principal, change, now)


async def gives_up(world: World, person: int, on: date | None, post: Post) -> bool:
    unit = world.class_ if post is Post.class_teacher else world.school
    data = {"post": post} | ({} if on is None else {"on": on.isoformat()})
    async with world.store.write() as work:
        change = Change(ChangeCode.post_end, unit.id, person_id=person, data=data)
        return await end_post(work, world.principal, change, DUE_EVENING)


async def holders(world: World, day: date, post: Post = Post.class_teacher) -> list[int]:
    """Who has it on a day, by what is planned today."""
    unit = world.class_ if post is Post.class_teacher else world.school
    async with world.store.read() as work:
        rows: Sequence[PostRow] = await work.posts.not_over([unit.id], DUE_EVENING.date())
    return [row.person_id for row in rows if row.kind is post and row.is_held(day)]


async def news(world: World, person: int) -> Sequence[str | None]:
    return [n.code for n in await world.notices() if n.person_id == person and n.code]


def reminded(heard: list[Heard]) -> set[int]:
    return {person for _, person, purpose in heard if purpose == "reminder"}


def noon(world: World, day: date) -> datetime:
    return at_wall_clock(day, datetime.min.time().replace(hour=12), world.school.zone)


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


async def test_of_two_who_get_a_class_at_once_one_has_it(school: World) -> None:
    first, second = await a_colleague(school), await a_colleague(school, "左知远")

    def to(person: int) -> Act:
        change = Change(ChangeCode.class_, school.class_.id, person_id=person)
        return lambda work: give_post(work, school.principal, change, DUE_EVENING)

    assert await at_once(school.store, to(first), to(second)) == [True, True]
    assert await holders(school, TODAY) == [second]


async def test_who_is_withdrawn_while_the_day_comes_is_not_introduced(school: World) -> None:
    new = await a_colleague(school)
    await gets(school, new, FIRST)
    stays = Change(ChangeCode.class_, school.class_.id, person_id=school.teacher)
    day = noon(school, FIRST)

    result = await at_once(
        school.store,
        lambda work: give_post(work, school.principal, stays, day - timedelta(days=1)),
        lambda work: take_due_posts(work, day),
    )

    assert result == [True, 0]
    assert await holders(school, FIRST) == [school.teacher]
    assert await news(school, new) == []


async def test_a_class_may_change_hands_while_it_is_switched_on(school: World) -> None:
    """Neither waits for the other in a circle."""
    new = await a_colleague(school)
    change = Change(ChangeCode.class_, school.class_.id, person_id=new)
    principal = school.actor(school.principal)

    result = await at_once(
        school.store,
        lambda work: go_live(work, principal, school.school, None, FIRST, DUE_EVENING),
        lambda work: give_post(work, school.principal, change, DUE_EVENING),
    )

    assert result[1] is True
