"""Queries about birthdays in a child's family. They are sealed: asked for only where a rule needs
them.
"""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import delete, select

from storage.room import Room, chunks
from storage.tables import BirthdayRow, Child, new_id

BY_MOON = "birthday"
"""The detail of a child that says its birthday by the moon."""


class Birthdays:
    """When children were born, and other birthdays in their families."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def of_children(self, child_ids: Iterable[int]) -> dict[int, str]:
        """The births of children, opened, as the lists have them (ISO, perhaps without the day),
        or the birthday by the moon where a sheet had it so; those of whom nothing is known are left
        out.
        """
        found, sealer = dict[int, str](), self._room.sealer
        for part in chunks(set(child_ids)):
            query = select(Child.id, Child.birth, Child.details)
            known = query.where(Child.id.in_(part), Child.birth.is_not(None))
            for row in await self._room.get(known):
                details = sealer.open_json("child", row.id, "details", row.details) or {}
                birth = sealer.open("child", row.id, "birth", row.birth)
                found[row.id] = details.get(BY_MOON) or birth
        return found

    async def entered(self, child_ids: Iterable[int]) -> dict[int, dict[int | None, str]]:
        """The birthdays that somebody entered, opened, by child and person (None: the child's own,
        in place of the roster's).
        """
        found: dict[int, dict[int | None, str]] = defaultdict(dict)
        for part in chunks(set(child_ids)):
            query = select(*BirthdayRow.__table__.columns).where(BirthdayRow.child_id.in_(part))
            for row in await self._room.get(query):
                born = self._room.sealer.open("birthday", row.id, "born", row.born)
                found[row.child_id][row.person_id] = born
        return dict(found)

    async def enter(self, child_id: int, person_id: int | None, born: str | None) -> None:
        """Write one down in place of what was entered before; None: nothing more is known."""
        table = BirthdayRow
        same = delete(table).where(table.child_id == child_id, table.person_id == person_id)
        await self._room.run(same)
        if born is not None:
            row_id = new_id()
            sealed = self._room.sealer.seal("birthday", row_id, "born", born)
            row = {"id": row_id, "child_id": child_id, "person_id": person_id, "born": sealed}
            await self._room.add(table, [row])
