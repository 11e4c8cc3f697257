"""Statements about records that are asked at every press, built once."""

from sqlalchemy import Update, bindparam, func, select, update

from storage.prebuilt import Prebuilt, among
from storage.tables import Answer, Closure, Person, Record

RECORD = tuple(
    getattr(Record, name)
    for name in (
        *("id", "kind", "unit_id", "child_id", "author_id", "behalf_of_id", "duty_id", "about_on"),
        *("made_at", "withdrawn_at", "form_hash", "corrects_id"),
    )
)
"""In the order of the fields of `storage.records.RecordRow`."""
CLOSURE = tuple(
    getattr(Closure, name)
    for name in ("id", "record_id", "duty_id", "person_id", "at", "undone_at")
)
"""In the order of the fields of `storage.records.ClosureRow`."""
CLOSURES = Prebuilt(select(*CLOSURE).where(among(Closure.duty_id), Closure.undone_at.is_(None)))
ENDINGS = Prebuilt(
    select(*CLOSURE, Record.about_on, Person.name)
    .join(Record, Record.id == Closure.record_id)
    .join(Person, Person.id == Closure.person_id)
    .where(among(Closure.duty_id), Closure.undone_at.is_(None))
)
BY_ID = Prebuilt(select(*RECORD).where(among(Record.id)))
CHOICES = Prebuilt(
    select(Record.duty_id, Answer.choice)
    .join(Answer, Answer.record_id == Record.id)
    .where(among(Record.duty_id), Record.kind == bindparam("kind"))
    .where(Record.withdrawn_at.is_(None), Answer.choice.is_not(None))
    .order_by(Record.made_at)
)
LAST_DAYS = Prebuilt(
    select(Record.child_id, Record.kind, func.max(Record.about_on))
    .where(among(Record.child_id), Record.withdrawn_at.is_(None))
    .group_by(Record.child_id, Record.kind)
)


def in_force(record_id: int) -> Update:
    """A change of the closures in force that a record made."""
    return update(Closure).where(Closure.record_id == record_id, Closure.undone_at.is_(None))
