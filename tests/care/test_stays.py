"""How often a stay without an end is asked about."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.stays import is_asked, is_staffs
from tests.care.builders import MONDAY

Asked = Callable[[date, date, date], bool]
WEEK = timedelta(weeks=1)


def asked_in(asked: Asked, said_on: date, weeks: range) -> list[int]:
    """In which weeks after the Monday of the first, looked at every week."""
    days = [(n, MONDAY + n * WEEK) for n in weeks]
    return [n for n, day in days if asked(said_on, day - WEEK, day)]


@pytest.mark.parametrize("weekday", range(7))
def test_on_the_first_monday_after_four_weeks_and_then_every_four(weekday: int) -> None:
    said_on = MONDAY + timedelta(days=weekday)
    late = weekday > 0

    assert asked_in(is_asked, said_on, range(16)) == [n + late for n in (4, 8, 12)]
    assert asked_in(is_staffs, said_on, range(16)) == [n + late for n in (6, 10, 14)]


def test_nothing_that_has_not_begun_is_asked_about() -> None:
    assert asked_in(is_asked, MONDAY + 99 * WEEK, range(99)) == []
    assert asked_in(is_staffs, MONDAY + 99 * WEEK, range(99)) == []


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.sets(st.integers(0, 60), min_size=2),
    st.sampled_from([is_asked, is_staffs]),
)
def test_whichever_mondays_are_missed_what_came_up_is_asked_at_the_next_one_once(
    said_on: date, swept: set[int], asked: Asked
) -> None:
    mondays = [MONDAY + n * WEEK for n in sorted(swept)]
    every_week = [MONDAY + n * WEEK for n in range(min(swept) + 1, max(swept) + 1)]
    came_up = [day for day in every_week if asked(said_on, day - WEEK, day)]

    found = [day for before, day in pairwise(mondays) if asked(said_on, before, day)]

    assert found == sorted({next(day for day in mondays if day >= up) for up in came_up})
