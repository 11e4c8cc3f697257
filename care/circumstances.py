"""What is so of one child for a while, and what its calendar makes of it: facts, no rules.

Local dates of the child's school, both ends included.
"""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

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


class Circumstances(Struct, frozen=True):
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

    def pause_between(self, first: date, last: date) -> bool:
        """Whether anything on a day between two may pause a duty."""
        spans = (*self.child_away, *(span for _, span in self.parent_home))
        return any(span.touches(first, last) for span in spans)

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
