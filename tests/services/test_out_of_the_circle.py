"""Who is barred or has died: what they hear, and what it means for other children of theirs."""

from care.words import Role, Status, TaskKind
from services.lists.wishes import wish_number
from services.tasks.showing import open_tasks
from storage.children import TieFacts
from storage.store import Store
from tests.care.builders import MONDAY
from tests.services.lists import answers, codes_of_news, ends, status
from tests.world import START, World, a_school

NEW = "+8616700000077"


async def barred(world: World, child: int | None = None) -> None:
    """The father must not be contacted about the child, or about another one."""
    async with world.store.write() as work:
        ties = await work.children.ties([child or world.child], MONDAY)
        for tie in ties:
            if tie.facts.person_id == world.father:
                facts = TieFacts(tie.facts.child_id, world.father, Role.father, Status.barred)
                await work.children.change_tie(tie.id, facts)


async def status_of_father(world: World, child: int) -> Status:
    async with world.store.read() as work:
        ties = await work.children.ties([child], MONDAY)
    (found,) = [tie.facts.status for tie in ties if tie.facts.person_id == world.father]
    return found


async def test_who_is_barred_hears_nothing_of_being_taken_off_the_list(store: Store) -> None:
    world = await a_school(store)
    await barred(world)

    await answers(world, await ends(world, world.father, world.principal), "yes")

    assert await codes_of_news(world, world.father) == []
    assert len(await world.journal("tie.ended")) == 1


async def test_who_is_barred_while_a_new_number_waits_hears_nothing_of_it(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        teacher = world.actor(world.teacher)
        asked = await wish_number(work, teacher, world.child, world.father, NEW, START)
    await barred(world)

    await answers(world, asked, "yes")

    assert await codes_of_news(world, world.father) == []


async def test_who_is_barred_from_one_child_stays_barred_when_called_dead_for_another(
    store: Store,
) -> None:
    """Else "has died", and then "works away", would end the bar without a second tap."""
    world = await a_school(store)
    sister = await world.add_child("禾小星", [world.father])
    await barred(world, sister)

    await status(world, world.father, Status.dead)

    assert await status_of_father(world, sister) is Status.barred


async def test_who_was_taken_for_dead_is_asked_about_for_every_child(store: Store) -> None:
    world = await a_school(store)
    unit, other = await world.add_class("三年级2班")
    sister = await world.add_child("禾小星", [world.father], unit)
    await status(world, world.father, Status.dead)

    await status(world, world.father, Status.away)

    assert await status_of_father(world, world.child) is Status.away
    assert await status_of_father(world, sister) is Status.unclear
    async with store.read() as work:
        (task,) = await open_tasks(work, world.actor(other), START)
    assert (task.kind, task.child, task.person) == (TaskKind.status, "禾小星", "禾远舟")
