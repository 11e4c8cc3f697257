"""What rests: everything, or units that are paused with all below them.

The conditions are SQL, so that the tick and the pump leave out what rests without asking first.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, not_, or_, select
from sqlalchemy.sql.selectable import ScalarSelect

from care.delivery import Priority
from storage.room import Room, chunks
from storage.tables import Child, Duty, Meta, Notice, NoticeItem, Unit

EVERYTHING = "everything paused"

_paused = select(Unit.id).where(Unit.paused_at.is_not(None)).cte("resting", recursive=True)
_resting = _paused.union(select(Unit.id).join(_paused, Unit.parent_id == _paused.c.id))
RESTING = select(_resting.c.id)
"""The units that are paused, and all below them."""


class Pauses:
    """What is paused, and which waiting items belong to it."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def everything_since(self) -> datetime | None:
        """Since when (UTC) all sending rests; None where it does not."""
        query = select(Meta.value).where(Meta.name == EVERYTHING)
        value = (await self._room.get(query)).scalar_one_or_none()
        return None if value is None else datetime.fromisoformat(value)

    async def pause_everything(self, at: datetime) -> None:
        """All sending rests from now on; pausing twice keeps the first moment."""
        await self._room.add_new(Meta, [{"name": EVERYTHING, "value": at.isoformat()}], "name")

    async def resume_everything(self) -> None:
        """Sending goes on, except in units that are paused themselves."""
        await self._room.run(delete(Meta).where(Meta.name == EVERYTHING))

    async def resting_items(self, notice_ids: Iterable[int]) -> dict[int, set[int]]:
        """The duties that rest, by the notice that speaks of them."""
        found: dict[int, set[int]] = defaultdict(set)
        for part in chunks(notice_ids):
            query = (
                select(NoticeItem.notice_id, NoticeItem.duty_id)
                .join(Duty, Duty.id == NoticeItem.duty_id)
                .where(NoticeItem.notice_id.in_(part), Duty.unit_id.in_(RESTING))
            )
            for row in await self._room.get(query):
                found[row.notice_id].add(row.duty_id)
        return found


def awake(unit_id: Any) -> ColumnElement[bool]:
    """Neither this unit rests nor any above it, nor everything."""
    return and_(not_(_everything()), unit_id.not_in(RESTING))


def may_go() -> ColumnElement[bool]:
    """Notices that speak of something awake; an emergency always does. Asked of one notice after
    the other: with EXISTS PostgreSQL would join all that wait with all items that there have ever
    been, for the few that are wanted.
    """
    speaks_of_awake = (
        NoticeItem.notice_id == Notice.id,
        Duty.id == NoticeItem.duty_id,
        Duty.unit_id.not_in(RESTING),
    )
    found = select(NoticeItem.duty_id).where(*speaks_of_awake).limit(1)
    of_duty = found.scalar_subquery().is_not(None)
    home: ScalarSelect[int] = (
        select(Child.unit_id).where(Child.id == Notice.child_id).scalar_subquery()
    )
    of_unit = and_(
        Notice.code.is_not(None),
        or_(Notice.unit_id.is_(None), Notice.unit_id.not_in(RESTING)),
        or_(Notice.child_id.is_(None), home.not_in(RESTING)),
    )
    is_awake = and_(not_(_everything()), or_(of_duty, of_unit))
    return or_(Notice.priority == Priority.EMERGENCY, is_awake)


def all_but_emergencies_rest(priority: ColumnElement[int]) -> ColumnElement[bool]:
    """Everything is paused, and this is no emergency; nothing is read for it but one row."""
    return and_(priority != Priority.EMERGENCY, _everything())


def any_unit_rests() -> ColumnElement[bool]:
    """Whether anything is paused at all, everything aside."""
    return exists().where(Unit.paused_at.is_not(None))


def _everything() -> ColumnElement[bool]:
    return exists().where(Meta.name == EVERYTHING)
