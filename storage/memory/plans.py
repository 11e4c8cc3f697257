"""Plans in use and school terms, in memory."""

from collections.abc import Hashable, Iterable
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from care.almanac import Term
from storage.memory.known import Known
from storage.memory.room import NoRoom
from storage.memory.state import State
from storage.memory.stored import StoredTerm, StoredUse
from storage.plans import PlanInUse, Plans, PlanToBegin
from storage.tables import new_id


class MemoryPlans(Plans):
    """Which school follows which plan, and when its terms are."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state
        self._known = Known[tuple[int, date], PlanInUse | None](state.planned)
        self._made: dict[Hashable, Any] = {}
        self._made_of = (-1, -1, -1)
        self._terms = Known[int, tuple[Term, ...]](state.planned)

    async def kept(self) -> dict[Hashable, Any]:
        """What has been made of units, plans, terms and closures as they are."""
        state = self._state
        now = (state.around.count, state.planned.count, state.spanned.count)
        if self._made_of != now:
            self._made, self._made_of = {}, now
        return self._made

    async def keep(self, plan_hash: str, plan_id: str, source: str, now: datetime) -> None:
        """Store a plan's text under its hash, once."""
        self._state.plan_texts.setdefault(plan_hash, source)

    async def use(self, unit_id: int, plan_hash: str, options: Iterable[str], since: date) -> None:
        """A school follows a plan from a day on; whatever would run longer ends there."""
        for use in self._of(unit_id):
            if use.until is None or use.until > since:
                self._state.uses.put(replace(use, until=since))
        new = StoredUse(new_id(), unit_id, plan_hash, frozenset(options), since)
        self._state.uses.put(new)

    async def to_begin(self) -> list[PlanToBegin]:
        """The plans that schools are to follow and that have not begun."""
        units, waiting = self._state.units.rows, self._state.uses_waiting.ids(True)
        return [
            PlanToBegin(use.unit_id, use.since, units[use.unit_id].zone)
            for use in (self._state.uses.rows[use_id] for use_id in waiting)
            if use.until is None or use.until > use.since
        ]

    async def begin(self, unit_id: int, today: date, now: datetime) -> None:
        """What a school is to follow by now has begun."""
        for use in self._of(unit_id):
            counts = use.until is None or use.until > use.since
            if use.begun_at is None and use.since <= today and counts:
                self._state.uses.put(replace(use, begun_at=now))

    async def begun(self, unit_id: int) -> PlanInUse | None:
        """The plan that a school followed last, as far as it has begun."""
        last = _last_begun(self._of(unit_id))
        return None if last is None else self._in_use(last)

    async def in_use(self, unit_ids: Iterable[int], today: date) -> dict[int, PlanInUse]:
        """The plan that each of these schools follows: the last that has begun, else that of today
        or the first one to come.
        """
        found = {i: self._known.get((i, today), self._followed) for i in set(unit_ids)}
        return {unit_id: use for unit_id, use in found.items() if use is not None}

    def _followed(self, asked: tuple[int, date]) -> PlanInUse | None:
        unit_id, today = asked
        uses = self._of(unit_id)
        running = (use for use in uses if _counts(use, today))
        first = min(running, key=lambda use: (use.since, -use.id), default=None)
        use = _last_begun(uses) or first
        return None if use is None else self._in_use(use)

    def _of(self, unit_id: int) -> list[StoredUse]:
        return list(self._state.uses.get(self._state.uses_of.ids(unit_id)))

    def _in_use(self, use: StoredUse) -> PlanInUse:
        source = self._state.plan_texts[use.plan_hash]
        return PlanInUse(use.unit_id, use.plan_hash, source, use.options, use.since)

    async def terms(self, unit_ids: Iterable[int]) -> dict[int, tuple[Term, ...]]:
        """The terms of schools, in order."""
        found = {unit_id: self._terms.get(unit_id, self._in_order) for unit_id in set(unit_ids)}
        return {unit_id: terms for unit_id, terms in found.items() if terms}

    def _in_order(self, unit_id: int) -> tuple[Term, ...]:
        rows = self._state.terms.get(self._state.terms_of.ids(unit_id))
        return tuple(sorted((row.term for row in rows), key=lambda term: term.starts_on))

    async def add_term(self, unit_id: int, term: Term) -> None:
        """Enter a term of a school; the same first day replaces the earlier entry."""
        rows = self._state.terms.get(self._state.terms_of.ids(unit_id))
        same = next((row for row in rows if row.term.starts_on == term.starts_on), None)
        row_id = new_id() if same is None else same.id
        self._state.terms.put(StoredTerm(row_id, unit_id, term))

    async def drop_term(self, unit_id: int, starts_on: date) -> bool:
        """Take a school's term that begins on a day off its list; False where there is none."""
        rows = list(self._state.terms.get(self._state.terms_of.ids(unit_id)))
        same = [row for row in rows if row.term.starts_on == starts_on]
        for row in same:
            self._state.terms.drop(row.id)
        return bool(same)


def _counts(use: StoredUse, today: date) -> bool:
    return use.until is None or (use.until > today and use.until > use.since)


def _last_begun(uses: Iterable[StoredUse]) -> StoredUse | None:
    begun = (use for use in uses if use.begun_at is not None)
    return max(begun, key=_in_order, default=None)


def _in_order(use: StoredUse) -> tuple[Any, ...]:
    return use.begun_at, use.until is None, use.until or date.min, use.id
