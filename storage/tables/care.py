"""Plans, terms, duties, records and closures."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Sealed, UtcDateTime, id_column


class Plan(Base):
    """One text of a care programme, named by its content hash."""

    __tablename__ = "plan"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    plan_id: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PlanUse(Base):
    """A school follows a plan between two local dates (until is exclusive). What was open is fitted
    to it at `begun_at`; none while its day has not come.
    """

    __tablename__ = "plan_use"
    id: Mapped[int] = id_column()
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    plan_hash: Mapped[str] = mapped_column(ForeignKey("plan.hash"))
    options: Mapped[list[str]] = mapped_column(JSON)
    since: Mapped[date]
    until: Mapped[date | None]
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Term(Base):
    """A school's term, local dates, both inclusive."""

    __tablename__ = "term"
    id: Mapped[int] = id_column()
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    __table_args__ = (UniqueConstraint("unit_id", "starts_on"),)


class Duty(Base):
    """One occurrence of a rule for one child or unit. `next_at` is when the tick looks again."""

    __tablename__ = "duty"
    id: Mapped[int] = id_column()
    key: Mapped[str] = mapped_column(Text, unique=True)
    rule_id: Mapped[str] = mapped_column(String(64))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    anchor: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    closes_on: Mapped[date]
    ladder_from: Mapped[date]
    step: Mapped[int]
    laters: Mapped[int]
    gentle: Mapped[bool] = mapped_column(server_default=text("false"))
    """The first of its chain: its holders are reminded, nobody else is told."""
    state: Mapped[str] = mapped_column(String(8))
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("duty.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        Index(
            "ix_duty_due",
            "next_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(None, "child_id", "rule_id"),
        Index(
            "ix_duty_open_in_unit",
            "unit_id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(None, "previous_id"),
    )


class Form(Base):
    """One text of a form, named by its content hash: old records stay readable."""

    __tablename__ = "form"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    form_id: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Record(Base):
    """What was done, by whom, about which child, on which local date."""

    __tablename__ = "record"
    id: Mapped[int] = id_column()
    kind: Mapped[str] = mapped_column(String(32))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("duty.id"), index=True)
    about_on: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    form_hash: Mapped[str | None] = mapped_column(String(64))
    """The form whose questions it answers; none for a bare tap on Done."""
    corrects_id: Mapped[int | None]
    """The record that this one replaces; that one is withdrawn and stays as history."""
    __table_args__ = (Index(None, "child_id", "kind", "about_on"),)


class Answer(Base):
    """One typed answer of a record: choices, numbers and dates are open, text is sealed."""

    __tablename__ = "answer"
    id: Mapped[int] = id_column()
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    question: Mapped[str] = mapped_column(String(64))
    choice: Mapped[str | None] = mapped_column(String(64))
    number: Mapped[float | None]
    day: Mapped[date | None]
    words: Mapped[bytes | None] = mapped_column(Sealed)
    media: Mapped[bytes | None] = mapped_column(Sealed)
    """A voice message or photo: where Telegram keeps it, and how long or large it is."""
    media_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it came; stays when the media themselves are kept no longer."""
    __table_args__ = (
        Index(
            "ix_answer_media",
            "media_at",
            sqlite_where=text("media IS NOT NULL"),
            postgresql_where=text("media IS NOT NULL"),
        ),
    )


class Confirmation(Base):
    """The other side is asked about a record: was she here, did the letter come?"""

    __tablename__ = "confirmation"
    id: Mapped[int] = id_column()
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(16))
    day: Mapped[date | None]
    """The local date that the other side names instead."""
    __table_args__ = (UniqueConstraint("record_id", "person_id"),)


class Closure(Base):
    """A record closes a duty; undone within a day it stays as history."""

    __tablename__ = "closure"
    id: Mapped[int] = id_column()
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (Index(None, "person_id", "at"),)


class Journal(Base):
    """The append-only history of every interaction. Holds ids and codes; old values are sealed."""

    __tablename__ = "journal"
    id: Mapped[int] = id_column()
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    seq: Mapped[int]
    event: Mapped[str] = mapped_column(String(48))
    person_id: Mapped[int | None] = mapped_column(index=True)
    child_id: Mapped[int | None] = mapped_column(index=True)
    unit_id: Mapped[int | None]
    duty_id: Mapped[int | None] = mapped_column(index=True)
    record_id: Mapped[int | None]
    notice_id: Mapped[int | None]
    update_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    old: Mapped[bytes | None] = mapped_column(Sealed)
    __table_args__ = (
        Index(
            "ix_journal_old",
            "at",
            sqlite_where=text("old IS NOT NULL"),
            postgresql_where=text("old IS NOT NULL"),
        ),
    )
