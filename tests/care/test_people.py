"""Who of a circle holds a duty."""

from datetime import date, timedelta

import pytest

from care.people import Circle
from care.words import Post, Reach, Role, Status, UnitKind
from tests.care.builders import (
    FATHER,
    GRANDMOTHER,
    MONDAY,
    PRINCIPAL,
    TEACHER,
    a_circle,
    a_holding,
    a_person,
    a_tie,
)

MOTHER = a_person(11)
SECOND_TEACHER = a_person(12)
DEPUTY = a_person(13)
OFFICER = a_person(14)


def test_parent_means_father_mother_and_parent_alike() -> None:
    someone = a_person(15)
    ties = [a_tie(FATHER), a_tie(MOTHER, Role.mother), a_tie(someone, Role.parent)]
    assert a_circle(ties).holders(["parent"], MONDAY) == (FATHER, MOTHER, someone)


def test_a_rule_for_the_mother_is_not_the_fathers() -> None:
    circle = a_circle([a_tie(FATHER), a_tie(MOTHER, Role.mother)])
    assert circle.holders(["mother"], MONDAY) == (MOTHER,)


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.away])
def test_a_parent_who_is_not_away_owes_nothing(status: Status) -> None:
    assert a_circle([a_tie(FATHER, status=status)]).holders(["parent"], MONDAY) == ()


def test_a_guardian_at_home_holds_duties() -> None:
    assert a_circle().holders(["guardian"], MONDAY) == (GRANDMOTHER,)


@pytest.mark.parametrize("status", [Status.dead, Status.no_contact, Status.barred])
def test_a_guardian_who_is_gone_or_barred_is_never_asked(status: Status) -> None:
    circle = a_circle([a_tie(GRANDMOTHER, Role.guardian, status)])
    assert circle.holders(["guardian"], MONDAY) == ()


def test_somebody_with_two_roles_holds_a_duty_once() -> None:
    circle = a_circle([a_tie(FATHER), a_tie(FATHER, Role.guardian)])
    assert circle.holders(["parent", "guardian"], MONDAY) == (FATHER,)


def test_a_tie_counts_from_its_first_to_its_last_day() -> None:
    circle = a_circle([a_tie(FATHER, since=MONDAY, until=MONDAY)])
    before, after = MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)
    held = [circle.holders(["parent"], day) for day in (before, MONDAY, after)]
    assert held == [(), (FATHER,), ()]


def test_two_teachers_on_one_post_hold_it_together() -> None:
    circle = a_circle(staff=[a_holding(TEACHER), a_holding(SECOND_TEACHER)])
    assert circle.holders(["class_teacher"], MONDAY) == (TEACHER, SECOND_TEACHER)


def test_the_first_post_of_the_list_that_is_held_wins() -> None:
    staff = [a_holding(TEACHER), a_holding(DEPUTY, Post.hotline_duty)]
    names = ["hotline_duty", "class_teacher"]
    assert a_circle(staff=staff).holders(names, MONDAY) == (DEPUTY,)
    assert a_circle(staff=staff[:1]).holders(names, MONDAY) == (TEACHER,)


def test_of_the_same_post_the_nearest_to_the_child_counts() -> None:
    county = a_holding(OFFICER, Post.officer, UnitKind.county)
    town = a_holding(DEPUTY, Post.officer, UnitKind.township)
    assert a_circle(staff=[county, town]).holders(["officer"], MONDAY) == (DEPUTY,)


def test_for_a_class_without_a_teacher_the_deputy_stands_in_then_the_principal() -> None:
    deputy, principal = a_holding(DEPUTY, Post.deputy), a_holding(PRINCIPAL, Post.principal)
    assert a_circle(staff=[principal, deputy]).holders(["class_teacher"], MONDAY) == (DEPUTY,)
    assert a_circle(staff=[principal]).holders(["class_teacher"], MONDAY) == (PRINCIPAL,)
    assert a_circle(staff=[]).holders(["class_teacher"], MONDAY) == ()


def test_whatever_else_the_list_names_goes_before_the_principal_standing_in() -> None:
    staff = [a_holding(PRINCIPAL, Post.principal), a_holding(OFFICER, Post.counsellor)]
    names = ["class_teacher", "counsellor"]
    assert a_circle(staff=staff).holders(names, MONDAY) == (OFFICER,)


def test_a_vacant_post_that_is_not_the_class_teachers_has_no_stand_in() -> None:
    assert a_circle().holders(["counsellor"], MONDAY) == ()


def test_a_post_that_ended_yesterday_is_vacant() -> None:
    ended = a_holding(TEACHER, until=date(2025, 3, 2))
    circle = a_circle(staff=[ended, a_holding(DEPUTY, Post.deputy)])
    assert circle.holders(["class_teacher"], MONDAY) == (DEPUTY,)


def test_family_and_staff_may_share_a_duty() -> None:
    assert a_circle().holders(["parent", "class_teacher"], MONDAY) == (FATHER, TEACHER)


@pytest.mark.parametrize("reach", [reach for reach in Reach if reach is not Reach.joined])
def test_only_who_joined_can_be_reached(reach: Reach) -> None:
    away = a_person(16, reach)
    assert a_circle().reachable([FATHER, away]) == (FATHER,)


def test_a_school_itself_has_staff_and_no_family() -> None:
    school = Circle(None, "Asia/Shanghai", (), (a_holding(PRINCIPAL, Post.principal),))
    assert school.holders(["parent", "principal"], MONDAY) == (PRINCIPAL,)


def test_what_is_meant_for_an_empty_post_goes_to_the_deputy_then_upward() -> None:
    chain = [
        a_holding(TEACHER),
        a_holding(DEPUTY, Post.deputy),
        a_holding(PRINCIPAL, Post.principal),
        a_holding(SECOND_TEACHER, Post.deputy, UnitKind.school),
        a_holding(OFFICER, Post.officer, UnitKind.township),
        a_holding(MOTHER, Post.officer, UnitKind.county),
    ]
    for number, holding in enumerate(chain):
        left = a_circle(staff=chain[number:])
        assert left.told("class_teacher", MONDAY) == (holding.person,)
    assert a_circle(staff=[]).told("class_teacher", MONDAY) == ()


@pytest.mark.parametrize("post", [Post.counsellor, Post.file_manager, Post.hotline_duty])
def test_an_empty_post_of_the_school_passes_to_the_principal(post: Post) -> None:
    staff = [a_holding(DEPUTY, Post.deputy), a_holding(PRINCIPAL, Post.principal)]
    assert a_circle(staff=staff).told(post, MONDAY) == (PRINCIPAL,)


def test_where_no_officer_is_nobody_stands_in() -> None:
    assert a_circle().told("officer", MONDAY) == ()
