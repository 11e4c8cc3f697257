"""What silence leads to: the next rung of a rule's ladder, its listeners and its moment.

1. Before the moment of the rung nothing happens.
2. At that moment the rung is taken: a reminder to the holders, or word to the staff; a rung at
   which nobody can be told is passed and named. One rung per call.
3. When the last day is over the duty closes: missed where a holder could be reached and a rung was
   taken, else unknown; excused where vacations or pauses took the days that its ladder needs.
4. A gentle duty, the first of its chain, has only its holders' rungs; nobody else hears of it.
5. Nobody is asked on a day on which the rule rests: the rung waits (`care.climbs`).
"""

from datetime import date, datetime, time, timedelta

from msgspec import Struct

from care.climbs import Climb, Climbing, Owed, at_rest, cut_short, rung_day, upcoming
from care.hours import at_wall_clock, local_date
from care.people import Circle
from care.rule import HOLDER, Rule
from care.rungs import Say, end_of, holders_of, moment_of, next_moment, says_at
from care.words import DutyState

_DAY = timedelta(days=1)


class Decision(Struct, frozen=True):
    """The duty's new state, whom to tell, and the rungs passed because nobody could be told."""

    state: DutyState
    step: int
    ladder_from: date
    next_at: datetime | None
    says: tuple[Say, ...] = ()
    passed: tuple[str, ...] = ()
    why: str | None = None
    """Why it is excused, for the journal."""


def decide(duty: Owed, rule: Rule, circle: Circle, now: datetime) -> Decision:
    """What happens to an open duty at `now` (UTC). See the module."""
    climb = upcoming(duty, rule, circle)
    moment = moment_of(climb, rule, circle)
    if now < moment:
        return Decision(DutyState.open, duty.step, duty.ladder_from, moment)
    if now >= end_of(duty, circle):
        return _closed(duty, rule, circle)
    today = local_date(now, circle.zone)
    if at_rest(duty, rule, circle, today):
        next_at = _after_rest(duty, rule, circle, today)
        return Decision(DutyState.open, duty.step, duty.ladder_from, next_at)
    return _rung_taken(climb, rule, circle, now, moment)


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
        if says := says_at(Climb.of(duty, foot, step), rule, circle, now):
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
    reachable = circle.reachable(holders_of(duty, rule, circle, duty.closes_on))
    if reachable and cut_short(duty, rule, circle):
        return Decision(DutyState.excused, duty.step, duty.ladder_from, None, why="rests")
    reminded = reachable and duty.step > 0
    state = DutyState.missed if reminded else DutyState.unknown
    return Decision(state, duty.step, duty.ladder_from, None)


def _rung_taken(
    duty: Climbing, rule: Rule, circle: Circle, now: datetime, moment: datetime
) -> Decision:
    """A rung taken late moves the rest of the ladder along by whole days, so that nothing piles up:
    where it is said on a later day than its own, also for want of a working hour, the next one is
    not said on that day too.
    """
    says = says_at(duty, rule, circle, now)
    late = (now - moment).days
    climb, next_at = _next_rung(duty, rule, circle, late)
    if says:
        said_on = local_date(min(say.send_at for say in says), circle.zone)
        if said_on >= local_date(next_at, circle.zone):
            climb, next_at = _after_a_delay(duty, rule, circle, (now, moment), said_on)
    passed = () if says else (rule.ladder[duty.step].to,)
    return Decision(DutyState.open, climb.step, climb.ladder_from, next_at, says, passed)


def _after_a_delay(
    duty: Climbing, rule: Rule, circle: Circle, now_and_moment: tuple[datetime, datetime], day: date
) -> tuple[Climb, datetime]:
    """The next rung, where this one is said on a day that the next one has already: days off are a
    delay too, as long as the next one still comes before the last day is over.
    """
    now, moment = now_and_moment
    late, usual = (now - moment).days, local_date(moment, circle.zone)
    if usual < day:
        return _next_rung(duty, rule, circle, late + 1)
    waited = (day - rung_day(duty, rule)).days
    if rule.ladder[duty.step].at == "working_hours" and waited > late:
        climb, next_at = _next_rung(duty, rule, circle, waited)
        if next_at < end_of(duty, circle):
            return climb, next_at
    return _next_rung(duty, rule, circle, late)


def _next_rung(duty: Climbing, rule: Rule, circle: Circle, late: int) -> tuple[Climb, datetime]:
    climb = Climb.of(duty, duty.ladder_from + late * _DAY, duty.step + 1)
    return climb, next_moment(climb, rule, circle)
