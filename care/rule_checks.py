"""Checks on a rule's cadence and ladder: do they fit each other, and whom the rule is about?"""

from collections.abc import Iterator
from datetime import time
from itertools import pairwise

from care.cadences import (
    Calendar,
    Dates,
    Occasions,
    OnDemand,
    OnReview,
    PerTerm,
    Rolling,
    Weekly,
    Windows,
)
from care.modes import review, windows, yearly
from care.modes.weekday import LIFE
from care.occasions import OF_A_CHILD
from care.people import HOME
from care.problems import Problem
from care.roles import SUPPORTING
from care.rule import HOLDER, Rule
from care.tightening import tightened

SHORTEST = {"week": 7, "month": 28, "quarter": 90, "year": 365, "term": 84}
"""Days; a term is taken to last twelve weeks at least."""
LONGEST_LADDER = 30
"""Days, for what is asked on an occasion."""
_FOUR_YEARS = range(2023, 2027)


def check_cadence(rule: Rule) -> Iterator[Problem]:
    """Every problem of how often, from when to when and up which ladder."""
    if isinstance(rule.cadence, OnDemand):
        if rule.ladder:
            yield Problem(rule.id, "ladder", "ladder_on_demand")
        return
    yield from _count(rule)
    yield from _ladder(rule)
    yield from _subject(rule)
    yield from _key_child(rule)
    yield from _review(rule)


def _review(rule: Rule) -> Iterator[Problem]:
    """A plan for a child is for the staff alone, and what names its next day is a card."""
    if not isinstance(rule.cadence, OnReview):
        return
    staff = sorted(SUPPORTING)
    told = {f"ladder.{n}.to": rung.to for n, rung in enumerate(rule.ladder, 1) if rung.to != HOLDER}
    for key, name in [*(("holder", name) for name in rule.holder), *told.items()]:
        if name not in staff:
            yield Problem(rule.id, key, "value", {"value": name, "allowed": ", ".join(staff)})
    if rule.form is None:
        yield Problem(rule.id, "form", "missing")


def _subject(rule: Rule) -> Iterator[Problem]:
    """What only a child has, a rule of a class or school cannot count on."""
    if rule.shows is not None and rule.subject != "class":
        yield Problem(rule.id, "shows", "for_a_class")
    if rule.subject == "child":
        return
    if rule.pauses:
        yield Problem(rule.id, "pauses", "for_a_child")
    if rule.key_child != "same":
        yield Problem(rule.id, "key_child", "for_a_child")
    if isinstance(rule.cadence, OnReview):
        yield Problem(rule.id, "on_review", "for_a_child")
    if isinstance(rule.cadence, Occasions) and OF_A_CHILD & set(rule.cadence.names):
        yield Problem(rule.id, "on", "for_a_child")


def _key_child(rule: Rule) -> Iterator[Problem]:
    """The tighter rule has to make sense too."""
    if rule.key_child == "same":
        return
    if not isinstance(rule.cadence, Rolling | Calendar | PerTerm):
        yield Problem(rule.id, "key_child", "key_child_cadence")
        return
    tight = tightened(rule)
    if not any((*_count(rule), *_ladder(rule))) and any((*_count(tight), *_ladder(tight))):
        yield Problem(rule.id, "key_child", "key_child_ladder")


def _count(rule: Rule) -> Iterator[Problem]:
    match rule.cadence:
        case Calendar(per=per, times=times):
            yield from _in_range(rule.id, times, SHORTEST[per] - 1)
        case PerTerm(times=times):
            yield from _in_range(rule.id, times, SHORTEST["term"] - 1)
        case _:
            pass


def _in_range(rule: str, times: int, highest: int) -> Iterator[Problem]:
    if not 1 <= times <= highest:
        params = {"value": str(times), "lowest": "1", "highest": str(highest)}
        yield Problem(rule, "times", "range", params)


def _ladder(rule: Rule) -> Iterator[Problem]:
    """From the holder upwards, each rung later than the one before, all before the duty closes."""
    if not rule.ladder:
        return
    if rule.ladder[0].to != HOLDER:
        yield Problem(rule.id, "ladder.1.to", "ladder_first")
    yield from _times_of_day(rule)
    if rule.ladder[0].after < 0:
        yield Problem(rule.id, "ladder.1.after", "ladder_early")
    for number, (lower, upper) in enumerate(pairwise(rule.ladder), start=2):
        if upper.after <= lower.after:
            params = {"value": str(upper.after), "before": str(lower.after)}
            yield Problem(rule.id, f"ladder.{number}.after", "ladder_order", params)
    if any(_count(rule)):
        return
    last, limit = rule.ladder[-1].after, max(_open_days(rule) - 1, 0)
    if last > limit:
        params = {"value": str(last), "highest": str(limit)}
        yield Problem(rule.id, f"ladder.{len(rule.ladder)}.after", "ladder_long", params)


def _times_of_day(rule: Rule) -> Iterator[Problem]:
    """Whoever owes it has the own hour, or, of the staff, a time of day; the others their hours."""
    of_staff = HOME.isdisjoint(rule.holder)
    for number, rung in enumerate(rule.ladder, start=1):
        if rung.to == HOLDER and rung.at == "working_hours":
            yield Problem(rule.id, f"ladder.{number}.at", "ladder_hours")
        elif isinstance(rung.at, time) and not (rung.to == HOLDER and of_staff):
            yield Problem(rule.id, f"ladder.{number}.at", "ladder_clock")


def _open_days(rule: Rule) -> int:  # noqa: PLR0911 - one for each mode
    """Days from a due date to the last day at the least.

    The last day itself is kept free, where there is more than one: a person some hours behind the
    school's clock has their evening when the school's day is over.
    """
    match rule.cadence:
        case Rolling(every_days=every):
            return every - 1
        case Calendar(per=per, day=int(day)):
            return SHORTEST[per] - day
        case Calendar(per=per, times=times):
            return _tightest(SHORTEST[per], times)
        case PerTerm(times=times):
            return _tightest(SHORTEST["term"], times)
        case Weekly():
            return LIFE
        case Windows():
            return windows.LONGEST - windows.LONGEST // 3 - 1
        case OnReview():
            return review.AGAIN - 1
        case Dates():
            return _between_dates(rule.cadence)
        case _:
            return LONGEST_LADDER


def _tightest(days: int, times: int) -> int:
    due = [days * number // (times + 1) for number in range(1, times + 1)]
    return min(later - earlier - 1 for earlier, later in pairwise([*due, days]))


def _between_dates(cadence: Dates) -> int:
    """What is nearer than its ladder would be one duty, which nobody means who writes two dates."""
    firsts = sorted({first for first, _ in yearly.dates(cadence.spans, _FOUR_YEARS)})
    return min((later - earlier).days - 1 for earlier, later in pairwise(firsts))
