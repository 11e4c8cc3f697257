"""School years: the day on which every class of a school goes one grade up."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, UtcDateTime, id_column


class Promotion(Base):
    """A school's new school year, planned for a local date. What became of each child is a move."""

    __tablename__ = "promotion"
    id: Mapped[int] = id_column()
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    moves_on: Mapped[date]
    last_grade: Mapped[int]
    """The grade that graduates: 6, 9, 12, or less where a school ends earlier."""
    teachers_stay: Mapped[bool]
    state: Mapped[str] = mapped_column(String(12))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        Index(
            "ix_promotion_waiting",
            "moves_on",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
    )
