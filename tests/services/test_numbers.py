"""Public numbers: who sees them, who changes them."""

from care.numbers import NumberKind
from care.words import Post, Role, Status
from services.numbers import MOST, add_number, drop_number, numbers_near, set_numbers
from storage.children import TieFacts
from storage.numbers import Number
from storage.store import Store
from tests.services.cards import somebody
from tests.world import START, World, a_school

LINE = Number(NumberKind.family_line, "+869306220000", hours="周末")
RIGHTS = Number(NumberKind.rights, "12355")


async def seen(world: World, person: int) -> list[Number]:
    async with world.store.read() as work:
        views = await numbers_near(work, world.actor(person), START)
    return [number for view in views for number in view.numbers]


async def test_a_number_is_shown_to_everybody_linked_to_the_school_and_to_nobody_else(
    store: Store,
) -> None:
    world = await a_school(store)
    helper = await somebody(world, "程远", role=Role.helper)
    stranger = await somebody(world, "路人")
    async with store.write() as work:
        assert await add_number(work, world.actor(world.principal), world.school.id, RIGHTS, START)
        assert await add_number(work, world.actor(world.principal), world.school.id, LINE, START)

    for person in (world.father, world.grandmother, world.teacher, world.principal, helper):
        assert await seen(world, person) == [LINE, RIGHTS]
    assert await seen(world, stranger) == []


async def test_who_is_barred_from_the_child_is_not_linked(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        await set_numbers(work, None, world.school.id, [LINE], START)
        ties = await work.children.ties([world.child], START.date())
        mine = next(tie for tie in ties if tie.facts.person_id == world.father)
        barred = TieFacts(world.child, world.father, Role.father, Status.barred)
        await work.children.change_tie(mine.id, barred)

    assert await seen(world, world.father) == []


async def test_only_the_principal_and_the_file_manager_change_them(store: Store) -> None:
    world = await a_school(store)
    files = await somebody(world, "文简", post=Post.file_manager)
    officer = await somebody(world, "岑见山", post=Post.officer)
    async with store.write() as work:
        for person in (world.teacher, world.father, officer):
            assert not await add_number(work, world.actor(person), world.school.id, LINE, START)
        assert not await add_number(work, world.actor(files), world.class_.id, LINE, START)
        assert await add_number(work, world.actor(files), world.school.id, LINE, START)
        assert not await drop_number(work, world.actor(world.father), world.school.id, 0, START)
        assert not await drop_number(work, world.actor(files), world.school.id, 1, START)
        assert await drop_number(work, world.actor(files), world.school.id, 0, START)

    assert await seen(world, world.teacher) == []
    kinds = [row.entry.details["kinds"] for row in await world.journal("numbers.set")]
    assert kinds[-2:] == [["family_line"], []]


async def test_the_same_number_again_changes_its_words_and_there_is_an_end(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        actor = world.actor(world.principal)
        await add_number(work, actor, world.school.id, Number(LINE.kind, LINE.number), START)
        await add_number(work, actor, world.school.id, LINE, START)
    assert await seen(world, world.father) == [LINE]

    async with store.write() as work:
        for n in range(1, MOST):
            office = Number(NumberKind.office, f"+8693062200{n:02}")
            assert await add_number(work, actor, world.school.id, office, START)
        assert not await add_number(work, actor, world.school.id, RIGHTS, START)
        assert await add_number(work, actor, world.school.id, LINE, START)
