"""Who hears of a need or a worry, and what it takes to close it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.people import Circle
from care.requests import (
    Asked,
    Ending,
    Level,
    What,
    due_at,
    may_end,
    may_take,
    next_told,
    signers,
    way_up,
)
from care.ties import Person
from care.words import Post, Reach, RequestKind, UnitKind
from tests.care.builders import (
    FATHER,
    MONDAY,
    PRINCIPAL,
    SCHOOL,
    TEACHER,
    a_circle,
    a_holding,
    a_person,
    at,
)

NOW = at(MONDAY, "08:00")
DEPUTY, COUNSELLOR, OFFICER, CONTACT, STANDS_IN = (a_person(number) for number in range(5, 10))
WORRY = Asked(RequestKind.worry, What.safety, harm=False, asker_id=FATHER.id)
HARM = Asked(RequestKind.worry, What.safety, harm=True, asker_id=FATHER.id)

EVERYBODY = (
    *SCHOOL,
    a_holding(STANDS_IN, Post.deputy),
    a_holding(DEPUTY, Post.deputy, UnitKind.school),
    a_holding(COUNSELLOR, Post.counsellor),
    a_holding(OFFICER, Post.officer, UnitKind.county),
    a_holding(CONTACT, Post.child_protection, UnitKind.county),
)


def climbs(asked: Asked, circle: Circle, steps: int = 5) -> list[tuple[int, ...]]:
    """Who is told, step after step."""
    found, step = [], 0
    for _ in range(steps):
        told = next_told(asked, circle, step, MONDAY)
        found.append(tuple(person.id for person in told.people))
        step = told.step
    return found


def about(asked: Asked, *concerned: Person, asker: Person = FATHER) -> Asked:
    ids = frozenset(person.id for person in concerned)
    return Asked(asked.kind, asked.what, asked.harm, asker.id, ids)


def test_a_worry_goes_to_the_class_teacher_and_then_to_the_principal_again_and_again() -> None:
    assert climbs(WORRY, a_circle(staff=EVERYBODY), 3) == [(3,), (4,), (4,)]


def test_suspected_harm_ends_with_the_contact_outside_the_school() -> None:
    assert climbs(HARM, a_circle(staff=EVERYBODY), 4) == [(3,), (4,), (CONTACT.id,), (CONTACT.id,)]


def test_where_there_is_no_such_contact_it_is_the_officer() -> None:
    staff = [held for held in EVERYBODY if held.person is not CONTACT]

    assert climbs(HARM, a_circle(staff=staff), 3)[-1] == (OFFICER.id,)


def test_what_concerns_the_class_teacher_goes_past_the_whole_class() -> None:
    assert climbs(about(HARM, TEACHER), a_circle(staff=EVERYBODY), 2) == [(4,), (CONTACT.id,)]


def test_what_concerns_the_principal_goes_past_the_deputy_and_outside() -> None:
    asked = about(WORRY, TEACHER, PRINCIPAL)

    assert climbs(asked, a_circle(staff=EVERYBODY), 1) == [(CONTACT.id,)]


def test_a_teacher_asks_the_principal_and_about_a_mind_first_the_counsellor() -> None:
    need = Asked(RequestKind.need, What.health, harm=False, asker_id=TEACHER.id)
    mind = Asked(RequestKind.need, What.mind, harm=False, asker_id=TEACHER.id)
    circle = a_circle(staff=EVERYBODY)

    assert way_up(need, circle, MONDAY) == (Level.school,)
    assert climbs(mind, circle, 2) == [(COUNSELLOR.id,), (4,)]


def test_who_is_out_of_reach_is_passed_and_named() -> None:
    gone = a_person(TEACHER.id, Reach.stopped)
    circle = a_circle(staff=[a_holding(gone), a_holding(PRINCIPAL, Post.principal)])

    told = next_told(WORRY, circle, 0, MONDAY)

    assert [person.id for person in told.people] == [PRINCIPAL.id]
    assert told.passed == (Level.class_,)
    assert next_told(WORRY, a_circle(staff=[a_holding(gone)]), 0, MONDAY).people == ()


@pytest.mark.parametrize(("asked", "days"), [(WORRY, 1), (HARM, 1)])
def test_a_worry_has_a_day(asked: Asked, days: int) -> None:
    assert due_at(asked, NOW) == NOW + timedelta(days=days)


def test_a_need_has_a_week_and_with_harm_a_day() -> None:
    need = Asked(RequestKind.need, What.money, harm=False, asker_id=FATHER.id)

    assert due_at(need, NOW) == NOW + timedelta(days=7)
    assert due_at(Asked(need.kind, need.what, True, need.asker_id), NOW) == NOW + timedelta(days=1)


def test_the_second_signature_is_the_principals_or_a_deputys_never_ones_own() -> None:
    circle = a_circle(staff=EVERYBODY)

    def who(closer: Person, *concerned: Person) -> set[int]:
        return {p.id for p in signers(about(HARM, *concerned), closer.id, circle, MONDAY)}

    assert who(TEACHER) == {PRINCIPAL.id, DEPUTY.id, STANDS_IN.id}
    assert who(PRINCIPAL) == {DEPUTY.id, STANDS_IN.id}
    assert who(PRINCIPAL, DEPUTY, STANDS_IN) == {OFFICER.id, CONTACT.id}


people = st.sampled_from([FATHER, TEACHER, PRINCIPAL, DEPUTY, COUNSELLOR, OFFICER, CONTACT])
askings = st.builds(
    Asked,
    st.sampled_from([RequestKind.need, RequestKind.worry]),
    st.sampled_from(What),
    st.booleans(),
    people.map(lambda person: person.id),
    st.frozensets(people.map(lambda person: person.id), max_size=3),
)
staffs = st.lists(st.sampled_from(EVERYBODY), unique=True)


@given(askings, staffs, st.integers(0, 6))
def test_whom_it_concerns_and_who_asked_is_never_told(
    asked: Asked, staff: list[object], step: int
) -> None:
    circle = a_circle(staff=staff)  # type: ignore[arg-type]  # holdings, drawn from a list of them

    told = next_told(asked, circle, step, MONDAY)

    assert asked.concerned.isdisjoint(person.id for person in told.people)
    assert asked.asker_id not in {person.id for person in told.people}
    for closer in (TEACHER.id, PRINCIPAL.id):
        ids = {person.id for person in signers(asked, closer, circle, MONDAY)}
        assert ids.isdisjoint(asked.concerned | {closer, asked.asker_id})


@given(askings, st.sampled_from(Ending), st.integers(1, 9), st.none() | st.integers(1, 9))
def test_suspected_harm_ends_only_with_a_report_or_a_second_hand(
    asked: Asked, ending: Ending, closer: int, signer: int | None
) -> None:
    if not may_end(asked, ending, closer, signer):
        return
    assert closer not in asked.concerned
    if asked.harm:
        signed = ending is Ending.unfounded and signer not in (None, closer)
        assert ending is Ending.reported or signed
        assert signer not in asked.concerned


def test_nobody_sees_to_their_own_suspicion() -> None:
    assert may_take(WORRY, FATHER.id)
    assert not may_take(HARM, FATHER.id)
    assert not may_take(about(WORRY, TEACHER), TEACHER.id)
