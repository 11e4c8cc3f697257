"""What becomes of an occurrence that is due while its rule rests or pauses.

1. It is due on the first day after on which the rule does not rest, if it is still open then and
   what is left of it is long enough for the whole ladder.
2. Otherwise it is left out: nobody owes it, and the next one comes as always.
3. A rolling one is never left out, as it lies in no period: it moves, and its last day with it.
4. What is owed once in a quarter or a year is too rare to be left out over a few days: it keeps
   the day, and its last day moves on for the ladder, not as far as the next one's due date.

A day of rest behind the due date moves nothing: the ladder waits (`care.climbs`).
"""

from datetime import timedelta

from msgspec.structs import replace

from care.almanac import Almanac, Rests
from care.cadences import Calendar, Rolling
from care.modes import counted
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
    return _in_time(replace(slot, due_on=day), rule)


def rests(rule: Rule) -> Rests:
    """A rule of one weekday always rests on days off: there is nobody at school to talk to."""
    return "days_off" if rule.cadence.mode == "weekday" else rule.rests


def whole_ladder(rule: Rule) -> int:
    """For how many days the ladder of a rule goes on, the first and the last among them."""
    return rule.ladder[-1].after + 1 if rule.ladder else 0


def _in_time(slot: Slot, rule: Rule) -> Slot | None:
    """The slot, if there is time for its whole ladder; a rare one takes the time it needs."""
    needed = whole_ladder(rule)
    if (slot.closes_on - slot.due_on).days >= needed:
        return slot
    match rule.cadence:
        case Calendar(per="quarter" | "year" as per, times=1, day=number):
            eve = counted.next_due(per, number, slot.closes_on) - timedelta(days=1)
            closes_on = min(slot.due_on + timedelta(days=needed), eve)
            return replace(slot, closes_on=max(slot.closes_on, closes_on))
        case _:
            return None
