"""Letting time pass: chains of duties, and ladders climbed in silence."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from care.almanac import Almanac
from care.cadence import after, first
from care.duty import OpenDuty, key
from care.ladder import Decision, decide
from care.people import Circle
from care.rule import Rule
from care.rungs import Say, next_moment
from care.slots import Past, Slot
from care.words import DutyState
from tests.care.builders import (
    a_duty,
    a_ladder,
    a_rule,
)

CALL = a_rule()
TALK = a_rule(
    id="talk",
    holder=("class_teacher",),
    ladder=a_ladder("holder 0", "holder 5", "principal 10"),
)


def chain(
    rule: Rule, start: date, almanac: Almanac, done: Callable[[Slot], date | None]
) -> Iterator[Slot]:
    """The duties that follow one another; `done(slot)` says when, None for never."""
    slot = first(rule, start, almanac)
    while slot is not None:
        yield slot
        done_on = done(slot)
        today = slot.closes_on + timedelta(days=1) if done_on is None else done_on
        slot = after(rule, closed(slot, done_on), today, almanac)


def closed(slot: Slot, done_on: date | None = None) -> Past:
    its_key = key("child:7", "call", None, slot)
    return Past(its_key, slot.anchor, slot.number, slot.due_on, slot.closes_on, done_on)


def moved(duty: OpenDuty, decision: Decision) -> OpenDuty:
    place = (decision.ladder_from, decision.step, duty.holder_id)
    return a_duty(duty.due_on, duty.closes_on, *place, gentle=duty.gentle)


def climbed(
    duty: OpenDuty, rule: Rule, circle: Circle, moments: list[datetime] | None = None
) -> tuple[list[Say], list[str], DutyState]:
    """Ticks at every moment the ladder asks for (or at those given) until the duty closes."""
    says: list[Say] = []
    passed: list[str] = []
    ticks = iter(moments or [])
    while True:
        now = next(ticks) if moments else next_moment(duty, rule, circle)
        decision = decide(duty, rule, circle, now)
        says.extend(decision.says)
        passed.extend(decision.passed)
        if decision.state is not DutyState.open:
            return says, passed, decision.state
        duty = moved(duty, decision)
