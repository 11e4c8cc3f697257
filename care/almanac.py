"""What the calendar says about one school, and about one child in it: facts, no rules.

Local dates of the school, both ends of every span included. There is no zone and no clock here,
so a change of the clocks can neither lose nor double a day.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from care.holidays import Holidays
from care.slots import DAY

Rests = Literal["never", "vacation", "days_off"]
"""When a rule rests: in vacations and closures, or on every day without school."""
Pause = Literal["parent_home", "child_away"]
"""A parent is at home; the child is with its parents."""
_SATURDAY = 5
_AHEAD = timedelta(days=92)
"""No vacation is longer."""


@dataclass(frozen=True, slots=True)
class Term:
    """A school term, both dates included."""

    name: str
    starts_on: date
    ends_on: date


class Stretch(Struct, frozen=True):
    """From one day to another; without an end while nobody knows it."""

    from_: date
    to: date | None

    def __contains__(self, day: date) -> bool:
        return self.from_ <= day and (self.to is None or day <= self.to)

    def touches(self, first: date, last: date) -> bool:
        """Whether any day of it lies between two days."""
        return self.from_ <= last and (self.to is None or first <= self.to)


class Birthday(Struct, frozen=True):
    """Month and day of a birth, in the solar or the lunar calendar; `leap`: in a leap month."""

    month: int
    day: int
    lunar: bool = False
    leap: bool = False


class Review(Struct, frozen=True):
    """What a record says of the next look at what it began or looked at: on which local day; None
    where it has ended. `kind` is the record's, `said_on` its day, `owner` the post or role that
    holds the review, where one was named.
    """

    kind: str
    record_id: int
    said_on: date
    on: date | None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Almanac:
    """The terms and closures of a school, the public days off by year, and of one child: birthdays
    in the family, spans that pause duties, while it is a key child (row 19), and the reviews that
    its records have named, in the order of writing.
    """

    terms: tuple[Term, ...] = ()
    closures: tuple[Stretch, ...] = ()
    years: Mapping[int, Holidays] = field(default_factory=dict)
    birthday: Birthday | None = None
    elders: tuple[Birthday, ...] = ()
    pauses: Mapping[Pause, tuple[Stretch, ...]] = field(default_factory=dict)
    key_child: tuple[Stretch, ...] = ()
    reviews: tuple[Review, ...] = ()
    _school_days: dict[date, date | None] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """Answers of `next_school_day`: word to the staff asks for the same few again and again."""
    _vacation_days: dict[date, bool] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """Answers of `in_vacation`, for the days around which everything open lies."""

    def review_of(self, kinds: Collection[str]) -> Review | None:
        """What the latest record of these kinds says of the next review; its owner is the last one
        that any of them has named.
        """
        found = [review for review in self.reviews if review.kind in kinds]
        if not found:
            return None
        owners = [review.owner for review in found if review.owner is not None]
        return replace(found[-1], owner=owners[-1] if owners else None)

    def in_order(self) -> Iterator[Term]:
        """The terms by date; one whose end lies before its beginning is none."""
        whole = {(t.starts_on, t.ends_on): t for t in self.terms if t.starts_on <= t.ends_on}
        return (whole[span] for span in sorted(whole))

    def in_vacation(self, day: date) -> bool:
        """Whether the school is closed for longer. Without any term nobody can tell: it is not."""
        known = self._vacation_days.get(day)
        if known is None:
            known = self._vacation_days[day] = self._lies_in_vacation(day)
        return known

    def _lies_in_vacation(self, day: date) -> bool:
        if any(day in closure for closure in self.closures):
            return True
        return bool(self.terms) and not any(t.starts_on <= day <= t.ends_on for t in self.terms)

    def is_school_day(self, day: date) -> bool:
        """Whether children are taught: work days in the term, make-up work days among them."""
        known = self.years.get(day.year)
        works = day.weekday() < _SATURDAY if known is None else known.works(day)
        return works and not self.in_vacation(day)

    def next_school_day(self, day: date) -> date | None:
        """The first one on or behind a day; None where a whole vacation has none."""
        if day not in self._school_days:
            self._school_days[day] = self.next_day(day, day + _AHEAD, "days_off", ())
        return self._school_days[day]

    def is_key_child(self, first: date, last: date) -> bool:
        """Whether the flag stands on any day between two."""
        return any(flag.touches(first, last) for flag in self.key_child)

    def rests_on(self, day: date, rests: Rests, pauses: tuple[Pause, ...]) -> bool:
        """Whether a rule that rests and pauses so has its peace on a day."""
        if pauses and self.pauses and self._pauses_on(day, pauses):
            return True
        match rests:
            case "never":
                return False
            case "vacation":
                return self.in_vacation(day)
            case "days_off":
                return not self.is_school_day(day)

    def _pauses_on(self, day: date, pauses: tuple[Pause, ...]) -> bool:
        spans = chain.from_iterable(self.pauses.get(pause, ()) for pause in pauses)
        return any(day in span for span in spans)

    def next_day(
        self, day: date, last: date, rests: Rests, pauses: tuple[Pause, ...]
    ) -> date | None:
        """The first day from one to another on which such a rule does not rest."""
        while day <= last:
            if not self.rests_on(day, rests, pauses):
                return day
            day += DAY
        return None
