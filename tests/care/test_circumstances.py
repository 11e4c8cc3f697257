"""What is so of one child: its almanac, its birthdays, and that a flag only ever brings sooner."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.almanac import Almanac, Birthday, Stretch
from care.cadence import first
from care.cadences import Rolling
from care.circumstances import (
    NOTHING,
    Circumstances,
    birthday_of,
    birthday_text,
    entered_birthday,
    last_day,
)
from tests.care.builders import MONDAY, NO_FACTS, a_rule

WEEK = Stretch(MONDAY, MONDAY + timedelta(days=6))
days = st.integers(0, 120)


@given(every=st.integers(2, 90), begins=days, lasts=days)
def test_a_flag_brings_what_is_due_never_later_and_only_while_it_stands(
    every: int, begins: int, lasts: int
) -> None:
    since = MONDAY + timedelta(days=begins)
    flag = Stretch(since, since + timedelta(days=lasts))
    rule = a_rule(Rolling(every_days=every), key_child="halve")

    usual = first(rule, MONDAY, NO_FACTS)
    slot = first(rule, MONDAY, Almanac(key_child=(flag,)))

    assert usual is not None
    assert slot is not None
    assert MONDAY < slot.due_on <= usual.due_on
    assert slot.opens_on <= slot.due_on <= slot.closes_on
    assert (slot == usual) or slot.due_on in flag


def test_a_duty_of_one_parent_pauses_for_that_one_and_one_of_any_for_both() -> None:
    child = Circumstances(parent_home=((1, WEEK),))
    rests = {
        holder: child.almanac(NO_FACTS, holder).rests_on(MONDAY, "never", ("parent_home",))
        for holder in (1, 2, None)
    }
    assert rests == {1: True, 2: False, None: True}


def test_of_whom_nothing_is_so_the_almanac_is_the_schools() -> None:
    assert NOTHING.almanac(NO_FACTS, None) is NO_FACTS


def test_a_month_is_thirty_days() -> None:
    assert last_day(date(2026, 3, 1), 2) == date(2026, 4, 29)


@pytest.mark.parametrize(
    ("birth", "known"), [("2016-02-29", Birthday(2, 29)), ("2016-05", None), ("2016", None)]
)
def test_a_birthday_needs_the_whole_date(birth: str, known: Birthday | None) -> None:
    assert birthday_of(birth) == known


@given(month=st.integers(0, 14), day=st.integers(0, 33), lunar=st.booleans())
def test_a_birthday_that_exists_is_read_as_it_was_written(
    month: int, day: int, lunar: bool
) -> None:
    text = birthday_text(month, day, lunar=lunar)
    if text is not None:
        assert entered_birthday(text) == Birthday(month, day, lunar=lunar)
    else:
        assert month not in range(1, 13) or day not in range(1, 31 if lunar else 32) or day > 29
