"""`hongyan hotline numbers`: shown, set, refused."""

import pytest

from cli.terminal import T
from tests.cli.office import SCHOOL, Office


def test_numbers_are_set_as_a_whole_and_taken_back(office: Office) -> None:
    office.has_imported()
    assert office.types("hotline", "numbers", "--json").json == []
    lines = ("--set", "rights 12355 24小时", "--set", "family_line 0930-622 0000")

    office.types("hotline", "numbers", "--unit", SCHOOL, *lines)

    first, second = office.types("hotline", "numbers", "--json").json
    assert (first["kind"], first["number"], first["hours"]) == (
        "family_line",
        "+869306220000",
        None,
    )
    assert (second["kind"], second["number"], second["hours"]) == ("rights", "12355", "24小时")
    assert office.types("hotline", "numbers", "--unit", SCHOOL, "--none").code == 0
    assert office.types("hotline", "numbers", "--json").json == []


@pytest.mark.parametrize("line", ["fax 12355", "rights", "rights 12", "other 12355"])
def test_what_is_not_understood_changes_nothing(office: Office, line: str) -> None:
    office.has_imported()

    said = office.types("hotline", "numbers", "--unit", SCHOOL, "--set", line)

    assert said.code == 2
    assert line in said.err


def test_numbers_of_no_unit_and_one_twice_are_refused(office: Office) -> None:
    office.has_imported()

    said = office.types("hotline", "numbers", "--set", "rights 12355")
    assert (said.code, said.complaint) == (2, T("cli.numbers.whose"))
    twice = ("--set", "rights 12355", "--set", "rights 12355 24h")
    assert office.types("hotline", "numbers", "--unit", SCHOOL, *twice).code == 2
