"""The days that a plan may name, and when they are.

Solar and lunar festivals, solar terms, the ends of terms, birthdays in the family. SYSTEMS.md
section 7 says which of them the sources name and which are assumptions.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from care import lunar
from care.almanac import Almanac, Birthday
from care.slots import DAY

SOLAR = {
    "new_year": (1, 1),
    "womens_day": (3, 8),
    "labour_day": (5, 1),
    "youth_day": (5, 4),
    "childrens_day": (6, 1),
    "party_day": (7, 1),
    "teachers_day": (9, 10),
    "national_day": (10, 1),
    "constitution_day": (12, 4),
}
LUNAR = {
    "spring_festival": (1, 1),
    "lantern": (1, 15),
    "dragon_boat": (5, 5),
    "mid_autumn": (8, 15),
    "double_ninth": (9, 9),
}
SOLAR_TERMS = {"qingming": "清明", "winter_solstice": "冬至"}
_WINTER = frozenset({10, 11, 12, 1, 2, 3})
"""A term that ends in one of these months is followed by the winter vacation."""
NAMES = (
    *SOLAR,
    "new_years_eve",
    *LUNAR,
    *SOLAR_TERMS,
    "child_birthday",
    "elder_birthday",
    "term_start",
    "term_end",
    "winter_vacation",
    "summer_vacation",
)
OF_A_CHILD = frozenset({"child_birthday", "elder_birthday"})
OF_TERMS = frozenset({"term_start", "term_end", "winter_vacation", "summer_vacation"})


def days(names: Iterable[str], years: range, almanac: Almanac) -> list[date]:
    """Every day of those years on which one of the occasions falls, each once, in order."""
    return sorted(
        {day for name in names for year in years for day in _in_year(name, year, almanac)}
    )


def _in_year(name: str, year: int, almanac: Almanac) -> Iterable[date]:  # noqa: PLR0911 - one each
    if name in SOLAR:
        return [date(year, *SOLAR[name])]
    if name in LUNAR:
        return [lunar.solar(year, *LUNAR[name])]
    if name in SOLAR_TERMS:
        return [lunar.solar_term(year, SOLAR_TERMS[name])]
    match name:
        case "new_years_eve":
            return [lunar.solar(year, 1, 1) - DAY]
        case "child_birthday":
            return [] if almanac.birthday is None else birthday(almanac.birthday, year)
        case "elder_birthday":
            return [day for elder in almanac.elders for day in birthday(elder, year)]
        case _:
            return [day for day in _of_terms(name, almanac) if day.year == year]


def birthday(born: Birthday, year: int) -> list[date]:
    """The days of a solar year on which somebody has a birthday: usually one, of a lunar one at
    times none or two. 29 February is the 28th in other years; see `care.lunar` for the moon.
    """
    if born.lunar:
        both = (lunar.solar(y, born.month, born.day, leap=born.leap) for y in (year - 1, year))
        return [day for day in both if day.year == year]
    return [day_of(year, born.month, born.day)]


def day_of(year: int, month: int, day: int) -> date:
    """That day of the month, or its last where the month is shorter."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + (day - 1) * DAY, following - DAY)


def _of_terms(name: str, almanac: Almanac) -> Iterator[date]:
    for term in almanac.in_order():
        winter = term.ends_on.month in _WINTER
        match name:
            case "term_start":
                yield term.starts_on
            case "term_end":
                yield term.ends_on
            case "winter_vacation" if winter:
                yield term.ends_on + DAY
            case "summer_vacation" if not winter:
                yield term.ends_on + DAY
            case _:
                pass
