"""A place on a ladder, and which rung is really the next from there.

1. A gentle duty leaves the staff's rungs out.
2. While its rule rests or pauses nobody is asked: the rung waits for the next day on which it does
   not, and the rest of the ladder moves along by as many days.
3. Where no such day is left before the duty's last one is over, nothing more is said; only days
   off in the term count then as any other, or the second word of a weekly talk would be none.
4. What ends without its whole ladder because of vacations or pauses is nobody's fault.
"""

from datetime import date
from typing import Protocol

from msgspec import Struct

from care.almanac import Almanac
from care.people import Circle
from care.resting import longer, rests, whole_ladder
from care.rule import HOLDER, Rule
from care.slots import DAY


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


class Owed(Climbing, Protocol):
    """A duty that is there, with its due date."""

    @property
    def due_on(self) -> date: ...


class Climb(Struct, frozen=True):
    """A place on a ladder: of a duty that goes on from there, or is not there yet."""

    ladder_from: date
    step: int
    closes_on: date
    holder_id: int | None
    gentle: bool

    @classmethod
    def of(cls, duty: Climbing, ladder_from: date, step: int) -> "Climb":
        return cls(ladder_from, step, duty.closes_on, duty.holder_id, duty.gentle)


def rung_day(duty: Climbing, rule: Rule) -> date:
    """The local day of the rung on which a duty stands."""
    return duty.ladder_from + rule.ladder[duty.step].after * DAY


def upcoming(duty: Climbing, rule: Rule, circle: Circle, not_before: date = date.min) -> Climbing:
    """The duty at the rung that is really its next, on the day on which that may be said."""
    step = _step(duty, rule)
    climb = duty if step == duty.step else Climb.of(duty, duty.ladder_from, step)
    almanac = _calendar(rule, circle)
    if almanac is None or step == len(rule.ladder):
        return climb
    day = rung_day(climb, rule)
    since = max(day, not_before)
    free = since if since > climb.closes_on else _free_day(since, climb, rule, almanac)
    if free is None:
        return Climb.of(climb, climb.ladder_from, len(rule.ladder))
    return climb if free == since else Climb.of(climb, climb.ladder_from + (free - day), step)


def at_rest(duty: Climbing, rule: Rule, circle: Circle, today: date) -> bool:
    """Whether nobody is asked today, a day before its last one is over."""
    almanac = _calendar(rule, circle)
    return almanac is not None and _free_day(today, duty, rule, almanac) != today


def cut_short(duty: Owed, rule: Rule, circle: Circle) -> bool:
    """Whether vacations and pauses have left a duty fewer days than its whole ladder takes. Days
    off in the term forgive nothing.
    """
    almanac = _calendar(rule, circle)
    if almanac is None:
        return False
    length = (duty.closes_on - duty.due_on).days + 1
    days = [duty.due_on + n * DAY for n in range(length)]
    free = sum(not almanac.rests_on(day, longer(rule), rule.pauses) for day in days)
    return free < min(length, whole_ladder(rule))


def may_rest(rule: Rule) -> bool:
    """Whether a rule has days on which nobody is asked."""
    return bool(rule.pauses) or rests(rule) != "never"


def _calendar(rule: Rule, circle: Circle) -> Almanac | None:
    """The calendar, where it may have a day on which the rule rests."""
    almanac = circle.almanac
    if almanac is None or (rule.pauses and almanac.pauses) or rests(rule) != "never":
        return almanac
    return None


def _free_day(since: date, duty: Climbing, rule: Rule, almanac: Almanac) -> date | None:
    """The next day on which may be asked. Where only days off are left, they count."""
    free = almanac.next_day(since, duty.closes_on, rests(rule), rule.pauses)
    if free is None and rests(rule) == "days_off":
        return almanac.next_day(since, duty.closes_on, "vacation", rule.pauses)
    return free


def _step(duty: Climbing, rule: Rule) -> int:
    if not duty.gentle:
        return duty.step
    steps = range(duty.step, len(rule.ladder))
    return next((n for n in steps if rule.ladder[n].to == HOLDER), len(rule.ladder))
