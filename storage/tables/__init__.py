"""All tables, in one namespace for the query modules and the migrations."""

from storage.tables.base import Base, new_id
from storage.tables.care import Answer, Closure, Duty, Journal, Plan, PlanUse, Record, Term
from storage.tables.delivery import Draft, Incoming, Meta, Notice, NoticeItem
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
from storage.tables.years import Promotion

__all__ = [
    "Account",
    "Answer",
    "Base",
    "Child",
    "Closure",
    "Draft",
    "Duty",
    "Guess",
    "Incoming",
    "Invitation",
    "Journal",
    "Meta",
    "Move",
    "Notice",
    "NoticeItem",
    "Person",
    "Phone",
    "Plan",
    "PlanUse",
    "Post",
    "Promotion",
    "Record",
    "Task",
    "Term",
    "Tie",
    "Unit",
    "new_id",
]
