"""What has to be known of an .xlsx file before it is read: that it is sound, and its formulas.

The reading library gives a formula's last result and not that it is one, and lays a sheet out in
memory up to its last filled cell; so both are looked up here, in the file's own parts.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO
from xml.parsers import expat

MAX_UNPACKED = 400 * 1024 * 1024  # bytes, of all parts together
MAX_CELLS = 6_000_000  # of one sheet, up to its last filled row and column
_CHUNK = 1 << 20
_OVERLAP = 512  # longer than any tag that is searched for
_FILLED = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>/]*>')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")

# All that the archive's and the XML's readers raise on damaged bytes.
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError),
    *(EOFError, LookupError, NotImplementedError, OSError, RuntimeError, ValueError),
)

Place = tuple[int, int]


class WorkbookError(ValueError):
    """A file that cannot be read at all; `code` ends the message key `workbook.error.<code>`."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass
class _Cells:
    """Follows a sheet's rows and cells and keeps where formulas stand."""

    row: int = -1
    column: int = -1
    formulas: set[Place] = field(default_factory=set)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "row":
                self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
                self.column = -1
            case "c":
                self.column = self._column_of(attributes.get("r", ""))
            case "f":
                self.formulas.add((self.row, self.column))

    def _column_of(self, address: str) -> int:
        letters = address.rstrip("0123456789")
        return _column(letters.encode()) if letters else self.column + 1


def find_formulas(path: Path) -> dict[str, frozenset[Place]]:
    """Where formulas stand, by the sheet's name; rows and columns count from 0.

    Raises `WorkbookError` (`unreadable`, `password`, `too_large`) for a file to be left alone.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive, path)
            return {name: _formulas(archive, part, path) for name, part in _sheets(archive)}
    except WorkbookError:
        raise
    except _DAMAGE as error:
        raise WorkbookError("unreadable", file=path.name) from error


def _check(archive: zipfile.ZipFile, path: Path) -> None:
    """Unpacks every part once: a part that is larger than it says fails its checksum."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise WorkbookError("password", file=path.name)
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise WorkbookError("too_large", file=path.name)
    if archive.testzip() is not None:
        raise WorkbookError("unreadable", file=path.name)


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the part it is kept in."""
    targets = {
        attributes["Id"]: attributes["Target"]
        for tag, attributes in _tags(archive.read("xl/_rels/workbook.xml.rels"))
        if tag == "Relationship"
    }
    for tag, attributes in _tags(archive.read("xl/workbook.xml")):
        if tag == "sheet":
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            part = str(PurePosixPath("/xl") / targets.get(key, "")).lstrip("/")
            if part in archive.NameToInfo:
                yield attributes["name"], part


def _tags(data: bytes) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda tag, attrs: found.append((tag.rpartition(":")[2], attrs))
    parser.Parse(data, True)
    return found


def _parser() -> expat.XMLParserType:
    """A parser that refuses document types: no workbook has one, entity bombs need one."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise ValueError("document type")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _formulas(archive: zipfile.ZipFile, part: str, path: Path) -> frozenset[Place]:
    with archive.open(part) as stream:
        size, found = _survey(stream)
    if size > MAX_CELLS:
        raise WorkbookError("too_large", file=path.name)
    if not found:
        return frozenset()
    cells, parser = _Cells(), _parser()
    parser.StartElementHandler = cells.start
    with archive.open(part) as stream:
        parser.ParseFile(stream)
    return frozenset(cells.formulas)


def _survey(stream: IO[bytes]) -> tuple[int, bool]:
    """How many cells the sheet spans, and whether any of them holds a formula."""
    rows, letters, found, tail = 0, b"A", False, b""
    while chunk := stream.read(_CHUNK):
        block = tail + chunk
        found = found or _FORMULA.search(block) is not None
        cells = _FILLED.findall(block)
        rows = max(rows, *(int(row) for _, row in cells), 0)
        letters = max({letters, *(column for column, _ in cells)}, key=_column)
        tail = block[-_OVERLAP:]
    return rows * (_column(letters) + 1), found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
