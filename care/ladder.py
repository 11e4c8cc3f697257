"""What silence leads to: the next rung of a rule's ladder, its listeners and its moment.

1. Before the moment of the rung nothing happens.
2. At that moment the rung is taken: a reminder to the holders, or word to the staff; a rung at
   which nobody can be told is passed and named. One rung per call.
3. When the last day is over the duty closes: missed where a holder could be reached and a rung was
   taken, else unknown; excused where vacations or pauses took the days that its ladder needs.
4. A gentle duty, the first of its chain, has only its holders' rungs; nobody else hears of it.
5. Nobody is asked on a day on which the rule rests: the rung waits (`care.climbs`).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from care import staff_hours
from care.climbs import Climb, Climbing, Owed, at_rest, cut_short, rung_day, upcoming
from care.hours import at_wall_clock, local_date
from care.people import Circle
from care.rule import HOLDER, Rule
from care.ties import Person
from care.words import DutyState

Purpose = Literal["reminder", "again", "escalation"]
ESCALATION: Purpose = "escalation"
_DAY = timedelta(days=1)
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Say:
    """One person to be told, not before `send_at` (UTC), because of that rung."""

    person_id: int
    send_at: datetime
    rung: int
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Decision:
    """The duty's new state, whom to tell, and the rungs passed because nobody could be told."""

    state: DutyState
    step: int
    ladder_from: date
    next_at: datetime | None
    says: tuple[Say, ...] = ()
    passed: tuple[str, ...] = ()
    why: str | None = None
    """Why it is excused, for the journal."""


def next_moment(duty: Climbing, rule: Rule, circle: Circle) -> datetime:
    """When (UTC) this duty has to be looked at again; at the latest when its last day is over."""
    duty, end = upcoming(duty, rule, circle), _end(duty, circle)
    if duty.step >= len(rule.ladder):
        return end
    day = rung_day(duty, rule)
    rung, listeners = rule.ladder[duty.step], _listeners(duty, rule, circle, day)
    moments = [staff_hours.moment(rung, person, day, circle, end) for person in listeners]
    return min(*moments, end) if moments else min(at_wall_clock(day, _NOON, circle.zone), end)


def decide(duty: Owed, rule: Rule, circle: Circle, now: datetime) -> Decision:
    """What happens to an open duty at `now` (UTC). See the module."""
    moment = next_moment(duty, rule, circle)
    if now < moment:
        return Decision(DutyState.open, duty.step, duty.ladder_from, moment)
    if now >= _end(duty, circle):
        return _closed(duty, rule, circle)
    today = local_date(now, circle.zone)
    if at_rest(duty, rule, circle, today):
        return Decision(
            DutyState.open, duty.step, duty.ladder_from, _after_rest(duty, rule, circle, today)
        )
    return _rung_taken(upcoming(duty, rule, circle), rule, circle, now, moment)


def restart(duty: Climbing, rule: Rule, circle: Circle, today: date) -> Decision:
    """The ladder from its foot again, not before `today`: for a holder who can be reached only now.

    Without it the first thing a parent who joins late causes could be word to the teacher.
    """
    climb = Climb.of(duty, max(duty.ladder_from, today), 0)
    moment = next_moment(climb, rule, circle)
    return Decision(DutyState.open, climb.step, climb.ladder_from, moment)


def fitted(duty: Climbing, old: Rule | None, rule: Rule, circle: Circle, now: datetime) -> int:
    """The step at which a duty goes on when its rule has been changed (None: was not there).

    A ladder that has begun is not begun again: what stands in the new one no later than the last
    rung taken, or would have been said by `now`, counts as said. Nothing is said twice.
    """
    if duty.step == 0 or (old is not None and old.ladder == rule.ladder):
        return duty.step
    taken = old.ladder[: duty.step] if old is not None else ()
    last = taken[-1].after if taken else None
    for step, rung in enumerate(rule.ladder):
        said = last is not None and rung.after <= last
        climb = Climb.of(duty, duty.ladder_from, step)
        if not said and next_moment(climb, rule, circle) > now:
            return step
    return len(rule.ladder)


def call_for_help(
    duty: Climbing, rule: Rule, circle: Circle, now: datetime
) -> tuple[int, tuple[Say, ...]]:
    """Word to the first of the staff who can be reached, today, because a holder asked for help;
    and the step from which the ladder goes on. A gentle duty allows it too. Who asks is not silent:
    working hours hold it up no more than they would hold up a neighbour.
    """
    today, rule = local_date(now, circle.zone), _at_any_hour(rule)
    staff = [step for step, rung in enumerate(rule.ladder) if rung.to != HOLDER]
    for step in staff:
        foot = today - rule.ladder[step].after * _DAY
        if says := _says(Climb.of(duty, foot, step), rule, circle, now):
            return step + 1, says
    return len(rule.ladder), ()


def _at_any_hour(rule: Rule) -> Rule:
    rungs = (rung.model_copy(update={"at": None}) for rung in rule.ladder)
    return rule.model_copy(update={"ladder": tuple(rungs)})


def _after_rest(duty: Climbing, rule: Rule, circle: Circle, today: date) -> datetime:
    """When (UTC) the rung may be taken, as its rule rests today."""
    climb = upcoming(duty, rule, circle, today)
    moment = next_moment(climb, rule, circle)
    if climb.step >= len(rule.ladder):
        return moment
    return max(moment, at_wall_clock(rung_day(climb, rule), time.min, circle.zone))


def _closed(duty: Owed, rule: Rule, circle: Circle) -> Decision:
    reachable = circle.reachable(_holders(duty, rule, circle, duty.closes_on))
    if reachable and cut_short(duty, rule, circle):
        return Decision(DutyState.excused, duty.step, duty.ladder_from, None, why="rests")
    reminded = reachable and duty.step > 0
    state = DutyState.missed if reminded else DutyState.unknown
    return Decision(state, duty.step, duty.ladder_from, None)


def _rung_taken(
    duty: Climbing, rule: Rule, circle: Circle, now: datetime, moment: datetime
) -> Decision:
    """A rung taken late moves the rest of the ladder along by whole days, so that nothing piles up:
    where it is said on a later day than its own, the next one is not said on that day too.
    """
    says = _says(duty, rule, circle, now)
    late = (now - moment).days
    climb, next_at = _next_rung(duty, rule, circle, late)
    if says:
        said_on = local_date(min(say.send_at for say in says), circle.zone)
        if local_date(moment, circle.zone) < said_on >= local_date(next_at, circle.zone):
            climb, next_at = _next_rung(duty, rule, circle, late + 1)
    passed = () if says else (rule.ladder[duty.step].to,)
    return Decision(DutyState.open, climb.step, climb.ladder_from, next_at, says, passed)


def _next_rung(duty: Climbing, rule: Rule, circle: Circle, late: int) -> tuple[Climb, datetime]:
    climb = Climb.of(duty, duty.ladder_from + late * _DAY, duty.step + 1)
    return climb, next_moment(climb, rule, circle)


def _says(duty: Climbing, rule: Rule, circle: Circle, now: datetime) -> tuple[Say, ...]:
    """To each at their hour of the day; where that is over, as soon as it may be.

    However late, it goes to those whose it is now: a post may have changed hands since.
    """
    day, purpose = rung_day(duty, rule), _purpose(rule, duty.step)
    today = max(day, local_date(now, circle.zone))
    says, end = [], _end(duty, circle)
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
    holders = _holders(duty, rule, circle, day)
    reachable = circle.reachable(holders)
    if rung.to == HOLDER:
        return reachable
    if not reachable:
        return ()
    owing = {person.id for person in holders}
    staff = circle.reachable(circle.told(rung.to, day))
    return tuple(person for person in staff if person.id not in owing)


def _holders(duty: Climbing, rule: Rule, circle: Circle, day: date) -> tuple[Person, ...]:
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


def _end(duty: Climbing, circle: Circle) -> datetime:
    return at_wall_clock(duty.closes_on + _DAY, time.min, circle.zone)
