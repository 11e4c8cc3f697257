"""Queries about what is kept for a while only: how much there is, and what is due to go.

Each kind has an index by which what is due is found, so that a look costs what is due and not what
is stored. Nothing here is a record of care: of those only a voice or picture, which is held by
Telegram anyway, and a former value lose their payload; that there was one stays.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, delete, exists, func, select, text, true, update

from care.words import DutyState, RequestState
from storage.room import Room
from storage.tables import (
    Answer,
    Base,
    Draft,
    Duty,
    Guess,
    Incoming,
    Invitation,
    Journal,
    Notice,
    NoticeItem,
    Record,
    Request,
    Task,
)
from storage.tables.delivery import ENDED

SHEET = "sheet"
"""The conversation in which a sheet waits to be accepted."""


class Kept(StrEnum):
    """What is kept for a while; each has a text `kept.<code>`."""

    updates = "updates"
    guesses = "guesses"
    codes = "codes"
    drafts = "drafts"
    sheets = "sheets"
    invitations = "invitations"
    notices = "notices"
    media = "media"
    old_values = "old_values"
    tasks = "tasks"


class Held(Struct, frozen=True):
    """How much there is of a kind, and from when the oldest is (UTC)."""

    count: int
    oldest: datetime | None


EACH = true()


class _Way(Struct, frozen=True):
    """Which rows are of a kind, what makes them old, what else holds them back, and, where the row
    itself stays, what becomes of it.
    """

    table: type[Base]
    at: Any
    which: Any = EACH
    free: Any = EACH
    blank: Mapping[str, None] | None = None


_IN_NEED = Request.state.in_((RequestState.open, RequestState.taken))
_SPEAKS_OF_OPEN = exists().where(
    NoticeItem.notice_id == Notice.id,
    NoticeItem.duty_id == Duty.id,
    Duty.state == DutyState.open,
)
_OF_OPEN_REQUEST = exists().where(Request.id == Notice.request_id, _IN_NEED)
_UNHEARD = exists().where(Request.record_id == Answer.record_id, _IN_NEED)

WAYS: Mapping[Kept, _Way] = {
    Kept.updates: _Way(Incoming, Incoming.received_at),
    Kept.guesses: _Way(Guess, Guess.at),
    Kept.codes: _Way(Invitation, Invitation.expires_at, Invitation.face_to_face),
    Kept.drafts: _Way(Draft, Draft.updated_at, Draft.conversation != SHEET),
    Kept.sheets: _Way(Draft, Draft.updated_at, Draft.conversation == SHEET),
    Kept.invitations: _Way(Invitation, Invitation.expires_at, ~Invitation.face_to_face),
    Kept.notices: _Way(
        Notice, Notice.expires_at, text(ENDED), ~_SPEAKS_OF_OPEN & ~_OF_OPEN_REQUEST
    ),
    Kept.media: _Way(
        Answer, Answer.media_at, Answer.media.is_not(None), ~_UNHEARD, {"media": None}
    ),
    Kept.old_values: _Way(Journal, Journal.at, Journal.old.is_not(None), EACH, {"old": None}),
    Kept.tasks: _Way(Task, Task.settled_at, Task.settled_at.is_not(None)),
}


class Keeping:
    """What goes some day."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def held(self, kind: Kept) -> Held:
        """How much there is of a kind."""
        way = WAYS[kind]
        query = select(func.count(), func.min(way.at)).select_from(way.table).where(way.which)
        return Held(*(await self._room.get(query)).one())

    async def let_go(self, kind: Kept, before: datetime, limit: int) -> int:
        """Let go of at most so many that are older, the oldest first; returns how many. What
        somebody takes up again at this very moment is older no longer, and stays.
        """
        way = WAYS[kind]
        ids = list((await self._room.get(self._due(way, before, limit))).scalars())
        if not ids:
            return 0
        if way.table is Notice:
            await self._room.run(delete(NoticeItem).where(NoticeItem.notice_id.in_(ids)))
        these = (way.table.__table__.c.id.in_(ids), way.at < before)
        if way.blank is None:
            await self._room.run(delete(way.table).where(*these))
        else:
            await self._room.run(update(way.table).where(*these).values(**way.blank))
        return len(ids)

    def _due(self, way: _Way, before: datetime, limit: int) -> Select[int]:
        query = select(way.table.__table__.c.id).where(way.which, way.at < before, way.free)
        return query.order_by(way.at).limit(limit)

    async def stays(self) -> Mapping[str, int]:
        """How much there is of what is kept without end: `records`, `words`, `journal`."""
        counts = {
            "records": select(func.count()).select_from(Record),
            "words": select(func.count()).select_from(Answer).where(Answer.words.is_not(None)),
            "journal": select(func.count()).select_from(Journal),
        }
        return {name: (await self._room.get(q)).scalar_one() for name, q in counts.items()}
