"""What somebody who watches the bot wants to know, in a few indexed counts."""

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select

from care.delivery import LONGEST_BACKOFF
from care.words import RequestKind
from storage.claims import waits
from storage.pauses import may_go
from storage.room import Room
from storage.tables import Base, Incoming, Notice, Request

FORGOTTEN_AFTER = timedelta(hours=1)
"""A reply that old is not sent any more (`bot.intake`)."""
ALARM_LATE = timedelta(minutes=1)
"""A call for help that should have been looked at so long ago is overdue."""


class Queue(Struct, frozen=True):
    """What is due in the outbox with one priority and does not rest, what waits for its next try
    included; `oldest` is the moment (UTC) of what is due, or tried in vain, for the longest time.
    None where nothing is due.
    """

    due: int
    oldest: datetime | None


class Levels(Struct, frozen=True):
    """One look at the store. `replies` is how many have not gone out, `overdue_sos` how many calls
    for help nobody has looked at in time.
    """

    queues: dict[int, Queue]
    replies: int
    overdue_sos: int


async def levels_in(room: Room, now: datetime) -> Levels:
    """How things stand at `now` (UTC)."""
    query = select(
        _count(Incoming, _unanswered(now)).label("replies"),
        _count(Request, _alarm_forgotten(now)).label("overdue"),
    )
    counts = (await room.get(query)).one()
    return Levels(await _queues(room, now), counts.replies, counts.overdue)


async def _queues(room: Room, now: datetime) -> dict[int, Queue]:
    """Each try moves `send_at` on: what Telegram refuses again and again would never be due. How
    far it moves is bounded, so that no more of the index is read than what is due soon.
    """
    soon = Notice.send_at <= now + LONGEST_BACKOFF
    is_due = or_(Notice.send_at <= now, Notice.tried_at.is_not(None))
    since = func.min(func.coalesce(Notice.tried_at, Notice.send_at))
    query = (
        select(Notice.priority, func.count(), since)
        .where(waits(Notice), soon, is_due, may_go())
        .group_by(Notice.priority)
    )
    return {row[0]: Queue(row[1], row[2]) for row in await room.get(query)}


def _count(table: type[Base], which: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).where(which).scalar_subquery()


def _unanswered(now: datetime) -> ColumnElement[bool]:
    waits = and_(Incoming.replied_at.is_(None), Incoming.reply.is_not(None))
    return and_(waits, Incoming.received_at >= now - FORGOTTEN_AFTER)


def _alarm_forgotten(now: datetime) -> ColumnElement[bool]:
    return and_(Request.kind == RequestKind.sos, Request.next_at <= now - ALARM_LATE)
