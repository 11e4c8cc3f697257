"""Spreading the first due dates of a class that goes live, so that not all of it is due at once.

A first slot is due between half its run-up and the whole of it: always earlier than its cadence
says, never later, so that no interval of the plan grows. Its place depends on the family only:
brothers and sisters stay together, and planning again comes to the same day.
"""

from datetime import date, timedelta
from hashlib import sha256

from msgspec.structs import replace

from care.cadences import Calendar, PerTerm, Rolling
from care.people import HOME, Circle
from care.rule import Rule
from care.slots import Slot
from care.words import Role

_BYTES = 8
_NEAREST_KIN = ({Role.father}, {Role.mother}, {Role.parent}, HOME)
_GROUPS = 8
"""Two weeks are spread over eight days; more would not make a day lighter."""


def family_of(circle: Circle) -> int:
    """A number that children of the same father share, else of the same mother; without parents
    that of the others of the circle, without anybody the child's own.
    """
    for roles in _NEAREST_KIN:
        if people := [tie.person.id for tie in circle.ties if tie.role in roles]:
            return min(people)
    return circle.child_id or 0


def earlier(slot: Slot, rule: Rule, start: date, family: int) -> Slot:
    """The first slot after going live on `start`, moved forward by up to half of its run-up.

    A rolling one ends as many days earlier too: the next follows from its due date. What is due on
    a certain day, a Monday or a festival, stays there.
    """
    if not isinstance(rule.cadence, Rolling | Calendar | PerTerm):
        return slot
    run_up = (slot.due_on - max(start, slot.opens_on)).days
    if run_up < 1:
        return slot
    back = timedelta(days=run_up // 2 * group_of(family) // (_GROUPS - 1))
    ends = slot.closes_on - back if isinstance(rule.cadence, Rolling) else slot.closes_on
    return replace(slot, due_on=slot.due_on - back, closes_on=ends)


def group_of(family: int) -> int:
    """Which part of the spread a family is in: looks like chance, is the same in every process."""
    return int.from_bytes(sha256(str(family).encode()).digest()[:_BYTES]) % _GROUPS
