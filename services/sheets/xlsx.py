"""What has to be known of an .xlsx file before it is read: how far it reaches, and its formulas.

The reading library gives a formula's last result and not that it is one, and lays a sheet out in
memory up to its last filled cell; so both are looked up here, in the file's own parts. Whatever the
library would find has to be found here too: a far cell that is overlooked ends the whole process.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

from care.rosters.grid import a1
from services.sheets.archive import MAX_CELLS, MAX_TEXTS, Place, WorkbookError, strict_parser

_CHUNK = _LONGEST_TAG = 1 << 20
_SHARED = "xl/sharedstrings.xml"

_CELL = b"<c "
_USUAL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: (?!r=)[\w:]+="[^"<>]*")* ?(/?)>')
# A cell that begins otherwise, or a formula: `re` finds each of these fast by its first letters.
_ODD = tuple(map(re.compile, (rb"<c[^ \w:]", rb":c[\s/>]", rb"<f[\s/>]", rb":f[\s/>]")))
_ADDRESS = re.compile(r"([A-Za-z]{1,3})(\d{1,7})", re.ASCII)


@dataclass
class _Cells:
    """Follows a sheet's rows and cells: how far the filled ones reach, and where formulas stand."""

    row: int = -1
    column: int = -1
    rows: int = 0
    columns: int = 1
    formulas: set[Place] = field(default_factory=set)
    over: bool = False
    """What follows the cells (lists to choose from, colours) has formulas of its own."""

    def end(self, tag: str) -> None:
        self.over = self.over or tag.rpartition(":")[2] == "sheetData"

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case _ if self.over:
                return
            case "row":
                self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
                self.column = -1
            case "c" if "r" in attributes:
                self.row, self.column = _place(attributes["r"])
            case "c":
                self.column += 1
            case "f":
                self.formulas.add((self.row, self.column))
                self._filled()
            case "v" | "is":
                self._filled()

    def _filled(self) -> None:
        self.rows = max(self.rows, self.row + 1)
        self.columns = max(self.columns, self.column + 1)


def _place(address: str) -> Place:
    """The place that a cell names itself, which counts even within another row."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(address)
    return int(found[2]) - 1, _column(found[1].upper().encode())


def find_formulas(archive: zipfile.ZipFile, file: str) -> dict[str, frozenset[Place]]:
    """Where formulas stand in an .xlsx, by the sheet's name; rows and columns count from 0.

    Raises `WorkbookError`: `far` for a sheet that reaches too far down, `too_large` for too many.
    """
    if _texts(archive) > MAX_TEXTS:
        raise WorkbookError("too_large", file=file)
    found: dict[str, frozenset[Place]] = {}
    size = 0
    for name, part in _sheets(archive):
        span, found[name] = _formulas(archive, part, name, file)
        size += span
        if size > MAX_CELLS:
            raise WorkbookError("too_large", file=file)
    return found


def _texts(archive: zipfile.ZipFile) -> int:
    """How many texts the sheets share; each is kept apart in memory, however short."""
    count = 0
    for name in (each for each in archive.namelist() if each.lower() == _SHARED):
        with archive.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                count += chunk.count(b"<si") + chunk.count(b":si")
    return count


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the part it is kept in, found as the reading library finds it: whether
    letters are small or capital makes no difference.
    """
    parts = {name.lower(): name for name in archive.namelist()}
    if len(parts) != len(archive.namelist()):
        raise ValueError("two parts of one name")
    targets = {
        attributes["Id"]: attributes["Target"]
        for tag, attributes in _tags(archive.read("xl/_rels/workbook.xml.rels"))
        if tag == "Relationship"
    }
    for tag, attributes in _tags(archive.read("xl/workbook.xml")):
        if tag == "sheet":
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            part = str(PurePosixPath("/xl") / targets.get(key, "")).lstrip("/")
            yield attributes["name"], parts[part.lower()]


def _tags(data: bytes) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = strict_parser()
    parser.StartElementHandler = lambda tag, attrs: found.append((tag.rpartition(":")[2], attrs))
    parser.Parse(data, True)
    return found


def _formulas(
    archive: zipfile.ZipFile, part: str, sheet: str, file: str
) -> tuple[int, frozenset[Place]]:
    """How many cells the sheet spans, and where its formulas are."""
    with archive.open(part) as stream:
        span = _survey(stream)
    cells = _Cells()
    if span is None:
        parser = strict_parser()
        parser.StartElementHandler, parser.EndElementHandler = cells.start, cells.end
        with archive.open(part) as stream:
            parser.ParseFile(stream)
    rows, columns = span or (cells.rows, cells.columns)
    if rows * columns > MAX_CELLS:
        raise WorkbookError("far", file=file, sheet=sheet, cell=a1(rows - 1, columns - 1))
    return rows * columns, frozenset(cells.formulas)


def _survey(stream: IO[bytes]) -> Place | None:
    """How many rows and columns the sheet spans, at a glance; None where it has formulas, or cells
    that are not written as spreadsheet programs write them, and so has to be read properly.
    """
    rows, letters, tail = 0, b"A", b""
    while chunk := stream.read(_CHUNK):
        block, _, tail = (tail + chunk).rpartition(b">")
        block += b">"
        cells = _USUAL.findall(block)
        if len(cells) != block.count(_CELL) or any(odd.search(block) for odd in _ODD):
            return None
        if len(tail) > _LONGEST_TAG:
            return None
        filled = [(column, row) for column, row, empty in cells if not empty]
        rows = max(rows, *(int(row) for _, row in filled), 0)
        letters = max({letters, *(column for column, _ in filled)}, key=_column)
    return rows, _column(letters) + 1


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
