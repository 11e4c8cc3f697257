"""A sheet sent in the chat: what it would change, what is wrong in it, what is to be asked."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from bot.texts.marks import Cell, noted, reason
from locales.catalog import Texts
from services.importing.bringing import Bringing, Brought
from services.importing.roster import Imported
from services.sheets.workbook import WorkbookError

SHOWN = 8
COUNTED = ("added", "changed", "unchanged", "gone", "held", "left", "asked", "staff")


def brought_text(brought: Brought, t: Texts) -> str:
    """The answer to a sheet."""
    if brought.error is not None:
        family = "workbook" if isinstance(brought.error, WorkbookError) else "roster"
        return t(f"{family}.error.{brought.error.code}", **brought.error.params)
    lines = [t(f"sheet.{brought.result}", school=brought.school)]
    if brought.result is Bringing.faults:
        lines += _cells("fault", _noted(brought, "faults"), t)
    if brought.result in (Bringing.preview, Bringing.done):
        lines += ["", *_counts(brought.imported, t)]
    if brought.result is Bringing.preview:
        lines += _cells("question", _noted(brought, "questions"), t)
        lines += _cells("remark", _noted(brought, "remarks"), t)
        lines += ["", t("sheet.accept_hint")]
    return "\n".join(lines)


def _counts(parts: Sequence[Imported], t: Texts) -> list[str]:
    totals = {name: sum(getattr(part, name) for part in parts) for name in COUNTED}
    return [t.many(f"sheet.count.{name}", n) for name, n in totals.items() if n]


def _cells(family: str, cells: Sequence[Cell], t: Texts) -> list[str]:
    if not cells:
        return []
    shown = [t("sheet.cell", cell=cell.cell, why=reason(cell, family, t)) for cell in cells[:SHOWN]]
    head = t.many(f"sheet.cells.{family}", len(cells))
    more = len(cells) - len(shown)
    return ["", head, *shown, *([t.many("sheet.more", more)] if more else [])]


def _noted(brought: Brought, what: str) -> list[Any]:
    return [] if brought.reading is None else noted(brought.reading, what)


def marked_name(name: str, t: Texts) -> str:
    """What the marked copy is called."""
    return t("sheet.marked_name", name=PurePath(name).stem) + ".xlsx"
