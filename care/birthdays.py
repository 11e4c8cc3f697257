"""Birthdays as people type them, as they are kept, and as a sheet has them.

5月21日 · 2016-05-21 · 21 May · 农历八月十五 · 农历闰六月初三 · 闰6月3 · lunar leap month 6, day 3.
Without a word about the moon it is by the sun.
"""

import re
import unicodedata
from calendar import month_abbr, monthrange
from datetime import date

from care import lunar
from care.almanac import Birthday

_LUNAR, _LEAP = "L", "LL"
_LUNAR_DAYS = 30
_LEAP_YEAR = 2024
_MONTHS = range(1, 13)


def birthday_of(birth: str) -> Birthday | None:
    """The birthday of a birth as the lists have it: by the sun, or as `kept` where a sheet had it
    by the moon; None where its day is not known.
    """
    if birth.startswith(_LUNAR):
        return entered_birthday(birth)
    try:
        born = date.fromisoformat(birth)
    except ValueError:
        return None
    return Birthday(born.month, born.day)


def entered_birthday(text: str) -> Birthday:
    """The birthday behind "5-21"; by the moon "L5-21", in a leap month "LL6-3"."""
    month, day = text.lstrip(_LUNAR).split("-")
    is_lunar, leap = text.startswith(_LUNAR), text.startswith(_LEAP)
    return Birthday(int(month), int(day), lunar=is_lunar, leap=leap)


def birthday_text(born: Birthday) -> str | None:
    """How a birthday is kept; None where there is no such day: a month that is a leap month in no
    year that we know, too.
    """
    if born.month not in _MONTHS or (born.leap and born.month not in lunar.leap_months()):
        return None
    longest = _LUNAR_DAYS if born.lunar else monthrange(_LEAP_YEAR, born.month)[1]
    if not 1 <= born.day <= longest:
        return None
    mark = _LEAP if born.leap else _LUNAR if born.lunar else ""
    return f"{mark}{born.month}-{born.day}"


def read_birthday(text: str) -> Birthday | None:
    """What somebody typed, with or without a year; None where it is no birthday, or does not say
    which calendar it means (六月三).
    """
    found = _read(text)
    if found is None:
        return None
    year, born = found
    if year is not None and _exactly(year, born) is None:
        return None
    return born if birthday_text(born) is not None else None


def lunar_birth(text: str) -> tuple[date, Birthday] | None:
    """The day (by the sun) of a birth that is written by the moon with its year, and its birthday;
    None where a text is none. Raises ValueError where the moon is named and there was no such day.
    """
    if not (_MOON.search(text) or any(sign in text for sign in _BY_NAME)):
        return None
    found = _read(text)
    if found is None or found[0] is None:
        raise ValueError(text)
    day = _exactly(found[0], found[1])
    if day is None:
        raise ValueError(text)
    return day, found[1]


def _exactly(year: int, born: Birthday) -> date | None:
    """The solar date of a birthday in the year of its calendar, if that has such a day."""
    try:
        if born.lunar:
            return lunar.exactly(year, born.month, born.day, leap=born.leap)
        return date(year, born.month, born.day)
    except ValueError:
        return None


_MOON = re.compile("农历|農曆|阴历|陰曆|旧历|舊曆|闰|閏|lunar|moon|leap", re.IGNORECASE)
_SUN = re.compile("公历|公曆|阳历|陽曆|新历|新曆|solar|sun", re.IGNORECASE)
_IN_LEAP = re.compile(r"\(?(?:闰|閏|leap)月?\)?", re.IGNORECASE)
_NUMERALS = "一二三四五六七八九"
_ONE = f"[{_NUMERALS}]"
_MONTH_AND_DAY = re.compile(
    r"(?:([0-9]{4})[-年./、, ] *)?"
    rf"(正|冬|[腊臘]|十[一二]?|{_ONE}|[0-9]{{1,2}})[-月./、, ] *"
    rf"(初[{_NUMERALS}十]|二?十{_ONE}?|廿{_ONE}?|三十|卅|{_ONE}|[0-9]{{1,2}})[日号號]?"
)
_BY_NAME = ("正", "冬", "腊", "臘", "初", "廿", "卅")
"""What only the lunar calendar has."""
_FILLING = frozenset({"by", "the", "of", "in", "on", "calendar", "date", "month", "day"})
_YEARS_DIGITS = 4
_NAMES = [name.lower() for name in month_abbr]

Read = tuple[int | None, int, int]
"""A year, where one was written, a month and a day."""


def _read(text: str) -> tuple[int | None, Birthday] | None:
    text = unicodedata.normalize("NFKC", text).strip()
    moon, sun = bool(_MOON.search(text)), bool(_SUN.search(text))
    leap = bool(_IN_LEAP.search(text))
    bare = _SUN.sub("", _MOON.sub("", _IN_LEAP.sub("", text)))
    bare = re.sub("出?生", "", bare).strip(" ()-,:.。")
    english = re.search("[a-z]", bare, re.IGNORECASE) is not None
    found = _in_english(bare, moon) if english else _in_chinese(bare)
    by_name = any(sign in bare for sign in _BY_NAME)
    unclear = not (moon or sun or by_name or bare.isascii() or re.search("[0-9]", bare))
    if found is None or unclear or (moon and sun):
        return None
    born = Birthday(found[1], found[2], lunar=moon or (by_name and not sun), leap=leap)
    return found[0], born


def _in_chinese(text: str) -> Read | None:
    found = _MONTH_AND_DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = found.groups()
    return None if year is None else int(year), _number(month), _number(day)


def _number(text: str) -> int:
    """The number of a month or day as Chinese calendars write it."""
    special = {"正": 1, "冬": 11, "腊": 12, "臘": 12, "初十": 10, "卅": 30}
    if text in special:
        return special[text]
    if text.isascii():
        return int(text)
    tens, ten, ones = text.removeprefix("初").replace("廿", "二十").rpartition("十")
    left = (_NUMERALS.index(tens) + 1 if tens else 1) if ten else 0
    return left * 10 + (_NUMERALS.index(ones) + 1 if ones else 0)


def _in_english(text: str, moon: bool) -> Read | None:
    """Of "month 6, day 3", "3rd day of month 6", and by the sun "21 May"."""
    bare = re.sub(r"([0-9])(st|nd|rd|th)\b", r"\1", text.lower())
    words = [w for w in re.findall(r"[0-9]+|[a-z]+", bare) if w not in _FILLING]
    numbers = [int(word) for word in words if word.isdecimal()]
    months = [_NAMES.index(word[:3]) for word in words if word[:3] in _NAMES[1:]]
    if len(numbers) + len(months) != len(words) or len(months) > (not moon):
        return None
    years = [int(word) for word in words if len(word) == _YEARS_DIGITS and word.isdecimal()]
    rest = [number for number in numbers if number not in years]
    if re.search(r"day.*month", bare):
        rest.reverse()
    match [*months, *rest]:
        case [month, day] if len(years) <= 1:
            return next(iter(years), None), month, day
    return None
