"""Which rows below the headings are people, and which are notes, page breaks or signatures."""

import re
from collections.abc import Iterator, Sequence

from care.rosters.cells import clean
from care.rosters.classes import is_class
from care.rosters.headings import What, Who
from care.rosters.row import Notes, Row
from care.rosters.table import Table

_TOTAL = re.compile(r"[合总小共]\s*计")
_NOTE = re.compile(r"附?注|备注|说明|填[表报]|制表|审核|负责人|签[字名]|校长签|.*:|.{41}")
_STRAY = 2  # so few cells without a name are a signature; more are a person whose name is missing


def people(table: Table, who: Who, notes: Notes) -> Iterator[Row]:
    """The rows of people, and the lines that name a class between them, from top to bottom.

    A row whose name is missing, or that has nothing but a name, is named as a fault.
    """
    for index in range(table.first, len(table.grid.rows)):
        row = Row(table, index, notes)
        texts = _texts(row)
        if not texts:
            continue
        if (len(texts) == 1 and is_class(texts[0])) or _is_person(row, who, texts):
            row.check_formulas()
            yield row


def class_line(row: Row) -> str | None:
    """The class that a row of its own announces for the rows below it."""
    texts = _texts(row)
    return texts[0] if len(texts) == 1 and is_class(texts[0]) else None


def _texts(row: Row) -> list[str]:
    return [text for text in row.line if text]


def _is_person(row: Row, who: Who, texts: Sequence[str]) -> bool:
    filled = row.filled()
    if not filled or row.table.is_heading(row.index) or _is_note(texts, filled):
        return False
    name = clean(row.cell(who, What.name))
    if name or row.has_formula(who, What.name):
        return _has_more(row, who, filled)
    if filled > _STRAY:
        row.fault(who, What.name, "name_missing")
    return filled > _STRAY


def _has_more(row: Row, who: Who, filled: int) -> bool:
    if filled > 1:
        return True
    row.fault(who, What.name, "name_alone", value=row.quoted(who, What.name))
    return False


def _is_note(texts: Sequence[str], filled: int) -> bool:
    """注:…, 校长签字:, 合计 36: what stands below a table."""
    if _TOTAL.match(texts[0]) or all(map(_NOTE.match, texts)):
        return True
    return filled <= _STRAY and _NOTE.match(texts[0]) is not None
