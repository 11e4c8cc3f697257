"""Tighter for key children: what `key_child = "halve"` makes of a rule (SYSTEMS.md rows 19, 48).

The interval is halved, or the count doubled, and the ladder with it: everything is twice as fast.
"""

from collections.abc import Iterable, Iterator

from care.cadences import Calendar, PerTerm, Rolling
from care.rule import Rule, Rung


def tightened(rule: Rule) -> Rule:
    """The rule as it is for a key child; itself, where it does not tighten."""
    if rule.key_child == "same":
        return rule
    match rule.cadence:
        case Rolling(every_days=every):
            cadence: object = Rolling(every_days=max(every // 2, 1))
        case Calendar(per=per, times=times):
            cadence = Calendar(per=per, times=2 * times)
        case PerTerm(times=times):
            cadence = PerTerm(times=2 * times)
        case other:
            cadence = other
    return rule.model_copy(update={"cadence": cadence, "ladder": tuple(_halved(rule.ladder))})


def quickened(rule: Rule) -> Rule:
    """The rule with the ladder that it has for a key child; its cadence is left to the calendar."""
    return rule.model_copy(update={"ladder": tuple(_halved(rule.ladder))})


def _halved(ladder: Iterable[Rung]) -> Iterator[Rung]:
    """Half as many days after; each rung stays later than the one before."""
    after = -1
    for rung in ladder:
        after = max(after + 1, rung.after // 2)
        yield rung.model_copy(update={"after": after})
