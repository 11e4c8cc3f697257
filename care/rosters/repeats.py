"""People that stand twice in a file."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

from care.rosters.grid import a1
from care.rosters.headings import What, Who
from care.rosters.model import ChildRow, Fault, Question, StaffRow
from care.rosters.table import Table

R = TypeVar("R", ChildRow, StaffRow)
Tables = Mapping[str, Table]


def children_twice(children: Iterable[ChildRow], tables: Tables) -> list[Fault]:
    """The same child (name, birth, class, school) in two rows."""

    def identity(child: ChildRow) -> Hashable | None:
        return (child.name, child.birth, child.class_name, child.school) if child.name else None

    return _twice(children, tables, "twice", identity)


def staff_twice(staff: Iterable[StaffRow], tables: Tables) -> list[Fault]:
    """The same post of the same person in two rows."""

    def identity(member: StaffRow) -> Hashable | None:
        return (member.name, member.post, member.unit, member.school) if member.name else None

    return _twice(staff, tables, "staff_twice", identity)


def unknown_deputies(staff: Iterable[StaffRow], tables: Tables) -> list[Question]:
    """Somebody stands in for a colleague, but no row says who that is and on which number."""
    staff = tuple(staff)
    names = {member.name for member in staff}
    missing = {(s.sheet, s.row): s for s in staff if s.deputy and s.deputy not in names}
    return [
        Question(
            s.sheet,
            _cell(tables[s.sheet], s.row, Who.deputy),
            "deputy_unknown",
            {"name": s.name, "deputy": s.deputy or ""},
            s.row,
        )
        for s in missing.values()
    ]


def _twice(
    rows: Iterable[R], tables: Tables, code: str, identity: Callable[[R], Hashable | None]
) -> list[Fault]:
    seen: dict[Hashable, R] = {}
    faults: list[Fault] = []
    for row in rows:
        key = identity(row)
        first = seen.setdefault(key, row) if key is not None else row
        if (first.sheet, first.row) != (row.sheet, row.row):
            params = {"name": row.name, "other": _other(first, row, tables)}
            faults.append(
                Fault(row.sheet, _cell(tables[row.sheet], row.row), code, params, row.row)
            )
    return faults


def _other(first: R, row: R, tables: Tables) -> str:
    cell = _cell(tables[first.sheet], first.row)
    return cell if first.sheet == row.sheet else f"{first.sheet}!{cell}"


def _cell(table: Table, row: int, who: Who = Who.own) -> str:
    columns = table.columns.get((who, What.name)) or table.columns.get(
        (Who.class_teacher, What.name), (0,)
    )
    return a1(row - 1, columns[0])
