"""Three communications (SYSTEMS.md row 40) and five clears (row 5): what is known of one child.

Three last dates: the parents with the child, the school with the parents far away, the school with
whoever looks after the child at home. Each has a light by the plan's own period: green within it,
yellow within twice as long, red after that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from care.cadences import Cadence, Calendar, Dates, Occasions, PerTerm, Rolling, Weekly, Windows
from care.rule import Rule

A_MONTH = 31
"""Days: the period where the plan has no rule of that kind."""

_TERM = 150
_DAYS = MappingProxyType({"week": 7, "month": A_MONTH, "quarter": 92, "year": 366})


class Side(StrEnum):
    """With whom."""

    child = "child"
    parents = "parents"
    guardian = "guardian"


KINDS: Mapping[Side, frozenset[str]] = MappingProxyType(
    {
        Side.child: frozenset({"call", "hotline", "letter"}),
        Side.parents: frozenset({"teacher-check-in", "teacher-call", "month-word"}),
        Side.guardian: frozenset({"guardian-talk", "how-is-it", "visit"}),
    }
)
"""The kinds of record that are such a contact."""

WHEN_HEARD = frozenset({"month-word"})
"""Of these, what counts only once somebody of the family has read it or was told: what went out and
was not read has reached nobody.
"""


class Light(StrEnum):
    """How long ago it was, beside how often the plan asks for it."""

    green = "green"
    yellow = "yellow"
    red = "red"


@dataclass(frozen=True, slots=True)
class Contact:
    """One of the three: when it was last (local date, None: never), and its light."""

    side: Side
    last_on: date | None
    light: Light


class Clear(StrEnum):
    """One of the five things that the school should know of every child."""

    basic = "basic"
    character = "character"
    hobbies = "hobbies"
    health = "health"
    contacts = "contacts"


ASKED = (Clear.character, Clear.hobbies, Clear.health)
"""Those of the five that no roster has: a card asks for them, under the same names."""


def contacts(
    rules: Iterable[Rule], last: Mapping[str, date], began: date, today: date
) -> tuple[Contact, ...]:
    """The three, from the last local date of each kind of record. What never was is counted from
    the day on which the child's class began.
    """
    rules = list(rules)
    return tuple(_contact(side, rules, last, began, today) for side in Side)


def _contact(
    side: Side, rules: Iterable[Rule], last: Mapping[str, date], began: date, today: date
) -> Contact:
    last_on = max((last[kind] for kind in KINDS[side] if kind in last), default=None)
    periods = (period(rule) for rule in rules if KINDS[side] & set(rule.closed_by))
    every = min((days for days in periods if days is not None), default=A_MONTH)
    return Contact(side, last_on, light((today - (last_on or began)).days, every))


def light(days: int, every: int) -> Light:
    """The light after so many days of what should be every so many."""
    if days <= every:
        return Light.green
    return Light.yellow if days <= 2 * every else Light.red


def period(rule: Rule) -> int | None:
    """How many days lie between two occurrences of a rule, rounded down; None where none is due."""
    match rule.cadence:
        case Rolling(every_days=days):
            return days
        case Calendar(per=per, times=times):
            return max(_DAYS[per] // times, 1)
        case PerTerm(times=times):
            return max(_TERM // times, 1)
        case Windows(windows=windows):
            return _TERM // len(windows)
        case other:
            return _in_the_year(other)


def _in_the_year(cadence: Cadence) -> int | None:
    match cadence:
        case Weekly():
            return _DAYS["week"]
        case Occasions(names=marks) | Dates(spans=marks):
            return _DAYS["year"] // len(marks)
        case _:
            return None


def clears(facts: Mapping[str, object], family_phones: Iterable[bool]) -> frozenset[Clear]:
    """Which of the five are known: `facts` of the child by field, and for each parent and guardian
    whether there is a number.
    """
    phones = list(family_phones)
    known = {
        Clear.basic: all(facts.get(name) for name in ("name", "birth", "sex")),
        Clear.character: bool(facts.get("character")),
        Clear.hobbies: bool(facts.get("hobbies")),
        Clear.health: bool(facts.get("health")),
        Clear.contacts: bool(phones) and all(phones),
    }
    return frozenset(clear for clear, is_known in known.items() if is_known)
