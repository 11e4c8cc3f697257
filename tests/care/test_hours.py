"""At which moment a message is polite."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from care.habits import Habits
from care.hours import Later, at_own_hour, is_quiet, later, local_date, polite
from tests.care.builders import BERLIN, KATHMANDU, MONDAY, SHANGHAI, at

SPRING_FORWARD = date(2025, 3, 30)
FALL_BACK = date(2025, 10, 26)
ZONES = [SHANGHAI, BERLIN, KATHMANDU, "America/New_York", "Pacific/Kiritimati", "Asia/Urumqi"]

clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def _habits(draw: st.DrawFn) -> Habits:
    """Any zone, hour and quiet span of up to sixteen hours."""
    quiet_from = draw(clocks)
    minutes = quiet_from.hour * 60 + quiet_from.minute + draw(st.integers(0, 16 * 60))
    quiet_to = time(minutes // 60 % 24, minutes % 60)
    return Habits(draw(st.sampled_from(ZONES)), draw(clocks), quiet_from, quiet_to)


habits_of_all_kinds = _habits()
NIGHT_SHIFT = Habits(hour=time(12), quiet_from=time(8), quiet_to=time(16))


@pytest.mark.parametrize("zone", ZONES)
def test_a_reminder_comes_at_the_hour_of_the_readers_own_clock(zone: str) -> None:
    assert at_own_hour(MONDAY, Habits(zone)) == at(MONDAY, "19:00", zone)


def test_kathmandus_odd_three_quarters_of_an_hour_are_kept() -> None:
    assert at_own_hour(MONDAY, Habits(KATHMANDU)) == datetime(2025, 3, 3, 13, 15, tzinfo=UTC)


@pytest.mark.parametrize("hour", [time(6), time(23), time(22), time(0)])
def test_an_own_hour_inside_quiet_hours_becomes_their_end_on_the_same_day(hour: time) -> None:
    assert at_own_hour(MONDAY, Habits(hour=hour)) == at(MONDAY, "07:00")


def test_the_end_of_quiet_hours_is_not_quiet() -> None:
    assert at_own_hour(MONDAY, Habits(hour=time(7))) == at(MONDAY, "07:00")


def test_who_sleeps_by_day_hears_from_us_when_they_get_up() -> None:
    assert at_own_hour(MONDAY, NIGHT_SHIFT) == at(MONDAY, "16:00")
    assert polite(at(MONDAY, "07:59"), NIGHT_SHIFT) == at(MONDAY, "07:59")


def test_an_hour_that_a_clock_change_skips_is_the_moment_after_it() -> None:
    habits = Habits(BERLIN, hour=time(2, 30), quiet_from=time(0), quiet_to=time(0))
    assert at_own_hour(SPRING_FORWARD, habits) == at(SPRING_FORWARD, "03:30", BERLIN)


def test_an_hour_that_a_clock_change_repeats_is_the_first_of_the_two() -> None:
    habits = Habits(BERLIN, hour=time(2, 30), quiet_from=time(0), quiet_to=time(0))
    assert at_own_hour(FALL_BACK, habits) == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


def test_quiet_hours_over_midnight_hold_on_both_sides_of_it() -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert polite(at(MONDAY, "23:30"), Habits()) == at(tuesday, "07:00")
    assert polite(at(tuesday, "03:00"), Habits()) == at(tuesday, "07:00")
    assert polite(at(MONDAY, "21:59"), Habits()) == at(MONDAY, "21:59")


def test_equal_ends_mean_no_quiet_hours() -> None:
    habits = Habits(quiet_from=time(22), quiet_to=time(22))
    assert polite(at(MONDAY, "22:00"), habits) == at(MONDAY, "22:00")


def test_quiet_hours_that_end_in_the_repeated_hour_end_in_the_future() -> None:
    habits = Habits(BERLIN, quiet_from=time(22), quiet_to=time(2, 30))
    second_two_oclock = datetime(2025, 10, 26, 1, 10, tzinfo=UTC)
    assert polite(second_two_oclock, habits) == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)


@given(moments, habits_of_all_kinds)
@example(datetime(2025, 10, 26, 1, 10, tzinfo=UTC), Habits(BERLIN, quiet_to=time(2, 30)))
@example(datetime(2025, 3, 30, 0, 10, tzinfo=UTC), Habits(BERLIN, quiet_to=time(2, 30)))
def test_a_polite_moment_is_never_quiet_nor_earlier_nor_a_day_off(
    moment: datetime, habits: Habits
) -> None:
    chosen = polite(moment, habits)
    assert not is_quiet(chosen, habits)
    assert moment <= chosen <= moment + timedelta(hours=25)


@given(moments, habits_of_all_kinds)
def test_a_moment_that_is_not_quiet_stays_as_it_is(moment: datetime, habits: Habits) -> None:
    assert is_quiet(moment, habits) or polite(moment, habits) == moment


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), habits_of_all_kinds)
def test_what_belongs_to_a_day_is_said_on_that_day_outside_quiet_hours(
    day: date, habits: Habits
) -> None:
    moment = at_own_hour(day, habits)
    assert not is_quiet(moment, habits)
    assert local_date(moment, habits.zone) == day


def test_after_my_shift_is_nine_in_the_evening() -> None:
    assert later(Later.after_shift, at(MONDAY, "19:01"), Habits()) == at(MONDAY, "21:00")
    assert later(Later.after_shift, at(MONDAY, "20:30"), Habits()) == at(MONDAY, "21:00")


def test_after_my_shift_is_in_two_hours_when_nine_is_near_or_over() -> None:
    nightless = Habits(quiet_from=time(0), quiet_to=time(0))
    assert later(Later.after_shift, at(MONDAY, "20:31"), nightless) == at(MONDAY, "22:31")
    assert later(Later.after_shift, at(MONDAY, "21:30"), nightless) == at(MONDAY, "23:30")


def test_after_a_late_shift_waits_for_the_morning() -> None:
    assert later(Later.after_shift, at(MONDAY, "21:10"), Habits()) == at(date(2025, 3, 4), "07:00")


def test_tomorrow_is_tomorrow_on_the_readers_calendar() -> None:
    late_in_berlin = at(MONDAY, "23:00", BERLIN)
    assert later(Later.tomorrow, late_in_berlin, Habits(BERLIN)) == at(
        date(2025, 3, 4), "19:00", BERLIN
    )


@pytest.mark.parametrize("day", range(3, 9))
def test_sunday_is_the_one_that_comes(day: int) -> None:
    asked = at(date(2025, 3, day), "20:00")
    assert later(Later.sunday, asked, Habits()) == at(date(2025, 3, 9), "19:00")


def test_on_a_sunday_sunday_is_in_a_week() -> None:
    asked = at(date(2025, 3, 9), "10:00")
    assert later(Later.sunday, asked, Habits()) == at(date(2025, 3, 16), "19:00")


@given(st.sampled_from(Later), moments, habits_of_all_kinds)
def test_later_is_later_and_never_quiet(choice: Later, now: datetime, habits: Habits) -> None:
    chosen = later(choice, now, habits)
    assert chosen > now
    assert not is_quiet(chosen, habits)
    if choice is Later.sunday:
        assert chosen.astimezone(ZoneInfo(habits.zone)).strftime("%w") == "0"


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), habits_of_all_kinds, clocks)
def test_who_works_in_shifts_hears_at_the_hour_of_that_week(
    day: date, habits: Habits, other: time
) -> None:
    shifts = replace(habits, other_hour=other)
    even = day.isocalendar().week % 2 == 0

    assert at_own_hour(day, shifts) == at_own_hour(
        day, replace(habits, hour=other) if even else habits
    )
    assert local_date(at_own_hour(day, shifts), habits.zone) == day


def test_the_weeks_of_a_shift_change_on_monday() -> None:
    shifts = Habits(other_hour=time(8))

    assert shifts.hour_on(date(2025, 3, 9)) == time(8)
    assert shifts.hour_on(date(2025, 3, 10)) == time(19)
