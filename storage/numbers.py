"""Queries about the numbers that units have made public."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct
from sqlalchemy import delete, select

from care.numbers import NumberKind
from storage.room import Room, chunks
from storage.tables import PublicNumber, new_id


class Number(Struct, frozen=True):
    """One number: E.164 or a short code. `label` says whose it is where the kind does not, `hours`
    when somebody answers, in the school's own words.
    """

    kind: NumberKind
    number: str
    label: str | None = None
    hours: str | None = None


class Numbers:
    """Which numbers a unit has made public."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def of(self, unit_ids: Iterable[int]) -> dict[int, tuple[Number, ...]]:
        """The numbers of each unit in its own order; units without any are left out."""
        table, found = PublicNumber, defaultdict[int, list[Number]](list)
        columns = (table.unit_id, table.kind, table.number, table.label, table.hours)
        for part in chunks(set(unit_ids)):
            query = select(*columns).where(table.unit_id.in_(part))
            for row in await self._room.get(query.order_by(table.position, table.id)):
                number = Number(NumberKind(row.kind), row.number, row.label, row.hours)
                found[row.unit_id].append(number)
        return {unit_id: tuple(numbers) for unit_id, numbers in found.items()}

    async def replace(self, unit_id: int, numbers: Sequence[Number]) -> None:
        """These are a unit's numbers from now on."""
        await self._room.run(delete(PublicNumber).where(PublicNumber.unit_id == unit_id))
        rows = [
            {
                "id": new_id(),
                "unit_id": unit_id,
                "kind": each.kind,
                "number": each.number,
                "label": each.label,
                "hours": each.hours,
                "position": position,
            }
            for position, each in enumerate(numbers)
        ]
        await self._room.add(PublicNumber, rows)
