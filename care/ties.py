"""Who somebody is to a child, and which post somebody holds above it; from a day to a day."""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from care.habits import Habits
from care.words import Post, Reach, Role, Status, UnitKind


class Person(Struct, frozen=True):
    """An adult, with what deciding about messages needs to know of them."""

    id: int
    reach: Reach
    habits: Habits


class Tie(Struct, frozen=True):
    """A person's role towards the child, from `since` to `until`, both included."""

    person: Person
    role: Role
    status: Status
    since: date
    until: date | None

    def runs(self, today: date) -> bool:
        """Whether it is in force on a day of the child's zone."""
        return runs(self, today)


class Holding(Struct, frozen=True):
    """A post held on the child's class, school, township or county; both dates included."""

    person: Person
    post: Post
    level: UnitKind
    since: date
    until: date | None

    def runs(self, today: date) -> bool:
        """Whether it is held on a day of the unit's zone."""
        return runs(self, today)


def runs(dated: Tie | Holding, today: date) -> bool:
    """Whether it is in force on a day of the child's zone, or of the unit's."""
    return dated.since <= today and (dated.until is None or today <= dated.until)


def turns(dated: Tie | Holding) -> Iterator[date]:
    """The days on which it begins, and is no longer."""
    yield dated.since
    if dated.until is not None and dated.until < date.max:
        yield dated.until + timedelta(days=1)
