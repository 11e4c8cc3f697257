"""What a file's cells are told: named for the command line, and marked in a copy of the file."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from care.rosters.grid import Grid
from care.rosters.model import Fault, Question, Reading, Remark
from cli.terminal import T, misused
from services.marking import Mark, MarkKind, Words, marked_copy


def noted(reading: Reading, what: str) -> list[Any]:
    """All `faults`, `questions`, `remarks` or `skipped` sheets of a file."""
    parts = (reading.roster, reading.staff)
    return [each for part in parts if part is not None for each in getattr(part, what)]


def named(cells: Iterable[Fault | Question | Remark], family: str) -> list[dict[str, str]]:
    """Sheet, cell and the reason in words; `family` is fault, question or remark."""
    return [
        {
            "sheet": cell.sheet,
            "cell": cell.cell,
            "reason": T(f"roster.{family}.{cell.code}", **cell.params),
        }
        for cell in cells
    ]


def check_copy(copy: Path, file: Path) -> None:
    """The copy is a workbook of its own, never the school's file."""
    if copy.suffix.lower() != ".xlsx" or copy.resolve() == file.resolve():
        misused("cli.import.mark_name")


def write_copy(copy: Path, name: str, data: bytes, grids: Sequence[Grid], reading: Reading) -> None:
    """Write the file called `name` with every cell marked that there is something to say about."""
    try:
        copy.write_bytes(marked_copy(name, data, marks_of(reading), words(), grids))
    except OSError:
        misused("cli.import.mark_where", file=copy)


def marks_of(reading: Reading) -> list[Mark]:
    """The faults first, then what is asked, then what is worth knowing."""
    return [
        Mark(cell.sheet, cell.cell, line["reason"], kind, getattr(cell, "also", ()))
        for kind, family in (
            (MarkKind.wrong, "fault"),
            (MarkKind.asked, "question"),
            (MarkKind.noted, "remark"),
        )
        for cells in [noted(reading, f"{family}s")]
        for cell, line in zip(cells, named(cells, family), strict=True)
    ]


def words() -> Words:
    """The copy's own texts, in the operator's language."""
    return Words(
        notes=T("mark.notes"),
        title=T("mark.title"),
        author=T("mark.author"),
        kinds={
            MarkKind.wrong: T("mark.wrong"),
            MarkKind.asked: T("mark.asked"),
            MarkKind.noted: T("mark.noted"),
        },
        headings=(
            T("cli.column.sheet"),
            T("cli.column.cell"),
            T("mark.kind"),
            T("cli.column.reason"),
        ),
    )
