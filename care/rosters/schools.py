"""A file of one school or of many: a county's sheet has a column 学校, a township's a sheet each.

The whole file is read and checked first; here its rows are sorted by the school they belong to.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from care.rosters.grid import a1
from care.rosters.headings import What, Who
from care.rosters.model import (
    ChildRow,
    Fault,
    Question,
    Remark,
    Roster,
    SchoolPart,
    StaffRow,
    StaffSheet,
)
from care.rosters.repeats import Tables
from care.rosters.table import Table

R = TypeVar("R", ChildRow, StaffRow)
L = TypeVar("L", ChildRow, StaffRow, Fault, Question, Remark)
_NUMBERED = re.compile("第|[〇零一二三四五六七八九十]")  # 第二实验小学 is no spelling of 实验小学


def one_school(roster: Roster | None, staff: StaffSheet | None) -> bool:
    """Whether the file is about one school, or names none."""
    return len(_names(roster, staff)) < 2


def without_school(rows: Iterable[ChildRow | StaffRow], tables: Tables) -> list[Fault]:
    """For a file of several schools: each row that names none, or its sheet if it has no column."""
    missing = (_school_missing(row, tables[row.sheet]) for row in rows if not row.school)
    return list({(fault.sheet, fault.cell): fault for fault in missing}.values())


def alike(rows: Sequence[R], tables: Tables) -> list[Question]:
    """Two names of which one may be the other's full form: asked about at the rarer one."""
    counts = Counter(row.school for row in rows if row.school)
    first = {row.school: row for row in reversed(rows)}
    found = []
    for long in counts:
        for short in counts:
            if long != short and long.endswith(short) and not _NUMBERED.match(long[: -len(short)]):
                row = first[min((long, short), key=lambda name: counts[name])]
                params = {"one": short, "other": long}
                cell = _cell(row, tables[row.sheet])
                found.append(Question(row.sheet, cell, "school_alike", params))
    return found


def by_school(roster: Roster | None, staff: StaffSheet | None) -> tuple[SchoolPart, ...]:
    """The file's parts, school by school in the order in which the file first names them."""
    names = list(_names(roster, staff))
    if len(names) < 2:
        return (SchoolPart(next(iter(names), None), roster, staff),)
    rosters = _rosters(roster, names) if roster else {}
    staffs = _staffs(staff, names) if staff else {}
    return tuple(SchoolPart(name, rosters.get(name), staffs.get(name)) for name in names)


def _rosters(whole: Roster, names: Sequence[str]) -> dict[str, Roster]:
    place = _Places(whole.children, names[0])
    children, faults = place.sorted(whole.children), place.sorted(whole.faults)
    questions, remarks = place.sorted(whole.questions), place.sorted(whole.remarks)
    return {
        name: Roster(name, children[name], faults[name], questions[name], (), remarks[name])
        for name in names
        if children[name] or faults[name]
    }


def _staffs(whole: StaffSheet, names: Sequence[str]) -> dict[str, StaffSheet]:
    place = _Places(whole.staff, names[0])
    staff, faults = place.sorted(whole.staff), place.sorted(whole.faults)
    questions, remarks = place.sorted(whole.questions), place.sorted(whole.remarks)
    return {
        name: StaffSheet(name, staff[name], faults[name], questions[name], (), remarks[name])
        for name in names
        if staff[name] or faults[name]
    }


class _Places:
    """Tells which school a row or a note is about: by the row, else by the first of its sheet."""

    def __init__(self, rows: Sequence[ChildRow | StaffRow], first: str) -> None:
        self._first = first
        self._rows = {(row.sheet, row.row): row.school or first for row in rows}
        self._sheets = {row.sheet: row.school or first for row in reversed(rows)}

    def sorted(self, lines: Iterable[L]) -> defaultdict[str, tuple[L, ...]]:
        found: defaultdict[str, list[L]] = defaultdict(list)
        for line in lines:
            own = self._rows.get((line.sheet, line.row or 0))
            found[own or self._sheets.get(line.sheet, self._first)].append(line)
        return defaultdict(tuple, {name: tuple(own) for name, own in found.items()})


def _names(roster: Roster | None, staff: StaffSheet | None) -> dict[str, None]:
    """All schools in their order; a list of staff alone may spell the roster's school otherwise."""
    children = dict.fromkeys(row.school for row in (roster.children if roster else ()))
    members = dict.fromkeys(row.school for row in (staff.staff if staff else ()))
    both = [[name for name in found if name] for found in (children, members)]
    if len(both[0]) == len(both[1]) == 1 and _same(both[0][0], both[1][0]):
        return dict.fromkeys(both[0])
    return dict.fromkeys(both[0] + both[1])


def _same(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


def _school_missing(row: ChildRow | StaffRow, table: Table) -> Fault:
    if (Who.own, What.school) in table.columns:
        return Fault(row.sheet, _cell(row, table), "school_missing", {"name": row.name}, row.row)
    return Fault(row.sheet, a1(table.top, 0), "school_missing_sheet", {"sheet": row.sheet})


def _cell(row: ChildRow | StaffRow, table: Table) -> str:
    """Where a row's school stands: its column, else the sheet's first title."""
    columns = table.columns.get((Who.own, What.school), ())
    return a1(row.row - 1, columns[0]) if columns else "A1"
