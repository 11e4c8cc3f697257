"""What people may choose about when they hear from us."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from care.habits import Habits
from care.hours import is_quiet
from care.settings import (
    QUIET,
    ZONES,
    every_week_alike,
    may_be_quiet,
    other_hour,
    other_weeks_hour,
    this_weeks_hour,
    typed_quiet,
)
from locales.catalog import texts
from locales.zones import is_zone, place_of, zones_named
from tests.care.builders import MONDAY, at

days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
hours = st.integers(0, 23).map(time)
habits_with_or_without_shifts = st.builds(
    Habits, hour=hours, other_hour=st.one_of(st.none(), hours)
)


@pytest.mark.parametrize(
    "words",
    [
        "22-7",
        "\uff12\uff12\uff0d\uff17",
        "22:00–07:00",
        "22~7",
        "22 7",
        "晚上22点到早上7点",
        "from 22 to 7",
    ],
)
def test_quiet_hours_may_be_typed_as_people_write_them(words: str) -> None:
    assert typed_quiet(words) == (time(22), time(7))


@pytest.mark.parametrize("words", ["", "ten", "25-7", "22:75-7", "22", "7-6", "22-7-9"])
def test_what_is_no_quiet_hours_or_leaves_nothing_of_the_day_is_refused(words: str) -> None:
    assert typed_quiet(words) is None


def test_halves_of_hours_and_midnight_are_understood() -> None:
    assert typed_quiet("22:30-6:30") == (time(22, 30), time(6, 30))
    assert typed_quiet("24-8") == (time(0), time(8))


def test_everything_that_is_offered_may_be_chosen() -> None:
    assert all(may_be_quiet(*span) for span in QUIET)
    assert all(is_zone(zone) for zone in ZONES)


@given(habits_with_or_without_shifts, hours, days)
def test_the_hour_of_this_week_changes_this_week_and_no_other(
    habits: Habits, hour: time, today: date
) -> None:
    changed = this_weeks_hour(habits, hour, today)

    assert changed.hour_on(today) == hour
    assert other_hour(changed, today) == other_hour(habits, today)


@given(habits_with_or_without_shifts, hours, days)
def test_the_hour_of_the_other_weeks_leaves_this_one_alone(
    habits: Habits, hour: time, today: date
) -> None:
    changed = other_weeks_hour(habits, hour, today)

    assert changed.hour_on(today) == habits.hour_on(today)
    assert other_hour(changed, today) == hour


@given(habits_with_or_without_shifts, days, days)
def test_who_stops_alternating_keeps_the_hour_of_this_week(
    habits: Habits, today: date, any_day: date
) -> None:
    changed = every_week_alike(habits, today)

    assert changed.hour_on(any_day) == habits.hour_on(today)
    assert other_hour(changed, today) is None


def test_midnight_is_an_hour_of_the_other_week_too() -> None:
    even = MONDAY if MONDAY.isocalendar().week % 2 == 0 else MONDAY + timedelta(days=7)
    habits = Habits(hour=time(9), other_hour=time(0))

    assert other_hour(habits, even) == time(9)
    assert other_hour(habits, even + timedelta(days=7)) == time(0)


def test_no_quiet_hours_are_quiet_at_no_time() -> None:
    habits = replace(Habits(), quiet_from=time(0), quiet_to=time(0))
    assert not any(is_quiet(at(MONDAY, f"{hour:02}:00"), habits) for hour in range(24))


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        *(("东京", "Asia/Tokyo"), ("Tokyo", "Asia/Tokyo"), ("日本", "Asia/Tokyo")),
        *(("asia/tokyo", "Asia/Tokyo"), ("北京", "Asia/Shanghai"), ("北京时间", "Asia/Shanghai")),
        *(
            ("中国", "Asia/Shanghai"),
            ("乌鲁木齐市", "Asia/Urumqi"),
            ("New York", "America/New_York"),
        ),
    ],
)
def test_a_city_or_country_in_any_of_our_languages_is_a_zone(words: str, zone: str) -> None:
    assert zones_named(words) == [zone]


def test_a_country_with_several_clocks_is_asked_about_and_an_unknown_place_is_none() -> None:
    assert len(zones_named("美国")) > 1
    assert zones_named("青禾村") == []
    assert zones_named("  ") == []


def test_a_zone_is_called_by_its_city_in_the_readers_language() -> None:
    assert place_of("Asia/Tokyo", texts("zh-Hans").locale) == "东京"
    assert place_of("Asia/Tokyo", texts("en").locale) == "Tokyo"
