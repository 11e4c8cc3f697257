"""Who of the circles gets messages: joined people ÷ people in the circle, per class and school.

Counted are the adults of the families and the helpers, each once; who is dead, barred or without
contact is in no circle.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from care.hours import local_date
from storage.units import UnitRow
from storage.weekly import InCircle
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many people are in touch."""

    joined: int
    people: int

    @property
    def percent(self) -> int:
        """Whole percents, rounded down: 100 only where nobody is missing."""
        return 100 * self.joined // self.people if self.people else 0


@dataclass(frozen=True, slots=True)
class ClassCoverage:
    """One class in a school's table."""

    unit: UnitRow
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class SchoolCoverage:
    """A school, and its classes by name. Who has children in two classes counts once in it."""

    unit: UnitRow
    coverage: Coverage
    classes: tuple[ClassCoverage, ...]


async def coverage(work: Work, units: Iterable[UnitRow], now: datetime) -> Coverage:
    """How many people around the children of these classes are in touch; one query."""
    return _counted(await _people(work, list(units), now))


async def school_coverage(work: Work, school: UnitRow, now: datetime) -> SchoolCoverage:
    """A school class by class; two queries."""
    classes = await work.units.below(school.id)
    people = await _people(work, classes, now)
    lines = tuple(
        ClassCoverage(unit, _counted([each for each in people if each.class_id == unit.id]))
        for unit in classes
    )
    return SchoolCoverage(school, _counted(people), lines)


async def _people(work: Work, units: list[UnitRow], now: datetime) -> list[InCircle]:
    if not units:
        return []
    today = local_date(now, units[0].zone)
    return await work.weekly.in_circles([unit.id for unit in units], today)


def _counted(people: Iterable[InCircle]) -> Coverage:
    reach = {each.person_id: each.joined for each in people}
    return Coverage(sum(reach.values()), len(reach))
