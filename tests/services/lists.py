"""Moves of the staff who care for the lists, for tests about them."""

from datetime import datetime

from care.words import Status
from services.lists.circle import circle_view
from services.lists.codes import WayIn, let_in
from services.lists.wishes import Asked, wish_end, wish_status
from services.tasks.settling import Settled, settle
from tests.world import START, World


async def circle_names(world: World, now: datetime = START) -> list[str]:
    async with world.store.write() as work:
        view = await circle_view(work, world.actor(world.teacher), world.child, now)
    assert view is not None
    return [adult.name for adult in view.adults]


async def ends(world: World, person: int, by: int | None = None) -> Asked:
    async with world.store.write() as work:
        actor = world.actor(by or world.teacher)
        return await wish_end(work, actor, world.child, person, "ended", START)


async def answers(world: World, asked: Asked, answer: str, by: int | None = None) -> Settled:
    assert asked[1] is not None
    async with world.store.write() as work:
        actor = world.actor(by or world.principal)
        return await settle(work, actor, asked[1].id, answer, START)


async def status(world: World, person: int, new: Status, by: int | None = None) -> Asked:
    async with world.store.write() as work:
        actor = world.actor(by or world.teacher)
        return await wish_status(work, actor, world.child, person, new, START)


async def way_in(world: World, person: int, by: int, *, code: bool, sure: bool = False) -> WayIn:
    async with world.store.write() as work:
        return await let_in(
            work, world.actor(by), world.child, person, START, by_code=code, sure=sure
        )


async def codes_of_news(world: World, person: int) -> list[str | None]:
    return [notice.code for notice in await world.notices("queued") if notice.person_id == person]
