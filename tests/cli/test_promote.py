"""`hongyan promote`: looked at first, planned, cancelled, refused twice."""

from pathlib import Path

import pytest

from tests.cli.office import SCHOOL, Office


@pytest.fixture
def school(office: Office) -> Office:
    office.has_imported()
    return office


def test_a_dry_run_shows_every_class_and_changes_nothing(school: Office) -> None:
    before = school.rows()

    said = school.types("promote", SCHOOL, "--on", "2027-09-01", "--dry-run", "--json")

    assert said.code == 0
    lines = said.json["classes"]
    assert {line["way"] for line in lines} <= {"up", "graduates", "stays"}
    assert sum(line["children"] for line in lines) > 0
    assert school.rows() == before


def test_a_new_school_year_is_planned_once_and_can_be_taken_back(school: Office) -> None:
    first = school.types("promote", SCHOOL, "--on", "2099-09-01")
    second = school.types("promote", SCHOOL, "--on", "2099-09-02")

    assert (first.code, second.code) == (0, 1)
    assert len(second.err.splitlines()) == 1
    assert school.types("promote", SCHOOL, "--cancel").code == 0
    assert school.types("promote", SCHOOL, "--cancel").code == 1


def test_a_past_day_begins_at_once(school: Office) -> None:
    before = set(school.rows()["unit"])

    assert school.types("promote", "--on", "2020-09-01", "--teachers-stay").code == 0

    rows = school.rows()
    assert len(rows["unit"]) > len(before)
    assert len(rows["move"]) == len(rows["child"])


@pytest.mark.parametrize("words", [("promote",), ("promote", "--on", "September")])
def test_without_a_day_the_call_is_wrong(school: Office, words: tuple[str, ...]) -> None:
    assert school.types(*words).code == 2


def test_an_unknown_school_is_named(school: Office, tmp_path: Path) -> None:
    said = school.types("promote", "没有的学校", "--on", "2027-09-01", "--dry-run")

    assert said.code == 1
    assert SCHOOL in said.err
