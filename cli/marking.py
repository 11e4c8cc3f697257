"""The marked copy that `hongyan import --mark` writes."""

from collections.abc import Sequence
from pathlib import Path

from bot.texts.marks import marks_of, words
from care.rosters.grid import Grid
from care.rosters.model import Reading
from cli.terminal import T, misused
from services.sheets.marking import marked_copy


def check_copy(copy: Path, file: Path) -> None:
    """The copy is a workbook of its own, never the school's file."""
    if copy.suffix.lower() != ".xlsx" or copy.resolve() == file.resolve():
        misused("cli.import.mark_name")


def write_copy(copy: Path, name: str, data: bytes, grids: Sequence[Grid], reading: Reading) -> None:
    """Write the file called `name` with every cell marked that there is something to say about."""
    try:
        copy.write_bytes(marked_copy(name, data, marks_of(reading, T), words(T), grids))
    except OSError:
        misused("cli.import.mark_where", file=copy)
