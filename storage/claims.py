"""Claiming what is due: the most urgent first, and within a priority the units take turns.

Every statement reads a bounded number of index entries, however much is stored or waits: the lanes
that have something waiting are found by leaps over an index, and each gives its oldest. The lane of
a school that is paused is leaped over as a whole.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    literal_column,
    not_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.orm import aliased

from care.delivery import Priority
from care.words import UnitKind
from storage.notices import BEFORE_ALL, NO_LANE, Turns
from storage.pauses import RESTING, all_but_emergencies_rest, any_unit_rests, may_go
from storage.prebuilt import in_state
from storage.room import Room, chunks
from storage.tables import Child, Duty, Notice, NoticeItem, Unit
from storage.tables.base import UtcDateTime

LANES = 64
"""So many lanes are looked at by one statement."""


class Claims:
    """Takes notices under a lease."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def put_into_lanes(self, notice_ids: Sequence[int]) -> None:
        """Whose turn these notices are sent in: the school of their first duty, or that of the unit
        or child that they are about.
        """
        for part in chunks(notice_ids):
            await self._room.run(_INTO_LANES, {"ids": part})

    async def leave_resting_lanes(self) -> None:
        """What stands in the lane of a paused school but speaks of something awake too goes on in
        nobody's lane: that of two schools, or of a child that has moved.
        """
        await self._room.run(_LEAVE)

    async def take(
        self, now: datetime, lease: timedelta, limit: int, at_least: int, turns: Turns
    ) -> list[int]:
        """At most `limit` of what is due, of this priority and more urgent ones. A claim whose
        lease has run out counts as queued.
        """
        taken: list[int] = []
        due = await self._room.get(_DUE, {"now": now, "at_least": at_least})
        for priority in sorted(due.scalars()):
            if len(taken) < limit:
                around = _Round(self._room, now, lease, priority)
                taken += await around.take(limit - len(taken), turns)
        return taken


class _Round:
    """One claim among the lanes of one priority."""

    def __init__(self, room: Room, now: datetime, lease: timedelta, priority: int) -> None:
        self._room = room
        self._until = now + lease
        self._values = {"now": now, "priority": priority}
        self._priority = priority

    async def take(self, most: int, turns: Turns) -> list[int]:
        """The oldest of each lane whose turn it is; what one does not need goes to others."""
        taken: list[int] = []
        lanes = await self._lanes(turns.after(self._priority), most)
        if lanes:
            turns.last[self._priority] = lanes[-1]
        while lanes and len(taken) < most:
            share = max(1, (most - len(taken)) // len(lanes))
            fresh = {lane: await self._oldest(lane, share) for lane in lanes[: most - len(taken)]}
            ids = [notice_id for found in fresh.values() for notice_id in found]
            await self._room.run(_TAKE, {"ids": ids, "until": self._until})
            taken += ids
            lanes = [lane for lane, found in fresh.items() if len(found) == share]
        return taken

    async def _oldest(self, lane: int, share: int) -> list[int]:
        values = {**self._values, "lane": lane, "most": share}
        return list((await self._room.get(_OLDEST, values)).scalars())

    async def _lanes(self, after: int, most: int) -> list[int]:
        """The next lanes that have something due, round and round, each once."""
        found = await self._between(after, None, most)
        if len(found) < most and after != BEFORE_ALL:
            found += await self._between(BEFORE_ALL, after, most - len(found))
        return found

    async def _between(self, after: int, last: int | None, most: int) -> list[int]:
        found: list[int] = []
        while len(found) < most:
            seen = list(await self._room.get(_LANES, {**self._values, "after": after}))
            inside = [row for row in seen if last is None or row.lane <= last]
            found += [row.lane for row in inside if row.due]
            if len(seen) < LANES or len(inside) < len(seen):
                break
            after = seen[-1].lane
        return found[:most]


def waits(notice: Any) -> ColumnElement[bool]:
    """Neither sent nor given up."""
    return in_state(notice, "queued", "claimed", "sending")


_NOW = bindparam("now", type_=UtcDateTime)
_PRIORITY = bindparam("priority", type_=Integer)


def _its_moment(*conditions: ColumnElement[bool]) -> Select[Any]:
    # A CASE, so that the index of what grows old is no way in: where a thousand wait at once and
    # PostgreSQL has counted none, it would read and sort all of them.
    free = case(
        (in_state(Notice, "queued"), true()),
        (in_state(Notice, "claimed"), Notice.lease_until <= _NOW),
        else_=false(),
    )
    return select(Notice.id).where(
        *(waits(Notice), free, Notice.send_at <= _NOW, Notice.expires_at > _NOW),
        *conditions,
    )


def _due(*conditions: ColumnElement[bool]) -> Select[Any]:
    return _its_moment(may_go(), *conditions)


# Built once: these are asked at every beat.
_PRIORITIES = (Priority.EMERGENCY, Priority.REPLY, Priority.REMINDER, Priority.BULK)
_DUE = union_all(
    *(
        select(literal_column(str(priority), Integer)).where(
            literal(priority) <= bindparam("at_least", type_=Integer),
            not_(all_but_emergencies_rest(literal(priority))),
            _its_moment(Notice.priority == literal_column(str(priority), Integer)).exists(),
        )
        for priority in _PRIORITIES
    )
)


def _leaps() -> Select[Any]:
    """From lane to lane, without reading what waits in them."""
    first, other = aliased(Notice), aliased(Notice)
    of_priority = first.priority == _PRIORITY
    begin = select(func.min(first.lane).label("lane"), literal_column("1", Integer).label("n"))
    lanes = begin.where(waits(first), of_priority, first.lane > bindparam("after")).cte(
        "lanes", recursive=True
    )
    following = (
        select(func.min(other.lane))
        .where(waits(other), other.priority == _PRIORITY, other.lane > lanes.c.lane)
        .correlate(lanes)
        .scalar_subquery()
    )
    leap = select(following, lanes.c.n + 1)
    lanes = lanes.union_all(leap.where(lanes.c.lane.is_not(None), lanes.c.n < LANES))
    in_it = _due(Notice.priority == _PRIORITY, Notice.lane == lanes.c.lane).correlate(lanes)
    due = in_it.limit(1).scalar_subquery().is_not(None)  # EXISTS might look into all lanes at once
    # a CASE, because a database may look at both sides of an AND
    rests = and_(_PRIORITY != Priority.EMERGENCY, lanes.c.lane.in_(RESTING))
    open_ = case((rests, false()), else_=due)
    query: Select[Any] = select(lanes.c.lane, open_.label("due"))
    return query.where(lanes.c.lane.is_not(None)).order_by(lanes.c.lane)


_LANES = _leaps()
_OLDEST = (
    _due(Notice.priority == _PRIORITY, Notice.lane == bindparam("lane"))
    .order_by(Notice.send_at, Notice.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_TAKE = (
    update(Notice)
    .where(Notice.id.in_(_IDS))
    .values(state="claimed", lease_until=bindparam("until", type_=UtcDateTime))
)
_LEAVE = (
    update(Notice)
    .where(any_unit_rests(), waits(Notice), Notice.lane.in_(RESTING))
    .where(Notice.priority != Priority.EMERGENCY, may_go())
    .values(lane=NO_LANE)
)
_SCHOOL = case((Unit.kind == UnitKind.class_, Unit.parent_id), else_=Unit.id)
_OF_DUTY = (
    select(_SCHOOL)
    .select_from(NoticeItem)
    .join(Duty, Duty.id == NoticeItem.duty_id)
    .join(Unit, Unit.id == Duty.unit_id)
    .where(NoticeItem.notice_id == Notice.id)
    .order_by(NoticeItem.position)
    .limit(1)
)
_OF_UNIT = select(_SCHOOL).where(Unit.id == Notice.unit_id)
_OF_CHILD = select(_SCHOOL).join(Child, Child.unit_id == Unit.id).where(Child.id == Notice.child_id)
_INTO_LANES = (
    update(Notice)
    .where(Notice.id.in_(_IDS))
    .values(
        lane=func.coalesce(
            *(
                query.correlate(Notice).scalar_subquery()
                for query in (_OF_DUTY, _OF_UNIT, _OF_CHILD)
            ),
            NO_LANE,
        )
    )
)
