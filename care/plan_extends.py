"""A plan that builds on others, as one text that needs no other.

extends = ["linxia", "town-primary"]     # the rules of both
drop = ["letter", "linxia.visit"]        # without these: of every plan, or of one
rename.linxia.guardian-talk = "talk-2"   # one plan's rule under another id

Two plans whose rules of one id are not alike are refused until one is dropped or renamed: nothing
that was owed gets lost unseen. So are two that differ on `staff_hours` or `pairs`, until the file
says its own.

[[rule]]
id = "visit"                             # known: these keys instead of its own
per = "month"                            # a cadence replaces the whole cadence
"""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from typing import Any

import tomli_w

from care.cadence_keys import CADENCE_KEYS
from care.plan import syntax_problem
from care.problems import PlanError, Problem

Raw = dict[str, Any]
Bases = dict[str, dict[str, Raw]]
"""By plan, its rules by their ids."""

_BUILDS = ("extends", "drop", "rename")
_INHERITED = ("pairs", "staff_hours")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
"""What TOML lets stand as a key without quotation marks."""


def composed(text: str, known: Collection[str], find: Callable[[str], str]) -> str:
    """The whole of a plan's text; itself, where it builds on none. `find` gives a known one's.

    Rule ids stay what they are, so that a school that changes to such a plan is asked for nothing
    twice. Raises PlanError.
    """
    raw = _parsed(text)
    if not any(key in raw for key in _BUILDS):
        return text
    rules = _rules(raw, known, find, ())
    return tomli_w.dumps({**_head(raw, known, find), "rule": list(rules.values())})


def _head(raw: Raw, known: Collection[str], find: Callable[[str], str]) -> Raw:
    """What a plan says of itself. Without a title of its own it has that of the first one it builds
    on; what it does not say of pairs and the staff's hours is as in all that do.
    """
    own = {key: value for key, value in raw.items() if key not in (*_BUILDS, "rule")}
    bases = {
        base: _head(_parsed(find(base)), known, find) for base in _names(raw, "extends", known)
    }
    first = next(iter(bases.values()), {})
    title = {"title": first["title"]} if "title" in first else {}
    return {**title, **_in_common(bases, own), **own}


def _in_common(bases: Mapping[str, Raw], own: Collection[str]) -> Raw:
    """What the plans built on say alike; raises PlanError with each key on which they differ."""
    found: Raw = {}
    problems: list[Problem] = []
    for key in (key for key in _INHERITED if key not in own):
        said = {base: head[key] for base, head in bases.items() if key in head}
        values = list(said.values())
        if any(value != values[0] for value in values):
            params = {"plans": ", ".join(said), "key": key}
            problems.append(Problem(None, key, "extends_differ", params))
        elif values:
            found[key] = values[0]
    if problems:
        raise PlanError(problems)
    return found


def _rules(
    raw: Raw, known: Collection[str], find: Callable[[str], str], inside: tuple[str, ...]
) -> dict[str, Raw]:
    bases: Bases = {}
    for base in _names(raw, "extends", known):
        if base in inside:
            circle = " → ".join((*inside, base))
            raise PlanError([Problem(None, "extends", "extends_circle", {"plans": circle})])
        bases[base] = _rules(_parsed(find(base)), known, find, (*inside, base))
    found = _together(_renamed(raw, _without(raw, bases)))
    for name, rule in _own_rules(raw).items():
        found[name] = _over(found.get(name, {}), rule)
    return found


def _without(raw: Raw, bases: Bases) -> Bases:
    """The plans built on, without the rules that are dropped of one or of all of them."""
    anywhere = {name for rules in bases.values() for name in rules}
    of_one = {f"{base}.{name}" for base, rules in bases.items() for name in rules}
    gone = _names(raw, "drop", sorted(anywhere) + sorted(of_one))
    return {
        base: {n: rule for n, rule in rules.items() if not {n, f"{base}.{n}"} & {*gone}}
        for base, rules in bases.items()
    }


def _renamed(raw: Raw, bases: Bases) -> Bases:
    """The same with the rules that get another id."""
    table = _table(raw.get("rename", {}), "rename")
    for base in table:
        _known(base, "rename", bases)
    return {
        base: _with_ids(base, rules, _table(table.get(base, {}), f"rename.{base}"))
        for base, rules in bases.items()
    }


def _with_ids(base: str, rules: dict[str, Raw], ids: Raw) -> dict[str, Raw]:
    for old, new in ids.items():
        _known(old, f"rename.{base}", rules)
        if not isinstance(new, str):
            raise PlanError([Problem(None, f"rename.{base}.{old}", "type_text")])
    found: dict[str, Raw] = {}
    for old, rule in rules.items():
        new = ids.get(old, old)
        if new in found:
            raise PlanError([Problem(new, f"rename.{base}", "twice")])
        found[new] = {**rule, "id": new}
    return found


def _together(bases: Bases) -> dict[str, Raw]:
    """Every rule once; raises PlanError with each that two plans have and that is not alike."""
    found: dict[str, Raw] = {}
    problems: dict[str, Problem] = {}
    for rules in bases.values():
        for name, rule in rules.items():
            if found.setdefault(name, rule) != rule:
                problems[name] = _clash(name, bases)
    if problems:
        raise PlanError([*problems.values()])
    return found


def _clash(name: str, bases: Bases) -> Problem:
    plans = [base for base, rules in bases.items() if name in rules]
    first = plans[0] if _BARE.fullmatch(plans[0]) else f'"{plans[0]}"'
    params = {"plans": ", ".join(plans), "id": name, "first": plans[0], "key": first}
    return Problem(name, None, "extends_clash", params)


def _over(old: Mapping[str, Any], new: Mapping[str, Any]) -> Raw:
    """A rule with some of its keys replaced; a text in all its languages."""
    other_cadence = any(key in CADENCE_KEYS for key in new)
    kept = {k: v for k, v in old.items() if not (other_cadence and k in CADENCE_KEYS)}
    return {**kept, **new}


def _own_rules(raw: Raw) -> dict[str, Raw]:
    rules = raw.get("rule", [])
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        raise PlanError([Problem(None, "rule", "type_rules")])
    found: dict[str, Raw] = {}
    for number, rule in enumerate(rules, start=1):
        name = str(rule.get("id", f"#{number}"))
        if name in found:
            raise PlanError([Problem(name, "id", "twice")])
        found[name] = rule
    return found


def _names(raw: Raw, key: str, allowed: Collection[str]) -> list[str]:
    value = raw.get(key, [])
    names = value if isinstance(value, list) else [value]
    for name in names:
        if not isinstance(name, str):
            raise PlanError([Problem(None, key, "type_list")])
        _known(name, key, allowed)
    return list(dict.fromkeys(names))


def _known(name: str, key: str, allowed: Collection[str]) -> None:
    if name not in allowed:
        params = {"value": name, "allowed": ", ".join(allowed)}
        raise PlanError([Problem(None, key, "value", params)])


def _table(value: object, key: str) -> Raw:
    if not isinstance(value, dict):
        raise PlanError([Problem(None, key, "type_table")])
    return value


def _parsed(text: str) -> Raw:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanError([syntax_problem(text, error)]) from error
