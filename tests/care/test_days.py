"""Days that somebody types, and days that are offered."""

from datetime import date

import pytest

from care.days import next_first, next_monday, next_september, typed_day, typed_days

TODAY = date(2026, 9, 21)
FULL_WIDTH = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789/"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-09-28", date(2026, 9, 28)),
        ("2026年9月28日", date(2026, 9, 28)),
        ("20260928", date(2026, 9, 28)),
        ("2026/9/28".translate(FULL_WIDTH), date(2026, 9, 28)),
        ("9月28号", date(2026, 9, 28)),
        (" 9 - 28 ", date(2026, 9, 28)),
        ("9-21", TODAY),
        ("今天", TODAY),
        ("明天", date(2026, 9, 22)),
        ("后 天", date(2026, 9, 23)),
        ("Tomorrow", date(2026, 9, 22)),
        ("9-1", date(2027, 9, 1)),
        ("2-29", date(2028, 2, 29)),
        ("2016.5.21", date(2016, 5, 21)),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: date) -> None:
    assert typed_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["", "改天", "2026-13-01", "13-1", "2-30", "28", "2026-09"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert typed_day(text, TODAY) is None


@pytest.mark.parametrize("text", ["9月28日至30日", "9-28~30", "2026-09-28 ... 2026-10"])
def test_a_span_of_which_only_one_day_is_plain_is_not_taken_for_that_day(text: str) -> None:
    assert typed_days(text, TODAY) is None


def test_the_days_that_are_offered_are_ahead() -> None:
    assert next_monday(TODAY) == date(2026, 9, 28)
    assert next_monday(date(2026, 9, 27)) == date(2026, 9, 28)
    assert next_first(date(2026, 12, 31)) == date(2027, 1, 1)
    assert next_september(TODAY) == date(2027, 9, 1)
    assert next_september(date(2026, 9, 1)) == date(2026, 9, 1)
