"""What is made of units, plans, terms and closures, kept from one unit of work to the next.

They change seldom and are asked for at every press. Whoever changes one of them writes a new
version in the same transaction; whoever asks reads the version, and what was made under the same
one is still right. For a minute at most, since a program of an earlier version, or somebody by
hand, writes no version.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from storage.prebuilt import Prebuilt
from storage.tables import Meta, Plan, PlanUse, Term, Unit

TABLES = frozenset(table.__tablename__ for table in (Plan, PlanUse, Term, Unit))
"""Where a change makes a new version; so does a span of a unit (`storage.spans`)."""
MOST = 20_000
"""So many units are kept: those of two prefectures. Then it begins anew."""
SECONDS = 60.0
"""So long something is kept."""
NAME = "version of units and plans"
VERSION = Prebuilt(select(Meta.value).where(Meta.name == NAME))


@dataclass(slots=True)
class Made:
    """By id the units, and what a service has made of them and their plans."""

    units: dict[int, Any] = field(default_factory=dict)
    programmes: dict[Hashable, Any] = field(default_factory=dict)


class Lasting:
    """What was made under the latest version that this process has read."""

    def __init__(self) -> None:
        self._version: str | None = None
        self._made = Made()
        self._until = 0.0

    def under(self, version: str | None, now: float) -> Made:
        """What was made under a version; empty for one that is new here. `now`: a second of any
        clock that only goes on.
        """
        if version != self._version or now >= self._until or len(self._made.units) > MOST:
            self._version, self._made, self._until = version, Made(), now + SECONDS
        return self._made


def fresh() -> dict[str, str]:
    """A version like no other, for `new_version`."""
    return {"name": NAME, "value": uuid4().hex}


@cache
def new_version(database: str) -> Prebuilt:
    """The statement that writes one."""
    dialect = sqlite if database == "sqlite" else postgresql
    row = dialect.insert(Meta)
    written = row.on_conflict_do_update(
        index_elements=[Meta.name], set_={"value": row.excluded.value}
    )
    return Prebuilt(written, ("name", "value"))
