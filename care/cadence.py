"""From a rule's cadence to dates: which slot of a rule comes first, and which one after another.

Only local dates of the unit, no clock and no zone: a clock change can neither lose nor double a
day here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise

from care.rule import Calendar, Per, PerTerm, Rolling, Rule

_DAY = timedelta(days=1)
_ANCHOR_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Term:
    """A school term, both dates included."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Slot:
    """One occurrence of a rule; `anchor` and `number` identify it for good."""

    anchor: str
    number: int
    opens_on: date
    due_on: date
    closes_on: date


@dataclass(frozen=True, slots=True)
class Past:
    """The closed duty that the next one follows; `done_on` is None unless it was done."""

    key: str
    anchor: str
    number: int
    due_on: date
    closes_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class _Period:
    starts_on: date
    ends_on: date

    def slots(self, times: int, day: int | None = None) -> Iterator[Slot]:
        """Due at even distances, or the one on its `day`; each ends on the eve of the next one's
        due date, the last with the period, so that a first visit left out does not silence the
        second.
        """
        days = (self.ends_on - self.starts_on).days + 1
        anchor = self.starts_on.isoformat()
        due = [
            self.starts_on + timedelta(days=days * number // (times + 1))
            for number in range(1, times + 1)
        ]
        if day is not None:
            due = [self.starts_on.replace(day=day)]
        ends = [max(day, following - _DAY) for day, following in pairwise(due)] + [self.ends_on]
        for number, (due_on, closes_on) in enumerate(zip(due, ends, strict=True), start=1):
            yield Slot(anchor, number, self.starts_on, due_on, closes_on)


def first(rule: Rule, start: date, terms: Sequence[Term]) -> Slot | None:
    """The first slot of a rule that begins on `start`; None while no term is known for it.

    In a period already under way nothing is due before `start`: what is left of it counts.
    """
    match rule.cadence:
        case Rolling(every_days=every):
            due_on = start + timedelta(days=every)
            return Slot(start.isoformat(), 1, start, due_on, _rolling_close(due_on, every))
        case Calendar(per=per, times=times, day=day):
            return _first_due(_calendar(per, start), times, start, day)
        case PerTerm(times=times):
            return _first_due(_terms(terms), times, start)


def after(rule: Rule, previous: Past, today: date, terms: Sequence[Term]) -> Slot | None:
    """The slot that follows a closed one, as seen on `today`; None while no later term is known."""
    match rule.cadence:
        case Rolling(every_days=every):
            return _next_rolling(every, previous, today)
        case Calendar(per=per, times=times, day=day):
            return _next_open(_calendar(per, previous.due_on), times, previous, today, day)
        case PerTerm(times=times):
            return _next_open(_terms(terms), times, previous, today)


def period_of(per: Per, day: date) -> tuple[date, date]:
    """First and last day of the week (from Monday), month, quarter or year that holds the day."""
    match per:
        case "week":
            monday = day - timedelta(days=day.weekday())
            return monday, monday + 6 * _DAY
        case "month":
            return _months(day.year, day.month, 1)
        case "quarter":
            return _months(day.year, day.month - (day.month - 1) % 3, 3)
        case "year":
            return _months(day.year, 1, 12)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    years, months = divmod(month - 1 + count, 12)
    return date(year, month, 1), date(year + years, months + 1, 1) - _DAY


def _calendar(per: Per, day: date) -> Iterator[_Period]:
    while True:
        starts_on, ends_on = period_of(per, day)
        yield _Period(starts_on, ends_on)
        day = ends_on + _DAY


def _terms(terms: Sequence[Term]) -> Iterator[_Period]:
    spans = {(term.starts_on, term.ends_on) for term in terms if term.starts_on <= term.ends_on}
    return (_Period(*span) for span in sorted(spans))


def _first_due(
    periods: Iterator[_Period], times: int, start: date, day: int | None = None
) -> Slot | None:
    slots = (slot for period in periods for slot in period.slots(times, day))
    return next((slot for slot in slots if slot.due_on >= start), None)


def _next_open(
    periods: Iterator[_Period], times: int, previous: Past, today: date, day: int | None = None
) -> Slot | None:
    """The first slot behind the previous one that is not over yet.

    The previous one's period is found again by its anchor, or, where a school has moved the dates
    of its term since or a rolling rule has become a periodic one, by the old due date: numbers
    are never given out twice.
    """
    for period in periods:
        anchored = period.starts_on.isoformat() == previous.anchor
        holds_it = period.starts_on <= previous.due_on <= period.ends_on
        same = anchored or holds_it
        for slot in period.slots(times, day):
            used = same and slot.number <= previous.number
            if not used and slot.due_on > previous.due_on and slot.closes_on >= today:
                return slot
    return None


def _next_rolling(every: int, previous: Past, today: date) -> Slot:
    """Counted from the day it was done, else from the day it was due; never due before today."""
    base = previous.done_on or previous.due_on
    intervals = max(1, -((base - today).days // every))
    due_on = base + timedelta(days=every * intervals)
    opens_on = (previous.done_on or previous.closes_on) + _DAY
    anchor = sha256(previous.key.encode()).hexdigest()[:_ANCHOR_LENGTH]
    close = _rolling_close(due_on, every)
    return Slot(anchor, previous.number + 1, min(opens_on, due_on), due_on, close)


def _rolling_close(due_on: date, every: int) -> date:
    return due_on + timedelta(days=every - 1)
