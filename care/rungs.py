"""A rung of a ladder: its day, its moment, who hears at it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, Protocol

from care import staff_hours
from care.hours import at_wall_clock, local_date
from care.people import Circle
from care.rule import HOLDER, Rule
from care.ties import Person

Purpose = Literal["reminder", "again", "escalation"]
ESCALATION: Purpose = "escalation"
_DAY = timedelta(days=1)
_NOON = time(12)


class Climbing(Protocol):
    """The part of a duty that its ladder depends on."""

    @property
    def ladder_from(self) -> date: ...
    @property
    def step(self) -> int: ...
    @property
    def closes_on(self) -> date: ...
    @property
    def holder_id(self) -> int | None: ...
    @property
    def gentle(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Say:
    """One person to be told, not before `send_at` (UTC), because of that rung."""

    person_id: int
    send_at: datetime
    rung: int
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Climb:
    """A place on a ladder: of a duty that goes on from there, or is not there yet."""

    ladder_from: date
    step: int
    closes_on: date
    holder_id: int | None
    gentle: bool

    @classmethod
    def of(cls, duty: Climbing, ladder_from: date, step: int) -> "Climb":
        return cls(ladder_from, step, duty.closes_on, duty.holder_id, duty.gentle)


def next_moment(duty: Climbing, rule: Rule, circle: Circle) -> datetime:
    """When (UTC) this duty has to be looked at again; at the latest when its last day is over."""
    duty, end = upcoming(duty, rule), end_of(duty, circle)
    if duty.step >= len(rule.ladder):
        return end
    day = day_of(duty, rule)
    rung, listeners = rule.ladder[duty.step], _listeners(duty, rule, circle, day)
    moments = [staff_hours.moment(rung, person, day, circle, end) for person in listeners]
    return min(*moments, end) if moments else min(at_wall_clock(day, _NOON, circle.zone), end)


def upcoming(duty: Climbing, rule: Rule) -> Climbing:
    """The duty at the rung that is really its next: a gentle one leaves the staff's out."""
    if not duty.gentle:
        return duty
    steps = range(duty.step, len(rule.ladder))
    step = next((n for n in steps if rule.ladder[n].to == HOLDER), len(rule.ladder))
    return Climb.of(duty, duty.ladder_from, step)


def says_at(duty: Climbing, rule: Rule, circle: Circle, now: datetime) -> tuple[Say, ...]:
    """To each at their hour of the day; where that is over, as soon as it may be.

    However late, it goes to those whose it is now: a post may have changed hands since.
    """
    day, purpose = day_of(duty, rule), _purpose(rule, duty.step)
    today = max(day, local_date(now, circle.zone))
    says, end = [], end_of(duty, circle)
    for person in _listeners(duty, rule, circle, today):
        send_at = staff_hours.moment_left(rule.ladder[duty.step], person, day, circle, (now, end))
        if send_at < end:
            says.append(Say(person.id, send_at, duty.step, purpose))
    return tuple(says)


def _listeners(duty: Climbing, rule: Rule, circle: Circle, day: date) -> tuple[Person, ...]:
    """Who on that day is the one to be told at the duty's rung.

    Staff are told only about somebody who could have heard the reminders, and never about
    themselves.
    """
    rung = rule.ladder[duty.step]
    holders = holders_of(duty, rule, circle, day)
    reachable = circle.reachable(holders)
    if rung.to == HOLDER:
        return reachable
    if not reachable:
        return ()
    owing = {person.id for person in holders}
    staff = circle.reachable(circle.told(rung.to, day))
    return tuple(person for person in staff if person.id not in owing)


def holders_of(duty: Climbing, rule: Rule, circle: Circle, day: date) -> tuple[Person, ...]:
    """A named holder counts only while they are one: who came home or left owes nothing more."""
    people = circle.holders(rule.holder, day)
    if duty.holder_id is None:
        return people
    return tuple(person for person in people if person.id == duty.holder_id)


def _purpose(rule: Rule, step: int) -> Purpose:
    if rule.ladder[step].to != HOLDER:
        return ESCALATION
    earlier = (rung.to for rung in rule.ladder[:step])
    return "again" if HOLDER in earlier else "reminder"


def day_of(duty: Climbing, rule: Rule) -> date:
    """The local day of the rung at which a duty is."""
    return duty.ladder_from + rule.ladder[duty.step].after * _DAY


def end_of(duty: Climbing, circle: Circle) -> datetime:
    """When (UTC) its last day is over."""
    return at_wall_clock(duty.closes_on + _DAY, time.min, circle.zone)
