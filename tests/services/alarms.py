"""Emergencies in the school of `tests/world.py`, with a deputy and an officer: moves and looks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from care.delivery import Outcome
from care.sos import Ending
from care.words import Post, UnitKind
from services.outbox import delivering
from services.outbox.delivering import Attempt, Prepared
from services.sos import answering, climbing, raising
from services.sos.answering import Answer
from services.sos.raising import Without
from storage.requests import RequestRow
from storage.store import Store
from tests.care.builders import MONDAY, SHANGHAI, at
from tests.seen import put_below
from tests.world import START, World, a_person, a_school, address_of

NIGHT = at(MONDAY, "23:30")
PHONE = "+8616700000{}"


@dataclass(slots=True)
class Alarms:
    """The chain of the class: `teacher`, `deputy`, `principal`, `officer`. Time is `now`."""

    world: World
    deputy: int
    officer: int
    now: datetime = NIGHT

    @property
    def store(self) -> Store:
        return self.world.store

    async def raised(self, person: int) -> int | None:
        async with self.store.write() as work:
            return await raising.raise_alarm(work, self.world.actor(person), self.now)

    async def one(self, person: int) -> int:
        found = await self.raised(person)
        assert found is not None
        return found

    async def sends_now(self, person: int, request: int) -> bool:
        async with self.store.write() as work:
            return await raising.send_now(work, self.world.actor(person), request, self.now)

    async def leaves_out(self, person: int, request: int, without: Without) -> bool:
        actor = self.world.actor(person)
        async with self.store.write() as work:
            return await raising.leave_out(work, actor, request, without, self.now)

    async def chooses(self, person: int, request: int, child: int | None, unit: int) -> bool:
        actor = self.world.actor(person)
        async with self.store.write() as work:
            return await raising.choose(work, actor, request, child, unit, self.now)

    async def takes(self, person: int, request: int) -> Answer:
        async with self.store.write() as work:
            return await answering.take(work, self.world.actor(person), request, self.now)

    async def tells_the_family(self, person: int, request: int) -> tuple[Answer, int]:
        async with self.store.write() as work:
            return await answering.tell_family(work, self.world.actor(person), request, self.now)

    async def ends(self, person: int, request: int, ending: Ending = Ending.helped) -> Answer:
        async with self.store.write() as work:
            return await answering.end(work, self.world.actor(person), request, ending, self.now)

    async def look(self) -> None:
        """Does what is due, as the heart does."""
        async with self.store.read() as work:
            due = await climbing.due_alarms(work, self.now)
        for request in due:
            async with self.store.write() as work:
                await climbing.look_at(work, request, self.now)

    async def passes(self, minutes: float = 0, seconds: float = 0) -> list[tuple[int, str]]:
        """Time passes from one due moment to the next; returns who heard what."""
        until, heard = self.now + timedelta(minutes=minutes, seconds=seconds), []
        while (moment := await self.next_moment()) is not None and moment <= until:
            self.now = max(self.now, moment)
            await self.look()
            heard += await self.hears()
        self.now = until
        return heard + await self.hears()

    async def next_moment(self) -> datetime | None:
        async with self.store.read() as work:
            return await work.requests.next_moment()

    async def hears(self, outcome: Outcome = Outcome.accepted) -> list[tuple[int, str]]:
        """Everything of emergencies that waits goes out; returns who heard what."""
        sent = await self.sent(outcome)
        return [(each.notice.person_id, each.notice.code or "") for each in sent]

    async def sent(self, outcome: Outcome = Outcome.accepted) -> list[Prepared]:
        found = []
        async with self.store.write() as work:
            claimed = await delivering.claim_alarms(work, self.now, 100)
        for notice in claimed:
            if prepared := await self.world.prepare(notice, self.now):
                found.append(prepared)
                await self.world.settle(prepared, Attempt(outcome), self.now)
        return found

    async def request(self, request_id: int) -> RequestRow:
        async with self.store.read() as work:
            return (await work.requests.by_id([request_id]))[request_id]

    async def events(self) -> list[str]:
        """What the journal says of emergencies."""
        names = ("raised", "told", "rung_passed", "exhausted", "taken", "refused", "closed")
        rows = [row for name in names for row in await self.world.journal(f"sos.{name}")]
        return [row.entry.event.removeprefix("sos.") for row in sorted(rows, key=lambda r: r.at)]


async def the_alarms(store: Store) -> Alarms:
    """See the module; the school belongs to a county."""
    world = await a_school(store, None)
    async with store.write() as work:
        deputy = await a_person(work, "应长风", PHONE.format("0006"))
        officer = await a_person(work, "乔立本", PHONE.format("0007"))
        county = await work.units.add(UnitKind.county, "清河县", None, SHANGHAI, START)
        await put_below(work, world.school.id, county.id)
        posts = [
            (deputy, world.class_.id, Post.deputy),
            (officer, county.id, Post.officer),
        ]
        await work.posts.give(posts, MONDAY)
        for person in (deputy, officer):
            await work.accounts.join(person, address_of(person), START)
    return Alarms(world, deputy, officer)
