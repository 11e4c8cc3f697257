"""Queries about plans in use and school terms."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select, update

from care.cadence import Term
from storage import tables
from storage.room import Room


@dataclass(frozen=True, slots=True)
class PlanInUse:
    """A school follows a plan since a local date; `source` is its TOML text."""

    unit_id: int
    hash: str
    source: str
    options: frozenset[str]
    since: date


class Plans:
    """Which school follows which plan, and when its terms are."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def keep(self, plan_hash: str, plan_id: str, source: str, now: datetime) -> None:
        """Store a plan's text under its hash, once."""
        row = {"hash": plan_hash, "plan_id": plan_id, "source": source, "created_at": now}
        await self._room.add_new(tables.Plan, [row], "hash")

    async def use(self, unit_id: int, plan_hash: str, options: Iterable[str], since: date) -> None:
        """A school follows a plan from a day on; the one before it ends there."""
        table = tables.PlanUse
        current = update(table).where(table.unit_id == unit_id, table.until.is_(None))
        await self._room.run(current.values(until=since))
        row = {
            "id": tables.new_id(),
            "unit_id": unit_id,
            "plan_hash": plan_hash,
            "options": sorted(options),
            "since": since,
            "until": None,
        }
        await self._room.add(table, [row])

    async def in_use(self, unit_ids: Iterable[int], today: date) -> dict[int, PlanInUse]:
        """The plan that each of these schools follows today, or the first one to come."""
        use, plan = tables.PlanUse, tables.Plan
        query = (
            select(use.unit_id, plan.hash, plan.source, use.options, use.since)
            .join(plan, plan.hash == use.plan_hash)
            .where(use.unit_id.in_(set(unit_ids)))
            .where(or_(use.until.is_(None), (use.until > today) & (use.until > use.since)))
            .order_by(use.since.desc(), use.id)
        )
        found: dict[int, PlanInUse] = {}
        for row in await self._room.get(query):
            options = frozenset(row.options)
            found[row.unit_id] = PlanInUse(row.unit_id, row.hash, row.source, options, row.since)
        return found

    async def terms(self, unit_ids: Iterable[int]) -> dict[int, tuple[Term, ...]]:
        """The terms of schools, in order."""
        table = tables.Term
        query = (
            select(table.unit_id, table.name, table.starts_on, table.ends_on)
            .where(table.unit_id.in_(set(unit_ids)))
            .order_by(table.starts_on)
        )
        found: dict[int, list[Term]] = defaultdict(list)
        for row in await self._room.get(query):
            found[row.unit_id].append(Term(row.name, row.starts_on, row.ends_on))
        return {unit_id: tuple(terms) for unit_id, terms in found.items()}

    async def add_term(self, unit_id: int, term: Term) -> None:
        """Enter a term of a school; the same first day replaces the earlier entry."""
        table = tables.Term
        values = {"name": term.name, "ends_on": term.ends_on}
        same = update(table).where(table.unit_id == unit_id, table.starts_on == term.starts_on)
        if (await self._room.run(same.values(values))).rowcount == 0:
            row = {"id": tables.new_id(), "unit_id": unit_id, "starts_on": term.starts_on}
            await self._room.add(table, [row | values])
