"""How many children a teacher is paired with, and who of a circle is staff and who is family."""

import pytest

from care.pairing import Load, load, with_one_more
from care.people import HOME
from care.plan import load as load_plan
from care.problems import PlanError
from care.roles import Act, may
from care.rule import Pairs
from care.words import Post, Role, Status, UnitKind
from tests.care.builders import MONDAY, a_circle, a_holding, a_person, a_tie
from tests.services.plans import CALLS


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        (0, Load.none),
        (1, Load.few),
        (2, Load.fitting),
        (3, Load.fitting),
        (4, Load.many),
    ],
)
def test_two_or_three_children_are_fitting_for_one_teacher(children: int, expected: Load) -> None:
    assert load(children, Pairs()) is expected


def test_a_plan_says_otherwise() -> None:
    plan = load_plan(CALLS.replace("[[rule]]", "pairs = { lowest = 1, highest = 1 }\n[[rule]]", 1))

    assert plan.pairs == Pairs(lowest=1, highest=1)
    assert with_one_more(0, plan.pairs) is Load.fitting
    assert with_one_more(1, plan.pairs) is Load.many


@pytest.mark.parametrize(
    ("pairs", "key", "code"),
    [
        ("{ lowest = 4, highest = 3 }", "pairs.lowest", "range"),
        ("{ lowest = 0 }", "pairs.lowest", "range"),
        ("{ least = 1 }", "pairs.least", "unknown_key"),
        ('{ lowest = "two" }', "pairs.lowest", "type_number"),
    ],
)
def test_a_plan_with_impossible_pairs_is_refused(pairs: str, key: str, code: str) -> None:
    with pytest.raises(PlanError) as refused:
        load_plan(CALLS.replace("[[rule]]", f"pairs = {pairs}\n[[rule]]", 1))

    assert [(each.key, each.code) for each in refused.value.problems] == [(key, code)]


def test_a_mentor_is_staff_and_a_helper_from_outside_is_not() -> None:
    assert Role.mentor not in HOME
    assert Role.helper in HOME
    for act in (Act.see_talk_notes, Act.see_class, Act.manage_lists, Act.record_for_family):
        assert not may([Role.mentor, Role.helper], act)
    assert may([Role.mentor], Act.see_paired)
    assert not may([Post.class_teacher], Act.see_paired)


def test_a_teacher_paired_with_a_child_of_the_own_class_decides_as_before() -> None:
    teacher = a_person(1)
    posts = [a_holding(teacher, Post.class_teacher, UnitKind.class_)]
    mentor = a_circle(ties=[a_tie(teacher, Role.mentor, Status.at_home)], staff=posts)
    father = a_circle(ties=[a_tie(teacher, Role.father, Status.away)], staff=posts)

    assert mentor.staff_of_the_family() == frozenset()
    assert father.staff_of_the_family() == {1}


def test_a_mentor_owes_only_what_a_plan_gives_to_mentors() -> None:
    teacher, mentor = a_person(1), a_person(2)
    circle = a_circle(
        ties=[a_tie(mentor, Role.mentor, Status.at_home)],
        staff=[a_holding(teacher, Post.class_teacher, UnitKind.class_)],
    )

    assert circle.holders(["class_teacher"], MONDAY) == (teacher,)
    assert circle.holders(["mentor"], MONDAY) == (mentor,)
    assert set(circle.holders(["class_teacher", "mentor"], MONDAY)) == {teacher, mentor}
