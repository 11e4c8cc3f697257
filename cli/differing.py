"""`hongyan plan diff`: what differs between two programmes, in words."""

from collections.abc import Iterator
from datetime import time

from care.plan_diff import Change, differences
from care.rule import Plan, Rung
from cli.cadences import often
from cli.terminal import T, say

_TEXTS = ("title", "ask", "done")


def show_differences(old: Plan, new: Plan) -> None:
    """One line for each rule that is new, gone or changed."""
    found = differences(old, new)
    for rule in found.added:
        say("plan.diff.added", rule=rule.id, title=T.of(rule.title), often=often(rule))
    for rule in found.dropped:
        say("plan.diff.dropped", rule=rule.id, title=T.of(rule.title))
    for change in found.changed:
        keys = T("list.comma").join(_in_words(change))
        say("plan.diff.changed", rule=change.new.id, title=T.of(change.new.title), keys=keys)
    if not (found.added or found.dropped or found.changed):
        say("plan.diff.none")


def _in_words(change: Change) -> Iterator[str]:
    for key in change.keys:
        if key == "cadence":
            yield T("plan.diff.often", old=often(change.old), new=often(change.new))
        elif key in _TEXTS:
            yield T("plan.diff.text", key=key)
        else:
            old, new = (_value(getattr(rule, key)) for rule in (change.old, change.new))
            yield T("plan.diff.value", key=key, old=old, new=new)


def _value(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    return " ".join(_rung(v) if isinstance(v, Rung) else str(v) for v in value) or "–"


def _rung(rung: Rung) -> str:
    at = f"{rung.at:%H:%M}" if isinstance(rung.at, time) else rung.at
    return f"{rung.to}+{rung.after}" + (f"@{at}" if at else "")
