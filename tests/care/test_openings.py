"""Which times of the family line are free: examples, and laws for any hours and any day."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from care.almanac import Term
from care.holidays import load
from care.hours import at_wall_clock, local_date
from care.openings import AHEAD, NOTICE, SLOT, USUAL, Days, Hours, Line, Slot, overlapping
from tests.care.builders import BERLIN, MONDAY, SHANGHAI, at

YEAR = load(
    "year = 2025\nworking = [2025-03-08]\n"
    '[[off]]\nname = { en = "Rest" }\nfrom = 2025-03-06\nto = 2025-03-06\n'
)
LINE = Line(SHANGHAI, USUAL, (), {2025: YEAR})


def clocks(line: Line, day: date) -> list[str]:
    return [slot.starts_at.astimezone(UTC).strftime("%H:%M") for slot in line.slots(day)]


def test_a_school_day_has_the_usual_five_times() -> None:
    """12:30, 12:50, 16:30, 16:50, 17:10 in China."""
    assert clocks(LINE, MONDAY) == ["04:30", "04:50", "08:30", "08:50", "09:10"]


def test_a_weekend_has_its_own_and_a_public_day_off_none() -> None:
    assert clocks(LINE, date(2025, 3, 9)) == ["01:00", "01:20", "01:40", "02:00", "02:20", "02:40"]
    assert clocks(LINE, date(2025, 3, 6)) == []


def test_a_saturday_worked_for_a_day_off_is_a_school_day() -> None:
    assert LINE.kind(date(2025, 3, 8)) is Days.school


def test_the_vacation_is_a_holiday_where_the_terms_are_known() -> None:
    term = Term("spring", date(2025, 2, 17), date(2025, 7, 4))
    hours = (*USUAL, Hours(Days.holiday, time(10), time(10, 40)))
    line = Line(SHANGHAI, hours, (term,))

    assert line.kind(date(2025, 7, 7)) is Days.holiday
    assert clocks(line, date(2025, 7, 7)) == ["02:00", "02:20"]


def test_what_is_booked_or_too_near_is_not_offered() -> None:
    now = at(MONDAY, "11:40")
    free = LINE.free([], now)
    booked = LINE.free([free[0]], now)

    assert free[0].starts_at == at(MONDAY, "12:50")
    assert booked[0].starts_at == at(MONDAY, "16:30")


def test_hours_that_run_into_each_other_are_found() -> None:
    first, second = Hours(Days.school, time(9), time(10)), Hours(Days.school, time(9, 50), time(11))

    assert overlapping(USUAL) is None
    assert overlapping([second, first]) == (first, second)
    assert overlapping([first, Hours(Days.weekend, time(9), time(11))]) is None


times = st.times(min_value=time(0), max_value=time(23, 59))
hours = st.lists(st.builds(Hours, st.sampled_from(Days), times, times), max_size=5).filter(
    lambda found: overlapping(found) is None
)
moments = st.integers(0, 730 * 24 * 60).map(lambda n: at(date(2024, 6, 1)) + timedelta(minutes=n))
lines = st.builds(
    Line,
    st.sampled_from([SHANGHAI, BERLIN]),
    hours,
    st.sampled_from([(), (Term("t", date(2025, 2, 17), date(2025, 7, 4)),)]),
    st.just({2025: YEAR}),
)
bookings = st.lists(
    st.builds(
        lambda start, length: Slot(start, start + timedelta(minutes=length)),
        moments,
        st.integers(5, 90),
    ),
    max_size=4,
)


@given(lines, moments, bookings)
def test_a_free_time_is_ahead_within_hours_alone_and_of_the_right_length(
    line: Line, now: datetime, booked: list[Slot]
) -> None:
    free = line.free(booked, now)

    assert list(free) == sorted(free, key=lambda slot: slot.starts_at)
    for slot, other in pairwise(free):
        assert not slot.meets(other)
    for slot in free:
        day = local_date(slot.starts_at, line.zone)
        assert now + NOTICE <= slot.starts_at <= now + AHEAD
        assert slot.ends_at - slot.starts_at == SLOT
        assert not any(slot.meets(taken) for taken in booked)
        assert any(
            each.days is line.kind(day)
            and at_wall_clock(day, each.opens, line.zone) <= slot.starts_at
            and slot.ends_at <= at_wall_clock(day, each.closes, line.zone)
            for each in line.hours
        )


@given(lines, moments)
def test_what_is_booked_takes_its_own_time_away_and_no_other(line: Line, now: datetime) -> None:
    free = line.free([], now)
    for slot in free[:3]:
        assert set(free) - set(line.free([slot], now)) == {slot}


@given(lines, st.dates(date(2025, 1, 1), date(2025, 12, 31)))
def test_a_day_is_of_one_kind_and_never_a_school_day_outside_a_term(line: Line, day: date) -> None:
    kind = line.kind(day)
    outside = line.terms and not line.terms[0].starts_on <= day <= line.terms[0].ends_on
    if outside or day in YEAR.off:
        assert kind is Days.holiday
    else:
        assert kind is (Days.school if YEAR.works(day) else Days.weekend)
