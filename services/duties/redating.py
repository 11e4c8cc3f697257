"""A record that was corrected speaks of another day: what it closed, and what followed, goes along.

The rule, for each duty that the record has closed (its rule still in the plan):

1. *The new day lies in the duty's time* (from its opening to its last day): it stays done. What
   was planned after it is planned anew, counted from the new day.
2. *It does not, and the duty's last day is over*: the closure is undone, and the duty ends as it
   would have without the record, missed or unknown. What follows stays, counted as after that end.
3. *It does not, and the duty still runs*: the closure is undone and the duty is open again; what
   was planned after it is withdrawn.

What somebody has been told of or has answered is touched by nobody: where that follows, 1 leaves
it as it is, and so does 3 with the closure, as taking back does (`services.duties.undoing`).
Afterwards the record closes whatever is open and allows the new day, but for what follows a duty
that it closes already. All of it happens in the transaction of the correction.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from care.ladder import decide
from care.rungs import next_moment
from care.words import DutyState
from services.duties.case import move
from services.duties.chains import successor
from services.duties.outlook import Outlook, look_around
from services.duties.planning import add_planned
from services.duties.undoing import touched
from services.entries import about
from storage.duties import DutyRow, Move
from storage.journal import Entry
from storage.work import Work


@dataclass(slots=True)
class _Redating:
    """What changes with the day; `day` is the new local one."""

    outlook: Outlook
    day: date
    now: datetime
    undone: list[int] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    planned: list[DutyRow] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def follow(self, duty: DutyRow, following: DutyRow | None, *, free: bool) -> None:
        """One closed duty; `free`: what follows may be changed."""
        rule = self.outlook.rule(duty)
        if rule is None:
            return
        if duty.opens_on <= self.day <= duty.closes_on:
            if free:
                self._plan_anew(duty, following, self.day)
            return
        circle = self.outlook.climbing(duty)
        ended = decide(duty, rule, circle, self.now).state
        if ended is not DutyState.open:
            self.undone.append(duty.id)
            self.moves.append(move(duty, ended, None, self.now))
            self.entries.append(about(duty, f"duty.{ended}"))
            if free:
                self._plan_anew(duty, following, None)
        elif free:
            self.undone.append(duty.id)
            self.moves.append(move(duty, DutyState.open, next_moment(duty, rule, circle), None))
            if following is not None:
                self.withdrawn.append(following.id)

    def _plan_anew(self, duty: DutyRow, following: DutyRow | None, done_on: date | None) -> None:
        """What follows, counted from `done_on`; left alone where that changes nothing."""
        planned = successor(duty, done_on, self.outlook, self.now)
        if following is not None:
            if planned is not None and _dates(planned) == _dates(following):
                return
            self.withdrawn.append(following.id)
        if planned is not None:
            self.planned.append(planned)


async def redate(
    work: Work, record_id: int, day: date, person_id: int, now: datetime
) -> frozenset[int]:
    """The duties closed by a record follow it to another local day; see the module. Returns the
    duties that it still closes. The caller holds the child's duties (`work.duties.hold`).
    """
    closures = await work.records.closed_by(record_id)
    duties = await work.duties.by_id([each.duty_id for each in closures])
    found = _Redating(await look_around(work, duties.values(), now), day, now)
    for duty in duties.values():
        following = await work.duties.successor(duty.id)
        free = following is None or not await touched(work, following)
        found.follow(duty, following, free=free)
    await work.records.undo_closures(record_id, found.undone, now)
    await work.duties.withdraw(found.withdrawn)
    await work.duties.move(found.moves)
    planned = await add_planned(work, found.planned, now)
    entries = [about(duties[i], "duty.undone", person_id, record_id) for i in found.undone]
    entries += [*found.entries, *(about(duty, "duty.replanned") for duty in planned)]
    await work.journal.write(entries, now)
    return frozenset(duties) - frozenset(found.undone)


def _dates(duty: DutyRow) -> tuple[str, date, date, date]:
    return duty.key, duty.opens_on, duty.due_on, duty.closes_on
