"""Finding a year's public days off: those that ship with the product, or a bureau's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from care.holidays import HolidayError, Holidays, load

FOLDER = "holidays"


class YearFileError(Exception):
    """A file `holidays/YEAR.toml` of a bureau cannot be read; `key` is where it goes wrong."""

    def __init__(self, year: str, key: str) -> None:
        super().__init__(year, key)
        self.year, self.key = year, key


@dataclass(slots=True)
class _Own:
    """Where a bureau keeps its own files: one installation, one process, one folder."""

    folder: Path | None = None


_OWN = _Own()


def look_in(folder: Path | None) -> None:
    """From now on the years of this folder go before ours, in the whole process. A file is read
    once. Raises YearFileError where one of them cannot be read, and changes nothing then.
    """
    for file in sorted((folder / FOLDER).glob("*.toml")) if folder else ():
        try:
            holidays_of(int(file.stem), folder)
        except HolidayError as error:
            raise YearFileError(file.stem, error.key) from error
        except ValueError as error:
            raise YearFileError(file.stem, "year") from error
    _OWN.folder = folder


def own_folder() -> Path | None:
    """Where `look_in` was told to look."""
    return _OWN.folder


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


def year_of(year: int) -> Holidays | None:
    """A year's days off in this installation; None while nobody has written them down."""
    return _year(year, _OWN.folder)


@lru_cache(maxsize=16)
def _year(year: int, folder: Path | None) -> Holidays | None:
    return holidays_of(year, folder)


@lru_cache(maxsize=8)
def years_around(year: int, folder: Path | None) -> Mapping[int, Holidays]:
    """The years from the one before this one to the next but one, as far as they are known: as far
    as anybody looks ahead. `folder` is `own_folder()`.
    """
    known = (holidays_of(each, folder) for each in range(year - 1, year + 3))
    return {found.year: found for found in known if found is not None}
