"""Facts of the calendar: what is so from one local day to another, and birthdays."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Sealed, UtcDateTime, id_column

RUNNING = text("ends_on IS NULL")


class Span(Base):
    """A key child, a parent at home, a child with its parents, a closed school.

    Local dates, both included; without an end while nobody knows it. One whose end lies before its
    beginning never was. Who is at home is `person_id`.
    """

    __tablename__ = "span"
    __table_args__ = (
        Index("ix_span_running", "starts_on", sqlite_where=RUNNING, postgresql_where=RUNNING),
    )
    id: Mapped[int] = id_column()
    kind: Mapped[str] = mapped_column(String(16))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    child_id: Mapped[int | None] = mapped_column(ForeignKey("child.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None] = mapped_column(String(16))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BirthdayRow(Base):
    """A birthday that somebody entered: of an adult around a child, or, without a person, the
    child's own in place of the roster's. `born` is sealed: month and day, an L before a lunar one,
    LL before one in a leap month.
    """

    __tablename__ = "birthday"
    id: Mapped[int] = id_column()
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    born: Mapped[bytes] = mapped_column(Sealed)
