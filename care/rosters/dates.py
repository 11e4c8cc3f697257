"""Dates as people type them: 2014.9.1, 2014年9月, 20140901, a day number of a spreadsheet; births
by the moon too.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from care.birthdays import birthday_text, lunar_birth
from care.rosters.cells import CellError, clean, shown
from care.rosters.grid import Cell
from care.rosters.model import Birth

YOUNGEST, OLDEST = 3, 19
_SERIAL_DAYS = range(20_000, 60_000)  # 1954 to 2064; day 1 is 1900-01-01, with its false leap day
_SERIAL_START = date(1899, 12, 30)
_YEARS = range(1900, 2101)
_CLOCK = re.compile(r"[ t]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", re.IGNORECASE)
_SEPARATED = re.compile(
    r"(\d{4})(?:[.\-/,、。·\\年 ]+(\d{1,2})(?:[.\-/,、。·\\月 ]+(\d{1,2}))?)?[月日号年.。 ]*"
)
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_SINCE = re.compile(r"(起|至今|以来|开始|外出|以后|后|左右|-|—|~)+$")


class UnsureMonth(CellError):
    """2014.1 as a number: the sheet drops the nought of 2014.10, so it is January or October."""

    def __init__(self, year: int) -> None:
        super().__init__("birth_month", year=str(year))
        self.year = year


def read_birth(cell: Cell, today: date) -> Birth | None:
    """A child's date of birth; None if the cell is empty.

    Raises `UnsureMonth` for a number like 2014.1, `CellError` if it is no date or if the child
    would be younger than `YOUNGEST` or older than `OLDEST` on `today`.
    """
    if not clean(cell):
        return None
    if (by_moon := read_by_moon(cell)) is not None:
        _check_age(by_moon[0], cell, today)
        return by_moon[0]
    if isinstance(cell, float) and not cell.is_integer() and _drops_a_nought(cell):
        _check_age(Birth(int(cell)), cell, today)
        raise UnsureMonth(int(cell))
    birth = _parse(cell)
    _check_age(birth, cell, today)
    return birth


def read_by_moon(cell: Cell) -> tuple[Birth, str] | None:
    """A birth written by the moon (2014年闰九月初三): its day by the sun, and its birthday as it is
    kept; None for any other cell. Raises `CellError` where there was no such day.
    """
    try:
        found = lunar_birth(clean(cell)) if isinstance(cell, str) else None
    except ValueError:
        raise CellError("date", value=shown(cell)) from None
    if found is None:
        return None
    day, birthday = found
    return Birth(day.year, day.month, day.day), birthday_text(birthday) or ""


def read_month(cell: Cell) -> tuple[int, int | None] | None:
    """Since when somebody is away, as (year, month if given); None for 长年, 无 and the like.

    Raises `CellError` if the cell looks like a date but is none.
    """
    text = _SINCE.sub("", clean(cell))
    if not re.match(r"\d{4}", text):
        return None
    if isinstance(cell, float) and not cell.is_integer() and _drops_a_nought(cell):
        return int(cell), None
    parsed = _parse(text if isinstance(cell, str) else cell)
    return parsed.year, parsed.month


def _drops_a_nought(number: float) -> bool:
    return clean(number).endswith(".1")


def _parse(cell: Cell) -> Birth:
    if isinstance(cell, date):
        return _valid([cell.year, cell.month, cell.day], cell)
    text = _CLOCK.sub("", clean(cell))
    if text.isdecimal() and int(text) in _SERIAL_DAYS:
        moment = _SERIAL_START + timedelta(days=int(text))
        return Birth(moment.year, moment.month, moment.day)
    found = _SOLID.fullmatch(text) or _SEPARATED.fullmatch(text)
    if found is None or isinstance(cell, bool):
        raise CellError("date", value=shown(cell))
    return _valid([int(part) for part in found.groups() if part], cell)


def _valid(parts: Sequence[int], cell: Cell) -> Birth:
    try:
        date(*(*parts, 1, 1)[:3])
    except ValueError:
        raise CellError("date", value=shown(cell)) from None
    if parts[0] not in _YEARS:
        raise CellError("date", value=shown(cell))
    return Birth(*parts)


def _check_age(birth: Birth, cell: Cell, today: date) -> None:
    """Faults only a child that is certainly outside: a year alone leaves a year's room."""
    earliest = (birth.year, birth.month or 1, birth.day or 1)
    latest = (birth.year, birth.month or 12, birth.day or 31)
    now = (today.month, today.day)
    oldest = today.year - earliest[0] - (now < earliest[1:])
    youngest = today.year - latest[0] - (now < latest[1:])
    if oldest < YOUNGEST or youngest > OLDEST:
        age = str(oldest if oldest < YOUNGEST else youngest)
        raise CellError(
            "age_child", value=shown(cell), age=age, youngest=str(YOUNGEST), oldest=str(OLDEST)
        )
