"""Dates of the year as a clerk writes them: "early march", "june 30", "3月上旬", "may to july".

early, mid, late (上旬、中旬、下旬) are the tens of a month, the last to its end; "end of june" or
"6月底" is its last day; a month alone is the whole of it.
"""

import re
from calendar import month_name

from care.cadences import Span

MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name}
_LAST = 31
_PARTS = {
    "": (1, _LAST),
    "early": (1, 10),
    "mid": (11, 20),
    "late": (21, _LAST),
    "end of": (_LAST, _LAST),
    "初": (1, 10),
    "上旬": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, _LAST),
    "底": (_LAST, _LAST),
}
_NAMES = "|".join(MONTHS)
_ENGLISH = re.compile(rf"(?:(early|mid|late|end of) )?({_NAMES})")
_ENGLISH_DAY = re.compile(rf"({_NAMES}) ([1-9][0-9]?)|([1-9][0-9]?) ({_NAMES})")
_CHINESE = re.compile(r"(1[0-2]|[1-9])月(初|上旬|中旬|下旬|底)?")
_CHINESE_DAY = re.compile(r"(1[0-2]|[1-9])月([1-9][0-9]?)日")
_BETWEEN = re.compile(r" to |至|到")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_Part = tuple[int, int, int]
"""A month, its first and its last day."""


def read_span(text: str) -> Span | None:
    """The days that a text names; None where it names none."""
    ends = [_part(half.strip().lower()) for half in _BETWEEN.split(text)]
    match ends:
        case [(month, first, last)]:
            return Span(from_month=month, from_day=first, to_month=month, to_day=last)
        case [(month, first, _), (until, _, last)]:
            return Span(from_month=month, from_day=first, to_month=until, to_day=last)
        case _:
            return None


def _part(text: str) -> _Part | None:
    if found := _ENGLISH.fullmatch(text):
        return (MONTHS[found[2]], *_PARTS[found[1] or ""])
    if found := _CHINESE.fullmatch(text):
        return (int(found[1]), *_PARTS[found[2] or ""])
    if found := _ENGLISH_DAY.fullmatch(text):
        return _day(MONTHS[found[1] or found[4]], int(found[2] or found[3]))
    if found := _CHINESE_DAY.fullmatch(text):
        return _day(int(found[1]), int(found[2]))
    return None


def _day(month: int, day: int) -> _Part | None:
    return (month, day, day) if day <= _DAYS[month - 1] else None
