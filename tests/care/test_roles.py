"""Who may do what."""

import pytest

from care.roles import ALLOWED, Act, may
from care.words import Post, Role


def test_every_act_is_in_the_table_with_names_that_exist() -> None:
    assert set(ALLOWED) == set(Act)
    assert all(names <= {*Role, *Post} for names in ALLOWED.values())


@pytest.mark.parametrize("role", Role)
def test_nobody_of_the_family_sees_a_talk_note(role: Role) -> None:
    assert not may([role], Act.see_talk_notes)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", [Act.see_class, Act.see_school, Act.record_for_family])
def test_the_family_sees_no_other_family(role: Role, act: Act) -> None:
    assert not may([role], act)


def test_helpers_from_outside_do_not_read_the_files() -> None:
    """Conflict C10: surrogate parents may come from outside the school."""
    assert may([Role.helper], Act.answer_duty)
    assert not may([Role.helper], Act.see_child)


def test_an_officer_sees_no_child() -> None:
    assert not may([Post.officer], Act.see_child)
    assert not may([Post.officer], Act.see_school)


def test_the_class_teacher_and_who_stands_in_see_the_class() -> None:
    for post in (Post.class_teacher, Post.deputy, Post.principal):
        assert may([post], Act.see_class)
        assert may([post], Act.record_for_family)


def test_one_of_several_names_is_enough_and_none_is_not() -> None:
    assert may([Role.helper, Post.principal], Act.see_school)
    assert not may([], Act.answer_duty)
