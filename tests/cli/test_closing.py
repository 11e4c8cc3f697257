"""`hongyan term close`, `closed`, `open`."""

from tests.cli.office import SCHOOL, Office

FLOOD = ("--from", "2026-05-11", "--to", "2026-05-17")


def test_a_school_is_closed_shown_as_closed_and_opened_again(office: Office) -> None:
    office.has_imported()

    office.types("term", "close", "--school", SCHOOL, *FLOOD)
    assert "2026-05-11 – 2026-05-17" in office.types("term", "closed").out

    office.types("term", "open", "--school", SCHOOL, "--from", "2026-05-11")
    assert "2026-05-11" not in office.types("term", "closed").out
    again = office.types("term", "open", "--school", SCHOOL, "--from", "2026-05-11")
    assert again.code == 1


def test_a_closure_that_ends_before_it_begins_is_refused(office: Office) -> None:
    said = office.types("term", "close", "--from", "2026-05-11", "--to", "2026-05-10")
    assert said.code == 2
