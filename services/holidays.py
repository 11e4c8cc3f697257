"""Finding a year's public days off: those that ship with the product, or a bureau's own."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from care.holidays import HolidayError, Holidays, load

FOLDER = "holidays"


def holidays_of(year: int, extra: Path | None = None) -> Holidays | None:
    """A year's days off; None while nobody has written them down.

    A file `holidays/YEAR.toml` in the folder `extra` goes before ours. Raises HolidayError where
    the file cannot be read as that year.
    """
    for folder in (*([] if extra is None else [extra]), files("plans")):
        file = folder / FOLDER / f"{year}.toml"
        if file.is_file():
            found = load(file.read_text(encoding="utf-8-sig"))
            if found.year != year:
                raise HolidayError("year")
            return found
    return None


def years_around(today: date) -> Mapping[int, Holidays]:
    """The shipped years, from the one before this one to the next but one, as far as they are
    known: as far as anybody looks ahead.
    """
    return _years(today.year)


@lru_cache(maxsize=8)
def _years(year: int) -> Mapping[int, Holidays]:
    known = (holidays_of(each) for each in range(year - 1, year + 3))
    return {found.year: found for found in known if found is not None}
