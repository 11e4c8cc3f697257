"""Units, people, posts, children and their circles, accounts and invitations."""

from datetime import date, datetime, time

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Found, Sealed, UtcDateTime, id_column


class Unit(Base):
    """A county, township, school or class; names of units are not personal and stay open."""

    __tablename__ = "unit"
    id: Mapped[int] = id_column()
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    zone: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    live_on: Mapped[date | None]
    """A class or school sends nothing before this local date, nor while there is none."""
    live_by_id: Mapped[int | None]
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (UniqueConstraint("parent_id", "kind", "name"),)


class Person(Base):
    """An adult, with the habits that choose the moment of a message."""

    __tablename__ = "person"
    id: Mapped[int] = id_column()
    name: Mapped[bytes] = mapped_column(Sealed)
    name_hash: Mapped[bytes] = mapped_column(Found, index=True)
    language: Mapped[str | None] = mapped_column(String(16))
    zone: Mapped[str] = mapped_column(String(64))
    hour: Mapped[time]
    other_hour: Mapped[time | None]
    """Their hour in even ISO weeks, for those who work in shifts."""
    quiet_from: Mapped[time]
    quiet_to: Mapped[time]
    sheet: Mapped[bytes | None] = mapped_column(Sealed)
    """What the last staff sheet said of them: a later one is compared with it."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Phone(Base):
    """One number of a person; two people may share one."""

    __tablename__ = "phone"
    id: Mapped[int] = id_column()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[bytes] = mapped_column(Sealed)
    number_hash: Mapped[bytes] = mapped_column(Found, index=True)
    position: Mapped[int]


class Post(Base):
    """A staff post of a person in a unit, with dates (both inclusive, local to the unit)."""

    __tablename__ = "post"
    id: Mapped[int] = id_column()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    since: Mapped[date]
    until: Mapped[date | None]
    look_on: Mapped[date | None]
    """The local day on which what follows from its beginning or end is to be done."""
    __table_args__ = (
        Index(
            "ix_post_waiting",
            "look_on",
            sqlite_where=text("look_on IS NOT NULL"),
            postgresql_where=text("look_on IS NOT NULL"),
        ),
    )


class Child(Base):
    """A left-behind child; never a user of the bot."""

    __tablename__ = "child"
    id: Mapped[int] = id_column()
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[bytes] = mapped_column(Sealed)
    name_hash: Mapped[bytes] = mapped_column(Found, index=True)
    birth: Mapped[bytes | None] = mapped_column(Sealed)
    sex: Mapped[str | None] = mapped_column(String(8))
    left_behind: Mapped[str | None] = mapped_column(String(8))
    away_since: Mapped[str | None] = mapped_column(String(7))
    details: Mapped[bytes | None] = mapped_column(Sealed)
    sheet: Mapped[bytes | None] = mapped_column(Sealed)
    """What the last roster said of the child and its family: a later one is compared with it."""
    since: Mapped[date]
    until: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Move(Base):
    """A child's way from one class to another, or out of the school, on a local date.

    The old class stays responsible until it is done; a transfer waits for the teacher it was
    offered to.
    """

    __tablename__ = "move"
    id: Mapped[int] = id_column()
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    to_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    why: Mapped[str] = mapped_column(String(16))
    moves_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    offered_to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    look_on: Mapped[date | None]
    """The local day on which something has to be done about it; none once there is nothing."""
    __table_args__ = (
        Index(
            "ix_move_waiting",
            "look_on",
            sqlite_where=text("look_on IS NOT NULL"),
            postgresql_where=text("look_on IS NOT NULL"),
        ),
    )


class Task(Base):
    """Something about the lists that a person of the staff has to decide.

    `key` is the same for the same question, so that it is asked once while it is open.
    """

    __tablename__ = "task"
    id: Mapped[int] = id_column()
    key: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    data: Mapped[bytes] = mapped_column(Sealed)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str | None] = mapped_column(String(24))
    __table_args__ = (
        Index(
            "ix_task_open_key",
            "key",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index(
            "ix_task_open_in_unit",
            "unit_id",
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index(
            "ix_task_settled",
            "settled_at",
            sqlite_where=text("settled_at IS NOT NULL"),
            postgresql_where=text("settled_at IS NOT NULL"),
        ),
    )


class Tie(Base):
    """One person's place in a child's circle: role, status and dates."""

    __tablename__ = "tie"
    id: Mapped[int] = id_column()
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    since: Mapped[date]
    until: Mapped[date | None]
    details: Mapped[bytes | None] = mapped_column(Sealed)


class Account(Base):
    """Where a person can be reached: one chat account, with the consent given there."""

    __tablename__ = "account"
    id: Mapped[int] = id_column()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    channel: Mapped[str] = mapped_column(String(16))
    address: Mapped[int] = mapped_column(BigInteger)
    reach: Mapped[str] = mapped_column(String(16))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    consent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (UniqueConstraint("channel", "address"),)


class Invitation(Base):
    """A one-time link for one person in one role; only the token's hash is kept."""

    __tablename__ = "invitation"
    id: Mapped[int] = id_column()
    token_hash: Mapped[bytes] = mapped_column(Found, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(24))
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    face_to_face: Mapped[bool] = mapped_column(server_default=text("false"))
    """A short code shown on a teacher's phone, for somebody who has no number to check."""
    made_by_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Guess(Base):
    """A failed attempt to join (unknown token or wrong phone), counted to limit guessing."""

    __tablename__ = "guess"
    id: Mapped[int] = id_column()
    address: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    __table_args__ = (Index(None, "address", "at"),)
