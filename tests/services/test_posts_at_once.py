"""Two people, or somebody and the clock, decide about a post at the same moment."""

from datetime import timedelta

import pytest

from care.words import ChangeCode
from services.lists.values import Change
from services.live.switching import go_live
from services.posts.giving import give_post
from services.posts.taking import take_due_posts
from storage.store import Store
from tests.services.plans import TALK, a_plan_of
from tests.services.posts import FIRST, TODAY, a_colleague, gets, holders, news, noon
from tests.services.test_moving_races import Act, at_once
from tests.world import DUE_EVENING, World, a_school


@pytest.fixture
async def school(store: Store) -> World:
    """Talks are the class teacher's."""
    return await a_school(store, a_plan_of(TALK))


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
