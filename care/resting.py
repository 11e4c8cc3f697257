"""What becomes of an occurrence that is due while its rule rests or pauses.

1. It is due on the first day after on which the rule does not rest, if it is still open then and
   what is left of it is long enough for the whole ladder.
2. Otherwise it is left out: nobody owes it, and the next one comes as always.
3. A rolling one is never left out, as it lies in no period: it moves, and its last day with it.
"""

from dataclasses import replace
from datetime import date, timedelta

from care.almanac import Almanac, Rests
from care.cadences import Rolling, Weekly
from care.rule import Rule
from care.slots import Slot

LONGEST = timedelta(days=400)
"""A rolling duty that has to rest longer than this waits until somebody enters a term."""


def settled(slot: Slot, rule: Rule, almanac: Almanac) -> Slot | None:
    """The slot with the due date that it really has; None where it is left out."""
    rolls = isinstance(rule.cadence, Rolling)
    last = slot.due_on + LONGEST if rolls else slot.closes_on
    day = almanac.next_day(slot.due_on, last, rests(rule), rule.pauses)
    if day is None or day == slot.due_on:
        return None if day is None else slot
    if rolls:
        return replace(slot, due_on=day, closes_on=slot.closes_on + (day - slot.due_on))
    return replace(slot, due_on=day) if _fits(rule, day, slot.closes_on) else None


def rests(rule: Rule) -> Rests:
    """A rule of one weekday always rests on days off: there is nobody at school to talk to."""
    return "days_off" if isinstance(rule.cadence, Weekly) else rule.rests


def _fits(rule: Rule, due_on: date, closes_on: date) -> bool:
    return not rule.ladder or (closes_on - due_on).days > rule.ladder[-1].after
