"""Every press and every word by everybody, held against the table."""

from collections.abc import Iterable, Mapping

import pytest

from handlers.routers import dispatcher
from tests.trust.conftest import SHEET
from tests.trust.desk import Desk, Seen
from tests.trust.people import OWN, READERS, SEE_NUMBERS, WORDS, called
from tests.trust.pressable import FIRST, kinds, literals, pressable
from tests.trust.rows import Row, everybody, rows_of
from tests.trust.table import PARTS, REPRESENTATIVE, TABLE

ROWS = tuple(rows_of(TABLE))
_MEANS = {
    "x": "change something",
    "s": "see something about the child",
    "p": "get an answer that says nothing about the child",
    ".": "do and learn nothing",
    "o": "touch their own affairs only",
}


def test_the_table_names_everything_that_can_be_pressed_or_said() -> None:
    missing = pressable(dispatcher()) - {row.key for row in ROWS}
    assert not missing, (
        f"Who may do this? {sorted(missing)}: add a row for each to tests/trust/table.txt"
    )


def test_no_row_is_about_something_that_is_no_more() -> None:
    gone = {row.key for row in ROWS} - pressable(dispatcher())
    assert not gone, f"No router listens to {sorted(gone)} any more: take it out of the table"


def test_every_word_that_a_button_can_carry_stands_in_some_row() -> None:
    carried = {part for row in ROWS for part in _fields(row.what)}
    known = {
        (prefix, name, str(value))
        for prefix, kind in kinds(dispatcher()).items()
        for name, values in literals(kind).items()
        if name not in FIRST
        for value in values
    }
    assert not (missing := known - carried), f"no row of the table has {sorted(missing)}"


def _fields(what: str) -> Iterable[tuple[str, str, str]]:
    prefix, *values = what.split(":")
    kind = kinds(dispatcher()).get(prefix)
    names = [] if kind is None else list(kind.model_fields)
    return [(prefix, name, value) for name, value in zip(names, values, strict=False)]


@pytest.mark.parametrize("part", PARTS)
async def test_everybody_may_do_what_the_table_says_and_nothing_else(desk: Desk, part: str) -> None:
    desk.telegram.file = SHEET
    wrong: list[str] = []
    for row in rows_of(PARTS[part]):
        wrong += differences(row, await everybody(desk, row))
    assert not wrong, "\n".join(("", *wrong))


async def test_the_same_holds_on_either_database(desk_on_both: Desk) -> None:
    """A row of each kind."""
    wrong: list[str] = []
    for row in ROWS:
        if str(row) in REPRESENTATIVE:
            wrong += differences(row, await everybody(desk_on_both, row, REPRESENTED))
    assert not wrong, "\n".join(("", *wrong))


EMERGENCY = ("so ", "words Cried")
"""In an emergency both sides are given each other's number (SYSTEMS.md row 79)."""
REPRESENTED = "FGHTWO"


def differences(row: Row, seen: Mapping[str, Seen]) -> list[str]:
    """What is wrong with a row, a line for each cell."""
    return [
        f"{row}: {called(who)} ({who}) may {_MEANS[row.cells[who]]}, but {why}"
        for who, each in seen.items()
        for why in _wrong(row, who, each)
    ]


def _wrong(row: Row, who: str, seen: Seen) -> Iterable[str]:
    wanted, letter = row.cells[who], seen.letter
    if letter == "!":
        yield "it failed or was not answered"
    elif wanted == "x" and not (seen.changed and seen.changed <= row.effect):
        yield f"changed {sorted(seen.changed)} and not {sorted(row.effect)}"
    elif wanted == "o" and (seen.words or not seen.changed <= row.effect):
        yield f"changed {sorted(seen.changed)} and saw {sorted(seen.words)}"
    elif wanted in "sp" and letter != wanted:
        yield f"did {_MEANS[letter]}: {sorted(seen.changed or seen.words)}"
    elif wanted == "." and (seen.changed or seen.words):
        yield f"changed {sorted(seen.changed)} and saw {sorted(seen.words)}"
    for name, word in WORDS.items():
        if word in seen.words and who not in READERS[name]:
            yield f"read the sealed words of the {name}"
    if seen.numbers and who not in SEE_NUMBERS and not row.key.startswith(EMERGENCY):
        yield f"saw the number of {sorted(seen.numbers)}"
    if who not in OWN and seen.words:
        yield f"saw {sorted(seen.words)}"
