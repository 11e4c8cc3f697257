"""What has to be known of an .xls file before it is read: that it is sound, and its formulas.

The reading library lays out what the file promises and follows its chains of sectors, so both are
checked here first. The file is a small file system [MS-CFB] with one stream of records [MS-XLS].
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from care.rosters.grid import a1
from services.sheets.archive import MAX_CELLS, Place, WorkbookError

_END, _MOST_ROWS, _MOST_COLUMNS = 0xFFFFFFFA, 65536, 256
_FORMULA, _END_OF_PART, _START, _PASSWORD = 0x0006, 0x000A, 0x0809, 0x002F
_SHEET, _STRINGS, _SIZE, _SEVERAL = 0x0085, 0x00FC, 0x0200, 0x00BD
_CELLS = {_FORMULA, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E, _SEVERAL}
_DAMAGE = (struct.error, IndexError, ValueError, KeyError, UnicodeDecodeError)


class _Damaged(ValueError):
    pass


def check_old(data: bytes, file: str) -> list[frozenset[Place]]:
    """Where formulas stand, sheet by sheet in the workbook's order; from 0.

    Raises `WorkbookError`: `password`, `document`, `far`, `too_large` or `unreadable`.
    """
    try:
        return _check(data, file)
    except WorkbookError:
        raise
    except _DAMAGE as error:
        raise WorkbookError("unreadable", file=file) from error


def _check(data: bytes, file: str) -> list[frozenset[Place]]:
    streams = _Folder(data)
    if "EncryptedPackage" in streams.entries:
        raise WorkbookError("password", file=file)
    if "WordDocument" in streams.entries or "PowerPoint Document" in streams.entries:
        raise WorkbookError("document", file=file)
    name = "Workbook" if "Workbook" in streams.entries else "Book"
    stream = streams.read(name)
    found = [_formulas(stream, start, file, sheet) for start, sheet in _sheets(stream, file)]
    if sum(span for span, _ in found) > MAX_CELLS:
        raise WorkbookError("too_large", file=file)
    return [formulas for _, formulas in found]


@dataclass
class _Folder:
    """The streams of a compound file by name, with every chain of sectors checked for an end."""

    data: bytes
    entries: dict[str, tuple[int, int]] = field(default_factory=dict)

    size: int = 0
    small: int = 0
    table: tuple[int, ...] = ()
    minis: tuple[int, ...] = ()
    packed: bytes = b""

    def __post_init__(self) -> None:
        shift, mini = struct.unpack_from("<HH", self.data, 30)
        if shift not in (9, 12) or mini != 6:
            raise _Damaged
        self.size = 1 << shift
        (first, _, self.small) = struct.unpack_from("<III", self.data, 48)
        (mini_first,) = struct.unpack_from("<I", self.data, 60)
        self.table = self._table()
        self.minis = _numbers(self._join(mini_first)) if mini_first < _END else ()
        self._list(self._join(first))
        self.packed = self._join(self.entries["Root Entry"][0]) if self.minis else b""
        if sum(self._length(*entry) for entry in self.entries.values()) > 2 * len(self.table) + 64:
            raise _Damaged

    def read(self, name: str) -> bytes:
        start, size = self.entries[name]
        if size >= self.small:
            return self._join(start)[:size]
        chain = _chain(self.minis, start)
        return b"".join(self.packed[n * 64 : n * 64 + 64] for n in chain)[:size]

    def _length(self, start: int, size: int) -> int:
        if start >= _END or size == 0:
            return 0
        if size >= self.small:
            return len(_chain(self.table, start))
        return len(_chain(self.minis, start)) * 64 // self.size

    def _table(self) -> tuple[int, ...]:
        listed = list(struct.unpack_from("<109I", self.data, 76))
        (following,) = struct.unpack_from("<I", self.data, 68)
        seen: set[int] = set()
        while following < _END:
            if following in seen:
                raise _Damaged
            seen.add(following)
            numbers = _numbers(self._sector(following))
            listed += numbers[:-1]
            following = numbers[-1]
        sectors = [sector for sector in listed if sector < _END]
        if len(sectors) != len(set(sectors)):
            raise _Damaged
        return _numbers(b"".join(map(self._sector, sectors)))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if start >= len(self.data):
            raise _Damaged
        return self.data[start : start + self.size]

    def _join(self, first: int) -> bytes:
        return b"".join(map(self._sector, _chain(self.table, first)))

    def _list(self, directory: bytes) -> None:
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            if kind in (1, 2, 5) and length <= 64:
                name = directory[at : at + max(length - 2, 0)].decode("utf-16-le")
                start, size = struct.unpack_from("<II", directory, at + 116)
                entry = (0xFFFFFFFE, 0) if kind == 1 else (start, size)
                self.entries.setdefault("Root Entry" if kind == 5 else name, entry)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _chain(table: tuple[int, ...], first: int) -> list[int]:
    """The sectors from `first` on; a chain that comes back to itself is damage or an attack."""
    chain: list[int] = []
    while first < _END:
        chain.append(first)
        if len(chain) > len(table):
            raise _Damaged
        first = table[first]
    return chain


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(stream: bytes, file: str) -> list[tuple[int, str]]:
    """Where each sheet's records begin, and its name."""
    found: list[tuple[int, str]] = []
    for kind, record in _records(stream, 0):
        if kind == _PASSWORD:
            raise WorkbookError("password", file=file)
        if kind == _STRINGS and 3 * struct.unpack_from("<I", record, 4)[0] > len(stream):
            raise _Damaged
        if kind == _SHEET:
            text = record[8:]
            wide = len(record) > 7 and record[7] & 1
            name = text.decode("utf-16-le" if wide else "latin-1", "replace")
            found.append((struct.unpack_from("<I", record)[0], name))
        if kind == _END_OF_PART:
            break
    return found


def _formulas(stream: bytes, start: int, file: str, sheet: str) -> tuple[int, frozenset[Place]]:
    """How many cells the sheet spans, and where its formulas are."""
    found: set[Place] = set()
    rows = columns = depth = 0
    for kind, record in _records(stream, start):
        depth += (kind == _START) - (kind == _END_OF_PART)
        if depth == 0:
            break
        if kind == _SIZE:
            _check_size(record)
        elif kind in _CELLS and depth == 1:
            row, column = struct.unpack_from("<HH", record)
            last = struct.unpack_from("<H", record, len(record) - 2)[0]
            rows = max(rows, row + 1)
            columns = max(columns, column + 1, last + 1 if kind == _SEVERAL else 0)
            if kind == _FORMULA:
                found.add((row, column))
    if rows * columns > MAX_CELLS:
        raise WorkbookError("far", file=file, sheet=sheet, cell=a1(rows - 1, columns - 1))
    return rows * columns, frozenset(found)


def _check_size(record: bytes) -> None:
    """What the sheet promises is laid out before it is read: a wrong promise ends the process."""
    form = {14: "<IIHH", 10: "<HHHH"}.get(len(record))
    if form is None:
        raise _Damaged
    top, rows, left, columns = struct.unpack_from(form, record)
    if top > rows or left > columns or rows > _MOST_ROWS or columns > _MOST_COLUMNS:
        raise _Damaged
