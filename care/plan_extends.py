"""A plan that builds on others, as one text that needs no other.

extends = ["linxia", "town-primary"]     # rules of both; of two with one id, the later plan's
drop = ["letter"]                        # without these

[[rule]]
id = "visit"                             # known: these keys instead of its own
per = "month"                            # a cadence replaces the whole cadence
"""

import tomllib
from collections.abc import Callable, Collection, Mapping
from typing import Any

import tomli_w

from care.cadence_keys import CADENCE_KEYS
from care.plan import syntax_problem
from care.problems import PlanError, Problem

Raw = dict[str, Any]
_OWN = ("extends", "drop", "rule")


def composed(text: str, known: Collection[str], find: Callable[[str], str]) -> str:
    """The whole of a plan's text; itself, where it builds on none. `find` gives a known one's.

    Rule ids stay what they are, so that a school that changes to such a plan is asked for nothing
    twice. Raises PlanError.
    """
    raw = _parsed(text)
    if "extends" not in raw and "drop" not in raw:
        return text
    title = _first_title(raw, known, find)
    head = {key: value for key, value in raw.items() if key not in _OWN}
    rules = _rules(raw, known, find, ())
    return tomli_w.dumps({**title, **head, "rule": list(rules.values())})


def _first_title(raw: Raw, known: Collection[str], find: Callable[[str], str]) -> Raw:
    """A plan without a title of its own has that of the first one it builds on."""
    for base in _names(raw, "extends", known):
        inherited = _parsed(find(base))
        return {"title": inherited["title"]} if "title" in inherited else {}
    return {}


def _rules(
    raw: Raw, known: Collection[str], find: Callable[[str], str], inside: tuple[str, ...]
) -> dict[str, Raw]:
    found: dict[str, Raw] = {}
    for base in _names(raw, "extends", known):
        if base in inside:
            circle = " → ".join((*inside, base))
            raise PlanError([Problem(None, "extends", "extends_circle", {"plans": circle})])
        found |= _rules(_parsed(find(base)), known, find, (*inside, base))
    for number, rule in enumerate(_own_rules(raw), start=1):
        name = str(rule.get("id", f"#{number}"))
        found[name] = _over(found.get(name, {}), rule)
    for name in _names(raw, "drop", found):
        del found[name]
    return found


def _over(old: Mapping[str, Any], new: Mapping[str, Any]) -> Raw:
    """A rule with some of its keys replaced; a text in all its languages."""
    other_cadence = any(key in CADENCE_KEYS for key in new)
    kept = {k: v for k, v in old.items() if not (other_cadence and k in CADENCE_KEYS)}
    return {**kept, **new}


def _own_rules(raw: Raw) -> list[Raw]:
    rules = raw.get("rule", [])
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise PlanError([Problem(None, "rule", "type_rules")])
    return rules


def _names(raw: Raw, key: str, allowed: Collection[str]) -> list[str]:
    value = raw.get(key, [])
    names = value if isinstance(value, list) else [value]
    for name in names:
        if not isinstance(name, str):
            raise PlanError([Problem(None, key, "type_list")])
        if name not in allowed:
            params = {"value": name, "allowed": ", ".join(allowed)}
            raise PlanError([Problem(None, key, "value", params)])
    return list(dict.fromkeys(names))


def _parsed(text: str) -> Raw:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanError([syntax_problem(text, error)]) from error
