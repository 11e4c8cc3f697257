"""A new school year in a school as it is: teachers who came lately, many children."""

from datetime import timedelta

from bench.databases import statements
from care.words import Post, UnitKind
from services.duties.planning import plan_school
from services.moving.years import Opened, Year, open_year
from storage.children import ChildFacts
from storage.store import Store
from tests.care.builders import MONDAY, SHANGHAI
from tests.services.moves import elsewhere, movers
from tests.world import START, World, a_person


async def test_a_teacher_who_took_the_class_since_goes_along_with_a_year_begun_days_ago(
    store: Store,
) -> None:
    world, they = await movers(store)
    today = START.date()
    async with store.write() as work:
        (held,) = await work.posts.in_units([world.class_.id], today)
        await work.posts.end([held.id], today - timedelta(days=5))
        newcomer = await a_person(work, "岑见山", None)
        since = today - timedelta(days=4)
        await work.posts.give([(newcomer, world.class_.id, Post.class_teacher)], since)
        begun = Year(today - timedelta(days=7), 6)
        assert await open_year(work, None, world.school.id, begun, START) is Opened.done

    home = await they.class_of() or 0
    assert home != world.class_.id
    assert [post.person_id for post in await they.posts(home, today)] == [newcomer]
    assert await they.posts(world.class_.id, today) == []


async def test_a_larger_school_goes_up_with_no_more_statements(store: Store) -> None:
    world, _ = await movers(store)
    away = await elsewhere(world)

    small = await statements_of_a_year(world, world.school.id, each=2)
    large = await statements_of_a_year(world, away.school.id, each=60)

    assert large <= small + 5, "a new year asks the database by the class, not by the child"


async def statements_of_a_year(world: World, school_id: int, each: int) -> int:
    """How many statements a school year takes, with so many more children in five classes."""
    async with world.store.write() as work:
        facts = []
        for grade in "一二三四五":
            name = f"{grade}年级9班"
            unit = await work.units.add(UnitKind.class_, name, school_id, SHANGHAI, START)
            facts += [ChildFacts(unit.id, f"禾{grade}{number}") for number in range(each)]
        await work.children.add(facts, MONDAY, START)
        await plan_school(work, school_id, START)
    with statements(world.store) as seen:
        async with world.store.write() as work:
            year = Year(START.date(), 6)
            assert await open_year(work, None, school_id, year, START) is Opened.done
    return len(seen)
