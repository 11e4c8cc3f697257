"""A school with children on their way: short moves for tests, beside those of `tests.world`."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from care.words import MoveState, Moving, NewsCode, Post, TaskKind, UnitKind
from services.duties.programmes import use_plan
from services.moving.changing import change_class
from services.moving.leaving import come_back, leave
from services.moving.place import Moved
from services.moving.taking import take_due_moves
from services.moving.transferring import offer
from services.tasks.settling import Settled, settle
from storage.moves import MoveRow
from storage.posts import PostRow
from storage.store import Store
from storage.tables import Child
from storage.tasks import TaskRow
from storage.units import UnitRow
from tests.care.builders import MONDAY, SHANGHAI
from tests.services.plans import CALLS
from tests.world import START, World, a_person, a_school, address_of


@dataclass(slots=True)
class Away:
    """Another school with a class, a class teacher and a principal who have joined."""

    school: UnitRow
    class_: UnitRow
    teacher: int
    principal: int


class Movers:
    """What people do about moves in a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def to_class(self, who: int, class_id: int, on: date, now: datetime) -> Moved:
        async with self.world.store.write() as work:
            actor = self.world.actor(who)
            return await change_class(work, actor, self.world.child, class_id, on, now)

    async def leaves(
        self, who: int, on: date, now: datetime, why: Moving = Moving.left, child: int = 0
    ) -> Moved:
        async with self.world.store.write() as work:
            actor = self.world.actor(who)
            return await leave(work, actor, child or self.world.child, why, on, now)

    async def back(self, who: int, now: datetime) -> Moved:
        async with self.world.store.write() as work:
            return await come_back(work, self.world.actor(who), self.world.child, now)

    async def offered(self, who: int, unit_id: int, to: int, on: date, now: datetime) -> Moved:
        async with self.world.store.write() as work:
            actor = self.world.actor(who)
            return await offer(work, actor, self.world.child, unit_id, to, on, now)

    async def answers(self, who: int, answer: str, now: datetime) -> Settled:
        """The answer to the newest question about a transfer, open or not."""
        (task,) = (await self.questions())[-1:]
        async with self.world.store.write() as work:
            return await settle(work, self.world.actor(who), task.id, answer, now)

    async def questions(self) -> list[TaskRow]:
        async with self.world.store.read() as work:
            tasks = await work.tasks.open_about([self.world.child])
        return [task for task in tasks if task.kind is TaskKind.transfer]

    async def the_day_comes(self, now: datetime) -> int:
        done = 0
        async with self.world.store.write() as work:
            while taken := await take_due_moves(work, now):
                done += taken
        return done

    async def moves(self, child: int = 0) -> list[MoveRow]:
        async with self.world.store.read() as work:
            return await work.moves.of_children([child or self.world.child])

    async def states(self) -> list[tuple[Moving, MoveState]]:
        return [(move.why, move.state) for move in await self.moves()]

    async def class_of(self, child: int = 0) -> int | None:
        """The child's class; None where it is on no list."""
        child = child or self.world.child
        async with self.world.store.read() as work:
            found = await work.children.by_id([child])
        return found[child].facts.unit_id if child in found else None

    async def classes_with(self, child: int) -> int:
        """How many rows there are of a child: one, whatever happens."""
        async with self.world.store.read() as work:
            return len((await work._room.get(select(Child.id).where(Child.id == child))).all())

    async def posts(self, unit_id: int, day: date) -> list[PostRow]:
        async with self.world.store.read() as work:
            return [p for p in await work.posts.in_units([unit_id], day) if p.is_held(day)]

    async def hears(self, now: datetime) -> set[tuple[int, NewsCode, str | None]]:
        """Who reads which news about which child, of what is due by then."""
        sent = await self.world.deliver(now)
        return {
            (each.notice.person_id, each.news.code, each.news.child) for each in sent if each.news
        }


async def movers(store: Store, plan: str | None = CALLS) -> tuple[World, Movers]:
    world = await a_school(store, plan)
    return world, Movers(world)


async def elsewhere(world: World, plan: str = CALLS) -> Away:
    """A second school, which follows a plan of its own."""
    async with world.store.write() as work:
        school = await work.units.add(UnitKind.school, "柳泉小学", None, SHANGHAI, START)
        unit = await work.units.add(UnitKind.class_, "三年级2班", school.id, SHANGHAI, START)
        teacher = await a_person(work, "江映雪", None)
        principal = await a_person(work, "顾长风", None)
        posts = [
            (teacher, unit.id, Post.class_teacher),
            (principal, school.id, Post.principal),
        ]
        await work.posts.give(posts, MONDAY)
        for person in (teacher, principal):
            await work.accounts.join(person, address_of(person), START)
        await use_plan(work, school.id, plan, (), START.date(), START)
        await work.units.go_live([school.id, unit.id], MONDAY, None)
    return Away(school, unit, teacher, principal)
