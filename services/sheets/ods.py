"""OpenDocument sheets (.ods), read from their own XML.

A cell or a row says how often it is repeated, a million times in a few bytes, so what is repeated
is counted before it is laid out. Formulas, merged cells and hidden sheets are seen on the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO

from care.rosters.grid import Cell, Grid, Span, a1
from services.sheets.archive import MAX_CELLS, Place, WorkbookError, strict_parser

_NS = "urn:oasis:names:tc:opendocument:xmlns"
_TABLE, _OFFICE = f"{_NS}:table:1.0 ", f"{_NS}:office:1.0 "
_TEXT, _STYLE = f"{_NS}:text:1.0 ", f"{_NS}:style:1.0 "
_CELL = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_ASIDE = {f"{_OFFICE}annotation", f"{_TABLE}shapes"}  # remarks and drawings are no content
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14
_NUMBERS = {"float", "percentage", "currency"}

Row = tuple[Cell, ...]


@dataclass
class _Sheet:
    """One sheet as it grows; rows with nothing in them wait until something follows."""

    name: str
    hidden: bool
    rows: list[Row] = field(default_factory=list)
    blank: int = 0
    merged: list[Span] = field(default_factory=list)
    formulas: set[Place] = field(default_factory=set)


@dataclass
class _Reader:
    """Follows the elements of content.xml."""

    file: str
    sheets: list[_Sheet] = field(default_factory=list)
    hidden_styles: set[str] = field(default_factory=set)
    style: str = ""
    cells: int = 0  # of all sheets
    depth: int = 0  # inside of what is no content
    row: list[Cell] = field(default_factory=list)
    gap: int = 0  # empty cells that wait until a filled one follows
    repeat_row: int = 1
    row_formulas: list[int] = field(default_factory=list)
    row_merged: list[tuple[int, int, int]] = field(default_factory=list)
    cell: Mapping[str, str] | None = None
    text: list[str] = field(default_factory=list)
    lines: int = 0

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        if self.depth or tag in _ASIDE:
            self.depth += 1
        elif tag in _CELL:
            self.cell, self.text, self.lines = given, [], 0
        elif self.cell is not None:
            self._inside(tag, given)
        elif tag == f"{_TABLE}table-row":
            self.repeat_row = _times(given, "number-rows-repeated")
            self.row, self.gap, self.row_formulas, self.row_merged = [], 0, [], []
        elif tag == f"{_TABLE}table":
            hidden = given.get(f"{_TABLE}style-name") in self.hidden_styles
            self.sheets.append(_Sheet(given.get(f"{_TABLE}name", ""), hidden))
        elif tag == f"{_STYLE}style":
            self.style = given.get(f"{_STYLE}name", "")
        elif tag == f"{_STYLE}table-properties" and given.get(f"{_TABLE}display") == "false":
            self.hidden_styles.add(self.style)

    def end(self, tag: str) -> None:
        if self.depth:
            self.depth -= 1
        elif tag in _CELL and self.cell is not None:
            self._end_cell(self.cell)
            self.cell = None
        elif tag == f"{_TABLE}table-row" and self.sheets:
            self._end_row(self.sheets[-1])

    def data(self, text: str) -> None:
        if self.cell is not None and self.lines and not self.depth:
            self.text.append(text)

    def _inside(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == f"{_TEXT}p":
            self.text.append("\n" if self.lines else "")
            self.lines += 1
        elif tag == f"{_TEXT}s":
            self.text.append(" " * min(int(given.get(f"{_TEXT}c", "1")), 100))
        elif tag in {f"{_TEXT}line-break", f"{_TEXT}tab"}:
            self.text.append("\n" if tag.endswith("break") else "\t")

    def _end_cell(self, given: Mapping[str, str]) -> None:
        times = _times(given, "number-columns-repeated")
        value, formula = _value(given, "".join(self.text)), f"{_TABLE}formula" in given
        down, right = (_times(given, f"number-{way}-spanned") for way in ("rows", "columns"))
        if value is None and not formula and down == right == 1:
            self.gap += times
            return
        at = len(self.row) + self.gap
        if at + times > _MOST_COLUMNS:
            self._far(self.sheets[-1].blank, at + times)
        self.row += [None] * self.gap + [value] * times
        self.gap = 0
        self.row_formulas += range(at, at + times) if formula else ()
        if down > 1 or right > 1:
            self.row_merged.append((at, down, right))

    def _end_row(self, sheet: _Sheet) -> None:
        if not self.row:
            sheet.blank += self.repeat_row
            return
        top, times = len(sheet.rows) + sheet.blank, self.repeat_row
        if len(self.row) * times > MAX_CELLS or top + times > _MOST_ROWS:
            self._far(top + times, len(self.row))
        self.cells += len(self.row) * times
        if self.cells > MAX_CELLS:
            raise WorkbookError("too_large", file=self.file)
        sheet.rows += [()] * sheet.blank + [tuple(self.row)] * times
        sheet.blank = 0
        for row in range(top, top + times):
            sheet.formulas.update((row, column) for column in self.row_formulas)
        sheet.merged += [(top, c, top + d - 1, c + r - 1) for c, d, r in self.row_merged]

    def _far(self, rows: int, columns: int) -> None:
        name = self.sheets[-1].name
        cell = a1(max(rows, 1) - 1, columns - 1)
        raise WorkbookError("far", file=self.file, sheet=name, cell=cell)


def read_open_document(stream: IO[bytes], file: str) -> tuple[Grid, ...]:
    """The sheets in content.xml; a hidden one comes without its cells.

    Raises `WorkbookError` (`far` or `too_large`), and what the XML's reader raises on damage.
    """
    reader, parser = _Reader(file), strict_parser(" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.data
    parser.ParseFile(stream)
    return tuple(map(_grid, reader.sheets))


def _grid(sheet: _Sheet) -> Grid:
    if sheet.hidden:
        return Grid(sheet.name, ())
    return Grid(sheet.name, tuple(sheet.rows), tuple(sheet.merged), frozenset(sheet.formulas))


def _times(given: Mapping[str, str], name: str) -> int:
    return max(int(given.get(_TABLE + name, "1")), 1)


def _value(given: Mapping[str, str], text: str) -> Cell:
    kind = given.get(f"{_OFFICE}value-type", "string")
    if kind in _NUMBERS:
        return float(given[f"{_OFFICE}value"])
    if kind == "boolean":
        return given[f"{_OFFICE}boolean-value"] == "true"
    if kind == "date":
        return _date(given[f"{_OFFICE}date-value"]) or text
    return given.get(f"{_OFFICE}string-value", text) or None


def _date(text: str) -> date | datetime | None:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None
