"""What a programme has rules about, beside the families and the staff: only so much of it is
invented, so that a plan pays for nothing that it does not use.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from care.almanac import Pause
from care.cadences import OnDemand
from care.people import PAIRED
from care.plan import load
from care.rule import Rule
from care.words import Role
from services.duties.circumstances import asks_for_birthdays


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules that a school follows are about."""

    paired: tuple[Role, ...] = ()
    """From which of mentors and helpers anything is ever due, or expected of nobody else."""
    birthdays: bool = False
    key_children: bool = False
    pauses: frozenset[Pause] = frozenset()
    at_any_time: tuple[str, ...] = ()
    """Which cards mentors fill in whenever it suits (rows 46, 55). What helpers write waits until
    the school has opened it, and in a trial nobody opens anything.
    """
    children_of_one: int = 3
    """With how many children one teacher is paired (row 60)."""


@lru_cache(maxsize=64)
def asked_by(source: str, options: tuple[str, ...]) -> Asked:
    """The same of a programme: its TOML text, and which of its optional rules are chosen."""
    plan = load(source)
    rules = [rule for rule in plan.rules if not rule.optional or rule.id in options]
    theirs = [rule for rule in rules if _needs_them(rule)]
    paired = tuple(role for role in PAIRED if any(role in rule.holder for rule in theirs))
    return Asked(
        paired,
        any(asks_for_birthdays(rule) for rule in rules),
        any(rule.key_child != "same" for rule in rules),
        frozenset(pause for rule in rules for pause in rule.pauses),
        tuple(dict.fromkeys(_whenever_it_suits(rules))) if Role.mentor in paired else (),
        plan.pairs.highest,
    )


def _needs_them(rule: Rule) -> bool:
    """What the staff may do as well, whenever it suits, is no reason to pair anybody."""
    return not isinstance(rule.cadence, OnDemand) or set(rule.holder) <= set(PAIRED)


def _whenever_it_suits(rules: Iterable[Rule]) -> Iterable[str]:
    for rule in rules:
        mentors = isinstance(rule.cadence, OnDemand) and Role.mentor in rule.holder
        if mentors and rule.form is not None:
            yield rule.form
