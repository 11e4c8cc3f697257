"""A small school in a real store: builders, and the few moves that stories about it need.

`world = await a_school(store)`: a class with one child, whose father and mother work away and who
lives with the grandmother; a class teacher and a principal. Everybody has joined but the mother.
The school follows `CALLS` from Monday 3 March 2025: the first call is due on the 17th. It has been
live for long, and its first month is over: silence climbs the whole ladder.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

from msgspec.structs import replace

from care.delivery import Outcome
from care.habits import Habits
from care.hours import Later, local_date
from care.rosters.model import Roster
from care.words import DutyState, Post, Role, Status, UnitKind
from services.actor import Actor
from services.due import next_moment
from services.duties import answering, ticking, undoing
from services.duties.answering import Reason
from services.duties.case import Result
from services.duties.programmes import begin_plans, use_plan
from services.importing.roster import Imported, import_roster, school_named
from services.outbox import delivering
from services.outbox.delivering import Attempt, Prepared
from storage.children import ChildFacts, TieFacts
from storage.duties import DutyRow
from storage.journal import JournalRow
from storage.notices import NoticeRow
from storage.people import NewPerson
from storage.records import ClosureRow, RecordRow
from storage.store import Store
from storage.units import UnitRow
from storage.work import Work
from tests.care.builders import MONDAY, SHANGHAI, at
from tests.seen import all_duties, all_notices, all_records, the_first_month_is_over
from tests.services.plans import CALLS

START = at(MONDAY, "08:00")
"""When the school begins: Monday, 3 March 2025, eight in the morning in Shanghai."""

LONG_LIVE = date(2020, 1, 1)
"""The day on which the school and its classes went live, unless a test says otherwise."""

DUE = date(2025, 3, 17)
DUE_EVENING = at(DUE, "19:00")
"""The father's own hour on the day the first call is due."""

FATHERS_PHONE = "+8616700000001"
Heard = tuple[date, int, str]


@dataclass(slots=True)
class World:
    """A school and its people by id, with the moves of its days."""

    store: Store
    school: UnitRow
    class_: UnitRow
    child: int
    father: int
    mother: int
    grandmother: int
    teacher: int
    principal: int
    _messages: "count[int]" = field(default_factory=lambda: count(1))

    def actor(self, person: int) -> Actor:
        return Actor(person, address_of(person), None)

    async def join(self, person: int, now: datetime = START) -> None:
        async with self.store.write() as work:
            await work.accounts.join(person, address_of(person), now)

    async def add_child(
        self, name: str, parents: Sequence[int] = (), class_: UnitRow | None = None
    ) -> int:
        """Another child, with parents who are away; its duties are planned by `plan`."""
        async with self.store.write() as work:
            unit = class_ or self.class_
            (child,) = await work.children.add([ChildFacts(unit.id, name)], MONDAY, START)
            ties = [TieFacts(child, parent, Role.father, Status.away) for parent in parents]
            await work.children.tie(ties, MONDAY)
        return child

    async def add_class(self, name: str, *, live: bool = True) -> tuple[UnitRow, int]:
        """Another class with a class teacher of its own, who has joined."""
        async with self.store.write() as work:
            unit = await work.units.add(UnitKind.class_, name, self.school.id, SHANGHAI, START)
            if live:
                await work.units.go_live([unit.id], LONG_LIVE, None)
            teacher = await a_person(work, f"{name}班主任", None)
            await work.posts.give([(teacher, unit.id, Post.class_teacher)], MONDAY)
            await work.accounts.join(teacher, address_of(teacher), START)
        return unit, teacher

    async def follow(self, plan: str, now: datetime = START, options: Sequence[str] = ()) -> int:
        async with self.store.write() as work:
            since = max(now, START).date()
            planned = await use_plan(work, self.school.id, plan, options, since, now)
            await the_first_month_is_over(work)
        return planned

    async def import_(self, roster: Roster, now: datetime = START) -> Imported:
        async with self.store.write() as work:
            return await import_roster(work, roster, self.school, now)

    async def tick(self, now: datetime) -> int:
        """Ticks until nothing is due; returns how many duties were looked at."""
        looked_at = 0
        async with self.store.write() as work:
            await begin_plans(work, now)
            while handled := await ticking.tick(work, now):
                looked_at += handled
        return looked_at

    async def deliver(self, now: datetime) -> list[Prepared]:
        """Sends what is due to a channel that takes everything."""
        return await self.send(now, Attempt(Outcome.accepted))

    async def send(self, now: datetime, attempt: Attempt) -> list[Prepared]:
        """Sends what is due; every attempt ends the same way."""
        async with self.store.write() as work:
            claimed = await delivering.claim(work, now, 100)
        tried = []
        for notice in claimed:
            if prepared := await self.prepare(notice, now):
                tried.append(prepared)
                await self.settle(prepared, attempt, now)
        return tried

    async def prepare(self, notice: NoticeRow, now: datetime) -> Prepared | None:
        async with self.store.write() as work:
            return await delivering.prepare(work, notice, now)

    async def settle(self, prepared: Prepared, attempt: Attempt, now: datetime) -> None:
        done = replace(attempt, message_id=next(self._messages))
        async with self.store.write() as work:
            await delivering.settle(work, prepared.notice, done, now, prepared)

    async def live(self, until: datetime) -> list[Heard]:
        """Lets time pass from event to event; returns who heard what on which day (in China)."""
        heard: list[Heard] = []
        while (moment := await self.next_moment()) is not None and moment <= until:
            await self.tick(moment)
            for message in await self.deliver(moment):
                day = local_date(moment, SHANGHAI)
                person = message.notice.person_id
                heard.extend((day, person, item.purpose) for item in message.items)
        return heard

    async def next_moment(self) -> datetime | None:
        async with self.store.read() as work:
            return await next_moment(work)

    async def done(self, person: int, duty: DutyRow, now: datetime) -> Result:
        async with self.store.write() as work:
            return await answering.done(work, self.actor(person), duty.id, now)

    async def later(self, person: int, duty: DutyRow, now: datetime, choice: Later) -> Result:
        async with self.store.write() as work:
            return await answering.ask_later(work, self.actor(person), duty.id, choice, now)

    async def could_not(self, person: int, duty: DutyRow, now: datetime, why: Reason) -> Result:
        async with self.store.write() as work:
            return await answering.could_not(work, self.actor(person), duty.id, why, now)

    async def undo(self, person: int, duty: DutyRow, now: datetime) -> Result:
        async with self.store.write() as work:
            return await undoing.undo(work, self.actor(person), duty.id, now)

    async def duties(
        self, rule_id: str = "call", state: DutyState | None = None, child: int | None = None
    ) -> list[DutyRow]:
        """The duties of a rule, the oldest first."""
        async with self.store.read() as work:
            rows = await all_duties(work)
        found = [duty for duty in rows if duty.rule_id == rule_id]
        found = [duty for duty in found if state in (None, duty.state)]
        found = [duty for duty in found if child in (None, duty.child_id)]
        return sorted(found, key=lambda duty: (duty.due_on, duty.number))

    async def duty(self, rule_id: str = "call", child: int | None = None) -> DutyRow:
        """The one open duty of a rule."""
        (found,) = await self.duties(rule_id, DutyState.open, child)
        return found

    async def again(self, duty: DutyRow) -> DutyRow:
        """The duty as it stands now."""
        async with self.store.read() as work:
            return (await work.duties.by_id([duty.id]))[duty.id]

    async def notices(self, state: str | None = None) -> list[NoticeRow]:
        async with self.store.read() as work:
            return [notice for notice in await all_notices(work) if state in (None, notice.state)]

    async def records(self) -> list[RecordRow]:
        async with self.store.read() as work:
            rows = await all_records(work)
        return sorted(rows, key=lambda record: record.made_at)

    async def closure(self, duty: DutyRow) -> ClosureRow | None:
        """The closure in force of a duty."""
        async with self.store.read() as work:
            return (await work.records.closures([duty.id])).get(duty.id)

    async def journal(self, event: str) -> list[JournalRow]:
        async with self.store.read() as work:
            return await work.journal.of_event(event)


def address_of(person: int) -> int:
    """The chat in which a person of these tests writes."""
    return person % 10_000_000_000 + 1


async def a_person(work: Work, name: str, phone: str | None) -> int:
    numbers = () if phone is None else (phone,)
    (person,) = await work.people.add([NewPerson(name, numbers)], Habits(), START)
    return person


async def a_school(
    store: Store, plan: str | None = CALLS, *, joined: bool = True, live: bool = True
) -> World:
    """See the module. `plan=None`: the school follows none yet; not `joined`: nobody has; not
    `live`: the switch is still to be turned.
    """
    async with store.write() as work:
        school = await school_named(work, "青禾小学", SHANGHAI, START)
        class_ = await work.units.add(UnitKind.class_, "三年级1班", school.id, SHANGHAI, START)
        if live:
            await work.units.go_live([school.id, class_.id], LONG_LIVE, None)
        father = await a_person(work, "禾远舟", FATHERS_PHONE)
        mother = await a_person(work, "祁念安", "+8616700000002")
        grandmother = await a_person(work, "褚秋禾", "+8616700000003")
        teacher = await a_person(work, "谷知春", "+8616700000004")
        principal = await a_person(work, "闻朝晖", "+8616700000005")
        posts = [
            (teacher, class_.id, Post.class_teacher),
            (principal, school.id, Post.principal),
        ]
        await work.posts.give(posts, MONDAY)
        facts = ChildFacts(class_.id, "禾小满", birth="2016-05-21", left_behind="both")
        (child,) = await work.children.add([facts], MONDAY, START)
        ties = [
            TieFacts(child, father, Role.father, Status.away),
            TieFacts(child, mother, Role.mother, Status.away),
            TieFacts(child, grandmother, Role.guardian, Status.at_home),
        ]
        await work.children.tie(ties, MONDAY)
        for person in (father, grandmother, teacher, principal) if joined else ():
            await work.accounts.join(person, address_of(person), START)
    world = World(store, school, class_, child, father, mother, grandmother, teacher, principal)
    if plan is not None:
        await world.follow(plan)
    return world
