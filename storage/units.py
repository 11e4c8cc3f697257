"""Queries about units: counties, townships, schools and classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from care.words import UnitKind
from storage.room import Room
from storage.tables import Unit, new_id


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the store knows it. `zone` is an IANA name."""

    id: int
    kind: UnitKind
    name: str
    parent_id: int | None
    zone: str


class Units:
    """The tree county → township → school → class."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def _find(self, *conditions: ColumnElement[bool]) -> list[UnitRow]:
        query = select(Unit.id, Unit.kind, Unit.name, Unit.parent_id, Unit.zone).where(*conditions)
        rows = await self._room.get(query.order_by(Unit.name, Unit.id))
        return [UnitRow(r.id, UnitKind(r.kind), r.name, r.parent_id, r.zone) for r in rows]

    async def get(self, unit_id: int) -> UnitRow:
        """One unit by id; raises LookupError."""
        rows = await self._find(Unit.id == unit_id)
        if not rows:
            raise LookupError(unit_id)
        return rows[0]

    async def named(self, kind: UnitKind, name: str, parent_id: int | None = None) -> list[UnitRow]:
        """Units of a kind with this exact name, below `parent_id` where it is given."""
        conditions = [Unit.kind == kind, Unit.name == name]
        if parent_id is not None:
            conditions.append(Unit.parent_id == parent_id)
        return await self._find(*conditions)

    async def schools(self) -> list[UnitRow]:
        """All schools."""
        return await self._find(Unit.kind == UnitKind.school)

    async def zones(self) -> set[str]:
        """Every time zone that a unit is in."""
        return set((await self._room.get(select(Unit.zone).distinct())).scalars())

    async def below(self, unit_id: int) -> list[UnitRow]:
        """The units directly below one."""
        return await self._find(Unit.parent_id == unit_id)

    async def by_id(self, unit_ids: Sequence[int]) -> dict[int, UnitRow]:
        """Many units at once; one that this unit of work has seen is not asked for again."""
        seen: dict[int, UnitRow] = self._room.units_seen
        if missing := set(unit_ids) - seen.keys():
            seen |= {row.id: row for row in await self._find(Unit.id.in_(missing))}
        return {unit_id: seen[unit_id] for unit_id in unit_ids if unit_id in seen}

    async def chains(self, unit_ids: Sequence[int]) -> dict[int, tuple[UnitRow, ...]]:
        """Each unit with all above it, nearest first; one query per level, at most four."""
        known: dict[int, UnitRow] = {}
        wanted = set(unit_ids)
        while wanted:
            known |= await self.by_id(list(wanted))
            parents = {row.parent_id for row in known.values() if row.parent_id is not None}
            wanted = parents - known.keys()
        return {unit_id: _chain(known, unit_id) for unit_id in unit_ids}

    async def add(
        self, kind: UnitKind, name: str, parent_id: int | None, zone: str, now: datetime
    ) -> UnitRow:
        """Add a unit."""
        unit = UnitRow(new_id(), kind, name, parent_id, zone)
        row = {
            "id": unit.id,
            "kind": kind,
            "name": name,
            "parent_id": parent_id,
            "zone": zone,
            "created_at": now,
        }
        await self._room.add(Unit, [row])
        return unit


def _chain(known: dict[int, UnitRow], unit_id: int | None) -> tuple[UnitRow, ...]:
    chain: list[UnitRow] = []
    while unit_id is not None:
        chain.append(known[unit_id])
        unit_id = known[unit_id].parent_id
    return tuple(chain)
