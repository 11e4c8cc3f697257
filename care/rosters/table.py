"""Finding the table in a sheet: its heading rows, its columns, the rows of data below."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from care.rosters.cells import clean, squash
from care.rosters.columns import Columns, map_columns
from care.rosters.grid import Cell, Grid
from care.rosters.headings import What, Who, group, understand

_SEARCHED = 40  # rows: a heading further down is none
_DEEPEST = 3
_FEWEST = 3
_FAMILY = (Who.father, Who.mother, Who.parent, Who.guardian)


class Kind(StrEnum):
    """What a sheet is a list of."""

    roster = "roster"
    staff = "staff"
    nameless = "nameless"  # a roster in all but the column for the child's name


@dataclass(frozen=True)
class Table:
    """A sheet understood: rows above `first` (from 0) are titles and headings."""

    grid: Grid
    kind: Kind
    columns: Columns
    top: int
    first: int
    upright: dict[tuple[int, int], int]  # cell inside of a merged column -> the row of its value

    @cached_property
    def read(self) -> frozenset[int]:
        """The columns that anything is read from."""
        return frozenset(column for found in self.columns.values() for column in found)

    @cached_property
    def _headings(self) -> tuple[frozenset[tuple[int, Cell]], ...]:
        above = self.grid.rows[self.top : self.first]
        return tuple(frozenset(enumerate(row)) for row in above)

    def cell(self, row: int, who: Who, what: What) -> Cell:
        """The first cell of the row that says `what` about `who`; merged cells speak for all."""
        columns = self.columns.get((who, what), ())
        return self.at(row, columns[0]) if columns else None

    def at(self, row: int, column: int) -> Cell:
        return self.grid.at(self.upright.get((row, column), row), column)

    def is_heading(self, row: int) -> bool:
        """Whether the row repeats the headings, as sheets do at each new page."""
        cells = {pair for pair in enumerate(self.grid.rows[row]) if pair[1]}
        repeated: set[tuple[int, Cell]] = set()
        for above in self._headings:
            repeated |= cells & above
        return len(repeated) >= _FEWEST

    def titles(self) -> tuple[str, ...]:
        """The texts above the headings."""
        rows = self.grid.rows[: self.top]
        return tuple(text for row in rows for text in map(clean, row) if text)


def find_table(grid: Grid) -> Table | None:
    """The sheet's table, if it is a roster or a list of staff."""
    for row in range(min(len(grid.rows), _SEARCHED)):
        if _hits(grid, row) >= _FEWEST or _hits_below_groups(grid, row):
            rows = _heading_rows(grid, row)
            columns = map_columns(grid, rows)
            kind = _kind(columns)
            if kind is not None:
                return Table(grid, kind, columns, rows[0], rows[-1] + 1, _upright(grid))
    return None


def _hits(grid: Grid, row: int) -> int:
    """How many of the row's cells are headings; 0 unless they are most of the row."""
    texts = [cell for cell in grid.rows[row] if clean(cell)] if row < len(grid.rows) else []
    hits = sum(understand(text) is not None for text in texts)
    return hits if 2 * hits >= len(texts) else 0


def _hits_below_groups(grid: Grid, row: int) -> bool:
    """父亲情况 | 母亲情况: a row of nothing but groups, with the headings in the next."""
    groups = [cell for cell in grid.rows[row] if clean(cell)]
    return (
        len(groups) > 1
        and all(group(cell) is not None for cell in groups)
        and _hits(grid, row + 1) >= _FEWEST
    )


def _heading_rows(grid: Grid, top: int) -> range:
    """The heading's rows; one below another counts if it is made of headings and names nobody."""
    bottom = top
    while (
        bottom - top + 1 < _DEEPEST
        and _hits(grid, bottom + 1) > 1
        and not _names_somebody(grid, bottom)
    ):
        bottom += 1
    return range(top, bottom + 1)


def _names_somebody(grid: Grid, row: int) -> bool:
    """Whether something stands right below a heading for a name: then it is a person."""
    return any(
        clean(grid.at(row + 1, column)) and understand(grid.at(row + 1, column)) is None
        for column, cell in enumerate(grid.rows[row])
        if understand(cell) is not None and re.search(r"名|name", squash(cell))
    )


def _kind(columns: Columns) -> Kind | None:
    named = (Who.own, What.name) in columns
    family = sum((who, What.name) in columns for who in _FAMILY)
    birth = (Who.own, What.birth) in columns
    if not family and _is_staff(columns, named=named):
        return Kind.staff
    if named and (family or birth or (Who.own, What.type_) in columns):
        return Kind.roster
    return Kind.nameless if not named and family + birth > 1 else None


def _is_staff(columns: Columns, *, named: bool) -> bool:
    """By a column of posts, or as a list of class teachers: 班级, 班主任, 联系电话."""
    if named:
        return (Who.own, What.post) in columns
    return {(Who.class_teacher, What.name), (Who.own, What.class_)} <= columns.keys()


def _upright(grid: Grid) -> dict[tuple[int, int], int]:
    """Merged cells speak for the rows they reach over, never for other columns."""
    return {
        (row, left): top
        for top, left, bottom, _ in grid.merged
        for row in range(top + 1, min(bottom + 1, len(grid.rows)))
    }
