"""Requests: somebody needs something, and somebody else sees it through to its end."""

from datetime import datetime, time

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Sealed, UtcDateTime, id_column

WAITS = "next_at IS NOT NULL"
BOOKED = "state = 'booked'"


class Request(Base):
    """A need, a worry, a call to be arranged, an SOS, or something said that nobody has heard yet.

    States: open → taken (it has an owner) → closed | cancelled. `next_at` is when somebody further
    up is told; none once nothing more follows by itself.
    """

    __tablename__ = "request"
    id: Mapped[int] = id_column()
    kind: Mapped[str] = mapped_column(String(16))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"), index=True)
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    harm: Mapped[bool] = mapped_column(server_default=text("false"))
    """Suspected harm: it closes only with a report, or with a second person's signature."""
    step: Mapped[int]
    rounds: Mapped[int]
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    words: Mapped[bytes | None] = mapped_column(Sealed)
    outcome: Mapped[str | None] = mapped_column(String(24))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (
        Index(
            "ix_request_waiting",
            "next_at",
            sqlite_where=text(WAITS),
            postgresql_where=text(WAITS),
        ),
    )


class RequestPart(Base):
    """Somebody's part in a request: `told` of it, `concerned` by it, `left_out` on wish."""

    __tablename__ = "request_part"
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(12), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    __table_args__ = (Index(None, "person_id"),)


class Session(Base):
    """A time at which child and family speak over the school's line; one at a time per line."""

    __tablename__ = "session"
    id: Mapped[int] = id_column()
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    means: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12))
    """asked → booked → held | missed | moved | cancelled"""
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """The teacher who sits by the line."""
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))
    __table_args__ = (
        Index(
            "ix_session_booked",
            "unit_id",
            "starts_at",
            unique=True,
            sqlite_where=text(BOOKED),
            postgresql_where=text(BOOKED),
        ),
    )


class PublicNumber(Base):
    """A number that a school, township or county has made public, for the people linked to it: no
    personal data, so it stays open.
    """

    __tablename__ = "public_number"
    id: Mapped[int] = id_column()
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(String(24))
    """E.164, or a short code as it is dialled."""
    label: Mapped[str | None] = mapped_column(Text)
    hours: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int]
    __table_args__ = (UniqueConstraint("unit_id", "kind", "number"),)


class Opening(Base):
    """When a school's family line is open: on which days, from when to when, local times."""

    __tablename__ = "opening"
    id: Mapped[int] = id_column()
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    days: Mapped[str] = mapped_column(String(12))
    """school | weekend | holiday"""
    opens: Mapped[time]
    closes: Mapped[time]
    __table_args__ = (UniqueConstraint("unit_id", "days", "opens"),)
