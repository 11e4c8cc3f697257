"""The outbox, incoming updates with their replies, drafts and small settings of the store."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Sealed, UtcDateTime, id_column

UNANSWERED = "replied_at IS NULL AND reply IS NOT NULL"
ENDED = "state IN ('sent', 'failed', 'unknown', 'expired', 'cancelled')"
WAITING = "state IN ('queued', 'claimed', 'sending')"
UNSENT = "state IN ('queued', 'claimed')"
LEASED = "state IN ('claimed', 'sending')"
IN_FLIGHT = "state = 'sending'"


class Notice(Base):
    """One message to one person, in the outbox until it is sent.

    States: queued → claimed (lease) → sending → sent | failed | unknown | expired | cancelled |
    held.
    """

    __tablename__ = "notice"
    id: Mapped[int] = id_column()
    group_key: Mapped[str] = mapped_column(Text, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    code: Mapped[str | None] = mapped_column(String(32))
    """For news: which; a text of its own belongs to each."""
    unit_id: Mapped[int | None]
    child_id: Mapped[int | None]
    about_id: Mapped[int | None]
    task_id: Mapped[int | None]
    record_id: Mapped[int | None]
    request_id: Mapped[int | None] = mapped_column(index=True)
    details: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """For news: dates, choices and counts; never a name."""
    priority: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    send_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int]
    repeated: Mapped[bool]
    outcome: Mapped[str | None] = mapped_column(String(48))
    lane: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    """Whose turn it is sent in: its school, or the unit that it is about."""
    content: Mapped[str | None] = mapped_column(String(32))
    """A digest of what it said, as ids, when it was sent: a loop says the same again and again."""
    chat_id: Mapped[int | None] = mapped_column(BigInteger)
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it has been held up though it was due; `send_at` goes on with every try."""
    __table_args__ = (
        Index(
            "ix_notice_waiting",
            "priority",
            "send_at",
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
        Index(
            "ix_notice_turns",
            *("priority", "lane", "send_at", "id"),
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
        Index(
            "ix_notice_growing_old",
            "expires_at",
            sqlite_where=text(UNSENT),
            postgresql_where=text(UNSENT),
        ),
        Index(
            "ix_notice_in_flight",
            "lease_until",
            sqlite_where=text(IN_FLIGHT),
            postgresql_where=text(IN_FLIGHT),
        ),
        Index(None, "person_id", "sent_at"),
        Index(
            "ix_notice_leased",
            "person_id",
            sqlite_where=text(LEASED),
            postgresql_where=text(LEASED),
        ),
        Index(
            "ix_notice_ended",
            "expires_at",
            sqlite_where=text(ENDED),
            postgresql_where=text(ENDED),
        ),
    )


class NoticeItem(Base):
    """A duty that a notice speaks of, and why."""

    __tablename__ = "notice_item"
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(16))
    __table_args__ = (UniqueConstraint("notice_id", "duty_id"),)


class Incoming(Base):
    """An update that came in: its id is stored together with its effect and its sealed reply."""

    __tablename__ = "incoming"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat: Mapped[int | None] = mapped_column(BigInteger)
    """Whose order it keeps; None for one of an earlier version."""
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    reply: Mapped[bytes | None] = mapped_column(Sealed)
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        Index(
            "ix_incoming_unanswered",
            "received_at",
            sqlite_where=text(UNANSWERED),
            postgresql_where=text(UNANSWERED),
        ),
    )


class Draft(Base):
    """A half-finished conversation of one address, versioned, so that it survives restarts."""

    __tablename__ = "draft"
    id: Mapped[int] = id_column()
    address: Mapped[int] = mapped_column(BigInteger)
    conversation: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    data: Mapped[bytes] = mapped_column(Sealed)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    __table_args__ = (UniqueConstraint("address", "conversation"),)


class Meta(Base):
    """A small fact about the store itself, such as the fingerprint of its key."""

    __tablename__ = "meta"
    name: Mapped[str] = mapped_column(String(48), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Tombstone(Base):
    """A person or child that was erased: when, and by whom where it was not the command line.

    No name, and no key to the row: it outlives a restored store in which the row does not exist.
    """

    __tablename__ = "tombstone"
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    """person | child"""
    row_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None]
