"""A sheet sent in the chat: what it would change, what is wrong in it, what is to be asked."""

from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any

from services.marking import Mark

from care.rosters.model import Fault, Question, Reading, Remark
from locales.catalog import Texts
from services.bringing import Bringing, Brought
from services.importing import Imported
from services.workbook import WorkbookError

SHOWN = 8
COUNTED = ("added", "changed", "unchanged", "gone", "asked", "staff")
Cell = Fault | Question | Remark


def brought_text(brought: Brought, t: Texts) -> str:
    """The answer to a sheet."""
    if brought.error is not None:
        family = "workbook" if isinstance(brought.error, WorkbookError) else "roster"
        return t(f"{family}.error.{brought.error.code}", **brought.error.params)
    lines = [t(f"sheet.{brought.result}", school=brought.school)]
    if brought.result is Bringing.faults:
        lines += _cells("fault", _all(brought.reading, "faults"), t)
    if brought.result in (Bringing.preview, Bringing.done):
        lines += ["", *_counts(brought.imported, t)]
    if brought.result is Bringing.preview:
        lines += _cells("question", _all(brought.reading, "questions"), t)
        lines += _cells("remark", _all(brought.reading, "remarks"), t)
        lines += ["", t("sheet.accept_hint")]
    return "\n".join(lines)


def _counts(parts: Sequence[Imported], t: Texts) -> list[str]:
    totals = {name: sum(getattr(part, name) for part in parts) for name in COUNTED}
    return [t.many(f"sheet.count.{name}", n) for name, n in totals.items() if n]


def _cells(family: str, cells: Sequence[Cell], t: Texts) -> list[str]:
    if not cells:
        return []
    shown = [f"· {cell.cell}: {_reason(family, cell, t)}" for cell in cells[:SHOWN]]
    head = t.many(f"sheet.cells.{family}", len(cells))
    more = len(cells) - len(shown)
    return ["", head, *shown, *([t.many("sheet.more", more)] if more else [])]


def _reason(family: str, cell: Cell, t: Texts) -> str:
    return t(f"roster.{family}.{cell.code}", **cell.params)


def _all(reading: Reading | None, what: str) -> list[Any]:
    parts: Iterable[Any] = () if reading is None else (reading.roster, reading.staff)
    return [each for part in parts if part is not None for each in getattr(part, what)]


def marks_of(brought: Brought, t: Texts) -> list[Mark]:
    """What the marked copy shows: every wrong cell, every question, every remark."""
    return [
        Mark(family, cell.sheet, cell.cell, _reason(family, cell, t))
        for family in ("fault", "question", "remark")
        for cell in _all(brought.reading, f"{family}s")
    ]


def marked_name(name: str, t: Texts) -> str:
    """What the marked copy is called."""
    return t("sheet.marked_name", name=PurePath(name).stem) + ".xlsx"
