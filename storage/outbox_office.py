"""The outbox as whoever runs the bot looks at it: found, counted, queued again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update

from care.delivery import BY_HAND
from storage.notices import Item
from storage.room import Room, chunks
from storage.tables import Child, Duty, Notice, NoticeItem


class Search(Struct, frozen=True):
    """Which notices: of these states, to this person, about one of these units, due since then
    (UTC). What is None does not matter.
    """

    states: tuple[str, ...] | None = None
    person_id: int | None = None
    unit_ids: frozenset[int] | None = None
    since: datetime | None = None


class NoticeLine(Struct, frozen=True):
    """One notice in a list. Instants are UTC."""

    id: int
    state: str
    kind: str
    code: str | None
    person_id: int
    send_at: datetime
    attempts: int
    outcome: str | None


class OutboxOffice:
    """Queries of the command line; nothing here is asked while the bot sends."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def lines(self, search: Search, limit: int | None = None) -> list[NoticeLine]:
        """The notices found, the latest first."""
        query = select(*_LINE).where(*_conditions(search))
        query = query.order_by(Notice.send_at.desc(), Notice.id).limit(limit)
        return [NoticeLine(*row) for row in await self._room.get(query)]

    async def counts(self, search: Search) -> dict[str, int]:
        """How many there are in each state."""
        query = select(Notice.state, func.count()).where(*_conditions(search))
        return {row[0]: row[1] for row in await self._room.get(query.group_by(Notice.state))}

    async def hold(self, notice_ids: Iterable[int]) -> dict[int, tuple[str, str | None]]:
        """State and outcome of each notice that exists, kept from the pump until we commit."""
        columns = (Notice.id, Notice.state, Notice.outcome)
        found: dict[int, tuple[str, str | None]] = {}
        for part in chunks(set(notice_ids)):
            query = select(*columns).where(Notice.id.in_(part)).order_by(Notice.id)
            rows = await self._room.get(query.with_for_update())
            found |= {row.id: (row.state, row.outcome) for row in rows}
        return found

    async def queue_again(
        self, notice_id: int, send_at: datetime, expires_at: datetime, *, repeated: bool
    ) -> None:
        """Back into the queue with new patience, by somebody's decision; `repeated` where it may
        have arrived before.
        """
        change = update(Notice).where(Notice.id == notice_id)
        values: dict[str, Any] = {
            "state": "queued",
            "send_at": send_at,
            "expires_at": expires_at,
            "lease_until": None,
            "attempts": 0,
            "tried_at": None,
            "outcome": BY_HAND,
            "repeated": repeated,
        }
        await self._room.run(change.values(values))

    async def keep_items(self, notice_id: int, items: Sequence[Item]) -> None:
        """The items that a notice speaks of from now on, in this order."""
        await self._room.run(delete(NoticeItem).where(NoticeItem.notice_id == notice_id))
        rows = [
            {
                "notice_id": notice_id,
                "position": position,
                "duty_id": item.duty_id,
                "purpose": item.purpose,
            }
            for position, item in enumerate(items)
        ]
        await self._room.add(NoticeItem, rows)


_LINE = tuple(getattr(Notice, name) for name in NoticeLine.__struct_fields__)


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if search.states is not None:
        found.append(Notice.state.in_(search.states))
    if search.person_id is not None:
        found.append(Notice.person_id == search.person_id)
    if search.since is not None:
        found.append(Notice.send_at >= search.since)
    if search.unit_ids is not None:
        found.append(_about(search.unit_ids))
    return found


def _about(units: frozenset[int]) -> ColumnElement[bool]:
    """News about a unit or about a child of it, or a duty there."""
    children = select(Child.id).where(Child.unit_id.in_(units))
    duty = exists().where(
        NoticeItem.notice_id == Notice.id,
        Duty.id == NoticeItem.duty_id,
        Duty.unit_id.in_(units),
    )
    return or_(Notice.unit_id.in_(units), Notice.child_id.in_(children), duty)
