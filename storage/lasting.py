"""What is made of units, plans, terms and spans, kept from one unit of work to the next.

They change seldom and are asked for at every press. Whoever changes one of them writes a new
version in the same transaction; whoever asks reads the version, and what was made under the same
one is still right.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from storage.prebuilt import Prebuilt
from storage.tables import Meta, Plan, PlanUse, Span, Term, Unit

TABLES = frozenset(table.__tablename__ for table in (Plan, PlanUse, Span, Term, Unit))
"""Where a change makes a new version."""
MOST = 4096
"""So many programmes or units are kept; then it begins anew."""
_NAME = "version of units and plans"
VERSION = Prebuilt(select(Meta.value).where(Meta.name == _NAME))


@dataclass(slots=True)
class Made:
    """By id the units, and what a service has made of them and their plans."""

    units: dict[int, Any] = field(default_factory=dict)
    programmes: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Whether there is no room for more."""
        return len(self.units) > MOST or len(self.programmes) > MOST


class Lasting:
    """What was made under the latest version that this process has read."""

    def __init__(self) -> None:
        self._version: str | None = None
        self._made = Made()

    def under(self, version: str | None) -> Made:
        """What was made under a version; empty for one that is new here."""
        if version != self._version or self._made.full:
            self._version, self._made = version, Made()
        return self._made


def fresh() -> dict[str, str]:
    """A version like no other, for `new_version`."""
    return {"name": _NAME, "value": uuid4().hex}


@cache
def new_version(database: str) -> Prebuilt:
    """The statement that writes one."""
    dialect = sqlite if database == "sqlite" else postgresql
    row = dialect.insert(Meta)
    written = row.on_conflict_do_update(
        index_elements=[Meta.name], set_={"value": row.excluded.value}
    )
    return Prebuilt(written, ("name", "value"))
