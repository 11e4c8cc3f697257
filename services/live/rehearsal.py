"""A rehearsal: duties lived through by the real rules, in memory, and the messages they cause.

The steps are those of the tick, the pump and the answer, in the same order; nothing is read and
nothing is written.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import replace

from care.words import DutyState
from services.duties.chains import successor
from services.duties.closing import also_closed
from services.duties.outlook import Outlook
from services.duties.ticking import decision
from storage.duties import DutyRow


@dataclass(frozen=True, slots=True)
class Word:
    """One duty of which one person hears at one moment (UTC)."""

    person_id: int
    at: datetime
    unit_id: int
    rule_id: str
    purpose: str


@dataclass(slots=True)
class _Waiting:
    person_id: int
    at: datetime
    duty: int
    purpose: str


@dataclass(slots=True)
class _Life:
    """The open duties about one child or one school, and what waits to be said of them."""

    outlook: Outlook
    answers: bool
    open: dict[int, DutyRow]
    waiting: list[_Waiting] = field(default_factory=list)

    def next_moment(self) -> datetime | None:
        """When something happens again."""
        moments = [duty.next_at for duty in self.open.values() if duty.next_at is not None]
        return min((*moments, *(each.at for each in self.waiting)), default=None)

    def tick(self, now: datetime) -> None:
        """As `services.duties.ticking.tick`, until nothing is due."""
        while due := [d for d in self.open.values() if d.next_at is not None and d.next_at <= now]:
            for duty in due:
                self._take(duty, now)

    def _take(self, duty: DutyRow, now: datetime) -> None:
        decided = decision(duty, self.outlook, now)
        waiting = (_Waiting(s.person_id, s.send_at, duty.id, s.purpose) for s in decided.says)
        self.waiting.extend(waiting)
        if decided.state is DutyState.open:
            self.open[duty.id] = replace(
                duty,
                step=decided.step,
                ladder_from=decided.ladder_from,
                next_at=decided.next_at,
            )
        else:
            self._end(duty, successor(duty, None, self.outlook, now))

    def _end(self, duty: DutyRow, following: DutyRow | None) -> None:
        del self.open[duty.id]
        if following is not None:
            self.open[following.id] = following

    def deliver(self, now: datetime) -> Iterator[Word]:
        """What is said now; then, where people answer, they do."""
        said = [each for each in self.waiting if each.at <= now]
        self.waiting = [each for each in self.waiting if each.at > now]
        said = [each for each in said if each.duty in self.open]
        for each in said:
            duty = self.open[each.duty]
            yield Word(each.person_id, each.at, duty.unit_id, duty.rule_id, each.purpose)
        for each in said:
            if self.answers and each.purpose != "escalation" and each.duty in self.open:
                self._answer(self.open[each.duty], each.person_id, now)

    def _answer(self, duty: DutyRow, person_id: int, now: datetime) -> None:
        """As `services.duties.answering.done`."""
        today = self.outlook.today(duty, now)
        others = [] if duty.child_id is None else self.open.values()
        closed = [duty, *also_closed(duty, others, self.outlook, person_id, today)]
        for each in closed:
            self._end(each, successor(each, today, self.outlook, now))


def rehearse(
    duties: Iterable[DutyRow], outlook: Outlook, until: datetime, *, answers: bool
) -> Iterator[Word]:
    """Live through duties about one child or school up to a moment (UTC): either nobody ever
    answers, or every holder does at the first word.
    """
    life = _Life(outlook, answers, {duty.id: duty for duty in duties})
    while (now := life.next_moment()) is not None and now < until:
        life.tick(now)
        yield from life.deliver(now)
