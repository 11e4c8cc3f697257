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
from heapq import heappop, heappush
from itertools import count
from random import Random

from care.delivery import Kind, Outcome
from care.hours import Later, local_date
from care.weekly import Means
from care.words import NewsCode
from services.actor import Actor
from services.due import next_moment
from services.duties import answering, ticking
from services.duties.answering import Reason
from services.duties.programmes import begin_plans
from services.joining.leaving import come_back
from services.outbox import delivering
from services.outbox.delivering import Attempt, Prepared
from services.weekly import listing
from services.weekly.out_of_reach import unreached
from services.weekly.sweep import is_due, next_sweep, sweep
from simulation.figures import Figures
from simulation.intentions import Answer, Blocks, Calls, Intention, Returns
from simulation.school import ZONE, School
from simulation.temper import WEEKLY_TICKED, answers_after
from storage.store import Store
from storage.work import Work

BATCH = 2000
_TWO_DAYS = timedelta(days=2)
_WEEK = timedelta(days=7)


@dataclass(slots=True)
class Life:
    """A school with its people's intentions, and what has been counted of it."""

    store: Store
    school: School
    chance: Random
    figures: Figures = field(default_factory=Figures)
    _intentions: list[tuple[datetime, int, Intention]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)
    _blocked: set[int] = field(default_factory=set)
    _heard: defaultdict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    _next_sweep: datetime | None = None
    _messages: "count[int]" = field(default_factory=lambda: count(1))

    def intend(self, at: datetime, what: Intention) -> None:
        """Somebody means to do something at that moment (UTC)."""
        heappush(self._intentions, (at, next(self._order), what))

    async def live(self, begin: datetime, end: datetime) -> None:
        """Let time pass, from `begin` up to, not including, `end` (UTC)."""
        self._fates(begin, end)
        now = begin
        while now < end:
            due = await self._at(now, begin)
            moment = min(self._moments(due), default=None)
            if moment is None:
                break
            now = max(now, moment)
        await self._take_stock(end)

    def _fates(self, begin: datetime, end: datetime) -> None:
        """Who will block the bot or change their phone, and when."""
        span = end - begin
        share = span / timedelta(days=365)
        for person in sorted(self.school.joined):
            kind = self.school.kinds[person]
            if self.chance.random() < kind.blocks * share:
                self.intend(begin + span * self.chance.random(), Blocks(person))
            elif self.chance.random() < kind.changes_phone * share:
                lost = begin + span * self.chance.random()
                self.intend(lost, Blocks(person))
                self.intend(lost + timedelta(days=3 + 27 * self.chance.random()), Returns(person))

    def _moments(self, due: datetime | None) -> Iterator[datetime]:
        """When something happens next: in the store, by a Monday's lists, or somebody's doing."""
        yield from (moment for moment in (due, self._next_sweep) if moment is not None)
        if self._intentions:
            yield self._intentions[0][0]

    async def _at(self, now: datetime, begin: datetime) -> datetime | None:
        """What people have in mind for this moment, then whatever is due; when the store has
        something to do again. Most moments are somebody's who answers, and leave nothing due.
        """
        while self._intentions and self._intentions[0][0] <= now:
            async with self.store.write() as work:
                await self._do(work, heappop(self._intentions)[2], now)
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
        gone = notice.person_id in self._blocked
        outcome = Outcome.blocked if gone else Outcome.accepted
        attempt = Attempt(outcome, next(self._messages))
        await delivering.settle(work, notice, attempt, now, prepared.address)
        if gone:
            return
        self._count(prepared, now, begin)
        self._listen(prepared, now)

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

    def _listen(self, prepared: Prepared, now: datetime) -> None:
        """What the reader has in mind after reading."""
        notice = prepared.notice
        after = answers_after(self.school.tempers[notice.person_id], self.chance)
        if after is None:
            return
        mine = tuple(item.duty_id for item in prepared.items if item.mine)
        if mine:
            self.intend(now + after, Answer(notice.person_id, mine))
        if notice.code == NewsCode.weekly and notice.unit_id is not None:
            moment = now + _TWO_DAYS * self.chance.random()
            self.intend(moment, Calls(notice.person_id, notice.unit_id))

    async def _do(self, work: Work, what: Intention, now: datetime) -> None:
        match what:
            case Answer(person, duties):
                await self._answer(work, person, duties, now)
            case Calls(person, unit_id):
                await self._calls(work, person, unit_id, now)
            case Blocks(person):
                self._blocked.add(person)
            case Returns(person):
                self._blocked.discard(person)
                await come_back(work, person, now)

    async def _answer(
        self, work: Work, person: int, duties: tuple[int, ...], now: datetime
    ) -> None:
        if person in self._blocked:
            return
        temper, actor = self.school.tempers[person], Actor(person, person, None)
        for duty_id in duties:
            drawn = self.chance.random()
            if drawn < temper.could_not:
                reason = self.chance.choice(tuple(Reason))
                await answering.could_not(work, actor, duty_id, reason, now)
            elif drawn < temper.could_not + temper.later:
                choice = self.chance.choice(tuple(Later))
                await answering.ask_later(work, actor, duty_id, choice, now)
            else:
                await answering.done(work, actor, duty_id, now)

    async def _calls(self, work: Work, person: int, unit_id: int, now: datetime) -> None:
        """The teacher asks the families on the list, one after the other."""
        actor = Actor(person, person, None)
        for duty in (await unreached(work, [unit_id], now)).duties:
            if self.chance.random() < WEEKLY_TICKED:
                await listing.tick(work, actor, duty.id, Means.phone, now)
                self.figures.ticked += 1

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
