"""What the people of a school have in mind, and what comes of it through the services."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random

from care.circumstances import KeyReason
from care.hours import Later, local_date
from care.weekly import Means
from care.words import NewsCode
from services.actor import Actor
from services.calendar import key_child
from services.calendar.home import say_home
from services.calendar.with_parents import PARENTS_PLACE
from services.duties import answering
from services.duties.answering import Reason
from services.forms import away
from services.joining.leaving import come_back
from services.outbox.delivering import Prepared
from services.weekly import listing
from services.weekly.out_of_reach import unreached
from simulation.cards import write_card
from simulation.fates import next_card
from simulation.figures import Figures
from simulation.intentions import (
    Answer,
    Blocks,
    Calls,
    Intention,
    IsHome,
    IsWithParents,
    LosesPhone,
    Marks,
    Returns,
    WritesCard,
)
from simulation.temper import WEEKLY_TICKED, answers_after
from simulation.who import ZONE, School
from storage.work import Work

_TWO_DAYS = timedelta(days=2)


@dataclass(slots=True)
class People:
    """A school's people. What they do is counted."""

    school: School
    chance: Random
    figures: Figures
    blocked: set[int] = field(default_factory=set)
    """Whom no message reaches: they have blocked the bot, or have another phone."""
    _intentions: list[tuple[datetime, int, Intention]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)

    def intend(self, at: datetime, what: Intention) -> None:
        """Somebody means to do something at that moment (UTC)."""
        heappush(self._intentions, (at, next(self._order), what))

    @property
    def next_moment(self) -> datetime | None:
        """When (UTC) somebody means to do something; None where nobody does."""
        return self._intentions[0][0] if self._intentions else None

    def next_by(self, now: datetime) -> Intention | None:
        """What somebody has in mind for this moment or an earlier one, and has no more then."""
        if not self._intentions or self._intentions[0][0] > now:
            return None
        return heappop(self._intentions)[2]

    def listen(self, prepared: Prepared, now: datetime) -> None:
        """What the reader of a message has in mind after reading."""
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

    async def do(self, work: Work, what: Intention, now: datetime) -> None:
        """Somebody does what they had in mind; whom the bot does not reach, cannot."""
        match what:
            case Blocks(person):
                self._lost(person, "blocked")
            case LosesPhone(person):
                self._lost(person, "phone_lost")
            case Returns(person):
                self.blocked.discard(person)
                self._count("returned", await come_back(work, person, now) is not None)
            case Calls(person, unit_id):
                await self._calls(work, person, unit_id, now)
            case WritesCard():
                await self._card(work, what, now)
            case _ if what.person in self.blocked:
                return
            case Answer(person, duties):
                await self._answer(work, person, duties, now)
            case _:
                await self._says(work, what, now)

    def _lost(self, person: int, how: str) -> None:
        self.blocked.add(person)
        self._count(how)

    def _count(self, what: str, happened: bool = True) -> None:
        self.figures.happened[what] += happened

    async def _says(self, work: Work, what: IsHome | IsWithParents | Marks, now: datetime) -> None:
        actor, today = Actor(what.person, what.person, None), local_date(now, ZONE)
        match what:
            case IsHome(_, since, until):
                self._count("home", await say_home(work, actor, since, until, now))
            case IsWithParents(person, child, until):
                known = {"place": PARENTS_PLACE, "until": until.isoformat()}
                said = await write_card(work, person, away.FORM, child, today, now, known)
                self._count("with_parents", said)
            case Marks(_, child, months):
                reason = self.chance.choice(tuple(KeyReason))
                said = await key_child.mark(work, actor, child, reason, months, now)
                self._count("key_child", said)

    async def _card(self, work: Work, what: WritesCard, now: datetime) -> None:
        """Written now, and once more some weeks later; meanwhile nobody asks for it."""
        today = local_date(now, ZONE)
        self.intend(next_card(today, self.chance), what)
        if what.person not in self.blocked:
            said = await write_card(work, what.person, what.form, what.child, today, now)
            self._count("card", said)

    async def _answer(
        self, work: Work, person: int, duties: tuple[int, ...], now: datetime
    ) -> None:
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
