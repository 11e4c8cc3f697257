"""A class changes hands: what is open follows the post, and the one before hears nothing more."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from care.words import ChangeCode, DutyState, NewsCode, Post
from services.importing.staff import import_staff
from services.lists.classes import class_staff, hand_over
from services.lists.values import Change
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
        assert await hand_over(work, world.principal, change, DUE_EVENING)


async def news(world: World, person: int) -> Sequence[str | None]:
    return [n.code for n in await world.notices() if n.person_id == person and n.code]


async def test_whoever_stands_in_for_the_class_is_offered_first(talks: World) -> None:
    await a_colleague(talks, "安如山")
    async with talks.store.write() as work:
        deputy = await a_person(work, "左知远", "+8616700000078")
        await work.posts.give([(deputy, talks.class_.id, Post.deputy)], MONDAY)
        principal = talks.actor(talks.principal)
        found = await class_staff(work, principal, talks.class_.id, DUE_EVENING)

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


async def test_a_sheet_that_gives_a_class_introduces_it_once(talks: World) -> None:
    new = await a_colleague(talks)
    row = staff("苗望舒", Post.class_teacher, talks.class_.name, phones=("+8616700000077",))
    for _ in range(2):
        async with talks.store.write() as work:
            await import_staff(work, a_staff_sheet(row), talks.school, DUE_EVENING)

    assert await news(talks, new) == [NewsCode.class_taken]


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
