"""Queries about units: counties, townships, schools and classes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, select, update

from care.words import UnitKind
from storage.prebuilt import Prebuilt, among
from storage.room import Room, chunks
from storage.tables import Unit, new_id


class UnitRow(Struct, frozen=True):
    """A unit as the store knows it. `zone` is an IANA name."""

    id: int
    kind: UnitKind
    name: str
    parent_id: int | None
    zone: str
    live_on: date | None = None
    """A class or school sends nothing before this local date, nor while there is none."""
    paused_at: datetime | None = None

    def is_live(self, today: date) -> bool:
        """Whether it has been switched on by a day of its zone."""
        return self.live_on is not None and self.live_on <= today


class Units:
    """The tree county → township → school → class."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def _find(self, *conditions: ColumnElement[bool]) -> list[UnitRow]:
        rows = await self._room.get(_QUERY.where(*conditions).order_by(Unit.name, Unit.id))
        return [_row(row) for row in rows]

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

    async def below_all(self, unit_ids: Iterable[int]) -> list[UnitRow]:
        """The units directly below any of these."""
        found: list[UnitRow] = []
        for part in chunks(set(unit_ids)):
            found.extend(await self._find(Unit.parent_id.in_(part)))
        return found

    async def called(self, name: str) -> list[UnitRow]:
        """Units of any kind with this exact name."""
        return await self._find(Unit.name == name)

    async def hold(self, unit_ids: Iterable[int], *, shared: bool = False) -> None:
        """Keep units as they are until the transaction ends; what follows reads anew. `shared`:
        others may hold them so as well, but nobody alone.
        """
        wanted = select(Unit.id).where(Unit.id.in_(sorted(set(unit_ids)))).order_by(Unit.id)
        await self._room.get(wanted.with_for_update(read=shared))

    async def by_id(self, unit_ids: Sequence[int]) -> dict[int, UnitRow]:
        """Many units at once; one that this unit of work has seen is not asked for again."""
        seen: dict[int, UnitRow] = (await self._room.of_units()).units
        if missing := set(unit_ids) - seen.keys():
            for part in chunks(missing):
                rows = await self._room.get(_BY_ID, {"ids": part})
                seen |= {row.id: row for row in map(_row, rows)}
        return {unit_id: seen[unit_id] for unit_id in unit_ids if unit_id in seen}

    async def chains(self, unit_ids: Sequence[int]) -> dict[int, tuple[UnitRow, ...]]:
        """Each unit with all above it, nearest first."""
        seen: dict[int, UnitRow] = (await self._room.of_units()).units
        for part in chunks(unit_id for unit_id in set(unit_ids) if not _whole(seen, unit_id)):
            rows = await self._room.get(_WITH_ABOVE, {"ids": part})
            seen |= {row.id: row for row in map(_row, rows)}
        return {unit_id: _chain(seen, unit_id) for unit_id in unit_ids}

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

    async def go_live(self, unit_ids: Iterable[int], on: date | None, by: int | None) -> None:
        """Switch units on from a local date, or off with None; `by` is who confirmed it, None on
        the command line.
        """
        for part in chunks(unit_ids):
            change = update(Unit).where(Unit.id.in_(part))
            await self._room.run(change.values(live_on=on, live_by_id=by))

    async def pause(self, unit_id: int, at: datetime | None) -> None:
        """Pause a unit with all below it, or resume it with None."""
        await self._room.run(update(Unit).where(Unit.id == unit_id).values(paused_at=at))

    async def paused(self) -> list[UnitRow]:
        """The units that are paused themselves; what is below them rests too."""
        return await self._find(Unit.paused_at.is_not(None))


_QUERY = select(
    *(Unit.id, Unit.kind, Unit.name, Unit.parent_id, Unit.zone, Unit.live_on, Unit.paused_at)
)
_BY_ID = Prebuilt(_QUERY.where(among(Unit.id)))


_LINE = select(Unit.id, Unit.parent_id).where(among(Unit.id)).cte("line", recursive=True)
_LINE = _LINE.union(select(Unit.id, Unit.parent_id).join(_LINE, Unit.id == _LINE.c.parent_id))
_WITH_ABOVE = Prebuilt(_QUERY.where(Unit.id.in_(select(_LINE.c.id))))


def _row(row: Any) -> UnitRow:
    return UnitRow(**row._asdict() | {"kind": UnitKind(row.kind)})


def _whole(known: dict[int, UnitRow], unit_id: int | None) -> bool:
    """Whether a unit and all above it are known."""
    while unit_id is not None:
        if unit_id not in known:
            return False
        unit_id = known[unit_id].parent_id
    return True


def _chain(known: dict[int, UnitRow], unit_id: int | None) -> tuple[UnitRow, ...]:
    chain: list[UnitRow] = []
    while unit_id is not None:
        chain.append(known[unit_id])
        unit_id = known[unit_id].parent_id
    return tuple(chain)
