"""Reading a plan: TOML that a bureau's clerk can write, refused with every problem in it named.

[[rule]]
id = "call"
holder = "parent"
every = "2 weeks"            # care.cadence_keys has every other way
ladder = [{ to = "holder", after = 0 }, { to = "class_teacher", after = 4 }]
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from care.cadence_keys import CADENCE_KEYS, LONGEST_INTERVAL, read_cadence
from care.cadences import (
    Rolling,
)
from care.plan_checks import check_id, check_languages, check_pairs, check_rule
from care.plan_keys import problems_of, unknown_key
from care.problems import PlanError, Problem
from care.rule import Plan, Rule

_ANY_CADENCE = Rolling(every_days=LONGEST_INTERVAL)
"""Stands in for one that cannot be read, so that the rest of its rule is still checked."""
_LINE = re.compile(r"at line (\d+)")


def load(text: str) -> Plan:
    """The plan a TOML text describes; raises PlanError naming rule, key and allowed values."""
    raw = _parsed(text)
    problems: list[Problem] = []
    rules = tuple(_rules(raw.pop("rule", []), problems))
    plan = _plan(raw, rules, problems)
    if plan is None or problems:
        raise PlanError(problems)
    return plan


def digest(text: str) -> str:
    """The hex SHA-256 of a plan's text: tells edits apart, identifies nothing."""
    return sha256(text.encode()).hexdigest()


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlanError([syntax_problem(text, error)]) from error


def syntax_problem(text: str, error: tomllib.TOMLDecodeError) -> Problem:
    """That a text is no TOML, with the line."""
    found = _LINE.search(str(error))
    line = found[1] if found else str(text.count("\n") + 1)
    return Problem(None, None, "syntax", {"line": line})


def _rules(entries: object, problems: list[Problem]) -> Iterator[Rule]:
    if not isinstance(entries, list) or not all(isinstance(it, dict) for it in entries):
        problems.append(Problem(None, "rule", "type_rules"))
        return
    if not entries:
        problems.append(Problem(None, "rule", "missing"))
    seen: set[str] = set()
    for number, raw in enumerate(entries, start=1):
        name = raw["id"] if isinstance(raw.get("id"), str) and raw["id"] else f"#{number}"
        if name in seen:
            problems.append(Problem(name, "id", "twice"))
        seen.add(name)
        rule = _rule(name, raw, problems)
        if rule is not None:
            yield rule


def _rule(name: str, raw: Mapping[str, Any], problems: list[Problem]) -> Rule | None:
    """The rule, or None with its problems noted: those of form, else those of sense."""
    cadence = unknown_key(name, "cadence") if "cadence" in raw else read_cadence(name, raw)
    found = [cadence] if isinstance(cadence, Problem) else []
    fields = {key: value for key, value in raw.items() if key not in CADENCE_KEYS}
    fields["cadence"] = _ANY_CADENCE if isinstance(cadence, Problem) else cadence
    try:
        rule = Rule.model_validate(fields)
    except ValidationError as error:
        problems.extend([*found, *problems_of(name, error)])
        return None
    found.extend(check_rule(rule))
    problems.extend(found)
    return None if found else rule


def _plan(raw: Mapping[str, Any], rules: tuple[Rule, ...], problems: list[Problem]) -> Plan | None:
    if "rules" in raw:
        problems.append(unknown_key(None, "rules"))
    try:
        plan = Plan.model_validate({**raw, "rules": rules})
    except ValidationError as error:
        problems.extend(problems_of(None, error))
        return None
    problems.extend(check_id(None, "id", plan.id))
    problems.extend(check_languages(None, "title", plan.title))
    problems.extend(check_pairs(plan.pairs))
    return plan
