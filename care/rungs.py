"""A rung of a ladder: its day, its moment, who hears at it."""

from datetime import date, datetime, time
from typing import Literal

from msgspec import Struct

from care import staff_hours
from care.climbs import Climb, Climbing, rung_day, upcoming
from care.hours import at_wall_clock, local_date
from care.people import Circle
from care.rule import HOLDER, Rule
from care.slots import DAY
from care.ties import Person

Purpose = Literal["reminder", "again", "escalation"]
ESCALATION: Purpose = "escalation"
_NOON = time(12)


class Say(Struct, frozen=True):
    """One person to be told, not before `send_at` (UTC), because of that rung."""

    person_id: int
    send_at: datetime
    rung: int
    purpose: Purpose


def next_moment(duty: Climbing, rule: Rule, circle: Circle) -> datetime:
    """When (UTC) this duty has to be looked at again; at the latest when its last day is over."""
    return moment_of(upcoming(duty, rule, circle), rule, circle)


def moment_of(duty: Climbing, rule: Rule, circle: Circle) -> datetime:
    """The same for a duty at the rung that is really its next, on the day of it."""
    end = end_of(duty, circle)
    if duty.step >= len(rule.ladder):
        return end
    day = rung_day(duty, rule)
    rung, listeners = rule.ladder[duty.step], _listeners(duty, rule, circle, day)
    if not listeners:
        return min(at_wall_clock(day, _NOON, circle.zone), end)
    return min([staff_hours.moment(rung, person, day, circle, end) for person in listeners] + [end])


def says_at(duty: Climbing, rule: Rule, circle: Circle, now: datetime) -> tuple[Say, ...]:
    """To each at their hour of the day; where that is over, as soon as it may be.

    However late, it goes to those whose it is now: a post may have changed hands since.
    """
    day, purpose = rung_day(duty, rule), _purpose(rule, duty.step)
    today = max(day, local_date(now, circle.zone))
    says, end = [], end_of(duty, circle)
    for person in _listeners(duty, rule, circle, today):
        send_at = staff_hours.moment_left(rule.ladder[duty.step], person, day, circle, (now, end))
        if send_at < end:
            says.append(Say(person.id, send_at, duty.step, purpose))
    return tuple(says)


def told_on(duty: Climbing, rule: Rule, circle: Circle, today: date) -> date | None:
    """The local date, not before `today`, on which somebody other than the holder is to be told; it
    waits for vacations, pauses and working hours as the ladder does. None for a gentle duty, and
    where its last day is over before.
    """
    climb = upcoming(duty, rule, circle, today)
    while climb.step < len(rule.ladder) and rule.ladder[climb.step].to == HOLDER:
        climb = upcoming(Climb.of(climb, climb.ladder_from, climb.step + 1), rule, circle, today)
    moment = next_moment(climb, rule, circle)
    return local_date(moment, circle.zone) if moment < end_of(climb, circle) else None


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


def end_of(duty: Climbing, circle: Circle) -> datetime:
    """When (UTC) its last day is over."""
    return at_wall_clock(duty.closes_on + DAY, time.min, circle.zone)
