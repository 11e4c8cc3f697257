"""Units, people, posts, children and their circles, accounts and invitations."""

from datetime import date, datetime, time

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
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
    quiet_from: Mapped[time]
    quiet_to: Mapped[time]
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
    since: Mapped[date]
    until: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


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
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Guess(Base):
    """A failed attempt to join (unknown token or wrong phone), counted to limit guessing."""

    __tablename__ = "guess"
    id: Mapped[int] = id_column()
    address: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    __table_args__ = (Index(None, "address", "at"),)
