"""Days as people say them: today, yesterday, 3-14, 3月14日, 2025.3.14, or the 14th."""

import re
import unicodedata
from datetime import date, timedelta

SAID = {
    **dict.fromkeys(("today", "今天", "今日"), 0),
    **dict.fromkeys(("yesterday", "昨天", "昨日"), -1),
    **dict.fromkeys(("前天", "前日"), -2),
    **dict.fromkeys(("tomorrow", "明天", "明日"), 1),
    **dict.fromkeys(("后天", "後天"), 2),
}
"""Days from today on."""
_DAY = re.compile(r"(?:(\d{4})\D{1,2})?(\d{1,2})\D{1,2}(\d{1,2})\D?")
_ALONE = re.compile(r"(\d{1,2})\s*[日号號]?")


def day_meant(text: str, today: date, *, ahead: bool) -> date | None:
    """The day that a text means, seen from a local day; None where it means none.

    Without a year, or with the day of the month alone, the nearest one: not behind today where
    the question looks `ahead`, else not ahead of it.
    """
    said = unicodedata.normalize("NFKC", text).strip().lower()
    if said in SAID:
        return today + timedelta(days=SAID[said])
    if (found := _DAY.fullmatch(said)) is not None:
        year, month, day = found.groups()
        if year is not None:
            return _date(int(year), int(month), int(day))
        years = (today.year, today.year + 1) if ahead else (today.year, today.year - 1)
        return _nearest([_date(y, int(month), int(day)) for y in years], today, ahead=ahead)
    if (found := _ALONE.fullmatch(said)) is not None:
        number = today.year * 12 + today.month - 1
        months = (number, number + 1) if ahead else (number, number - 1)
        days = [_date(month // 12, month % 12 + 1, int(found[1])) for month in months]
        return _nearest(days, today, ahead=ahead)
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(days: list[date | None], today: date, *, ahead: bool) -> date | None:
    """The first of the days that lies on the side that is asked about; else the first at all."""
    known = [day for day in days if day is not None]
    fits = [day for day in known if (day >= today if ahead else day <= today)]
    return next(iter(fits or known), None)
