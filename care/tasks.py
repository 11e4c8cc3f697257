"""Tasks about the lists: what may be answered to each kind, and who hears of it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from care.people import Circle, Person
from care.words import Post, Status, TaskKind

ANSWERS: Mapping[TaskKind, tuple[str, ...]] = MappingProxyType(
    {
        TaskKind.status: (Status.away, Status.at_home, Status.no_contact, Status.dead),
        TaskKind.wrong_phone: ("theirs", "not_theirs"),
        TaskKind.adult_gone: ("ended", "stays"),
        TaskKind.child_gone: ("left", "stays"),
        TaskKind.same_child: ("same", "two"),
        TaskKind.differs: ("sheet", "ours"),
        TaskKind.approval: ("yes", "no"),
        TaskKind.transfer: ("yes", "no"),
    }
)

OF_THE_FILES = frozenset({TaskKind.child_gone, TaskKind.same_child, TaskKind.differs})
"""Questions about a sheet go to the file manager first."""

AT_ONCE = frozenset({TaskKind.approval, TaskKind.transfer, TaskKind.wrong_phone})
"""Somebody waits for the answer: told as soon as is polite, not at the usual hour."""


def hearers(kind: TaskKind, circle: Circle, today: date) -> tuple[Person, ...]:
    """Who of a class's or school's staff is told of a task; empty where a post is vacant."""
    if kind is TaskKind.approval:
        return circle.deciders(today)
    if kind in OF_THE_FILES and (managers := circle.at_post((Post.file_manager,), today)):
        return managers
    return circle.holders((Post.class_teacher,), today)
