"""The programme that a class or school follows: put together once, until something changes."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from care.almanac import Almanac, Stretch, Term
from care.cadence import after
from care.cadences import Rolling
from care.circumstances import NOTHING, Circumstances
from care.climbs import may_rest
from care.plan import load
from care.rule import Pairs, Plan, Rule, Subject
from care.slots import Past, Slot
from care.words import UnitKind
from services.duties.circumstances import asks_more, closures
from services.holidays import own_folder, years_around
from storage.plans import PlanInUse
from storage.work import Work

_REMEMBERED = 1024
"""Programmes kept, one or two for a school: every press and every message asks for one."""
_DAYS = 4
"""Days of which the programmes of units are kept: those around the world, and the one before."""
_SLOTS = 8192
"""Slots kept: what follows in a month or two in some schools."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules that a school follows, by id, with what a batch asks about all of them."""

    rules: Mapping[str, Rule]
    pairs: Pairs
    needs_calendar: bool
    """Whether any of them tells the staff within working hours, or has days of rest."""
    asking: Mapping[str, Rule]
    """Those that ask more of a child than what is so for a while: birthdays, reviews."""
    closing_more: frozenset[str]
    """The kinds of records that may close several duties about a child at once."""
    of_classes: bool
    """Whether any of them is owed by each class as a whole."""


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """The plan that a class or school follows since a local date, with what the calendar says of
    the school, and of a child where it is about one; nothing is planned for it before
    `live_on`, nor while there is none. Known by itself, not by its values.
    """

    school_id: int
    since: date
    live_on: date | None
    zone: str
    book: Rulebook
    almanac: Almanac
    child: Circumstances = NOTHING

    @property
    def rules(self) -> Mapping[str, Rule]:
        """The rules that it follows, by id."""
        return self.book.rules

    @property
    def pairs(self) -> Pairs:
        """How many children one teacher should be paired with."""
        return self.book.pairs

    def subject_of(self, child_id: int | None, unit_id: int) -> Subject:
        """Whose a duty with these ids is."""
        if child_id is not None:
            return "child"
        return "school" if unit_id == self.school_id else "class"

    def about(self, child: Circumstances) -> "Programme":
        """The programme as it is for one child."""
        return self if child == NOTHING else _about(self, child)

    def almanac_of(self, holder_id: int | None) -> Almanac:
        """The calendar for what somebody owes; None where any holder may do it."""
        return self.almanac if self.child is NOTHING else _almanac(self, holder_id)

    def following(
        self, rule: Rule, previous: Past, today: date, holder_id: int | None
    ) -> Slot | None:
        """The slot of one of its rules behind a closed one (`care.cadence.after`). What counts by
        the calendar falls on the same days for all children of whom the same is so.
        """
        if isinstance(rule.cadence, Rolling):
            return after(rule, previous, today, self.almanac_of(holder_id))
        whose = None if self.child is NOTHING else holder_id
        behind = (previous.anchor, previous.number, previous.due_on)
        return _following(self, rule.id, behind, today, whose)


@lru_cache(maxsize=_REMEMBERED)
def _about(programme: Programme, child: Circumstances) -> Programme:
    return replace(programme, child=child)


@lru_cache(maxsize=_REMEMBERED)
def _almanac(programme: Programme, holder_id: int | None) -> Almanac:
    return programme.child.almanac(programme.almanac, holder_id)


@lru_cache(maxsize=_SLOTS)
def _following(
    programme: Programme,
    rule_id: str,
    behind: tuple[str, int, date],
    today: date,
    holder_id: int | None,
) -> Slot | None:
    anchor, number, due_on = behind
    previous = Past("", anchor, number, due_on, due_on, None)
    return after(programme.rules[rule_id], previous, today, programme.almanac_of(holder_id))


async def programmes(
    work: Work,
    unit_ids: Iterable[int],
    today: date,
    instead: Mapping[int, PlanInUse] | None = None,
) -> Mapping[int, Programme]:
    """The programme of each class or school that follows one; `instead`: as if these schools (by
    id) followed other plans.
    """
    asked = frozenset(unit_ids)
    if instead:
        return await _programmes(work, asked, today, instead)
    known = _of_day(await work.plans.kept(), today)
    if missing := asked - known.keys():
        made = await _programmes(work, missing, today, {})
        known.update((unit, made.get(unit)) for unit in missing)
    return {unit: found for unit in asked if (found := known[unit]) is not None}


def _of_day(kept: dict[Hashable, Any], today: date) -> dict[int, Programme | None]:
    """The programmes of units on a day, None for one that follows none; of a few days at a time."""
    if today not in kept and len(kept) >= _DAYS:
        kept.clear()
    known: dict[int, Programme | None] = kept.setdefault(today, {})
    return known


async def _programmes(
    work: Work, unit_ids: frozenset[int], today: date, instead: Mapping[int, PlanInUse]
) -> dict[int, Programme]:
    chains = await work.units.chains(list(unit_ids))
    school_of = {
        unit_id: school
        for unit_id, chain in chains.items()
        for school in chain
        if school.kind is UnitKind.school
    }
    school_ids = {school.id for school in school_of.values()}
    in_use = await work.plans.in_use(school_ids, today) | dict(instead)
    terms = await work.plans.terms(school_ids)
    closed = await closures(work, school_ids)
    return {
        unit_id: _programme(
            school.zone,
            chains[unit_id][0].live_on,
            in_use[school.id],
            terms.get(school.id, ()),
            closed.get(school.id, ()),
            (today.year, own_folder()),
        )
        for unit_id, school in school_of.items()
        if school.id in in_use
    }


@lru_cache(maxsize=_REMEMBERED)
def _programme(
    zone: str,
    live_on: date | None,
    use: PlanInUse,
    terms: tuple[Term, ...],
    closed: tuple[Stretch, ...],
    days_off: tuple[int, Path | None],
) -> Programme:
    almanac = Almanac(terms, closed, years_around(*days_off))
    book = _book(use.source, use.options)
    return Programme(use.unit_id, use.since, live_on, zone, book, almanac)


def rules_of(use: PlanInUse) -> Mapping[str, Rule]:
    """The rules that a school follows, by id: an optional one only where it has chosen it."""
    return _book(use.source, use.options).rules


@lru_cache(maxsize=64)
def _book(source: str, options: frozenset[str]) -> Rulebook:
    plan = _parsed(source)
    rules = [rule for rule in plan.rules if not rule.optional or rule.id in options]
    return Rulebook(
        {rule.id: rule for rule in rules},
        plan.pairs,
        any(_needs_calendar(rule) for rule in rules),
        {rule.id: rule for rule in rules if asks_more(rule)},
        frozenset(kind for kind in _kinds(rules) if _closes_more(kind, rules)),
        any(rule.subject == "class" for rule in rules),
    )


def _needs_calendar(rule: Rule) -> bool:
    return may_rest(rule) or any(rung.at == "working_hours" for rung in rule.ladder)


def _kinds(rules: Iterable[Rule]) -> set[str]:
    return {kind for rule in rules for kind in rule.closed_by}


def _closes_more(kind: str, rules: Iterable[Rule]) -> bool:
    """Of several rules, or of one that every holder owes."""
    closed = [rule for rule in rules if kind in rule.closed_by]
    return len(closed) > 1 or any(rule.needs == "each" for rule in closed)


@lru_cache(maxsize=64)
def _parsed(source: str) -> Plan:
    return load(source)
