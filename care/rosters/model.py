"""What a roster or a staff sheet says once it is understood: children, their adults, staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from care.words import Post, Role, Status

Sex = Literal["male", "female"]
LeftBehind = Literal["both", "one"]


@dataclass(frozen=True)
class Fault:
    """A wrong cell; `code` ends the message key `roster.fault.<code>`.

    Nothing of a file is imported while there is one.
    """

    sheet: str
    cell: str
    code: str
    params: Mapping[str, str]
    row: int | None = None


@dataclass(frozen=True)
class Question:
    """A cell that can be meant in two ways: asked about (`roster.question.<code>`), not guessed.

    `sheet` and `row` are those of the `ChildRow` or `StaffRow` it is about (None: a whole column);
    `role` and `adult` are those of the one `Adult` in it (None: the child, or several of them).
    """

    sheet: str
    cell: str
    code: str
    params: Mapping[str, str]
    row: int | None = None
    role: Role | None = None
    adult: str | None = None


@dataclass(frozen=True)
class Remark:
    """Neither wrong nor unclear, but worth knowing (`roster.remark.<code>`); hinders nothing.

    `also` are further cells, as (sheet, cell), that it is about.
    """

    sheet: str
    cell: str
    code: str
    params: Mapping[str, str]
    row: int | None = None
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Birth:
    """A date of birth as far as it is known: many sheets give year and month, some a year only."""

    year: int
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True)
class Adult:
    """Somebody of a child's family as one row names them (SYSTEMS.md, record type 2).

    `relation` is as written (外婆), phones are E.164.
    """

    name: str
    role: Role
    status: Status
    relation: str | None = None
    phones: tuple[str, ...] = ()
    workplace: str | None = None
    age: int | None = None
    health: str | None = None
    occupation: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class ChildRow:
    """One child's row (SYSTEMS.md, record types 1 and 17).

    `row` counts from 1 as in the sheet; grades are 1 to 12 (junior high 7 to 9). `school` is what
    the row or its sheet says. `away_since` is (year, month if known).
    """

    sheet: str
    row: int
    name: str
    sex: Sex | None = None
    birth: Birth | None = None
    ethnicity: str | None = None
    grade: int | None = None
    class_no: int | None = None
    class_name: str = ""
    address: str | None = None
    left_behind: LeftBehind | None = None
    away_since: tuple[int, int | None] | None = None
    adults: tuple[Adult, ...] = ()
    class_teacher: str | None = None
    helper: str | None = None
    remark: str | None = None
    boarding: bool | None = None
    school: str | None = None
    birthday: str | None = None
    """The birthday by the moon, as `care.birthdays` keeps it, where the cell has it so."""


@dataclass(frozen=True)
class Roster:
    """All children of a workbook; `skipped` names the sheets that are no roster (a summary)."""

    school: str | None
    children: tuple[ChildRow, ...]
    faults: tuple[Fault, ...] = ()
    questions: tuple[Question, ...] = ()
    skipped: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class StaffRow:
    """One post of one member of staff.

    `unit` is a class's name, None for the school; `deputy` names who stands in.
    """

    sheet: str
    row: int
    name: str
    post: Post
    unit: str | None = None
    phones: tuple[str, ...] = ()
    deputy: str | None = None
    school: str | None = None


@dataclass(frozen=True)
class StaffSheet:
    """All staff of a workbook."""

    school: str | None
    staff: tuple[StaffRow, ...]
    faults: tuple[Fault, ...] = ()
    questions: tuple[Question, ...] = ()
    skipped: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class SchoolPart:
    """What a workbook says of one school; `name` is None if it names none."""

    name: str | None
    roster: Roster | None = None
    staff: StaffSheet | None = None


@dataclass(frozen=True)
class Reading:
    """What a workbook holds: children, staff, or both.

    `roster` and `staff` are all of it, `schools` the same rows, faults, questions and remarks
    school by school in the order of the file. `skipped` is told by the whole only.
    """

    roster: Roster | None = None
    staff: StaffSheet | None = None
    schools: tuple[SchoolPart, ...] = ()
