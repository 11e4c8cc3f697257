"""The marked copy: the school's own file, with every wrong, unclear or notable cell coloured.

The reason stands in a comment at the cell, and in order on a sheet of notes with links. The copy is
mended in place and imported again as it is: the reader takes the notes for no roster.
"""

import io
import zipfile
from collections.abc import Sequence

from care.rosters.grid import Grid
from services.sheets.marking_fresh import mark_fresh
from services.sheets.marking_original import UnmarkableError, mark_original
from services.sheets.marking_words import Mark, MarkKind, Words
from services.sheets.workbook import grids_of

__all__ = ["Mark", "MarkKind", "Words", "marked_copy"]

MAX_KEPT = 300_000  # cells: a larger workbook with its look would take gigabytes


def marked_copy(
    name: str,
    data: bytes,
    marks: Sequence[Mark],
    words: Words,
    grids: Sequence[Grid] | None = None,
) -> bytes:
    """The file called `name` as .xlsx with its marks; `grids` if it has been read before.

    An .xlsx of up to `MAX_KEPT` cells keeps its look, without macros and links to other files; of
    any other file the values are laid out anew. Takes seconds for a big file: not for the event
    loop. Raises `WorkbookError` as `grids_of` does.
    """
    read = tuple(grids) if grids is not None else grids_of(name, data)
    if _is_workbook(data) and sum(len(grid.rows) * grid.width() for grid in read) <= MAX_KEPT:
        try:
            return mark_original(data, read, marks, words)
        except UnmarkableError:
            pass  # a workbook that only its own program understands: its values are enough
    return mark_fresh(read, marks, words)


def _is_workbook(data: bytes) -> bool:
    if not data.startswith(b"PK"):
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "xl/workbook.xml" in archive.namelist()
