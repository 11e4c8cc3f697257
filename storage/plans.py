"""Queries about plans in use and school terms."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, case, delete, or_, select, update

from care.almanac import Term
from storage import tables
from storage.prebuilt import Prebuilt, among
from storage.room import Room


class PlanInUse(Struct, frozen=True):
    """A school follows a plan since a local date; `source` is its TOML text."""

    unit_id: int
    hash: str
    source: str
    options: frozenset[str]
    since: date


class PlanToBegin(Struct, frozen=True):
    """A school is to follow a plan from a local date of its zone (an IANA name) on."""

    unit_id: int
    since: date
    zone: str


class Plans:
    """Which school follows which plan, and when its terms are."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def kept(self) -> dict[Hashable, Any]:
        """Where a service may keep what it has made of units, plans, terms and closures, for other
        units of work too: empty again once one of them has changed.
        """
        return (await self._room.of_units()).programmes

    async def keep(self, plan_hash: str, plan_id: str, source: str, now: datetime) -> None:
        """Store a plan's text under its hash, once."""
        row = {"hash": plan_hash, "plan_id": plan_id, "source": source, "created_at": now}
        await self._room.add_new(tables.Plan, [row], "hash")

    async def use(self, unit_id: int, plan_hash: str, options: Iterable[str], since: date) -> None:
        """A school follows a plan from a day on; whatever would run longer ends there."""
        table = tables.PlanUse
        running = or_(table.until.is_(None), table.until > since)
        longer = update(table).where(table.unit_id == unit_id, running)
        await self._room.run(longer.values(until=since))
        row = {
            "id": tables.new_id(),
            "unit_id": unit_id,
            "plan_hash": plan_hash,
            "options": sorted(options),
            "since": since,
            "until": None,
            "begun_at": None,
        }
        await self._room.add(table, [row])

    async def to_begin(self) -> list[PlanToBegin]:
        """The plans that schools are to follow and that have not begun."""
        return [PlanToBegin(*row) for row in await self._room.get(_TO_BEGIN)]

    async def begin(self, unit_id: int, today: date, now: datetime) -> None:
        """What a school is to follow by now has begun."""
        use = tables.PlanUse
        waiting = (use.unit_id == unit_id, use.since <= today, use.begun_at.is_(None))
        counts = or_(use.until.is_(None), use.until > use.since)
        await self._room.run(update(use).where(*waiting, counts).values(begun_at=now))

    async def begun(self, unit_id: int) -> PlanInUse | None:
        """The plan that a school followed last, as far as it has begun."""
        use = tables.PlanUse
        query = _PLANS.where(use.unit_id == unit_id, use.begun_at.is_not(None))
        row = (await self._room.get(query.order_by(*_LAST).limit(1))).one_or_none()
        return None if row is None else _in_use(row)

    async def in_use(self, unit_ids: Iterable[int], today: date) -> dict[int, PlanInUse]:
        """The plan that each of these schools follows: the last that has begun, else that of today
        or the first one to come.
        """
        rows = await self._room.again(_IN_USE, set(unit_ids), today=today)
        return {row.unit_id: _in_use(row) for row in rows}

    async def terms(self, unit_ids: Iterable[int]) -> dict[int, tuple[Term, ...]]:
        """The terms of schools, in order."""
        found: dict[int, list[Term]] = defaultdict(list)
        for row in await self._room.again(_TERMS, set(unit_ids)):
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

    async def drop_term(self, unit_id: int, starts_on: date) -> bool:
        """Take a school's term that begins on a day off its list; False where there is none."""
        table = tables.Term
        gone = delete(table).where(table.unit_id == unit_id, table.starts_on == starts_on)
        return (await self._room.run(gone)).rowcount > 0


_PLANS = select(
    tables.PlanUse.unit_id,
    tables.Plan.hash,
    tables.Plan.source,
    tables.PlanUse.options,
    tables.PlanUse.since,
).join(tables.Plan, tables.Plan.hash == tables.PlanUse.plan_hash)

_USE, _TERM = tables.PlanUse, tables.Term
_BEGUN = _USE.begun_at.is_not(None)
_RUNNING = or_(_USE.until.is_(None), (_USE.until > bindparam("today")) & (_USE.until > _USE.since))
_TO_COME = case((~_BEGUN, _USE.since)).desc()
_IN_ORDER = (_USE.begun_at, _USE.until.is_(None), _USE.until, _USE.id)
_LAST = tuple(column.desc() for column in _IN_ORDER)
"""Of several that began at once, after an outage, the one that runs longest; a day on which a
school changed its mind twice ends several.
"""
_IN_USE = Prebuilt(
    _PLANS.where(among(_USE.unit_id), or_(_BEGUN, _RUNNING)).order_by(_BEGUN, _TO_COME, *_IN_ORDER)
)
_TO_BEGIN = Prebuilt(
    select(_USE.unit_id, _USE.since, tables.Unit.zone)
    .join(tables.Unit, tables.Unit.id == _USE.unit_id)
    .where(_USE.begun_at.is_(None), or_(_USE.until.is_(None), _USE.until > _USE.since))
)
_TERMS = Prebuilt(
    select(_TERM.unit_id, _TERM.name, _TERM.starts_on, _TERM.ends_on)
    .where(among(_TERM.unit_id))
    .order_by(_TERM.starts_on)
)


def _in_use(row: Any) -> PlanInUse:
    return PlanInUse(row.unit_id, row.hash, row.source, frozenset(row.options), row.since)
