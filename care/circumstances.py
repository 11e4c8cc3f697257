"""What is so of one child for a while, and what its calendar makes of it: facts, no rules.

Local dates of the child's school, both ends included.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from care.almanac import Almanac, Birthday, Review, Stretch


class SpanKind(StrEnum):
    """Something that is so from one day to another."""

    key_child = "key_child"
    parent_home = "parent_home"
    child_away = "child_away"
    closure = "closure"


class KeyReason(StrEnum):
    """Why a child is a key child (SYSTEMS.md row 19)."""

    studies = "studies"
    mind = "mind"
    conduct = "conduct"
    poverty = "poverty"
    other = "other"


MONTHS = (1, 2, 3)
"""For how many months a child may be marked as a key child at once."""
_DAYS = 30


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Of one child: while it is a key child (row 19), while it is with its parents, and which of
    its parents is at home when (row 36); the birthdays of its family; the reviews that its records
    have named, in the order of writing.
    """

    key_child: tuple[Stretch, ...] = ()
    child_away: tuple[Stretch, ...] = ()
    parent_home: tuple[tuple[int, Stretch], ...] = ()
    birthday: Birthday | None = None
    elders: tuple[Birthday, ...] = ()
    reviews: tuple[Review, ...] = ()

    def almanac(self, school: Almanac, holder_id: int | None) -> Almanac:
        """The school's almanac for this child. A duty that one parent owes alone pauses while that
        one is at home, a duty that either may do while any of them is.
        """
        if self == NOTHING:
            return school
        home = tuple(span for person, span in self.parent_home if holder_id in (None, person))
        return replace(
            school,
            birthday=self.birthday,
            elders=self.elders,
            pauses={"parent_home": home, "child_away": self.child_away},
            key_child=self.key_child,
            reviews=self.reviews,
        )


NOTHING = Circumstances()


def last_day(since: date, months: int) -> date:
    """The last day of a flag set on a local day for so many months of thirty days."""
    return since + timedelta(days=_DAYS * months - 1)


def birthday_of(birth: str) -> Birthday | None:
    """The solar birthday of a birth as the lists have it; None where its day is not known."""
    try:
        born = date.fromisoformat(birth)
    except ValueError:
        return None
    return Birthday(born.month, born.day)


def entered_birthday(text: str) -> Birthday:
    """The birthday behind "5-21" or, by the moon, "L5-21"."""
    month, day = text.removeprefix(_LUNAR).split("-")
    return Birthday(int(month), int(day), lunar=text.startswith(_LUNAR))


def birthday_text(month: int, day: int, *, lunar: bool) -> str | None:
    """How a birthday is kept; None where there is no such day."""
    longest = _LUNAR_DAYS if lunar else monthrange(_LEAP_YEAR, month)[1] if month in _MONTHS else 0
    if month not in _MONTHS or not 1 <= day <= longest:
        return None
    return f"{_LUNAR if lunar else ''}{month}-{day}"


_LUNAR = "L"
_LUNAR_DAYS = 30
_LEAP_YEAR = 2024
_MONTHS = range(1, 13)
