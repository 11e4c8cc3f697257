"""One duty with all that an answer to it needs, and the check of who may answer it."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from care.people import Circle
from care.roles import may_answer, may_excuse
from care.rule import Rule
from care.words import DutyState
from services.actor import Actor, names_in
from services.duties.outlook import Outlook, look_around
from services.entries import about
from storage.duties import DutyRow, Move
from storage.work import Work

COULD_NOT = "could-not"
"""The kind of record that says why something could not be done."""

EXCUSED = "excused"
"""The kind of record that says why something is not needed this time."""


class Answered(StrEnum):
    """What a press led to; each has a sentence of its own in `locales/`."""

    done = "done"
    already_done = "already_done"
    over = "over"
    not_yours = "not_yours"
    later = "later"
    later_again = "later_again"
    noted = "noted"
    kept = "kept"
    not_reached = "not_reached"
    undone = "undone"
    too_late_to_undo = "too_late_to_undo"
    cannot_undo = "cannot_undo"
    excused = "excused"
    not_needed = "not_needed"
    say_why = "say_why"


class Result(Struct, frozen=True):
    """The result of a press. `moment` (UTC) is when the bot asks again, `told_on` the local date on
    which somebody of the staff will be told.
    """

    result: Answered
    moment: datetime | None = None
    told_on: date | None = None


class Case(Struct, frozen=True):
    """One duty with all that an answer to it needs."""

    duty: DutyRow
    rule: Rule
    circle: Circle
    outlook: Outlook
    today: date
    mine: bool
    """Whether the one who answers owes it; staff may record what others did, not put it off."""
    names: frozenset[str]
    """What the one who answers is to the child, or to the unit, today."""
    person_id: int
    """Who answers."""

    @property
    def may_answer(self) -> bool:
        """Whether this person may say that it was done."""
        return may_answer(self.names, mine=self.mine)

    @property
    def may_excuse(self) -> bool:
        """Whether this person may say that it is not needed this time."""
        return may_excuse(self._said_as, self.rule.holder, about=self.rule.subject, mine=self.mine)

    @property
    def _said_as(self) -> frozenset[str]:
        """As what: about a unit's own duty, by the posts above the class."""
        if self.duty.child_id is not None:
            return self.names
        return self.circle.names_above_class(self.person_id, self.today)


async def open_case(work: Work, actor: Actor, duty_id: int, now: datetime) -> Case | None:
    """The duty, if it exists and this person may answer it; nobody else changes it meanwhile."""
    case = await read_case(work, actor, duty_id, now)
    return case if case is not None and case.may_answer else None


async def read_case(work: Work, actor: Actor, duty_id: int, now: datetime) -> Case | None:
    """The duty, if it exists, whoever asks; nobody else changes it meanwhile."""
    duty = await work.duties.hold(duty_id)
    if duty is None:
        return None
    outlook = await look_around(work, [duty], now)
    rule, circle = outlook.rule(duty), outlook.circle(duty)
    if rule is None:
        return None
    names, mine = names_in(circle, actor.person_id, now), outlook.owes(duty, actor.person_id, now)
    today = outlook.today(duty, now)
    return Case(duty, rule, circle, outlook, today, mine, names, actor.person_id)


async def refuse(work: Work, actor: Actor, duty_id: int, now: datetime) -> Result:
    """Not this person's duty: nothing changes, but the journal knows."""
    duty = (await work.duties.by_id([duty_id])).get(duty_id)
    if duty is not None:
        await work.journal.write([about(duty, "answer.refused", actor.person_id)], now)
    return Result(Answered.not_yours)


def move(
    duty: DutyRow, state: DutyState, next_at: datetime | None, ended_at: datetime | None
) -> Move:
    """A change of state that leaves the ladder where it is."""
    return Move(duty.id, state, duty.step, duty.ladder_from, next_at, ended_at)
