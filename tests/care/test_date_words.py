"""Dates of the year as a clerk writes them, and the days they come to."""

from datetime import date

import pytest

from care.date_words import read_span
from care.modes.yearly import dates


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("early march", (3, 1), (3, 10)),
        ("mid march", (3, 11), (3, 20)),
        ("late february", (2, 21), (2, 29)),
        ("End of June", (6, 30), (6, 30)),
        ("october", (10, 1), (10, 31)),
        ("june 30", (6, 30), (6, 30)),
        ("30 june", (6, 30), (6, 30)),
        ("february 29", (2, 29), (2, 29)),
        ("may to november", (5, 1), (11, 30)),
        ("early april to mid may", (4, 1), (5, 20)),
        ("3月上旬", (3, 1), (3, 10)),
        ("9月初", (9, 1), (9, 10)),
        ("5月中旬", (5, 11), (5, 20)),
        ("6月底", (6, 30), (6, 30)),
        ("10月", (10, 1), (10, 31)),
        ("12月4日", (12, 4), (12, 4)),
        ("5月至11月", (5, 1), (11, 30)),
        ("3月到4月", (3, 1), (4, 30)),
    ],
)
def test_the_days_that_words_name(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    span = read_span(text)
    assert span is not None
    assert dates([span], range(2028, 2029)) == [(date(2028, *first), date(2028, *last))]


@pytest.mark.parametrize(
    "text",
    ["", "march 32", "june 31", "2月30日", "13月", "soon", "march to", "early", "a to b to c"],
)
def test_words_that_name_no_day_are_none(text: str) -> None:
    assert read_span(text) is None


def test_a_span_over_new_year_ends_in_the_next_one() -> None:
    span = read_span("late december to early january")
    assert span is not None
    assert dates([span], range(2026, 2027)) == [(date(2026, 12, 21), date(2027, 1, 10))]


def test_what_a_year_does_not_have_is_the_last_day_of_the_month() -> None:
    span = read_span("february 29")
    assert span is not None
    firsts = [first for first, _ in dates([span], range(2027, 2029))]
    assert firsts == [date(2027, 2, 28), date(2028, 2, 29)]
