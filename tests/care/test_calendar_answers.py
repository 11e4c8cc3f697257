"""Where the calendar does not fit: the answers of docs/calendar.md, one test for each."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from care.almanac import Almanac, Birthday, Stretch, Term
from care.cadence import after, first, needs_terms
from care.cadences import Calendar, Occasions, PerTerm, Rolling, Weekly
from care.habits import Habits
from care.hours import at_own_hour
from care.occasions import birthday
from care.rule import Rule, Rung
from care.tightening import tightened
from tests.care.builders import BERLIN, NO_FACTS, a_ladder, a_rule
from tests.care.runs import chain, closed

TERM = Term("spring", date(2026, 3, 2), date(2026, 7, 3))
MONTHLY = Calendar(per="month", times=1)
GENTLE = a_ladder("holder 0", "holder 5")


def dues(rule: Rule, start: date, almanac: Almanac, count: int) -> list[date]:
    return [slot.due_on for slot in islice(chain(rule, start, almanac, lambda _: None), count)]


def test_born_on_29_february_one_celebrates_on_the_28th_in_other_years() -> None:
    days = [birthday(Birthday(2, 29), year) for year in (2027, 2028)]
    assert days == [[date(2027, 2, 28)], [date(2028, 2, 29)]]


def test_born_on_the_30th_of_a_lunar_month_one_celebrates_on_its_last_day() -> None:
    """The twelfth month of the lunar year 2024 has 29 days; it ends on 28 January 2025."""
    assert birthday(Birthday(12, 30, lunar=True), 2025) == [date(2025, 1, 28)]


def test_born_in_a_leap_month_one_celebrates_once_a_year() -> None:
    born = Birthday(6, 15, lunar=True, leap=True)
    assert birthday(born, 2025) == [date(2025, 8, 8)]
    assert birthday(born, 2026) == [date(2026, 7, 28)]
    assert birthday(Birthday(6, 15, lunar=True), 2025) == [date(2025, 7, 9)]


def test_a_birthday_in_the_last_lunar_month_falls_into_the_next_solar_year() -> None:
    """The twelfth month of 2025 begins on 19 January 2026; of 2019, on 26 December."""
    eighth = Birthday(12, 8, lunar=True)
    assert birthday(eighth, 2026) == [date(2026, 1, 26)]
    assert {day.month for year in range(2021, 2036) for day in birthday(eighth, year)} <= {12, 1, 2}


def test_a_solar_year_may_have_two_lunar_birthdays_or_none() -> None:
    born = Birthday(11, 20, lunar=True)
    counts = {year: len(birthday(born, year)) for year in range(2020, 2036)}
    assert set(counts.values()) == {0, 1, 2}
    assert sum(counts.values()) in (15, 16, 17)


@pytest.mark.parametrize("begins", [date(2026, 3, 25), date(2026, 10, 21)])
def test_when_the_clocks_change_every_day_still_has_its_one_reminder(begins: date) -> None:
    """In Berlin the 29th of March has no 02:30, the 25th of October has it twice."""
    habits = Habits(zone=BERLIN, hour=time(2, 30), quiet_from=time(0), quiet_to=time(0))
    days = dues(a_rule(Rolling(every_days=1), ladder=()), begins, NO_FACTS, 8)
    heard = [at_own_hour(day, habits).astimezone(ZoneInfo(BERLIN)).date() for day in days]
    assert heard == days == [begins + timedelta(days=n) for n in range(1, 9)]


def test_an_hour_that_is_skipped_is_an_hour_later_and_one_that_comes_twice_is_the_first() -> None:
    habits = Habits(zone=BERLIN, hour=time(2, 30), quiet_from=time(0), quiet_to=time(0))
    heard = [at_own_hour(day, habits) for day in (date(2026, 3, 29), date(2026, 10, 25))]
    assert heard == [
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    ]


def test_who_joins_in_mid_period_owes_what_is_left_of_it() -> None:
    twice = a_rule(PerTerm(times=2))
    slot = first(twice, date(2026, 5, 1), Almanac((TERM,)))
    assert slot is not None
    assert (slot.number, slot.closes_on) == (2, TERM.ends_on)
    assert first(twice, date(2026, 6, 20), Almanac((TERM,))) is None


def test_what_is_due_in_the_vacation_moves_to_the_first_day_of_school_if_its_ladder_fits() -> None:
    rule = a_rule(MONTHLY, ladder=GENTLE, rests="vacation")
    late = Term("late", date(2026, 2, 25), date(2026, 7, 3))
    early = Term("early", date(2026, 2, 20), date(2026, 7, 3))
    assert dues(rule, date(2026, 2, 1), Almanac((early,)), 1) == [date(2026, 2, 20)]
    assert dues(rule, date(2026, 2, 1), Almanac((late,)), 1) == [date(2026, 3, 16)]


def test_what_rests_waits_for_the_next_term_to_be_entered() -> None:
    rule = a_rule(MONTHLY, ladder=GENTLE, rests="vacation")
    june = closed(next(chain(rule, date(2026, 6, 1), Almanac((TERM,)), lambda _: None)))
    assert after(rule, june, date(2026, 7, 1), Almanac((TERM,))) is None
    autumn = Term("autumn", date(2026, 9, 1), date(2027, 1, 22))
    following = after(rule, june, date(2026, 7, 1), Almanac((TERM, autumn)))
    assert following is not None
    assert following.due_on == date(2026, 9, 16)


def test_without_any_term_nothing_rests_in_vacations() -> None:
    rule = a_rule(MONTHLY, ladder=GENTLE, rests="vacation")
    assert dues(rule, date(2026, 7, 1), NO_FACTS, 2) == [date(2026, 7, 16), date(2026, 8, 16)]


def test_without_a_file_of_days_off_monday_to_friday_are_school_days() -> None:
    """1 January 2026 is a Thursday."""
    assert NO_FACTS.is_school_day(date(2026, 1, 1))
    assert not NO_FACTS.is_school_day(date(2026, 1, 3))


def test_a_closed_school_has_no_school_days() -> None:
    flood = Stretch(date(2026, 5, 11), date(2026, 5, 17))
    rule = a_rule(Weekly(weekday="monday"), ladder=a_ladder("holder 0"))
    found = dues(rule, date(2026, 5, 4), Almanac((TERM,), closures=(flood,)), 3)
    assert found == [date(2026, 5, 4), date(2026, 5, 18), date(2026, 5, 25)]


def test_a_call_due_while_a_parent_is_home_is_due_on_the_day_after() -> None:
    home = Stretch(date(2026, 5, 10), date(2026, 5, 20))
    almanac = Almanac(pauses={"parent_home": (home,)})
    rule = a_rule(pauses=("parent_home",))
    slot = first(rule, date(2026, 5, 1), almanac)
    assert slot is not None
    assert (slot.due_on, slot.closes_on) == (date(2026, 5, 21), date(2026, 6, 3))
    assert first(a_rule(), date(2026, 5, 1), almanac) == first(a_rule(), date(2026, 5, 1), NO_FACTS)


def test_who_is_home_until_nobody_knows_when_is_not_asked() -> None:
    almanac = Almanac(pauses={"child_away": (Stretch(date(2026, 5, 10), None),)})
    assert first(a_rule(pauses=("child_away",)), date(2026, 5, 1), almanac) is None


def test_a_key_childs_call_comes_after_half_the_interval_while_the_flag_stands() -> None:
    rule = a_rule(ladder=a_ladder("holder 0", "class_teacher 4"), key_child="halve")
    flag = Almanac(key_child=(Stretch(date(2026, 5, 1), date(2026, 5, 20)),))
    assert dues(rule, date(2026, 5, 1), flag, 4) == [
        *(date(2026, 5, 8), date(2026, 5, 15), date(2026, 5, 29), date(2026, 6, 12)),
    ]
    assert [rung.after for rung in tightened(rule).ladder] == [0, 2]


def test_a_key_childs_ladder_keeps_the_working_hours() -> None:
    told = Rung(to="class_teacher", after=4, at="working_hours")
    rule = a_rule(ladder=(*a_ladder("holder 0"), told), key_child="halve")

    assert tightened(rule).ladder[-1] == Rung(to="class_teacher", after=2, at="working_hours")


def test_two_festivals_at_once_are_one_letter() -> None:
    """New Year's Eve and Spring Festival; in 2020 National Day and Mid-Autumn were one day."""
    rule = a_rule(Occasions(names=("new_years_eve", "spring_festival")), ladder=GENTLE)
    assert dues(rule, date(2026, 1, 1), NO_FACTS, 2) == [date(2026, 2, 16), date(2027, 2, 5)]
    both = a_rule(Occasions(names=("national_day", "mid_autumn")), ladder=GENTLE)
    assert dues(both, date(2020, 9, 1), NO_FACTS, 2) == [date(2020, 10, 1), date(2021, 9, 21)]


@pytest.mark.parametrize(
    ("changed", "needed"),
    [
        ({}, False),
        ({"rests": "vacation"}, True),
        ({"rests": "days_off"}, True),
        ({"cadence": Weekly(weekday="monday")}, True),
        ({"cadence": PerTerm(times=1)}, True),
        ({"cadence": Occasions(names=("term_start",))}, True),
        ({"cadence": Occasions(names=("lantern",))}, False),
    ],
)
def test_which_rules_need_the_schools_terms(changed: dict[str, Any], needed: bool) -> None:
    assert needs_terms(a_rule(**changed)) is needed


def test_a_birthday_that_nobody_has_written_down_is_not_asked_for() -> None:
    rule = a_rule(cadence=Occasions(names=("child_birthday",)))

    assert first(rule, date(2026, 9, 1), Almanac()) is None
