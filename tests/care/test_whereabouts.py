"""A child of whom nobody knows where it is: an hour for each level, and only two ways to end."""

from datetime import timedelta

import pytest

from care.requests import Asked, Ending, What, again_at, due_at, may_end, may_take, next_told
from care.words import RequestKind
from tests.care.builders import FATHER, MONDAY, PRINCIPAL, TEACHER, a_circle
from tests.care.test_requests import CONTACT, EVERYBODY, NOW, STANDS_IN, about, climbs

SEARCH = Asked(RequestKind.whereabouts, What.safety, harm=False, asker_id=FATHER.id)


def test_it_climbs_from_the_class_past_the_school_to_the_contact_outside_and_stays_there() -> None:
    told = climbs(SEARCH, a_circle(staff=EVERYBODY))

    assert told == [(TEACHER.id,), (PRINCIPAL.id,), *[(CONTACT.id,)] * 3]


def test_a_teacher_who_misses_a_child_is_not_told_of_it_and_cannot_have_it() -> None:
    asked = about(SEARCH, asker=TEACHER)

    assert climbs(asked, a_circle(staff=EVERYBODY), 2) == [(PRINCIPAL.id,), (CONTACT.id,)]
    assert not may_take(asked, TEACHER.id)


def test_the_level_of_whoever_it_concerns_is_passed() -> None:
    told = climbs(about(SEARCH, TEACHER), a_circle(staff=EVERYBODY), 2)

    assert told == [(PRINCIPAL.id,), (CONTACT.id,)]
    assert STANDS_IN.id not in {i for ids in told for i in ids}


def test_a_level_has_an_hour_and_the_last_one_hears_again_every_four() -> None:
    circle = a_circle(staff=EVERYBODY)

    assert due_at(SEARCH, NOW) == NOW + timedelta(hours=1)
    assert [next_told(SEARCH, circle, step, MONDAY).last for step in range(4)] == [
        *(False, False, True, True)
    ]
    assert again_at(SEARCH, NOW) == NOW + timedelta(hours=1)
    assert again_at(SEARCH, NOW, last=True) == NOW + timedelta(hours=4)


@pytest.mark.parametrize("ending", Ending)
def test_only_found_or_the_police_end_it_and_they_end_nothing_else(ending: Ending) -> None:
    ends = ending in (Ending.found, Ending.police_told)
    worry = Asked(RequestKind.worry, What.safety, harm=False, asker_id=FATHER.id)
    harm = Asked(RequestKind.worry, What.safety, harm=True, asker_id=FATHER.id)

    assert may_end(SEARCH, ending, TEACHER.id, PRINCIPAL.id) is ends
    assert not may_end(about(SEARCH, TEACHER), ending, TEACHER.id, PRINCIPAL.id)
    if ends:
        assert not may_end(worry, ending, TEACHER.id, None)
        assert not may_end(harm, ending, TEACHER.id, PRINCIPAL.id)
