"""What people may choose about when they hear from us, and how typed words mean it."""

import re
import unicodedata
from datetime import date, time

from msgspec.structs import replace

from care.habits import Habits, is_odd_week

HOURS = tuple(time(hour) for hour in range(7, 22))
"""The hours that are offered as buttons."""

QUIET = (
    (time(22), time(7)),
    (time(21), time(6)),
    (time(23), time(8)),
    (time(0), time(9)),
    (time(8), time(16)),
)
"""The quiet hours that are offered as buttons; the last one is for those who work at night."""

NEVER = (time(0), time(0))
"""No quiet hours at all."""

ZONES = (
    *("Asia/Shanghai", "Asia/Urumqi", "Asia/Tokyo", "Asia/Singapore", "Asia/Dubai"),
    "Europe/Moscow",
)
"""The zones that are offered as buttons: most parents work in China, the others mostly there."""

LONGEST_QUIET = 16 * 60
"""Minutes: some of the day has to be left."""

_CLOCK = r"(\d{1,2})(?:[:.点时](\d{2})?分?)?"
_SPAN = re.compile(rf"\D*{_CLOCK}(?:\s*(?:-+|~|to|到|至)\s*|\s+)\D*{_CLOCK}\D*")
_DASHES = str.maketrans("–—－〜～", "---~~")


def typed_quiet(text: str) -> tuple[time, time] | None:
    """The quiet hours behind 22-7, 22:30-6:30 or 22点到7点; None where it is none, or too long."""
    plain = unicodedata.normalize("NFKC", text.translate(_DASHES)).strip().lower()
    found = _SPAN.fullmatch(plain)
    if found is None:
        return None
    begins, ends = _clock(found[1], found[2]), _clock(found[3], found[4])
    if begins is None or ends is None or not may_be_quiet(begins, ends):
        return None
    return begins, ends


def may_be_quiet(begins: time, ends: time) -> bool:
    """Whether quiet hours leave some of the day; equal ends mean that there are none."""
    return (_minutes(ends) - _minutes(begins)) % (24 * 60) <= LONGEST_QUIET


def this_weeks_hour(habits: Habits, hour: time, today: date) -> Habits:
    """The hour of the week of `today`; of every week where they are alike."""
    if habits.other_hour is None or is_odd_week(today):
        return replace(habits, hour=hour)
    return replace(habits, other_hour=hour)


def other_weeks_hour(habits: Habits, hour: time, today: date) -> Habits:
    """The hour of the weeks that `today`'s is not: from now on they alternate."""
    mine = habits.hour_on(today)
    if is_odd_week(today):
        return replace(habits, hour=mine, other_hour=hour)
    return replace(habits, hour=hour, other_hour=mine)


def every_week_alike(habits: Habits, today: date) -> Habits:
    """The hour of this week is that of every week."""
    return replace(habits, hour=habits.hour_on(today), other_hour=None)


def other_hour(habits: Habits, today: date) -> time | None:
    """The hour of the weeks that `today`'s is not; None where every week is alike."""
    return habits.hour if not is_odd_week(today) and habits.other_hour else habits.other_hour


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _clock(hour: str, minute: str | None) -> time | None:
    try:
        return time(int(hour) % 24 if hour == "24" else int(hour), int(minute or 0))
    except ValueError:
        return None
