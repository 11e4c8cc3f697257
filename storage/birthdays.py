"""Queries about birthdays in a child's family. They are sealed: asked for only where a rule needs
them.
"""

from collections.abc import Iterable

from sqlalchemy import select

from storage.room import Room, chunks
from storage.tables import Child


class Birthdays:
    """When children were born."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def of_children(self, child_ids: Iterable[int]) -> dict[int, str]:
        """The births of children, opened, as the lists have them (ISO, perhaps without the day);
        those of whom it is not known are left out.
        """
        found: dict[int, str] = {}
        for part in chunks(set(child_ids)):
            query = select(Child.id, Child.birth)
            known = query.where(Child.id.in_(part), Child.birth.is_not(None))
            for row in await self._room.get(known):
                found[row.id] = self._room.sealer.open("child", row.id, "birth", row.birth)
        return found
