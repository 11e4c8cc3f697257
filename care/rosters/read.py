"""Reading a whole workbook: which sheets are rosters, which are staff, what is wrong in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from care.rosters.cells import CellError, clean
from care.rosters.children import read_children
from care.rosters.grid import Grid, a1
from care.rosters.model import (
    Fault,
    Question,
    Reading,
    Remark,
    Roster,
    SchoolPart,
    StaffRow,
    StaffSheet,
)
from care.rosters.repeats import Tables, children_twice, staff_twice, unknown_deputies
from care.rosters.row import Notes
from care.rosters.schools import alike, by_school, one_school, without_school
from care.rosters.sharing import shared_phones
from care.rosters.staff import read_staff
from care.rosters.table import Kind, Table, find_table

N = TypeVar("N", Fault, Question, Remark)


class NoTable(CellError):
    """No sheet of the workbook is a roster or a list of staff."""


def read(
    grids: Sequence[Grid],
    today: date,
    *,
    school: str | None = None,
    known_staff: Mapping[str, str] | None = None,
) -> Reading:
    """The children and the staff of a workbook, with every wrong and unclear cell in it.

    `today` is the local date that ages are counted to; `school` says that all rows are of this one
    school, whatever the sheets call it; `known_staff` are numbers (E.164) of staff
    known from elsewhere with their names: a parent who has one of them is remarked upon. Raises
    `NoTable` (code `no_table`, or `empty` if nothing is written in any sheet).
    """
    found = {grid.sheet: table for grid in grids if (table := find_table(grid))}
    if not found:
        code, params = _why(grids)
        raise NoTable(code, **params)
    skipped = tuple(grid.sheet for grid in grids if grid.sheet not in found)
    staff = {name: table for name, table in found.items() if table.kind is Kind.staff}
    rosters = {name: table for name, table in found.items() if table.kind is not Kind.staff}
    members = _staff(staff, skipped) if staff else None
    own = members.staff if members else ()
    roster = _roster(rosters, today, skipped, own, known_staff or {}) if rosters else None
    if school is not None:
        return Reading(roster, members, (SchoolPart(school, roster, members),))
    if not one_school(roster, members):
        roster, members = _in_schools(roster, members, found)
    return Reading(roster, members, by_school(roster, members))


def _in_schools(
    roster: Roster | None, staff: StaffSheet | None, tables: Tables
) -> tuple[Roster | None, StaffSheet | None]:
    """In a file of several schools every row has to say which is its own."""
    if roster is not None:
        faults = [*roster.faults, *without_school(roster.children, tables)]
        questions = [*roster.questions, *alike(roster.children, tables)]
        roster = replace(
            roster, faults=in_order(faults, tables), questions=in_order(questions, tables)
        )
    if staff is not None:
        faults = [*staff.faults, *without_school(staff.staff, tables)]
        staff = replace(staff, faults=in_order(faults, tables))
    return roster, staff


def _roster(
    tables: Tables,
    today: date,
    skipped: tuple[str, ...],
    staff: Sequence[StaffRow],
    known_staff: Mapping[str, str],
) -> Roster:
    notes = Notes()
    children = [
        child
        for table in tables.values()
        if not _nameless(table, notes)
        for child in read_children(table, today, notes)
    ]
    notes.faults.extend(children_twice(children, tables))
    return Roster(
        school=_agreed(child.school for child in children),
        children=tuple(children),
        faults=in_order(notes.faults, tables),
        questions=in_order(notes.questions, tables),
        remarks=in_order(shared_phones(children, staff, known_staff, tables), tables),
        skipped=skipped,
    )


def _staff(tables: Tables, skipped: tuple[str, ...]) -> StaffSheet:
    notes = Notes()
    staff = [member for table in tables.values() for member in read_staff(table, notes)]
    notes.faults.extend(staff_twice(staff, tables))
    notes.questions.extend(unknown_deputies(staff, tables))
    return StaffSheet(
        school=_agreed(member.school for member in staff),
        staff=tuple(staff),
        faults=in_order(notes.faults, tables),
        questions=in_order(notes.questions, tables),
        skipped=skipped,
    )


def _nameless(table: Table, notes: Notes) -> bool:
    """A class must not be left out unnoticed because one heading is missing."""
    if table.kind is Kind.nameless:
        notes.faults.append(Fault(table.grid.sheet, a1(table.top, 0), "heading_name", {}))
    return table.kind is Kind.nameless


def _agreed(schools: Iterable[str | None]) -> str | None:
    """The school of the whole workbook, if its rows agree on one."""
    names = {school for school in schools if school}
    return names.pop() if len(names) == 1 else None


def in_order(notes: Iterable[N], tables: Tables) -> tuple[N, ...]:
    """As somebody reads the workbook: sheet by sheet, row by row, from left to right."""
    sheets = {sheet: place for place, sheet in enumerate(tables)}

    def place(note: N) -> tuple[int, int, int, str]:
        column = note.cell.rstrip("0123456789")
        return sheets[note.sheet], int(note.cell[len(column) :]), len(column), column

    return tuple(sorted(notes, key=place))


def _why(grids: Sequence[Grid]) -> tuple[str, dict[str, str]]:
    filled = [grid.sheet for grid in grids if any(any(map(clean, row)) for row in grid.rows)]
    return ("no_table", {"sheets": "、".join(filled)}) if filled else ("empty", {})
