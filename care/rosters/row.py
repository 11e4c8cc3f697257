"""One row of a table, read cell by cell; wrong cells are noted and read as empty."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from care.rosters.cells import CellError, a_name, clean, says_nothing, shown
from care.rosters.grid import Cell, a1
from care.rosters.headings import What, Who
from care.rosters.model import Fault, Question
from care.rosters.table import Kind, Table
from care.words import Role

T = TypeVar("T")
Adults = Sequence[tuple[Role, str]]


@dataclass
class Notes:
    """What is wrong or unclear in a sheet, as it is found."""

    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    asked: set[tuple[str, str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Row:
    """A row of `table` at `index` (from 0)."""

    table: Table
    index: int
    notes: Notes

    @cached_property
    def line(self) -> list[str]:
        """All that stands in this very row, cell by cell."""
        return [
            clean(cell) if cell is not None else "" for cell in self.table.grid.rows[self.index]
        ]

    def cell(self, who: Who, what: What) -> Cell:
        """The value; None where a formula stands, which `check_formulas` has named."""
        columns = self.table.columns.get((who, what), ())
        return self._value(columns[0]) if columns else None

    def text(self, who: Who, what: What) -> str | None:
        """The value as text; None if there is none or it only says 无."""
        text = clean(self.cell(who, what))
        return None if not text or says_nothing(text) else text

    def read(self, who: Who, what: What, reader: Callable[[Cell], T], default: T) -> T:
        """What `reader` makes of the cell; a `CellError` becomes a fault."""
        try:
            return reader(self.cell(who, what))
        except CellError as wrong:
            self.fault(who, what, wrong.code, **wrong.params)
            return default

    def read_all(
        self, who: Who, what: What, reader: Callable[[Cell], tuple[T, ...]]
    ) -> tuple[T, ...]:
        """As `read`, over every column of the kind: 联系电话1, 联系电话2."""
        found: list[T] = []
        for column in self.table.columns.get((who, what), ()):
            try:
                found.extend(reader(self._value(column)))
            except CellError as wrong:
                self._fault_at(column, wrong.code, wrong.params)
        return tuple(dict.fromkeys(found))

    def fault(self, who: Who, what: What, code: str, **params: str) -> None:
        """Names the cell as wrong."""
        self._fault_at(self._column(who, what), code, params)

    def ask(self, who: Who, what: What, code: str, about: Adults = (), /, **params: str) -> None:
        """Names the cell as unclear, with the name of the row's `child`, or `name` of staff.

        If `about` is one adult, the question is about that one, else about the row.
        """
        own = a_name(clean(self.cell(Who.own, What.name)))
        address = a1(self.index, self._column(who, what))
        params = {"name" if self.table.kind is Kind.staff else "child": own, **params}
        role, adult = about[0] if len(about) == 1 else (None, None)
        self.notes.questions.append(
            Question(self.table.grid.sheet, address, code, params, self.index + 1, role, adult)
        )

    def ask_once(self, who: Who, what: What, code: str) -> None:
        """Asks about a whole column, at its heading."""
        address = a1(self.table.first - 1, self._column(who, what))
        place = (self.table.grid.sheet, address, code)
        if place not in self.notes.asked:
            self.notes.asked.add(place)
            self.notes.questions.append(Question(*place, {}))

    def check_formulas(self) -> None:
        """Names every formula in a cell that would be read: its result is not a school's word."""
        formulas = self.table.grid.formulas
        for column in self.table.read if formulas else ():
            if (self.index, column) in formulas:
                self._fault_at(column, "formula", {})

    def has_formula(self, who: Who, what: What) -> bool:
        columns = self.table.columns.get((who, what), ())
        return any((self.index, column) in self.table.grid.formulas for column in columns)

    def filled(self) -> int:
        """How many of the columns that are read have something in this very row."""
        columns = self.table.read
        texts = [column for column, text in enumerate(self.line) if text and column in columns]
        return len(texts) + self._formulas(columns)

    def quoted(self, who: Who, what: What) -> str:
        return shown(self.cell(who, what))

    def _formulas(self, columns: frozenset[int]) -> int:
        formulas, grid = self.table.grid.formulas, self.table.grid
        if not formulas:
            return 0
        return sum(
            (self.index, c) in formulas and not clean(grid.at(self.index, c)) for c in columns
        )

    def _column(self, who: Who, what: What) -> int:
        columns = self.table.columns.get((who, what)) or self.table.columns.get(
            (who, What.name), (0,)
        )
        return columns[0]

    def _value(self, column: int) -> Cell:
        formulas = self.table.grid.formulas
        if formulas and (self.index, column) in formulas:
            return None
        return self.table.at(self.index, column)

    def _fault_at(self, column: int, code: str, params: dict[str, str]) -> None:
        address = a1(self.index, column)
        fault = Fault(self.table.grid.sheet, address, code, params, self.index + 1)
        if fault not in self.notes.faults[-30:]:
            self.notes.faults.append(fault)
