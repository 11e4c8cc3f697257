"""What is marked, in which colour, and in whose words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

MAX_MARKED = 5000  # cells with a colour and a comment; all further ones stand among the notes
MAX_NOTES = 60_000  # lines
MAX_COMMENT = 1000  # characters
NOTES_CODE = "HongyanNotes"  # tells the sheet of notes in a copy that is marked again


class MarkKind(StrEnum):
    """Why a cell is marked, the gravest first."""

    wrong = "wrong"
    asked = "asked"
    noted = "noted"


COLOURS = {MarkKind.wrong: "FFC7CE", MarkKind.asked: "FFEB9C", MarkKind.noted: "DDEBF7"}


@dataclass(frozen=True)
class Mark:
    """One thing to say about one cell; `cell` is empty if it is about the sheet or the file.

    `also` are further cells, as (sheet, cell), that get the same colour and comment.
    """

    sheet: str
    cell: str
    reason: str
    kind: MarkKind
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Words:
    """The texts of a copy in its reader's language: name and title of the notes, author of the
    comments, what each colour means, and the headings (sheet, cell, kind, reason) of the notes.
    """

    notes: str
    title: str
    author: str
    kinds: Mapping[MarkKind, str]
    headings: tuple[str, str, str, str]


@dataclass(frozen=True)
class Marked:
    """All that is said about one cell."""

    kind: MarkKind
    text: str


def by_cell(marks: Iterable[Mark]) -> dict[tuple[str, str], Marked]:
    """What each cell gets: the colour of the gravest mark, and all reasons."""
    found: dict[tuple[str, str], list[Mark]] = {}
    for mark in marks:
        for place in ((mark.sheet, mark.cell), *mark.also):
            if place[1] and (place in found or len(found) < MAX_MARKED):
                found.setdefault(place, []).append(mark)
    order = list(MarkKind)
    return {
        place: Marked(
            min((mark.kind for mark in own), key=order.index),
            "\n".join(dict.fromkeys(mark.reason for mark in own))[:MAX_COMMENT],
        )
        for place, own in found.items()
    }


def link_to(sheet: str, cell: str) -> str:
    """A cell's place within the workbook, as a link names it."""
    return "'{}'!{}".format(sheet.replace("'", "''"), cell)


def harmless(value: object) -> str:
    """A formula that only says the value: a formula is refused, and stays one till it is mended."""
    return '="{}"'.format(str("" if value is None else value).replace('"', '""')[:250])
