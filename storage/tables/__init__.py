"""All tables, in one namespace for the query modules and the migrations."""

from storage.tables.base import Base, begin_ids_at, new_id
from storage.tables.care import (
    Answer,
    Closure,
    Confirmation,
    Duty,
    Form,
    Journal,
    Plan,
    PlanUse,
    Record,
    Term,
)
from storage.tables.delivery import Draft, Incoming, Meta, Notice, NoticeItem, Tombstone
from storage.tables.facts import BirthdayRow, Span
from storage.tables.people import (
    Account,
    Child,
    Guess,
    Invitation,
    Move,
    Person,
    Phone,
    Post,
    Task,
    Tie,
    Unit,
)
from storage.tables.requests import Opening, PublicNumber, Request, RequestPart, Session
from storage.tables.years import Promotion

__all__ = [
    "Account",
    "Answer",
    "Base",
    "BirthdayRow",
    "Child",
    "Closure",
    "Confirmation",
    "Draft",
    "Duty",
    "Form",
    "Guess",
    "Incoming",
    "Invitation",
    "Journal",
    "Meta",
    "Move",
    "Notice",
    "NoticeItem",
    "Opening",
    "Person",
    "Phone",
    "Plan",
    "PlanUse",
    "Post",
    "Promotion",
    "PublicNumber",
    "Record",
    "Request",
    "RequestPart",
    "Session",
    "Span",
    "Task",
    "Term",
    "Tie",
    "Tombstone",
    "Unit",
    "begin_ids_at",
    "new_id",
]
