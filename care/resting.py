"""What becomes of an occurrence that is due while its rule rests or pauses.

1. It is due on the first day after on which the rule does not rest, if it is still open then and
   what is left of it is long enough for the whole ladder.
2. Otherwise the first of a period is brought forward, where days enough lie before the rest: to
   the latest day from which its whole ladder is said, not before it opens.
3. Otherwise it is left out: nobody owes it, and the next one comes as always.
4. A rolling one is never left out, as it lies in no period: it moves, and its last day with it.
5. What is owed once in a quarter or a year is too rare to be left out over a few days: it keeps
   the day, and its last day moves on for the ladder, not as far as the next one's due date.

A day of rest behind the due date moves nothing, the ladder waits (`care.climbs`); but where a
vacation would leave it no day to go on, 2 holds for it too.
"""

from datetime import date, timedelta

from msgspec.structs import replace

from care.almanac import Almanac, Pause, Rests
from care.cadences import Calendar, PerTerm, Rolling
from care.modes import counted
from care.rule import Rule
from care.slots import DAY, Slot

LONGEST = timedelta(days=400)
"""A rolling duty that has to rest longer than this waits until somebody enters a term."""


def settled(slot: Slot, rule: Rule, almanac: Almanac, since: date = date.min) -> Slot | None:
    """The slot with the due date that it really has; None where it is left out. Nothing is brought
    forward to a local day before `since`, the one on which it is planned.
    """
    rolls = isinstance(rule.cadence, Rolling)
    last = slot.due_on + LONGEST if rolls else slot.closes_on
    day = almanac.next_day(slot.due_on, last, rests(rule), rule.pauses)
    if day == slot.due_on:
        cut = _may_be_forward(slot, rule) and not _says_all(slot, rule, almanac, longer(rule), ())
        return (_forward(slot, rule, almanac, since) or slot) if cut else slot
    if rolls:
        return None if day is None else _later(slot, day)
    kept = None if day is None else _in_time(replace(slot, due_on=day), rule)
    if kept is not None or not _may_be_forward(slot, rule):
        return kept
    lies_in_rest = almanac.rests_on(slot.due_on, rests(rule), ())
    return _forward(slot, rule, almanac, since) if lies_in_rest else None


def rests(rule: Rule) -> Rests:
    """A rule of one weekday always rests on days off: there is nobody at school to talk to."""
    return "days_off" if rule.cadence.mode == "weekday" else rule.rests


def longer(rule: Rule) -> Rests:
    """The same without days off in the term."""
    return "never" if rests(rule) == "never" else "vacation"


def whole_ladder(rule: Rule) -> int:
    """For how many days the ladder of a rule goes on, the first and the last among them."""
    return rule.ladder[-1].after + 1 if rule.ladder else 0


def _later(slot: Slot, day: date) -> Slot:
    return replace(slot, due_on=day, closes_on=slot.closes_on + (day - slot.due_on))


def _may_be_forward(slot: Slot, rule: Rule) -> bool:
    """Only for vacations and days off: while a parent is at home, or the child with them, there is
    nothing to make up for beforehand. A second one would come on the heels of the first.
    """
    of_period = isinstance(rule.cadence, Calendar | PerTerm) and slot.number == 1
    return of_period and rests(rule) != "never"


def _forward(slot: Slot, rule: Rule, almanac: Almanac, since: date) -> Slot | None:
    """The slot on the latest earlier day from which its whole ladder is said."""
    day, how = slot.due_on - DAY, (rests(rule), rule.pauses)
    while day >= max(slot.opens_on, since):
        sooner = replace(slot, due_on=day)
        if not almanac.rests_on(day, *how) and _says_all(sooner, rule, almanac, *how):
            return sooner
        day -= DAY
    return None


def _says_all(
    slot: Slot, rule: Rule, almanac: Almanac, resting: Rests, pauses: tuple[Pause, ...]
) -> bool:
    """Whether each rung has its day before the slot closes, those waiting that fall on a rest. What
    would come too late without any rest is not counted.
    """
    from_ = slot.due_on
    for rung in rule.ladder:
        if slot.due_on + rung.after * DAY > slot.closes_on:
            return True
        day = almanac.next_day(from_ + rung.after * DAY, slot.closes_on, resting, pauses)
        if day is None:
            return False
        from_ = day - rung.after * DAY
    return True


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
