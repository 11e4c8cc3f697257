"""Queries about open duties whose days change because a fact of the calendar has changed."""

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select, update

from care.words import DutyState
from storage.duties import DutyRow
from storage.room import Room, chunks
from storage.tables import Duty


class Shifts:
    """Open duties put on other days."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def hold_about(self, child_ids: Iterable[int]) -> None:
        """The open duties about these children stay locked until the transaction ends."""
        for part in chunks(sorted(set(child_ids))):
            query = select(Duty.id).where(Duty.child_id.in_(part), Duty.state == DutyState.open)
            await self._room.get(query.order_by(Duty.id).with_for_update())

    async def put_on(self, duties: Sequence[DutyRow]) -> None:
        """Write the new days of open duties: opening, due, last, and their ladder's."""
        if not duties:
            return
        names = ("opens_on", "due_on", "closes_on", "ladder_from", "next_at")
        statement = update(Duty).where(Duty.id == bindparam("shifted"))
        await self._room.run(
            statement.values({name: bindparam(f"new_{name}") for name in names}),
            [{"shifted": d.id, **{f"new_{n}": getattr(d, n) for n in names}} for d in duties],
        )
