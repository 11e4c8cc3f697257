"""Numbers that a school makes public: read, stored, shown."""

import pytest

from care.numbers import LONGEST_WORDS, read_line, read_number, shown_number


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("0930-622 0000", "+869306220000", "0930 622 0000"),
        ("+86 930 6220000", "+869306220000", "0930 622 0000"),
        ("400 820 8820", "+864008208820", "400 820 8820"),
        ("16700000101", "+8616700000101", "167 0000 0101"),
        ("12355", "12355", "12355"),
        ("110", "110", "110"),
        ("+852 2123 4567", "+85221234567", "+852 2123 4567"),
    ],
)
def test_a_number_is_kept_in_one_spelling_and_shown_as_people_write_it(
    typed: str, stored: str, shown: str
) -> None:
    assert read_number(typed) == stored
    assert shown_number(stored) == shown


@pytest.mark.parametrize("text", ["", "12", "办公室", "0930", "99999", "0930 622 0000 0000 0000"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("0930 622 0000 周一到周五 8:00—18:00", ("+869306220000", "周一到周五 8:00—18:00")),
        ("0930 622 0000 8:00-18:00", ("+869306220000", "8:00-18:00")),
        ("12355 24小时", ("12355", "24小时")),
        ("  12355  ", ("12355", "")),
    ],
)
def test_the_words_behind_a_number_stay_words(line: str, expected: tuple[str, str]) -> None:
    assert read_line(line) == expected


@pytest.mark.parametrize(
    "line", ["", "办公室 0930 622 0000", f"12355 {'长' * (LONGEST_WORDS + 1)}"]
)
def test_a_line_that_does_not_begin_with_a_number_or_never_ends_is_refused(line: str) -> None:
    assert read_line(line) is None
