"""`hongyan hotline hours`: shown, set, refused."""

import pytest

from cli.terminal import T
from tests.cli.office import SCHOOL, Office


def test_a_school_that_has_set_none_has_the_usual_hours(office: Office) -> None:
    office.has_imported()

    (shown,) = office.types("hotline", "hours", "--json").json

    assert shown == {
        "school": SCHOOL,
        "school_days": ["12:30-13:10", "16:30-17:30"],
        "weekend": ["09:00-11:00"],
        "holiday": [],
    }


def test_hours_are_set_as_a_whole_and_can_be_none(office: Office) -> None:
    office.has_imported()
    lines = ("--set", "school 7:00-7:40 12:00-13:00", "--set", "holiday 10:00-11:00")

    said = office.types("hotline", "hours", "--school", SCHOOL, *lines)
    assert said.out.strip().endswith(T("cli.hotline.is_set", n=1))
    (shown,) = office.types("hotline", "hours", "--json").json
    assert shown["school_days"] == ["07:00-07:40", "12:00-13:00"]
    assert (shown["weekend"], shown["holiday"]) == ([], ["10:00-11:00"])

    office.types("hotline", "hours", "--closed")
    (closed,) = office.types("hotline", "hours", "--json").json
    assert (closed["school_days"], closed["holiday"]) == ([], [])


@pytest.mark.parametrize(
    "line", ["school", "monday 9:00-10:00", "school 9-10", "weekend 9:00-25:00"]
)
def test_what_is_not_understood_changes_nothing(office: Office, line: str) -> None:
    office.has_imported()

    said = office.types("hotline", "hours", "--set", line)

    assert said.code == 2
    assert line in said.err


def test_hours_that_overlap_or_end_before_they_begin_are_refused(office: Office) -> None:
    office.has_imported()
    for line in ("school 9:00-10:00 9:30-11:00", "school 11:00-10:00"):
        said = office.types("hotline", "hours", "--set", line)
        assert (said.code, said.complaint) == (2, T("cli.hotline.overlap"))
