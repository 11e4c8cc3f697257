"""From the spelling of a plan to its models: the cadence's three keys, and pydantic's errors."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from care.problems import Problem
from care.rule import Cadence, Calendar, Pairs, Per, PerTerm, Plan, Rolling, Rule, Rung

CADENCE_KEYS = ("every", "per", "times", "day")
PERIODS = (*get_args(Per), "term")
LONGEST_INTERVAL = 366
LAST_DAY = 27
"""The last day of a month on which something may be due: one more is left in any month."""
_INTERVAL = re.compile(r"([1-9][0-9]{0,2}) (day|week)s?")
_UNIT_DAYS = {"day": 1, "week": 7}
_QUOTED = re.compile(r"'([^']*)'")
_TYPES = {
    "string_type": "type_text",
    "int_type": "type_number",
    "bool_type": "type_bool",
    "tuple_type": "type_list",
    "dict_type": "type_table",
    "model_type": "type_table",
}


def read_cadence(rule: str, raw: Mapping[str, Any]) -> Cadence | Problem:
    """The cadence a rule's keys spell, or what is wrong with them.

    The next mode gets its keys here: `weekday`, `windows`, `on` and the like are unknown today.
    """
    if "cadence" in raw or "day" in raw:
        return unknown_key(rule, "cadence") if "cadence" in raw else _on_its_day(rule, raw)
    match "every" in raw, "per" in raw:
        case True, False if "times" in raw:
            return Problem(rule, "times", "times_without_per")
        case True, False:
            return _rolling(rule, raw["every"])
        case False, True:
            return _in_periods(rule, raw["per"], raw.get("times", 1))
        case True, True:
            return Problem(rule, "every", "two_cadences")
        case _:
            return Problem(rule, "every", "no_cadence", {"allowed": ", ".join(PERIODS)})


def _rolling(rule: str, every: object) -> Rolling | Problem:
    found = _INTERVAL.fullmatch(every) if isinstance(every, str) else None
    days = int(found[1]) * _UNIT_DAYS[found[2]] if found else 0
    if not 1 <= days <= LONGEST_INTERVAL:
        params = {"value": str(every), "highest": str(LONGEST_INTERVAL)}
        return Problem(rule, "every", "interval", params)
    return Rolling(every_days=days)


def _in_periods(rule: str, per: object, times: object) -> Calendar | PerTerm | Problem:
    if per not in PERIODS:
        return Problem(rule, "per", "value", {"value": str(per), "allowed": ", ".join(PERIODS)})
    if not isinstance(times, int) or isinstance(times, bool):
        return Problem(rule, "times", "type_number")
    if per == "term":
        return PerTerm(times=times)
    return Calendar.model_validate({"per": per, "times": times})


def _on_its_day(rule: str, raw: Mapping[str, Any]) -> Cadence | Problem:
    """Once a month, on a day of it."""
    if "every" in raw or raw.get("per") != "month" or raw.get("times", 1) != 1:
        return Problem(rule, "day", "day_without_month")
    day = raw["day"]
    if not isinstance(day, int) or isinstance(day, bool) or not 1 <= day <= LAST_DAY:
        params = {"value": str(day), "lowest": "1", "highest": str(LAST_DAY)}
        return Problem(rule, "day", "range", params)
    return Calendar(per="month", times=1, day=day)


Unknown = Callable[[str | None, str], Problem]
"""Says of a key that is not known which ones are."""


def problems_of(
    rule: str | None, error: ValidationError, unknown: Unknown | None = None
) -> Iterator[Problem]:
    """Pydantic's findings about a rule, or about the plan's own keys, in our words."""
    return (_problem(rule, details, unknown or unknown_key) for details in error.errors())


def _problem(rule: str | None, details: ErrorDetails, unknown: Unknown) -> Problem:
    path = details["loc"]
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
    match details["type"]:
        case "missing":
            return Problem(rule, key, "missing")
        case "extra_forbidden":
            return unknown(rule, key)
        case "literal_error":
            allowed = ", ".join(_QUOTED.findall(details["ctx"]["expected"]))
            params = {"value": str(details["input"]), "allowed": allowed}
            return Problem(rule, key, "value", params)
        case other:
            return Problem(rule, key, _TYPES[other])


def unknown_key(rule: str | None, key: str) -> Problem:
    """A key that plans do not have, with those allowed in its place."""
    if key.startswith("pairs."):
        allowed = [*Pairs.model_fields]
    elif rule is None:
        allowed = [*(name for name in Plan.model_fields if name != "rules"), "rule"]
    elif key.startswith("ladder."):
        allowed = [*Rung.model_fields]
    else:
        allowed = [*(name for name in Rule.model_fields if name != "cadence"), *CADENCE_KEYS]
    return Problem(rule, key, "unknown_key", {"allowed": ", ".join(allowed)})
