"""How a clerk spells a cadence, and what is wrong with it if it cannot be read.

every = "2 weeks"                       | weekday = "monday"
per = "month", times = 2 (or: day = 25) | windows = ["start", "middle", "end"]
on = ["spring_festival", "mid_autumn"], before = "5 days"
dates = ["early march", "9月初"], before = "10 days"     (or: later = "30 days")
on_demand = true                        | on_review = true
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeGuard, get_args

from care.cadences import (
    Cadence,
    Calendar,
    Dates,
    DayOfWeek,
    Occasions,
    OnDemand,
    OnReview,
    Per,
    PerTerm,
    Rolling,
    Weekly,
    Window,
    Windows,
)
from care.date_words import read_span
from care.occasions import NAMES
from care.problems import Problem

LEADING = ("every", "per", "weekday", "windows", "on", "dates", "on_demand", "on_review")
"""A rule has exactly one of these."""
COMPANIONS = {"times": ("per",), "before": ("on", "dates"), "later": ("on", "dates")}
"""What may stand beside which."""
CADENCE_KEYS = ("every", "per", "times", "day", *LEADING[2:], "before", "later")
PERIODS = (*get_args(Per), "term")
LONGEST_INTERVAL = 366
LONGEST_SHIFT = 60
LAST_DAY = 27
"""The last day of a month on which something may be due: one more is left in any month."""
_INTERVAL = re.compile(r"([1-9][0-9]{0,2}) (day|week)s?")
_UNIT_DAYS = {"day": 1, "week": 7}


def read_cadence(rule: str, raw: Mapping[str, Any]) -> Cadence | Problem:
    """The cadence a rule's keys spell, or what is wrong with them."""
    leading = [key for key in LEADING if key in raw]
    if not leading:
        return Problem(rule, "every", "no_cadence", {"allowed": ", ".join(LEADING)})
    if len(leading) > 1:
        return Problem(rule, leading[0], "two_cadences", {"found": ", ".join(leading)})
    if "day" in raw:
        return _on_its_day(rule, raw)
    for key, beside in COMPANIONS.items():
        if key in raw and leading[0] not in beside:
            return Problem(rule, key, "cadence_beside", {"allowed": ", ".join(beside)})
    return _READERS[leading[0]](rule, raw)


def _every(rule: str, raw: Mapping[str, Any]) -> Cadence | Problem:
    days = _days(rule, "every", raw["every"], LONGEST_INTERVAL)
    return days if isinstance(days, Problem) else Rolling(every_days=days)


def _per(rule: str, raw: Mapping[str, Any]) -> Cadence | Problem:
    per, times = raw["per"], raw.get("times", 1)
    if per not in PERIODS:
        return _unknown(rule, "per", per, PERIODS)
    if not isinstance(times, int) or isinstance(times, bool):
        return Problem(rule, "times", "type_number")
    if per == "term":
        return PerTerm(times=times)
    return Calendar.model_validate({"per": per, "times": times})


def _on_its_day(rule: str, raw: Mapping[str, Any]) -> Cadence | Problem:
    """Once a month, on a day of it; or once a quarter, on a day of its first month."""
    if raw.get("per") not in ("month", "quarter") or raw.get("times", 1) != 1:
        return Problem(rule, "day", "day_without_month")
    day = raw["day"]
    if not isinstance(day, int) or isinstance(day, bool) or not 1 <= day <= LAST_DAY:
        params = {"value": str(day), "lowest": "1", "highest": str(LAST_DAY)}
        return Problem(rule, "day", "range", params)
    return Calendar(per=raw["per"], times=1, day=day)


def _weekday(rule: str, raw: Mapping[str, Any]) -> Cadence | Problem:
    name, allowed = raw["weekday"], get_args(DayOfWeek)
    if name not in allowed:
        return _unknown(rule, "weekday", name, allowed)
    return Weekly.model_validate({"weekday": name})


def _windows(rule: str, raw: Mapping[str, Any]) -> Cadence | Problem:
    names = _words(rule, "windows", raw["windows"], get_args(Window))
    if isinstance(names, Problem):
        return names
    return Windows.model_validate({"windows": names})


def _on(rule: str, raw: Mapping[str, Any]) -> Cadence | Problem:
    names = _words(rule, "on", raw["on"], NAMES)
    shift = _shift(rule, raw)
    if isinstance(names, Problem):
        return names
    return shift if isinstance(shift, Problem) else Occasions(names=names, shift=shift)


def _dates(rule: str, raw: Mapping[str, Any]) -> Cadence | Problem:
    texts, shift = _texts(raw["dates"]), _shift(rule, raw)
    if not _all_texts(texts):
        return Problem(rule, "dates", "type_list")
    spans = [read_span(text) for text in texts]
    if not spans:
        return Problem(rule, "dates", "empty")
    if None in spans:
        wrong = texts[spans.index(None)]
        return Problem(rule, "dates", "date_words", {"value": wrong})
    known = tuple(span for span in spans if span is not None)
    return shift if isinstance(shift, Problem) else Dates(spans=known, shift=shift)


def _on_demand(rule: str, raw: Mapping[str, Any]) -> Cadence | Problem:
    return OnDemand() if raw["on_demand"] is True else Problem(rule, "on_demand", "only_true")


def _on_review(rule: str, raw: Mapping[str, Any]) -> Cadence | Problem:
    return OnReview() if raw["on_review"] is True else Problem(rule, "on_review", "only_true")


_READERS: Mapping[str, Callable[[str, Mapping[str, Any]], Cadence | Problem]] = {
    "every": _every,
    "per": _per,
    "weekday": _weekday,
    "windows": _windows,
    "on": _on,
    "dates": _dates,
    "on_demand": _on_demand,
    "on_review": _on_review,
}


def _shift(rule: str, raw: Mapping[str, Any]) -> int | Problem:
    """The days from the marked day to the reminder."""
    given = [key for key in ("before", "later") if key in raw]
    if len(given) > 1:
        return Problem(rule, "before", "before_and_later")
    for key in given:
        days = _days(rule, key, raw[key], LONGEST_SHIFT)
        return days if isinstance(days, Problem) else -days if key == "before" else days
    return 0


def _days(rule: str, key: str, value: object, highest: int) -> int | Problem:
    found = _INTERVAL.fullmatch(value) if isinstance(value, str) else None
    days = int(found[1]) * _UNIT_DAYS[found[2]] if found else 0
    if not 1 <= days <= highest:
        return Problem(rule, key, "interval", {"value": str(value), "highest": str(highest)})
    return days


def _words(rule: str, key: str, value: object, allowed: Sequence[str]) -> tuple[str, ...] | Problem:
    words = _texts(value)
    if not _all_texts(words):
        return Problem(rule, key, "type_list")
    if not words:
        return Problem(rule, key, "empty")
    for word in words:
        if word not in allowed:
            return _unknown(rule, key, word, allowed)
    return tuple(dict.fromkeys(words))


def _texts(value: object) -> list[object]:
    if isinstance(value, str):
        return [value]
    return value if isinstance(value, list) else [value]


def _all_texts(values: list[object]) -> TypeGuard[list[str]]:
    return all(isinstance(value, str) for value in values)


def _unknown(rule: str, key: str, value: object, allowed: Iterable[str]) -> Problem:
    return Problem(rule, key, "value", {"value": str(value), "allowed": ", ".join(allowed)})
