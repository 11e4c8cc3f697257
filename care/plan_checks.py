"""Checks on a rule that is well-formed: do its names and texts make sense?"""

import re
from collections.abc import Iterator, Mapping
from string import Formatter

from care.problems import Problem
from care.rule import HOLDER, Pairs, Rule
from care.rule_checks import check_cadence
from care.words import Post, Role

LANGUAGES = ("zh-Hans", "en")
_LONGEST_ICON = 8
LONGEST_ID = 32
_ID = re.compile(rf"[a-z][a-z0-9-]{{0,{LONGEST_ID - 1}}}")


def check_rule(rule: Rule) -> Iterator[Problem]:
    """Every problem of a rule whose keys and types are right."""
    yield from check_id(rule.id, "id", rule.id)
    yield from check_id(rule.id, "kind", rule.kind)
    for kind in rule.closed_by:
        if kind != rule.kind:
            yield from check_id(rule.id, "closed_by", kind)
    yield from _names(rule)
    for key in ("title", "ask", "done"):
        yield from check_languages(rule.id, key, getattr(rule, key))
    yield from _placeholders(rule)
    if rule.kind not in rule.closed_by:
        yield Problem(rule.id, "closed_by", "kind_left_out", {"kind": rule.kind})
    yield from check_icon(rule.id, rule.icon)
    if rule.ask_other_side < 0 or (rule.ask_other_side and rule.subject != "child"):
        yield Problem(rule.id, "ask_other_side", "other_side")
    yield from check_cadence(rule)


def check_pairs(pairs: Pairs) -> Iterator[Problem]:
    """The most a teacher should be paired with is not below the least, which is at least one."""
    if not 1 <= pairs.lowest <= pairs.highest:
        params = {"value": str(pairs.lowest), "lowest": "1", "highest": str(pairs.highest)}
        yield Problem(None, "pairs.lowest", "range", params)


def check_id(rule: str | None, key: str, value: str) -> Iterator[Problem]:
    """Ids become parts of duty keys: small letters, digits and hyphens."""
    if not _ID.fullmatch(value):
        yield Problem(rule, key, "id", {"value": value})


def check_icon(rule: str | None, icon: str) -> Iterator[Problem]:
    """One sign, which may be made of several code points."""
    if not 1 <= len(icon) <= _LONGEST_ICON or icon.isascii():
        yield Problem(rule, "icon", "icon")


def check_languages(rule: str | None, key: str, texts: Mapping[str, str]) -> Iterator[Problem]:
    """A text must exist, and say something, in every language of the product."""
    for language in LANGUAGES:
        if not texts.get(language, "").strip():
            yield Problem(rule, f"{key}.{language}", "language", {"language": language})


def _names(rule: Rule) -> Iterator[Problem]:
    allowed = [*Role, *Post] if rule.subject == "child" else [*Post]
    if not rule.holder:
        yield Problem(rule.id, "holder", "empty")
    for name in rule.holder:
        yield from _one_of(rule.id, "holder", name, allowed)
    for number, rung in enumerate(rule.ladder, start=1):
        yield from _one_of(rule.id, f"ladder.{number}.to", rung.to, [HOLDER, *Post])


def _one_of(rule: str, key: str, value: str, allowed: list[str]) -> Iterator[Problem]:
    if value not in allowed:
        params = {"value": value, "allowed": ", ".join(allowed)}
        yield Problem(rule, key, "value", params)


def _placeholders(rule: Rule) -> Iterator[Problem]:
    allowed = {"child"} if rule.subject == "child" else set()
    for language, text in rule.ask.items():
        found = fields_in(text)
        if found is None:
            yield Problem(rule.id, f"ask.{language}", "braces")
        elif found != allowed:
            code = "placeholder_missing" if found < allowed else "placeholder"
            yield Problem(rule.id, f"ask.{language}", code)


def fields_in(text: str) -> set[str] | None:
    """The placeholders of a text, None where its braces do not pair; `{child!r}` is no name."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return None
    return {
        name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        for _, name, spec, conversion in parts
        if name is not None
    }
