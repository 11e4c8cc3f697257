"""From a cadence to dates."""

from datetime import date, timedelta
from hashlib import sha256

import pytest

from care.almanac import Almanac, Term
from care.cadence import after, first
from care.cadences import Calendar, PerTerm, Rolling
from care.duty import key
from care.rule import Rule
from care.slots import Past, Slot
from tests.care.builders import (
    a_rule,
)
from tests.care.runs import CALL, chain, closed

AUTUMN = Term("autumn", date(2025, 9, 1), date(2026, 1, 16))
SPRING = Term("spring", date(2026, 3, 2), date(2026, 7, 3))
TERMS = Almanac((SPRING, AUTUMN))
MONTHLY = a_rule(Calendar(per="month", times=1))
TWICE_A_MONTH = a_rule(Calendar(per="month", times=2))
VISITS = a_rule(PerTerm(times=2))


def begun(rule: Rule, start: date) -> Slot:
    slot = first(rule, start, TERMS)
    assert slot is not None
    return slot


def test_a_call_every_two_weeks_is_first_due_after_two_weeks() -> None:
    slot = begun(CALL, date(2025, 3, 3))
    assert slot == Slot("2025-03-03", 1, date(2025, 3, 3), date(2025, 3, 17), date(2025, 3, 30))


def test_the_next_call_counts_from_the_one_that_was_made() -> None:
    due_17th = begun(CALL, date(2025, 3, 3))
    following = after(
        CALL, closed(due_17th, done_on=date(2025, 3, 20)), date(2025, 3, 20), Almanac()
    )
    assert following is not None
    assert (following.due_on, following.closes_on) == (date(2025, 4, 3), date(2025, 4, 16))


def test_a_missed_call_is_followed_at_once_by_the_next_interval() -> None:
    due_17th = begun(CALL, date(2025, 3, 3))
    following = after(CALL, closed(due_17th), due_17th.closes_on + timedelta(days=1), Almanac())
    assert following is not None
    assert following.opens_on == following.due_on == date(2025, 3, 31)


def test_after_weeks_of_outage_a_call_is_due_on_its_old_beat_and_not_before_today() -> None:
    due_17th = begun(CALL, date(2025, 3, 3))
    following = after(CALL, closed(due_17th), date(2025, 5, 1), Almanac())
    assert following is not None
    assert following.due_on == date(2025, 5, 12)
    assert (following.due_on - due_17th.due_on).days % 14 == 0


def test_the_anchor_of_a_following_call_is_the_digest_of_the_key_before() -> None:
    past = closed(begun(CALL, date(2025, 3, 3)))
    following = after(CALL, past, date(2025, 3, 31), Almanac())
    assert following is not None
    assert following.anchor == sha256(past.key.encode()).hexdigest()[:16]
    assert following.number == 2


def test_an_interval_made_shorter_counts_from_the_old_due_date() -> None:
    excused_early = closed(begun(CALL, date(2025, 3, 3)))
    weekly = a_rule(Rolling(every_days=7))
    following = after(weekly, excused_early, date(2025, 3, 18), Almanac())
    assert following is not None
    assert following.opens_on == following.due_on == date(2025, 3, 24)


def test_a_rolling_rule_that_becomes_a_monthly_one_goes_on_with_the_next_month() -> None:
    second = after(CALL, closed(begun(CALL, date(2025, 2, 5))), date(2025, 3, 5), Almanac())
    assert second is not None
    assert second.due_on == date(2025, 3, 5)
    following = after(MONTHLY, closed(second, date(2025, 3, 5)), date(2025, 3, 5), Almanac())
    assert following is not None
    assert (following.anchor, following.number) == ("2025-04-01", 1)


def test_an_undone_and_redone_call_keeps_the_key_of_its_successor() -> None:
    past = begun(CALL, date(2025, 3, 3))
    keys = {
        key("child:7", "call", None, slot)
        for done_on in (date(2025, 3, 10), date(2025, 3, 20), None)
        if (slot := after(CALL, closed(past, done_on), date(2025, 3, 20), Almanac()))
    }
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("start", "due_on", "closes_on"),
    [
        (date(2025, 1, 1), date(2025, 1, 16), date(2025, 1, 31)),
        (date(2025, 2, 1), date(2025, 2, 15), date(2025, 2, 28)),
        (date(2024, 2, 1), date(2024, 2, 15), date(2024, 2, 29)),
        (date(2025, 4, 1), date(2025, 4, 16), date(2025, 4, 30)),
    ],
)
def test_once_a_month_is_due_in_the_middle_of_a_month_of_any_length(
    start: date, due_on: date, closes_on: date
) -> None:
    slot = begun(MONTHLY, start)
    assert (slot.due_on, slot.closes_on) == (due_on, closes_on)


@pytest.mark.parametrize(
    ("per", "begins", "ends"),
    [
        ("week", date(2025, 3, 3), date(2025, 3, 9)),
        ("month", date(2025, 3, 1), date(2025, 3, 31)),
        ("quarter", date(2025, 1, 1), date(2025, 3, 31)),
        ("year", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_periods_are_those_of_the_calendar(per: str, begins: date, ends: date) -> None:
    rule = a_rule(Calendar.model_validate({"per": per, "times": 1}))
    slot = begun(rule, begins)
    assert (slot.anchor, slot.opens_on, slot.closes_on) == (begins.isoformat(), begins, ends)


def test_who_joins_before_the_middle_of_the_month_still_owes_this_month() -> None:
    assert begun(MONTHLY, date(2025, 3, 16)).due_on == date(2025, 3, 16)


def test_who_joins_after_it_begins_with_the_next_month() -> None:
    assert begun(MONTHLY, date(2025, 3, 17)).anchor == "2025-04-01"


def test_who_joins_between_two_dates_begins_with_the_second() -> None:
    slot = begun(TWICE_A_MONTH, date(2025, 3, 15))
    assert (slot.number, slot.due_on) == (2, date(2025, 3, 21))


def test_a_month_done_early_is_followed_by_the_next_month() -> None:
    march = begun(MONTHLY, date(2025, 3, 1))
    following = after(MONTHLY, closed(march, date(2025, 3, 2)), date(2025, 3, 2), Almanac())
    assert following is not None
    assert following.anchor == "2025-04-01"


def test_december_is_followed_by_january() -> None:
    december = begun(MONTHLY, date(2025, 12, 1))
    following = after(MONTHLY, closed(december), date(2026, 1, 1), Almanac())
    assert following is not None
    assert following.anchor == "2026-01-01"


def test_months_slept_through_are_left_behind() -> None:
    march = begun(MONTHLY, date(2025, 3, 1))
    following = after(MONTHLY, closed(march), date(2025, 6, 20), Almanac())
    assert following is not None
    assert following.anchor == "2025-06-01"


def test_two_visits_a_term_are_due_at_a_third_and_at_two_thirds() -> None:
    """Row 51: two home visits per semester, reminders at 1/3 and 2/3 of it."""
    slot = begun(VISITS, AUTUMN.starts_on)
    assert (slot.number, slot.due_on) == (1, date(2025, 10, 17))
    following = after(VISITS, closed(slot, date(2025, 10, 10)), date(2025, 10, 10), TERMS)
    assert following is not None
    assert (following.number, following.due_on) == (2, date(2025, 12, 2))
    assert following.closes_on == AUTUMN.ends_on


def test_a_first_visit_left_out_does_not_silence_the_second() -> None:
    slot = begun(VISITS, AUTUMN.starts_on)
    assert slot.closes_on == date(2025, 12, 1)
    following = after(VISITS, closed(slot), date(2025, 12, 2), TERMS)
    assert following is not None
    assert following.number == 2


def test_a_second_visit_is_followed_by_the_next_term() -> None:
    second = begun(VISITS, date(2025, 11, 1))
    following = after(VISITS, closed(second), date(2026, 1, 17), TERMS)
    assert following is not None
    assert (following.anchor, following.number) == ("2026-03-02", 1)


def test_a_start_in_the_holidays_waits_for_the_term() -> None:
    assert begun(VISITS, date(2026, 2, 1)).anchor == "2026-03-02"


def test_without_terms_nothing_is_planned_per_term() -> None:
    assert first(VISITS, date(2025, 9, 1), Almanac()) is None
    assert first(VISITS, date(2026, 6, 1), TERMS) is None
    second = begun(VISITS, date(2026, 5, 1))
    assert after(VISITS, closed(second), date(2026, 7, 4), TERMS) is None
    assert after(VISITS, closed(second), date(2026, 7, 4), Almanac()) is None


def test_a_term_whose_dates_move_keeps_its_numbers() -> None:
    slot = begun(VISITS, AUTUMN.starts_on)
    moved = Term("autumn", date(2025, 9, 8), date(2026, 1, 20))
    following = after(
        VISITS, closed(slot, date(2025, 10, 17)), date(2025, 10, 17), Almanac((moved,))
    )
    assert following is not None
    assert (following.number, following.anchor) == (2, "2025-09-08")


def test_a_term_too_short_for_its_count_has_fewer_dates() -> None:
    camp = Almanac((Term("camp", date(2025, 7, 7), date(2025, 7, 8)),))
    rule = a_rule(PerTerm(times=4))
    slots = list(chain(rule, date(2025, 7, 1), camp, lambda slot: slot.due_on))
    assert [slot.due_on for slot in slots] == [date(2025, 7, 7), date(2025, 7, 8)]
    assert [slot.closes_on for slot in slots] == [date(2025, 7, 7), date(2025, 7, 8)]


def test_a_key_names_subject_rule_holder_and_slot() -> None:
    slot = begun(MONTHLY, date(2025, 3, 1))
    assert key("child:7", "letter", None, slot) == "child:7/letter/any/2025-03-01#1"
    assert key("unit:3", "letter", 42, slot) == "unit:3/letter/42/2025-03-01#1"


def test_what_is_due_on_a_day_of_the_month_is_due_on_it_in_every_month() -> None:
    rule = a_rule(Calendar(per="month", times=1, day=25))
    slot = first(rule, date(2025, 1, 28), Almanac())
    assert slot is not None
    assert (slot.opens_on, slot.due_on, slot.closes_on) == (
        date(2025, 2, 1),
        date(2025, 2, 25),
        date(2025, 2, 28),
    )
    past = Past("key", slot.anchor, slot.number, slot.due_on, slot.closes_on, date(2025, 2, 10))

    following = after(rule, past, date(2025, 2, 10), Almanac())

    assert following is not None
    assert following.due_on == date(2025, 3, 25)
