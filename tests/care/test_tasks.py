"""Who is told of a question about the lists."""

from care.tasks import hearers
from care.ties import Holding, Person
from care.words import Post, Reach, TaskKind
from tests.care.builders import MONDAY, PRINCIPAL, TEACHER, a_circle, a_holding, a_person

MANAGER, DEPUTY = a_person(21), a_person(22)
ABSENT = a_person(23, Reach.not_joined)


def told(kind: TaskKind, *staff: Holding) -> tuple[Person, ...]:
    return hearers(kind, a_circle(staff=staff), MONDAY)


TAUGHT, LED = a_holding(TEACHER), a_holding(PRINCIPAL, Post.principal)


def test_the_class_teacher_is_told_first() -> None:
    assert told(TaskKind.status, LED, TAUGHT, a_holding(MANAGER, Post.file_manager)) == (TEACHER,)


def test_of_the_files_the_file_manager_is_told_first() -> None:
    assert told(TaskKind.same_child, TAUGHT, a_holding(MANAGER, Post.file_manager)) == (MANAGER,)


def test_a_child_held_back_is_not_left_to_a_file_manager_who_hears_nothing() -> None:
    absent = a_holding(ABSENT, Post.file_manager)
    assert told(TaskKind.same_child, TAUGHT, absent) == (TEACHER,)


def test_for_a_class_teacher_who_has_not_joined_the_next_one_is_told() -> None:
    absent = a_holding(ABSENT)
    assert told(TaskKind.wrong_phone, absent, LED, a_holding(DEPUTY, Post.deputy)) == (DEPUTY,)
    assert told(TaskKind.wrong_phone, absent, LED) == (PRINCIPAL,)
    assert told(TaskKind.wrong_phone, absent) == ()


def test_the_second_tap_is_the_deciders_alone() -> None:
    absent = a_holding(ABSENT, Post.principal)
    assert told(TaskKind.approval, TAUGHT, LED) == (PRINCIPAL,)
    assert told(TaskKind.approval, TAUGHT, absent, a_holding(DEPUTY, Post.deputy)) == ()
