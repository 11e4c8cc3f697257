"""Tasks about the lists: what may be answered to each kind, and who hears of it."""

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType

from care.people import Circle
from care.ties import Person
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

_BY_NEARNESS = (Post.class_teacher, Post.deputy, Post.principal)
_FILES_FIRST = (Post.file_manager, *_BY_NEARNESS)

AT_ONCE = frozenset({TaskKind.approval, TaskKind.transfer, TaskKind.wrong_phone})
"""Somebody waits for the answer: told as soon as is polite, not at the usual hour."""


def hearers(
    kind: TaskKind, circle: Circle, today: date, without: Collection[int] = ()
) -> tuple[Person, ...]:
    """Who of a class's or school's staff is told of a task: those at the first post whom a message
    can reach, so that no question waits unheard beside somebody who could answer it. People
    `without` whom a change has to be decided hear nothing.
    """
    if kind is TaskKind.approval:
        return circle.reachable(circle.deciders(today, without))
    for post in _FILES_FIRST if kind in OF_THE_FILES else _BY_NEARNESS:
        if people := circle.reachable(circle.at_post((post,), today)):
            return people
    return ()
