"""What is so of one child: its almanac, its birthdays, and that a flag only ever brings sooner."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from care.almanac import Almanac, Stretch
from care.cadence import first
from care.cadences import Rolling
from care.circumstances import (
    NOTHING,
    Circumstances,
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
