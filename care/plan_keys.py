"""From pydantic's errors about a plan to our words."""

import re
from collections.abc import Callable, Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from care.cadence_keys import CADENCE_KEYS
from care.problems import Problem
from care.rule import AT, Pairs, Plan, Rule, Rung

_QUOTED = re.compile(r"'([^']*)'")
_TYPES = {
    "string_type": "type_text",
    "int_type": "type_number",
    "bool_type": "type_bool",
    "tuple_type": "type_list",
    "dict_type": "type_table",
    "model_type": "type_table",
}


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
        case "at":
            params = {"value": str(details["input"]), "allowed": ", ".join(AT)}
            return Problem(rule, key, "value", params)
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
        fields = (name for name in Plan.model_fields if name != "rules")
        allowed = [*fields, "rule", "extends", "drop", "rename"]
    elif key.startswith("ladder."):
        allowed = [*Rung.model_fields]
    else:
        allowed = [*(name for name in Rule.model_fields if name != "cadence"), *CADENCE_KEYS]
    return Problem(rule, key, "unknown_key", {"allowed": ", ".join(allowed)})
