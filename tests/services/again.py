"""A school whose sheet comes in again and again, while its staff change things in chat."""

import json
from datetime import timedelta
from typing import Any

from care.rosters.model import Adult
from care.words import Role, Status, TaskKind
from services.actor import Actor
from services.importing.roster import Imported
from services.lists.facts import change_child
from services.lists.people import set_phones
from services.lists.statuses import set_statuses
from services.tasks.settling import Settled, settle
from storage.children import TieFacts, TieRow
from storage.people import NewPerson, PersonRow
from storage.tasks import TaskRow
from tests.care.builders import MONDAY
from tests.services.rosters import a_roster, a_row
from tests.services.test_importing import Office
from tests.world import START

OURS, SHEETS = ("+8617000000007",), ("+8617000000009",)
GRANDMOTHER = Adult("褚秋禾", Role.guardian, Status.at_home, "奶奶", ("+8617100000003",))
BOTH = (a_row(), a_row("鹿小满", row=6))
MISTYPED = a_row("鹿小荷")
YESTERDAY = START.date() - timedelta(days=1)


class Town(Office):
    """A school whose staff change things between two sheets."""

    async def chat_number(self, name: str, phones: tuple[str, ...]) -> None:
        async with self.store.write() as work:
            await set_phones(work, None, (await self.person(name)).id, phones, START)

    async def chat_status(self, name: str, status: Status, child: str = "鹿小禾") -> None:
        person, (child_id,) = await self.person(name), (await self.children())[child]
        async with self.store.write() as work:
            await set_statuses(work, None, child_id, person.id, status, START)

    async def chat_fact(self, field: str, value: str, child: str = "鹿小禾") -> None:
        (child_id,) = (await self.children())[child]
        async with self.store.write() as work:
            assert await change_child(work, None, child_id, field, value, START)

    async def chat_ends(self, name: str) -> None:
        person = await self.person(name)
        ties = [tie for tie in await self.ties() if tie.facts.person_id == person.id]
        async with self.store.write() as work:
            await work.children.end_ties([tie.id for tie in ties], YESTERDAY)

    async def chat_adds(self, name: str, role: Role) -> None:
        (child_id,) = (await self.children())["鹿小禾"]
        async with self.store.write() as work:
            (person,) = await work.people.add(
                [NewPerson(name, ())], await work.people.habits(await self.somebody()), START
            )
            facts = TieFacts(child_id, person, role, Status.at_home)
            await work.children.tie([facts], MONDAY)

    async def ends_posts(self, *names: str) -> None:
        people = {person.id for person in await self.people() if person.name in names}
        async with self.store.write() as work:
            units = [self.school.id, *(u.id for u in await work.units.below(self.school.id))]
            held = await work.posts.in_units(units, MONDAY)
            await work.posts.end([p.id for p in held if p.person_id in people], YESTERDAY)

    async def holders(self) -> list[str]:
        """Who has a post today."""
        names = {person.id: person.name for person in await self.people()}
        async with self.store.read() as work:
            units = [self.school.id, *(u.id for u in await work.units.below(self.school.id))]
            held = await work.posts.in_units(units, MONDAY)
        return sorted(names[post.person_id] for post in held if post.is_held(MONDAY))

    async def somebody(self) -> int:
        return (await self.people())[0].id

    async def person(self, name: str) -> PersonRow:
        (found,) = [person for person in await self.people() if person.name == name]
        return found

    async def number(self, name: str) -> tuple[str, ...]:
        return (await self.person(name)).phones

    async def circle(self, child: str = "鹿小禾") -> dict[str, TieRow]:
        """Who stands around a child today, by name."""
        names = {person.id: person.name for person in await self.people()}
        ties = [tie for tie in await self.ties(child) if tie.runs(START.date())]
        return {names[tie.facts.person_id]: tie for tie in ties}

    async def status(self, name: str) -> Status:
        return (await self.circle())[name].facts.status

    async def tasks(self, kind: TaskKind | None = None) -> list[TaskRow]:
        units = [self.school.id, *(unit.id for unit in (await self.units()).values())]
        async with self.store.read() as work:
            found = await work.tasks.open_in_units(units)
        return [task for task in found if kind in (None, task.kind)]

    async def answer(self, answer: str, who: str = "闻朝晖") -> Settled:
        """Settles the one open task."""
        (task,) = await self.tasks()
        actor = Actor((await self.person(who)).id, 1, None)
        async with self.store.write() as work:
            return await settle(work, actor, task.id, answer, START)

    async def old_values(self, event: str) -> list[object]:
        async with self.store.read() as work:
            rows = await work.journal.of_event(event)
        return [json.loads(row.entry.old) for row in rows if row.entry.old is not None]

    async def facts(self, child: str = "鹿小禾") -> dict[str, object]:
        ids = (await self.children())[child]
        async with self.store.read() as work:
            facts = (await work.children.by_id(ids))[ids[0]].facts
        return {"birth": facts.birth, "name": facts.name, "sex": facts.sex, **facts.details}

    async def class_of(self, child: str = "鹿小禾") -> str:
        ids = (await self.children())[child]
        async with self.store.read() as work:
            unit_id = (await work.children.by_id(ids))[ids[0]].facts.unit_id
            return (await work.units.get(unit_id)).name


async def bring(town: Town, *adults: Adult, **facts: Any) -> Imported:
    """One child's row, as a sheet of its own."""
    return await town.roster(a_roster(a_row("鹿小禾", *adults, **facts)))
