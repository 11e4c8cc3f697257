"""Three communications and five clears: dates, lights, and what is known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.cadences import (
    Cadence,
    Calendar,
    Dates,
    Occasions,
    OnDemand,
    PerTerm,
    Rolling,
    Span,
    Weekly,
    Windows,
)
from care.contact import A_MONTH, KINDS, Clear, Light, Side, clears, contacts, light, period
from services.forms.library import library
from tests.care.builders import MONDAY, a_rule

CALL = a_rule()
BEGAN = MONDAY


def of(side: Side, last: dict[str, date], today: date) -> tuple[date | None, Light]:
    found = {each.side: each for each in contacts([CALL], last, BEGAN, today)}
    return found[side].last_on, found[side].light


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        *((0, Light.green), (14, Light.green), (15, Light.yellow), (28, Light.yellow)),
        (29, Light.red),
    ],
)
def test_green_within_the_plans_period_yellow_within_two_then_red(
    days: int, expected: Light
) -> None:
    today = MONDAY + timedelta(days=days)

    assert of(Side.child, {"call": MONDAY}, today) == (MONDAY, expected)


def test_any_kind_of_contact_with_the_child_counts_the_latest_first() -> None:
    later = MONDAY + timedelta(days=5)

    assert of(Side.child, {"call": MONDAY, "letter": later, "visit": date(2026, 1, 1)}, later) == (
        later,
        Light.green,
    )


def test_what_never_was_is_counted_from_the_classs_first_day() -> None:
    assert of(Side.child, {}, BEGAN) == (None, Light.green)
    assert of(Side.child, {}, BEGAN + timedelta(days=29)) == (None, Light.red)


def test_where_the_plan_asks_for_nothing_of_the_kind_a_month_is_the_measure() -> None:
    last = {"visit": MONDAY}

    assert of(Side.guardian, last, MONDAY + timedelta(days=A_MONTH))[1] is Light.green
    assert of(Side.guardian, last, MONDAY + timedelta(days=A_MONTH + 1))[1] is Light.yellow


@pytest.mark.parametrize(
    ("cadence", "days"),
    [
        (Rolling(every_days=14), 14),
        (Calendar(per="month", times=1), 31),
        (Calendar(per="month", times=4), 7),
        (Calendar(per="week", times=9), 1),
        (PerTerm(times=2), 75),
        (Weekly(weekday="monday"), 7),
        (Windows(windows=("start", "middle", "end")), 50),
        (Occasions(names=("spring_festival", "mid_autumn", "double_ninth")), 122),
        (Dates(spans=(Span(from_month=3, from_day=1, to_month=3, to_day=10),)), 366),
        (OnDemand(), None),
    ],
)
def test_a_rule_has_a_period_in_days(cadence: Cadence, days: int | None) -> None:
    assert period(a_rule(cadence)) == days


@given(st.integers(0, 2000), st.integers(1, 366))
def test_a_light_never_gets_better_with_time(days: int, every: int) -> None:
    order = list(Light)

    assert order.index(light(days, every)) <= order.index(light(days + 1, every))


def test_every_kind_that_a_card_records_is_known_by_its_right_name() -> None:
    recorded = {card.form.kind for card in library().cards}
    without_card = {"call", "hotline", "guardian-talk"}

    assert set().union(*KINDS.values()) - without_card <= recorded


def test_five_things_are_known_or_not() -> None:
    facts = {"name": "禾小满", "birth": "2016-05-21", "sex": "female"}

    assert clears(facts, [True]) == {Clear.basic, Clear.contacts}
    assert clears(facts | {"sex": None}, [True, False]) == frozenset()
    assert clears({}, []) == frozenset()
    everything = facts | {"character": "a", "hobbies": "b", "health": "c"}
    assert clears(everything, [True]) == frozenset(Clear)
