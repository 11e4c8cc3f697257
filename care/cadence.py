"""From a rule's cadence to dates: which slot of a rule comes first, and which one after another.

Only local dates of the unit, no clock and no zone: a clock change can neither lose nor double a
day here. What the calendar says is an argument, the almanac (`care.almanac`).
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from care.almanac import Almanac, Review
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
from care.modes import counted, marked, review, rolling, weekday, windows, yearly
from care.occasions import OF_TERMS
from care.resting import rests, settled
from care.rule import Rule
from care.slots import Past, Period, Slot
from care.tightening import tightened

AHEAD = timedelta(days=3 * 366)
"""How far one looks for the next slot of a rule; 29 February does not need more."""


def first(rule: Rule, start: date, almanac: Almanac, today: date = date.min) -> Slot | None:
    """The first slot of a rule that begins on `start`; None while nothing is known to come.

    In a period already under way nothing is due before `start`: what is left of it counts. `today`
    is the day on which one looks, where that is later: nothing is brought forward behind it.
    """
    since = max(start, today)
    if isinstance(rule.cadence, Rolling):
        usual = rolling.beginning(_interval(rule, start, almanac), start)
        return settled(_sooner(usual, rule, start, start, almanac), rule, almanac)
    if isinstance(rule.cadence, OnReview):
        return _first_settled(review.slots(named(rule, almanac), None, start), rule, almanac)
    slots = (
        slot
        for its_rule, period in periods(rule, almanac, start, start + AHEAD)
        for raw in period.slots
        if (slot := settled(raw, its_rule, almanac, since)) is not None
    )
    return next((slot for slot in slots if slot.due_on >= start), None)


def after(
    rule: Rule, previous: Past, today: date, almanac: Almanac, since: date = date.min
) -> Slot | None:
    """The slot that follows a closed one, as seen on `today`: the first behind it that is not over
    yet. None while no later one is known, and where the rule comes only once. `since` is the day on
    which one looks, where that is later: nothing is brought forward behind it.
    """
    if rule.once:
        return None
    if isinstance(rule.cadence, Rolling):
        base = previous.done_on or previous.due_on
        usual = rolling.following(_interval(rule, base, almanac), previous, today)
        return settled(_sooner(usual, rule, base, today, almanac), rule, almanac)
    if isinstance(rule.cadence, OnReview):
        return _first_settled(review.slots(named(rule, almanac), previous, today), rule, almanac)
    until, since = max(previous.due_on, today) + AHEAD, max(today, since)
    slots = (
        slot
        for its_rule, period in periods(rule, almanac, previous.due_on, until)
        for raw in period.behind(previous)
        if raw.closes_on >= today and (slot := settled(raw, its_rule, almanac, since)) is not None
    )
    return next((slot for slot in slots if slot.due_on > previous.due_on), None)


def periods(
    rule: Rule, almanac: Almanac, since: date, until: date
) -> Iterator[tuple[Rule, Period]]:
    """Every period of a rule that is not rolling, from one day to another, with the rule as it is
    in it: tighter where the child is a key child on any of its days.
    """
    usual = _periods(rule, almanac, since, until)
    if rule.key_child == "same" or not almanac.key_child:
        yield from ((rule, period) for period in usual)
        return
    tighter = tightened(rule)
    for one, other in zip(usual, _periods(tighter, almanac, since, until), strict=True):
        key = almanac.is_key_child(one.starts_on, one.ends_on)
        yield (tighter, other) if key else (rule, one)


def _periods(rule: Rule, almanac: Almanac, since: date, until: date) -> Iterator[Period]:
    match rule.cadence:
        case Calendar(per=per, day=int(day)):
            yield from counted.on_days(per, day, since, until)
        case Calendar(per=per, times=times):
            yield from counted.in_calendar(per, times, since, until)
        case PerTerm(times=times):
            for term in almanac.in_order():
                yield counted.evenly(term.starts_on, term.ends_on, times)
        case Weekly(weekday=name):
            yield from weekday.weeks(name, since, until)
        case Windows(windows=names):
            yield from windows.in_terms(names, almanac.in_order())
        case Occasions(names=names, shift=shift):
            marks = yearly.occasions(names, yearly.years_around(since, until), almanac)
            yield from marked.marked(marks, shift, keeping(rule))
        case Dates(spans=spans, shift=shift):
            marks = yearly.dates(spans, yearly.years_around(since, until))
            yield from marked.marked(marks, shift, keeping(rule))
        case Rolling() | OnDemand() | OnReview():
            return


def keeping(rule: Rule) -> int:
    """For how many days a mark of the calendar is asked for: the ladder's, and one kept free."""
    return rule.ladder[-1].after + 2 if rule.ladder else 1


def needs_terms(rule: Rule) -> bool:
    """Whether a rule comes to nothing, or never rests, where a school has entered no terms."""
    match rule.cadence:
        case PerTerm() | Windows():
            return True
        case Occasions(names=names) if OF_TERMS & set(names):
            return True
        case _:
            return rests(rule) != "never"


def named(rule: Rule, almanac: Almanac) -> Review | None:
    """What the child's records say of the next review of what a rule is about; None for a rule
    that counts in another way.
    """
    return almanac.review_of(rule.closed_by) if isinstance(rule.cadence, OnReview) else None


def _first_settled(slots: Iterable[Slot], rule: Rule, almanac: Almanac) -> Slot | None:
    return next((s for each in slots if (s := settled(each, rule, almanac)) is not None), None)


def _interval(rule: Rule, base: date, almanac: Almanac) -> int:
    """The days between two of a rolling rule: the tighter interval while the flag still stands at
    its end.
    """
    every, tight = rule.cadence, tightened(rule).cadence
    if not isinstance(every, Rolling) or not isinstance(tight, Rolling):
        raise TypeError(rule.id)
    due_on = base + timedelta(days=tight.every_days)
    return (tight if almanac.is_key_child(due_on, due_on) else every).every_days


def _sooner(slot: Slot, rule: Rule, base: date, today: date, almanac: Almanac) -> Slot:
    """A rolling slot in whose second half somebody becomes a key child: due on that very day."""
    tight = tightened(rule).cadence
    if not isinstance(tight, Rolling) or tight == rule.cadence:
        return slot
    half = max(base + timedelta(days=tight.every_days), today)
    flags = [f.from_ for f in almanac.key_child if half <= f.from_ < slot.due_on]
    if not flags:
        return slot
    due_on = min(flags)
    closes_on = rolling.closing(due_on, tight.every_days)
    return replace(slot, opens_on=min(slot.opens_on, due_on), due_on=due_on, closes_on=closes_on)
