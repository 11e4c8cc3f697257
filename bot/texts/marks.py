"""What a file's cells are told: each reason in words, and the texts of the marked copy.

The chat and the command line say the same; `t` gives the text of a key in the reader's language.
"""

from collections.abc import Callable, Iterable
from typing import Any

from care.rosters.model import Fault, Question, Reading, Remark
from services.sheets.marking import Mark, MarkKind, Words

Say = Callable[..., str]
Cell = Fault | Question | Remark


def noted(reading: Reading, what: str) -> list[Any]:
    """All `faults`, `questions`, `remarks` or `skipped` sheets of a file."""
    parts = (reading.roster, reading.staff)
    return [each for part in parts if part is not None for each in getattr(part, what)]


def reason(cell: Cell, family: str, t: Say) -> str:
    """Why a cell is named; `family` is fault, question or remark."""
    return t(f"roster.{family}.{cell.code}", **cell.params)


def marks_of(reading: Reading, t: Say) -> list[Mark]:
    """The faults first, then what is asked, then what is worth knowing."""
    families = (
        (MarkKind.wrong, "fault"),
        (MarkKind.asked, "question"),
        (MarkKind.noted, "remark"),
    )
    return [
        Mark(cell.sheet, cell.cell, reason(cell, family, t), kind, getattr(cell, "also", ()))
        for kind, family in families
        for cell in noted(reading, f"{family}s")
    ]


def named(cells: Iterable[Cell], family: str, t: Say) -> list[dict[str, str]]:
    """Sheet, cell and reason of each."""
    return [
        {"sheet": cell.sheet, "cell": cell.cell, "reason": reason(cell, family, t)}
        for cell in cells
    ]


def words(t: Say) -> Words:
    """The copy's own texts."""
    return Words(
        notes=t("mark.notes"),
        title=t("mark.title"),
        author=t("mark.author"),
        kinds={
            MarkKind.wrong: t("mark.wrong"),
            MarkKind.asked: t("mark.asked"),
            MarkKind.noted: t("mark.noted"),
        },
        headings=(
            t("cli.column.sheet"),
            t("cli.column.cell"),
            t("mark.kind"),
            t("cli.column.reason"),
        ),
    )
