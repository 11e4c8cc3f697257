"""A new school year: every class goes one grade up, the last grade graduates. Pure.

A class is known by grade and number, however the school writes them; one with a name of its own
(向阳班) stays and is moved by hand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from care.rosters.classes import ClassName, read_class

ENDS = (6, 9, 12)
"""Where primary, junior and senior schools end."""


class Way(StrEnum):
    """What becomes of a class."""

    up = "up"
    graduates = "graduates"
    stays = "stays"


@dataclass(frozen=True, slots=True)
class Step:
    """One class with its way; `to_name` is that of the next class, `to_id` None where it is new."""

    from_id: int
    name: str
    way: Way
    to_name: str | None = None
    to_id: int | None = None

    @property
    def grade(self) -> int | None:
        """The grade it is now."""
        return grade_of(self.name)


def grade_of(name: str) -> int | None:
    """The grade that a class's name speaks of, 1 to 12."""
    return _read(name).grade


def number_of(name: str) -> int | None:
    """The number that tells a class from the others of its grade."""
    return _read(name).number


def last_grade(names: Iterable[str]) -> int:
    """Where a school with these classes ends, by its kind: 6, 9 or 12."""
    highest = max((grade_of(name) or 0 for name in names), default=0)
    return next(end for end in ENDS if highest <= end)


def steps(classes: Mapping[int, str], last: int) -> tuple[Step, ...]:
    """The way of each class (id → name) of a school whose grade `last` graduates, by name."""
    known = {_key(name): unit_id for unit_id, name in classes.items() if _read(name).grade}
    ordered = sorted(classes.items(), key=lambda item: (grade_of(item[1]) or 0, item[1]))
    return tuple(_step(unit_id, name, known, classes, last) for unit_id, name in ordered)


def _step(
    unit_id: int,
    name: str,
    known: Mapping[tuple[int | None, int | None], int],
    classes: Mapping[int, str],
    last: int,
) -> Step:
    this = _read(name)
    if this.grade is None:
        return Step(unit_id, name, Way.stays)
    if this.grade >= last:
        return Step(unit_id, name, Way.graduates)
    there = known.get((this.grade + 1, this.number))
    if there is not None:
        return Step(unit_id, name, Way.up, classes[there], there)
    return Step(unit_id, name, Way.up, _next_name(name, this.grade, this.number))


def _next_name(name: str, grade: int, number: int | None) -> str:
    """The name one grade higher, written as the school writes it where that can be seen."""
    before, after = _grade_name(grade), _grade_name(grade + 1)
    if name.startswith(before):
        return after + name.removeprefix(before)
    found = read_class(str(grade + 1), "" if number is None else str(number))
    return found.name if found else after


def _grade_name(grade: int) -> str:
    found = read_class(str(grade), "")
    return found.name if found else ""


def _read(name: str) -> ClassName:
    return read_class("", name) or ClassName()


def _key(name: str) -> tuple[int | None, int | None]:
    found = _read(name)
    return (found.grade, found.number)
