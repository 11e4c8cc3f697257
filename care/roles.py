"""The role table: which role or post may do what. Checked in the services at every press."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from care.people import HOME, PAIRED
from care.rule import Subject
from care.words import Post, Role


class Act(StrEnum):
    """Something a person may or may not do towards a child, a class or a school of theirs."""

    see_child = "see_child"
    see_talk_notes = "see_talk_notes"
    answer_duty = "answer_duty"
    record_for_family = "record_for_family"
    see_class = "see_class"
    see_school = "see_school"
    see_counts = "see_counts"
    undo = "undo"
    manage_lists = "manage_lists"
    bring_sheets = "bring_sheets"
    switch_on = "switch_on"
    offer_child = "offer_child"
    open_year = "open_year"
    ask_call = "ask_call"
    keep_line = "keep_line"
    ask_for_help = "ask_for_help"
    see_requests = "see_requests"
    answer_sos = "answer_sos"
    see_paired = "see_paired"
    publish_numbers = "publish_numbers"
    mark_key_child = "mark_key_child"
    excuse_duty = "excuse_duty"
    excuse_colleague = "excuse_colleague"
    excuse_school = "excuse_school"
    see_school_duties = "see_school_duties"
    enter_days = "enter_days"


_FAMILY = frozenset[str]({Role.father, Role.mother, Role.parent, Role.guardian})
_CLASSROOM = frozenset[str]({Post.class_teacher, Post.deputy, Post.principal})
_PAIRED = frozenset[str](PAIRED)
_TIED = frozenset[str](Role)
_EVERYBODY = frozenset[str]((*Role, *Post))

# Helpers come from outside the school (SYSTEMS.md C10) and officers see counts: neither reads a
# child's file. A mentor, a teacher of the school, writes on cards about the own child and reads
# what they wrote themself. Nobody of the family ever sees a talk note.
ALLOWED: Mapping[Act, frozenset[str]] = MappingProxyType(
    {
        Act.see_child: _FAMILY
        | _CLASSROOM
        | {Post.file_manager, Post.hotline_duty, Post.counsellor},
        Act.see_talk_notes: _CLASSROOM | {Post.counsellor},
        Act.answer_duty: _EVERYBODY,
        Act.record_for_family: _CLASSROOM,
        Act.see_class: _CLASSROOM | {Post.file_manager},
        Act.see_school: frozenset({Post.principal, Post.file_manager}),
        Act.see_counts: _CLASSROOM | {Post.file_manager, Post.officer},
        Act.undo: _EVERYBODY,
        Act.manage_lists: _CLASSROOM | {Post.file_manager},
        Act.bring_sheets: frozenset({Post.principal, Post.file_manager}),
        Act.switch_on: frozenset({Post.principal, Post.officer}),
        Act.offer_child: frozenset({Post.principal, Post.file_manager}),
        Act.open_year: frozenset({Post.principal}),
        Act.ask_call: _FAMILY | _CLASSROOM | {Post.hotline_duty, Post.counsellor},
        Act.keep_line: _CLASSROOM | {Post.hotline_duty},
        Act.ask_for_help: _EVERYBODY - {Post.officer, Post.child_protection},
        Act.see_requests: _CLASSROOM,
        Act.answer_sos: _CLASSROOM | {Post.officer},
        Act.see_paired: _PAIRED,
        Act.publish_numbers: frozenset({Post.principal, Post.file_manager}),
        Act.mark_key_child: _CLASSROOM,
        Act.excuse_duty: _CLASSROOM,
        Act.excuse_colleague: frozenset({Post.principal}),
        Act.excuse_school: frozenset({Post.principal, Post.deputy, Post.officer}),
        Act.see_school_duties: frozenset(
            {Post.principal, Post.deputy, Post.file_manager, Post.officer}
        ),
        Act.enter_days: frozenset({Post.principal, Post.file_manager}),
    }
)

SUPPORTING = ALLOWED[Act.see_talk_notes] | {Role.mentor}
"""Who may begin, hold or look at what runs for a child beside the lessons (rows 49, 66, 67)."""


def may(names: Iterable[str], act: Act) -> bool:
    """Whether one of these role and post names is allowed the act."""
    return not ALLOWED[act].isdisjoint(names)


def may_answer(names: frozenset[str], *, mine: bool) -> bool:
    """Whether somebody with these role and post names may say that a duty was done: theirs, or for
    those who owe it.
    """
    return may(names, Act.answer_duty) and (mine or may(names, Act.record_for_family))


def may_excuse(
    names: frozenset[str], holders: Collection[str], *, about: Subject, mine: bool
) -> bool:
    """Whether somebody with these role and post names may say that a duty is not needed this time.

    `holders`: the names of its rule; `mine`: who asks owes it. About a child the classroom excuses
    what it owes itself, what the family owes, mentors and helpers too; the principal also what a
    colleague owes. What a class or the school owes as a whole is excused by the principal, the
    school's deputy, and the officer above, so `names` are then those above the class
    (`Circle.names_above_class`); what a class owes also by its teacher who owes it. Nobody excuses
    what is owed above them, nor anything about their own family.
    """
    if about == "class" and mine and Post.class_teacher in holders:
        return True
    below = mine or set(holders) != {Post.officer}
    if about != "child":
        return below and may(names, Act.excuse_school)
    if not (below and may(names, Act.excuse_duty) and names.isdisjoint(HOME)):
        return False
    return mine or not _TIED.isdisjoint(holders) or may(names, Act.excuse_colleague)
