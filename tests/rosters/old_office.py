"""Writes .xls files, record by record: no library at hand does, and hostile ones need a hand."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
WORKBOOK, SHEET = 0x0005, 0x0010
PASSWORD = struct.pack("<HHH", 0x002F, 2, 0)


@dataclass(frozen=True)
class Formula:
    """A cell with a formula, and its last result."""

    result: float


Value = str | float | Formula | None


def a_record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def a_start(kind: int) -> bytes:
    return a_record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def a_cell(row: int, column: int, value: Value) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return a_record(0x0204, place + struct.pack("<HB", len(value), 1) + text)
    if isinstance(value, Formula):
        code = struct.pack("<HIH", 0, 0, 3) + b"\x1e\x01\x00"
        return a_record(0x0006, place + struct.pack("<d", value.result) + code)
    return a_record(0x0203, place + struct.pack("<d", value))


def a_sheet(rows: Sequence[Sequence[Value]], size: tuple[int, int] | None = None) -> bytes:
    height, width = size or (len(rows), max(map(len, rows), default=0))
    cells = b"".join(
        a_cell(r, c, value)
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if value is not None
    )
    dimensions = a_record(0x0200, struct.pack("<IIHHH", 0, height, 0, width, 0))
    return a_start(SHEET) + dimensions + cells + a_record(0x000A, b"")


def a_stream(sheets: Mapping[str, bytes], more: bytes = b"") -> bytes:
    """The records of a workbook; `more` are records of the whole."""
    head = a_start(WORKBOOK) + a_record(0x0042, struct.pack("<H", 1200)) + more
    ends = a_record(0x000A, b"")
    at = len(head) + len(ends) + sum(12 + 2 * len(name) for name in sheets)
    listed = b""
    for name, content in sheets.items():
        place = struct.pack("<IBBBB", at, 0, 0, len(name), 1)
        listed += a_record(0x0085, place + name.encode("utf-16-le"))
        at += len(content)
    return head + listed + ends + b"".join(sheets.values())


def an_old_file(stream: bytes, name: str = "Workbook", *, circular: bool = False) -> bytes:
    """A compound file with one stream; its chain of sectors may come back to its beginning."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    fats = -(-(count + 1) // (SECTOR // 4 - 1))
    first = fats + 1
    chain = [*range(first + 1, first + count), first if circular else END]
    table = [FAT] * fats + [END, *chain]
    table += [FREE] * (fats * SECTOR // 4 - len(table))
    listed = [*range(fats), *[FREE] * (109 - fats)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fats, fats, 0, 4096, END, 0, END, 0
    )
    head += struct.pack("<109I", *listed)
    entries = _entry("Root Entry", 5, END, 0, child=1) + _entry(name, 2, first, len(stream))
    return head + struct.pack(f"<{len(table)}I", *table) + entries.ljust(SECTOR, b"\0") + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2, kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IIxxxx", start, size)


def an_old_workbook(**sheets: Sequence[Sequence[Value]]) -> bytes:
    return an_old_file(a_stream({name: a_sheet(rows) for name, rows in sheets.items()}))
