"""A class changes hands: what is open follows the post, and the one before hears nothing more."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from care.hours import local_date
from care.words import ChangeCode, DutyState, NewsCode, Post, UnitKind
from services.importing.staff import import_staff
from services.lists.values import Change
from services.posts.giving import give_post
from services.posts.showing import post_page
from services.tasks.settling import Settled, settle
from storage.store import Store
from tests.care.builders import MONDAY
from tests.services.plans import CALLS, TALK, a_plan_of, a_rule_text
from tests.services.rosters import a_staff_sheet, staff
from tests.world import DUE_EVENING, World, a_person, a_school, address_of

AN_HOUR_AGO = DUE_EVENING - timedelta(hours=1)
EACH = a_rule_text("talk", '"class_teacher"').replace('needs = "any"', 'needs = "each"')
EACH = EACH.replace('{ to = "class_teacher", after = 4 }, ', "")


@pytest.fixture
async def talks(store: Store) -> World:
    """Talks are owed by the class teacher, who is also on duty at the school's line."""
    world = await a_school(store, a_plan_of(TALK))
    async with store.write() as work:
        await work.posts.give([(world.teacher, world.school.id, Post.hotline_duty)], MONDAY)
    return world


async def a_colleague(world: World, name: str = "苗望舒") -> int:
    async with world.store.write() as work:
        person = await a_person(work, name, "+8616700000077")
        await work.posts.give([(person, world.school.id, Post.counsellor)], MONDAY)
        await work.accounts.join(person, address_of(person), DUE_EVENING)
    return person


async def takes_the_class(world: World, person: int) -> None:
    async with world.store.write() as work:
        change = Change(ChangeCode.class_, world.class_.id, person_id=person)
        assert await give_post(work, world.principal, change, DUE_EVENING)


async def news(world: World, person: int) -> Sequence[str | None]:
    return [n.code for n in await world.notices() if n.person_id == person and n.code]


async def test_whoever_stands_in_for_the_class_is_offered_first(talks: World) -> None:
    await a_colleague(talks, "安如山")
    async with talks.store.write() as work:
        deputy = await a_person(work, "左知远", "+8616700000078")
        await work.posts.give([(deputy, talks.class_.id, Post.deputy)], MONDAY)
        principal = talks.actor(talks.principal)
        found = await post_page(work, principal, talks.class_.id, Post.class_teacher, DUE_EVENING)

    assert found is not None
    first, second, *_ = [each.name for each in found.colleagues]
    assert (first, second) == ("左知远", "安如山")


async def test_a_reminder_that_waits_for_the_one_before_goes_to_nobody_else(talks: World) -> None:
    new = await a_colleague(talks)
    await talks.tick(DUE_EVENING)

    await takes_the_class(talks, new)

    heard = await talks.live(DUE_EVENING + timedelta(days=1))
    assert [(person, purpose) for _, person, purpose in heard] == [(new, "reminder")]
    assert (await talks.duty("talk")).holder_id is None


async def test_word_about_a_family_that_waits_for_the_one_before_is_dropped(store: Store) -> None:
    world = await a_school(store, CALLS)
    async with store.write() as work:
        await work.posts.give([(world.teacher, world.school.id, Post.hotline_duty)], MONDAY)
    new = await a_colleague(world)
    await world.live(DUE_EVENING + timedelta(days=3))
    await world.tick(DUE_EVENING + timedelta(days=4))

    await takes_the_class(world, new)

    heard = await world.deliver(DUE_EVENING + timedelta(days=4))
    assert world.teacher not in {each.notice.person_id for each in heard if each.items}


async def test_who_takes_a_class_hears_once_how_much_there_is(talks: World) -> None:
    new = await a_colleague(talks)
    await talks.tick(DUE_EVENING)

    await takes_the_class(talks, new)

    (told,) = [n for n in await talks.notices() if n.code == NewsCode.class_taken]
    assert told.person_id == new
    assert told.details == {"n": 1, "joined": "1", "open": "0", "due": "1"}
    assert await news(talks, talks.teacher) == [NewsCode.class_given]


async def a_sheet_names(world: World, name: str, post: Post, unit: str | None) -> None:
    row = staff(name, post, unit, phones=("+8616700000077",))
    async with world.store.write() as work:
        await import_staff(work, a_staff_sheet(row), world.school, DUE_EVENING)


async def test_a_sheet_that_gives_a_free_class_introduces_it_once(talks: World) -> None:
    new = await a_colleague(talks)
    async with talks.store.write() as work:
        free = await work.units.add(
            UnitKind.class_, "四年级1班", talks.school.id, talks.school.zone, DUE_EVENING
        )
    for _ in range(2):
        await a_sheet_names(talks, "苗望舒", Post.class_teacher, free.name)

    assert await news(talks, new) == [NewsCode.class_taken]


@pytest.mark.parametrize("post", [Post.class_teacher, Post.principal])
async def test_a_sheet_that_names_another_one_for_what_one_person_holds_asks_once(
    talks: World, post: Post
) -> None:
    new = await a_colleague(talks)
    unit = talks.class_ if post is Post.class_teacher else talks.school
    for _ in range(2):
        await a_sheet_names(talks, "苗望舒", post, unit.name if unit is talks.class_ else None)

    assert await news(talks, new) == []
    assert await holders(talks, unit.id, post) != [new]
    async with talks.store.write() as work:
        (task,) = await work.tasks.open_in_units([unit.id])
        said = await settle(work, talks.actor(talks.principal), task.id, "sheet", DUE_EVENING)
    assert said is Settled.done
    assert await holders(talks, unit.id, post) == [new]
    assert await news(talks, new) == [
        NewsCode.class_taken if post is Post.class_teacher else NewsCode.post_taken
    ]


async def holders(world: World, unit: int, post: Post, now: datetime = DUE_EVENING) -> list[int]:
    async with world.store.read() as work:
        rows = await work.posts.in_units([unit], now.date())
    today = local_date(now, world.school.zone)
    return [row.person_id for row in rows if row.kind is post and row.is_held(today)]


async def test_what_names_the_one_before_ends_and_nothing_follows_it(store: Store) -> None:
    world = await a_school(store, a_plan_of(EACH))
    new = await a_colleague(world)

    await takes_the_class(world, new)
    await world.live(DUE_EVENING + timedelta(days=60))

    duties = await world.duties("talk")
    old = [duty for duty in duties if duty.holder_id == world.teacher]
    assert [duty.state for duty in old] == [DutyState.excused]
    (still,) = [duty for duty in duties if duty.state is DutyState.open]
    assert still.holder_id == new
    assert still.due_on > date(2025, 5, 1)
