"""How often something is owed, in the operator's words."""

from collections.abc import Iterable

from care.cadences import (
    Calendar,
    Dates,
    Occasions,
    OnDemand,
    OnReview,
    PerTerm,
    Rolling,
    Span,
    Weekly,
    Windows,
)
from care.occasions import day_of
from care.rule import Rule
from cli.terminal import T

_A_LEAP_YEAR = 2024


def often(rule: Rule) -> str:
    """A rule's cadence in a few words."""
    match rule.cadence:
        case Rolling(every_days=days):
            return T.many("cadence.rolling", days)
        case Calendar(per=per, day=int(day)):
            return T("cadence.day" if per == "month" else "cadence.quarter_day", day=day)
        case Calendar(per=per, times=times):
            return T.many(f"cadence.{per}", times)
        case PerTerm(times=times):
            return T.many("cadence.term", times)
        case _:
            return _on_days(rule)


def _on_days(rule: Rule) -> str:
    match rule.cadence:
        case OnDemand():
            return T("cadence.on_demand")
        case OnReview():
            return T("cadence.on_review")
        case Weekly(weekday=name):
            return T(f"weekday.{name}")
        case Windows(windows=names):
            return T("cadence.windows", windows=_listed(T(f"window.{each}") for each in names))
        case Occasions(names=names, shift=shift):
            return _shifted(_listed(T(f"occasion.{each}") for each in names), shift)
        case Dates(spans=spans, shift=shift):
            return _shifted(_listed(_span(span) for span in spans), shift)
        case _:
            raise TypeError(rule.id)


def _listed(words: Iterable[str]) -> str:
    return T("list.comma").join(words)


def _span(span: Span) -> str:
    """A day, or the first and the last of several, of any year."""
    ends = (span.from_month, span.from_day), (span.to_month, span.to_day)
    days = (T.day(day_of(_A_LEAP_YEAR, month, day)) for month, day in ends)
    return "–".join(dict.fromkeys(days))


def _shifted(what: str, shift: int) -> str:
    if shift == 0:
        return what
    key = "cadence.before" if shift < 0 else "cadence.later"
    return T.many(key, abs(shift), what=what)
