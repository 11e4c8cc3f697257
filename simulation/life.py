"""One school lives through its programme, from event to event, in virtual time.

1. The next moment is the earliest of: a duty to be looked at, a notice to be sent, a Monday's
   lists, something that somebody had in mind to do.
2. At that moment people do what they had in mind, the tick decides, lists are planned, and what
   is due goes out to everybody whom a message reaches.
3. Who hears something may have something in mind from then on: to answer, later or never.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from care.delivery import Kind, Outcome
from care.hours import local_date
from services.due import next_moment
from services.duties import ticking
from services.duties.programmes import begin_plans
from services.outbox import delivering
from services.outbox.delivering import Attempt, Prepared
from services.weekly.sweep import is_due, next_sweep, sweep
from simulation.fates import fates
from simulation.figures import SCHOOL, Figures
from simulation.minutes import of_the_school
from simulation.minutes import work as work_of
from simulation.people import People
from simulation.school import Plan
from simulation.who import ZONE, School
from storage.store import Store
from storage.work import Work

BATCH = 2000
_WEEK = timedelta(days=7)


@dataclass(slots=True)
class Life:
    """A school with its people's intentions, and what has been counted of it."""

    store: Store
    school: School
    plan: Plan
    chance: Random
    figures: Figures = field(default_factory=Figures)
    _people: People = field(init=False)
    _heard: defaultdict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    _next_sweep: datetime | None = None
    _messages: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Its people do as they have in mind."""
        self._people = People(self.school, self.chance, self.figures)

    async def live(self, begin: datetime, end: datetime) -> None:
        """Let time pass, from `begin` up to, not including, `end` (UTC)."""
        for moment, what in fates(self.school, self.plan, begin, end, self.chance):
            self._people.intend(moment, what)
        now = begin
        while now < end:
            due = await self._at(now, begin)
            next_one = min(self._moments(due), default=None)
            if next_one is None:
                break
            now = max(now, next_one)
        await self._take_stock(end)

    def _moments(self, due: datetime | None) -> Iterator[datetime]:
        """When something happens next: in the store, by a Monday's lists, or somebody's doing."""
        moments = (due, self._next_sweep, self._people.next_moment)
        yield from (moment for moment in moments if moment is not None)

    async def _at(self, now: datetime, begin: datetime) -> datetime | None:
        """What people have in mind for this moment, then whatever is due; when the store has
        something to do again. Most moments are somebody's who answers, and leave nothing due.
        """
        while (what := self._people.next_by(now)) is not None:
            async with self.store.write() as work:
                await self._people.do(work, what, now)
        if self._next_sweep is not None and now < self._next_sweep:
            due = await self._due()
            if due is None or now < due:
                return due
        async with self.store.write() as work:
            await begin_plans(work, now)
        handled = BATCH
        while handled:
            async with self.store.write() as work:
                handled = await ticking.tick(work, now, BATCH)
        if self._next_sweep is None or self._next_sweep <= now:
            await self._sweep(now)
        await self._deliver(now, begin)
        return await self._due()

    async def _due(self) -> datetime | None:
        async with self.store.read() as work:
            return await next_moment(work)

    async def _sweep(self, now: datetime) -> None:
        async with self.store.write() as work:
            if await is_due(work, now):
                await sweep(work, now)
            self._next_sweep = await next_sweep(work)

    async def _deliver(self, now: datetime, begin: datetime) -> None:
        while True:
            async with self.store.write() as work:
                claimed = await delivering.claim(work, now, BATCH)
                for notice in claimed:
                    prepared = await delivering.prepare(work, notice, now)
                    if prepared is not None:
                        await self._sent(work, prepared, now, begin)
            if not claimed:
                return

    async def _sent(self, work: Work, prepared: Prepared, now: datetime, begin: datetime) -> None:
        """It reaches its reader, or finds that they have blocked the bot."""
        notice = prepared.notice
        gone = notice.person_id in self._people.blocked
        outcome = Outcome.blocked if gone else Outcome.accepted
        attempt = Attempt(outcome, next(self._messages))
        await delivering.settle(work, notice, attempt, now, prepared)
        if gone:
            return
        self._count(prepared, now, begin)
        self._people.listen(prepared, now)

    def _count(self, prepared: Prepared, now: datetime, begin: datetime) -> None:
        notice = prepared.notice
        role = self.school.roles[notice.person_id]
        self.figures.sent(now)
        self.figures.told[role] += 1
        self._heard[notice.person_id, (now - begin) // _WEEK] += 1
        if notice.kind == Kind.news:
            self.figures.kinds[notice.code or ""] += 1
        for item in prepared.items:
            self.figures.kinds[item.purpose] += 1

    async def _take_stock(self, end: datetime) -> None:
        """How every duty stands at the end, and who has recorded what."""
        figures, roles = self.figures, self.school.roles
        figures.children = len(self.school.children)
        figures.people.update(roles[person] for person in self.school.joined)
        for (person, _), heard in self._heard.items():
            figures.weeks[f"{roles[person]}/{heard}"] += 1
        last = local_date(end, ZONE) - timedelta(days=1)
        async with self.store.read() as work:
            duties = await work.tally.duties(last)
            figures.on_time.update(await work.tally.on_time(last))
            records = await work.tally.records()
        figures.duties.update({f"{rule}/{state}": n for (rule, state), n in duties.items()})
        for (person, kind), n in records.items():
            figures.acts[f"{roles[person]}/{kind}"] += n
        figures.schools, figures.heaviest = 1, work_of(figures.acts)
        figures.heaviest[SCHOOL] = of_the_school(figures.heaviest)
