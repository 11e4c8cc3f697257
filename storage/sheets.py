"""Queries about what the last sheets said: kept sealed with each child and each person."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, select, update

from storage.room import Room, chunks
from storage.tables import Child, Person

Said = dict[str, Any]


class Sheets:
    """What a later sheet is compared with."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def of_children(self, child_ids: Iterable[int]) -> dict[int, Said]:
        """What the last roster said of children; who was never in one is not among them."""
        return await self._of(Child, "child", child_ids)

    async def of_people(self, person_ids: Iterable[int]) -> dict[int, Said]:
        """What the last staff sheet said of people."""
        return await self._of(Person, "person", person_ids)

    async def keep_of_children(self, said: Mapping[int, Said]) -> None:
        """Keep what a roster says of children."""
        await self._keep(Child, "child", said)

    async def keep_of_people(self, said: Mapping[int, Said]) -> None:
        """Keep what a staff sheet says of people."""
        await self._keep(Person, "person", said)

    async def _of(
        self, table: type[Child] | type[Person], name: str, ids: Iterable[int]
    ) -> dict[int, Said]:
        found: dict[int, Said] = {}
        for part in chunks(set(ids)):
            query = select(table.id, table.sheet).where(table.id.in_(part))
            for row in await self._room.get(query.where(table.sheet.is_not(None))):
                found[row.id] = self._room.sealer.open_json(name, row.id, "sheet", row.sheet)
        return found

    async def _keep(
        self, table: type[Child] | type[Person], name: str, said: Mapping[int, Said]
    ) -> None:
        if not said:
            return
        seal = self._room.sealer.seal_json
        statement = update(table).where(table.id == bindparam("whose"))
        rows = [
            {"whose": row_id, "said": seal(name, row_id, "sheet", value)}
            for row_id, value in said.items()
        ]
        await self._room.run(statement.values(sheet=bindparam("said")), rows)
