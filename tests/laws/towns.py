"""A county in memory whose children move, leave and come back, by the product's own doors."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from care.hours import local_date
from care.words import Moving, Post, Role, Status, UnitKind
from services.actor import Actor
from services.duties import answering
from services.duties.excusing import Why, excuse
from services.duties.planning import plan_children
from services.duties.programmes import use_plan
from services.lists.statuses import set_statuses
from services.moving.leaving import come_back, leave
from services.moving.making import arrange
from services.moving.taking import take_due_moves
from storage.children import ChildFacts, TieFacts
from storage.duties import DutyRow
from storage.memory.store import MemoryStore
from storage.moves import NewMove
from storage.units import UnitRow
from storage.work import Work
from tests.care.builders import MONDAY, SHANGHAI
from tests.seen import all_duties, the_first_month_is_over
from tests.world import LONG_LIVE, START, World, a_person, address_of


@dataclass
class Town:
    """A county of two townships, with three schools of two, two and one class."""

    store: MemoryStore = field(default_factory=MemoryStore)
    now: datetime = START
    units: dict[int, UnitRow] = field(default_factory=dict)
    head: dict[int, int] = field(default_factory=dict)
    """Who sees the counts of a unit: its officer, principal or class teacher."""
    children: list[int] = field(default_factory=list)
    parent: dict[int, int] = field(default_factory=dict)
    heard: int = 0

    def of_kind(self, kind: UnitKind) -> list[UnitRow]:
        return [unit for unit in self.units.values() if unit.kind is kind]

    def below(self, unit: UnitRow) -> list[UnitRow]:
        return [each for each in self.units.values() if each.parent_id == unit.id]

    @property
    def classes(self) -> list[UnitRow]:
        return self.of_kind(UnitKind.class_)

    @property
    def today(self) -> date:
        return local_date(self.now, SHANGHAI)

    async def passes(self, hours: int, answered: int) -> None:
        """Time goes by; every how manieth message is answered, 0: none."""
        until = self.now + timedelta(hours=hours)
        while (moment := await self._world().next_moment()) is not None and moment <= until:
            self.now = max(self.now, moment)
            await self.ticks(answered)
        self.now = until
        await self.ticks(answered)

    async def ticks(self, answered: int) -> None:
        async with self.store.write() as work:
            while await take_due_moves(work, self.now):
                pass
        await self._world().tick(self.now)
        while sent := await self._world().deliver(self.now):
            for prepared in sent:
                self.heard += 1
                if answered and self.heard % answered == 0:
                    person = prepared.notice.person_id
                    await self.does(person, [i.duty_id for i in prepared.items if i.mine])

    async def does(self, person: int, duties: Iterable[int]) -> None:
        async with self.store.write() as work:
            for duty_id in duties:
                await answering.done(work, _actor(person), duty_id, self.now)

    def _world(self) -> World:
        """Ticking and sending are the same for a school and for a county."""
        school, class_ = self.of_kind(UnitKind.school)[0], self.classes[0]
        return World(self.store, school, class_, 0, 0, 0, 0, 0, 0)

    async def comes(self, class_: UnitRow) -> None:
        """A child who was on no list, with a father away who is in the chat."""
        async with self.store.write() as work:
            father = await a_person(work, "某父", None)
            await work.accounts.join(father, address_of(father), self.now)
            facts = ChildFacts(class_.id, f"孩子{len(self.children)}")
            (child,) = await work.children.add([facts], self.today, self.now)
            await work.children.tie([TieFacts(child, father, Role.father, Status.away)], self.today)
            await plan_children(work, {child: class_.id}, self.now)
        self.children.append(child)
        self.parent[child] = father

    async def goes(self, child: int, class_: UnitRow, ahead: int) -> None:
        """A child goes to another class, of whatever school, today or on a day to come."""
        async with self.store.write() as work:
            here = await self.home(work, child)
            if here is None or here == class_.id:
                return
            near = self.units[here].parent_id == class_.parent_id
            why = Moving.class_change if near else Moving.transfer
            on = self.today + timedelta(days=ahead)
            await arrange(work, NewMove(child, here, class_.id, why, on), self.today, self.now)

    async def leaves(self, child: int, ahead: int) -> None:
        async with self.store.write() as work:
            on = self.today + timedelta(days=ahead)
            await leave(work, None, child, Moving.left, on, self.now)

    async def returns(self, child: int) -> None:
        async with self.store.write() as work:
            gone = (await work.leavers.by_id([child])).get(child)
            if gone is not None:
                school = self.units[gone.unit_id].parent_id or 0
                await come_back(work, _actor(self.head[school]), child, self.now)

    async def changes(self, child: int, status: Status) -> None:
        """The child's father comes home, goes away again, dies."""
        async with self.store.write() as work:
            await set_statuses(work, None, child, self.parent[child], status, self.now)

    async def excuses(self, child: int, which: int) -> None:
        """The class teacher says that something is not needed this time."""
        async with self.store.write() as work:
            here = await self.home(work, child)
            duties = await work.duties.open_of_children([child])
            if here is not None and duties:
                duty = sorted(duties, key=lambda each: each.key)[which % len(duties)]
                await excuse(work, _actor(self.head[here]), duty.id, Why.ill, self.now)

    async def home(self, work: Work, child: int) -> int | None:
        """The class of a child who is on the lists."""
        found = (await work.children.by_id([child])).get(child)
        return None if found is None else found.facts.unit_id

    async def duties_there(self) -> list[DutyRow]:
        async with self.store.read() as work:
            return await all_duties(work)

    def actor_of(self, unit: UnitRow) -> Actor:
        """Who sees the counts of a unit, as whoever presses."""
        return _actor(self.head[unit.id])


async def a_town(plan: str, children: int) -> Town:
    """Every school follows the plan, live for long; its children are spread over the classes."""
    town = Town()
    await _built(town)
    for number in range(children):
        await town.comes(town.classes[number % len(town.classes)])
    async with town.store.write() as work:
        for school in town.of_kind(UnitKind.school):
            await use_plan(work, school.id, plan, (), MONDAY, START)
        await the_first_month_is_over(work)
    return town


async def _built(town: Town) -> None:
    county = await _unit(town, UnitKind.county, None, Post.officer)
    for schools in ((2, 2), (1,)):
        township = await _unit(town, UnitKind.township, county, Post.officer)
        for classes in schools:
            school = await _unit(town, UnitKind.school, township, Post.principal)
            for _ in range(classes):
                await _unit(town, UnitKind.class_, school, Post.class_teacher)


async def _unit(town: Town, kind: UnitKind, above: UnitRow | None, post: Post) -> UnitRow:
    name = f"{kind}{len(town.units)}"
    async with town.store.write() as work:
        parent = None if above is None else above.id
        unit = await work.units.add(kind, name, parent, SHANGHAI, START)
        await work.units.go_live([unit.id], LONG_LIVE, None)
        head = await a_person(work, f"{name}负责人", None)
        await work.posts.give([(head, unit.id, post)], MONDAY)
        await work.accounts.join(head, address_of(head), START)
        town.units[unit.id] = await work.units.get(unit.id)
    town.head[unit.id] = head
    return town.units[unit.id]


def _actor(person: int) -> Actor:
    return Actor(person, address_of(person), None)
