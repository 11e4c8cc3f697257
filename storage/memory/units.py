"""Units in memory."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from care.words import UnitKind
from storage.memory.known import Known
from storage.memory.room import NoRoom
from storage.memory.state import State
from storage.tables import new_id
from storage.units import UnitRow, Units


class MemoryUnits(Units):
    """The tree county → township → school → class."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state
        self._chains = Known[int, tuple[UnitRow, ...]](state.around)

    def _all(self, fits: Callable[[UnitRow], bool]) -> list[UnitRow]:
        return _in_order(unit for unit in self._state.units.rows.values() if fits(unit))

    async def get(self, unit_id: int) -> UnitRow:
        """One unit by id; raises LookupError."""
        return self._state.units.rows[unit_id]

    async def named(self, kind: UnitKind, name: str, parent_id: int | None = None) -> list[UnitRow]:
        """Units of a kind with this exact name, below `parent_id` where it is given."""
        return self._all(
            lambda unit: (
                (unit.kind, unit.name) == (kind, name) and parent_id in (None, unit.parent_id)
            )
        )

    async def schools(self) -> list[UnitRow]:
        """All schools."""
        return self._all(lambda unit: unit.kind is UnitKind.school)

    async def zones(self) -> set[str]:
        """Every time zone that a unit is in."""
        return {unit.zone for unit in self._state.units.rows.values()}

    async def below(self, unit_id: int) -> list[UnitRow]:
        """The units directly below one."""
        return await self.below_all([unit_id])

    async def below_all(self, unit_ids: Iterable[int]) -> list[UnitRow]:
        """The units directly below any of these."""
        ids = (i for unit_id in set(unit_ids) for i in self._state.units_below.ids(unit_id))
        return _in_order(self._state.units.get(ids))

    async def called(self, name: str) -> list[UnitRow]:
        """Units of any kind with this exact name."""
        return self._all(lambda unit: unit.name == name)

    async def hold(self, unit_ids: Iterable[int], *, shared: bool = False) -> None:
        """Nobody else is here."""

    async def by_id(self, unit_ids: Sequence[int]) -> dict[int, UnitRow]:
        """Many units at once."""
        rows = self._state.units.rows
        return {unit_id: rows[unit_id] for unit_id in unit_ids if unit_id in rows}

    async def chains(self, unit_ids: Sequence[int]) -> dict[int, tuple[UnitRow, ...]]:
        """Each unit with all above it, nearest first."""
        return {unit_id: self._chains.get(unit_id, self._chain) for unit_id in unit_ids}

    def _chain(self, unit_id: int) -> tuple[UnitRow, ...]:
        unit = self._state.units.rows[unit_id]
        above = () if unit.parent_id is None else self._chain(unit.parent_id)
        return (unit, *above)

    async def add(
        self, kind: UnitKind, name: str, parent_id: int | None, zone: str, now: datetime
    ) -> UnitRow:
        """Add a unit."""
        unit = UnitRow(new_id(), kind, name, parent_id, zone)
        self._state.units.put(unit)
        return unit

    async def go_live(self, unit_ids: Iterable[int], on: date | None, by: int | None) -> None:
        """Switch units on from a local date, or off with None."""
        for unit in list(self._state.units.get(unit_ids)):
            self._state.units.put(replace(unit, live_on=on))

    async def pause(self, unit_id: int, at: datetime | None) -> None:
        """Pause a unit with all below it, or resume it with None."""
        self._state.units.put(replace(self._state.units.rows[unit_id], paused_at=at))

    async def paused(self) -> list[UnitRow]:
        """The units that are paused themselves; what is below them rests too."""
        return _in_order(self._state.units.get(self._state.resting.ids(True)))


def _in_order(units: Iterable[UnitRow]) -> list[UnitRow]:
    return sorted(units, key=lambda unit: (unit.name, unit.id))
