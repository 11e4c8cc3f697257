"""Units by the names that people give them on the command line: `class`, or `school/class`."""

from collections.abc import Iterable
from dataclasses import dataclass

from storage.units import UnitRow
from storage.work import Work

BETWEEN = "/"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit with the names of all above it."""

    unit: UnitRow
    names: tuple[str, ...]
    """From the widest to its own."""

    @property
    def path(self) -> str:
        """How it can be named without doubt."""
        return BETWEEN.join(self.names)

    def is_called(self, name: str) -> bool:
        """Whether a name, or several with `/` between them, mean this unit."""
        parts = [part.strip() for part in name.split(BETWEEN) if part.strip()]
        if not parts or parts[-1] != self.names[-1]:
            return False
        above = iter(self.names[:-1])
        return all(part in above for part in parts[:-1])


async def places(work: Work, units: Iterable[UnitRow]) -> list[Place]:
    """Units with their paths, in the order of the paths; one query per level."""
    rows = list(units)
    chains = await work.units.chains([row.id for row in rows])
    found = [Place(row, tuple(u.name for u in reversed(chains[row.id]))) for row in rows]
    return sorted(found, key=lambda place: place.path)


async def places_called(work: Work, name: str) -> list[Place]:
    """Every unit that this name may mean."""
    last = name.rsplit(BETWEEN, maxsplit=1)[-1].strip()
    found = await places(work, await work.units.called(last))
    return [place for place in found if place.is_called(name)]


async def with_all_below(work: Work, unit_ids: Iterable[int]) -> frozenset[int]:
    """Units and everything below them."""
    found: set[int] = set()
    wanted = set(unit_ids)
    while wanted:
        found |= wanted
        wanted = {unit.id for unit in await work.units.below_all(wanted)} - found
    return frozenset(found)
