"""What has to be known of an .xlsx file before it is read: that it is sound, and its formulas.

The reading library gives a formula's last result and not that it is one, and lays a sheet out in
memory up to its last filled cell; so both are looked up here, in the file's own parts.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO
from xml.parsers import expat

from care.rosters.grid import a1

MAX_UNPACKED = 400 * 1024 * 1024  # bytes, of all parts together
MAX_PARTS = 10_000  # of one archive
MAX_TEXTS = 3_000_000  # that the sheets of a workbook share
MAX_CELLS = 6_000_000  # of all sheets together, each up to its last filled row and column
_CHUNK = 1 << 20
_OVERLAP = 512  # longer than any tag that is searched for
_FILLED = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>/]*>')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")

_SHARED = "xl/sharedStrings.xml"
_MANIFEST = "META-INF/manifest.xml"
_DECLARED = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))

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


@contextmanager
def sound_archive(data: bytes, file: str) -> Iterator[zipfile.ZipFile]:
    """The file's parts, after each has been unpacked once and found in order.

    Raises `WorkbookError` (`unreadable`, `password`, `too_large`), also for damage that is met
    while the archive is in use.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, file)
            yield archive
    except WorkbookError:
        raise
    except _DAMAGE as error:
        raise WorkbookError("unreadable", file=file) from error


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
    if _SHARED in archive.NameToInfo:
        with archive.open(_SHARED) as stream:
            while chunk := stream.read(_CHUNK):
                count += chunk.count(b"<si") + chunk.count(b":si")
    return count


def _check(archive: zipfile.ZipFile, file: str) -> None:
    """Unpacks every part once: a part that is larger than it says fails its checksum."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts) or "encrypted-package" in names:
        raise WorkbookError("password", file=file)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise WorkbookError("too_large", file=file)
    for part in parts:
        with archive.open(part) as stream:
            _check_part(stream, written=part.filename.endswith((".xml", ".rels")))
    if _MANIFEST in names and b"encryption-data" in archive.read(_MANIFEST):
        raise WorkbookError("password", file=file)


def _check_part(stream: IO[bytes], *, written: bool) -> None:
    """No part declares a document type, in any encoding: no workbook needs one, bombs do. Nor is
    any text of written parts as long as a chunk: a cell holds 32,767 characters.
    """
    tail = b""
    while chunk := stream.read(_CHUNK):
        block = tail + chunk
        if any(mark in block for mark in _DECLARED):
            raise ValueError("document type")
        if written and len(chunk) == _CHUNK > _OVERLAP and b"<" not in chunk:
            raise ValueError("endless text")
        tail = block[-_OVERLAP:]


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
    parser = strict_parser()
    parser.StartElementHandler = lambda tag, attrs: found.append((tag.rpartition(":")[2], attrs))
    parser.Parse(data, True)
    return found


def strict_parser(separator: str | None = None) -> expat.XMLParserType:
    """A parser that refuses document types: no workbook has one, entity bombs need one."""
    parser = expat.ParserCreate(namespace_separator=separator)

    def refuse(*_: object) -> None:
        raise ValueError("document type")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def _formulas(
    archive: zipfile.ZipFile, part: str, sheet: str, file: str
) -> tuple[int, frozenset[Place]]:
    """How many cells the sheet spans, and where its formulas are."""
    with archive.open(part) as stream:
        rows, columns, found = _survey(stream)
    if rows * columns > MAX_CELLS:
        raise WorkbookError("far", file=file, sheet=sheet, cell=a1(rows - 1, columns - 1))
    if not found:
        return rows * columns, frozenset()
    cells, parser = _Cells(), strict_parser()
    parser.StartElementHandler = cells.start
    with archive.open(part) as stream:
        parser.ParseFile(stream)
    return rows * columns, frozenset(cells.formulas)


def _survey(stream: IO[bytes]) -> tuple[int, int, bool]:
    """How many rows and columns the sheet spans, and whether any of its cells holds a formula."""
    rows, letters, found, tail = 0, b"A", False, b""
    while chunk := stream.read(_CHUNK):
        block = tail + chunk
        found = found or _FORMULA.search(block) is not None
        cells = _FILLED.findall(block)
        rows = max(rows, *(int(row) for _, row in cells), 0)
        letters = max({letters, *(column for column, _ in cells)}, key=_column)
        tail = block[-_OVERLAP:]
    return rows, _column(letters) + 1, found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
