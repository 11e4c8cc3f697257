"""Comma-separated text as rows of cells, in whichever encoding and with whichever separator."""

import codecs
import csv
import io
import re

from care.rosters.grid import Cell
from services.sheets.archive import MAX_CELLS, WorkbookError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_AS_TEXT = re.compile(r'="([^"]*)"')  # ="0930…" keeps a spreadsheet from making it a number

Rows = tuple[tuple[Cell, ...], ...]
Places = frozenset[tuple[int, int]]


def read_text(data: bytes, name: str) -> tuple[Rows, Places]:
    """Rows of texts, and where a formula (=…) is written; `name` is the file's, for errors.

    Raises `WorkbookError`: `encoding` or `too_large`.
    """
    text = decode(data, name)
    mark = _separator(text)
    if text.count(mark) + text.count("\n") > MAX_CELLS:
        raise WorkbookError("too_large", file=name)
    rows: list[tuple[Cell, ...]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            cells += len(row)
            if cells > MAX_CELLS:
                raise WorkbookError("too_large", file=name)
            rows.append(tuple(_AS_TEXT.sub(r"\1", cell) or None for cell in row))
    except csv.Error as error:
        raise WorkbookError("unreadable", file=name) from error
    return tuple(rows), _formulas(rows)


def decode(data: bytes, name: str) -> str:
    """The text by its byte order mark, else as UTF-8, else as GB18030 (which includes GBK)."""
    marked = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise WorkbookError("encoding", file=name)


def _separator(text: str) -> str:
    """The one of comma, semicolon and tab that the fullest of the first lines has most of."""
    lines = text.splitlines()[:20]
    return max(",;\t", key=lambda mark: max((line.count(mark) for line in lines), default=0))


def _formulas(rows: list[tuple[Cell, ...]]) -> Places:
    return frozenset(
        (r, c)
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
        if isinstance(cell, str) and cell.startswith("=")
    )
