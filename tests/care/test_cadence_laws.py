"""Cadences by their laws: any rule, any start, any answers."""

from datetime import date, timedelta
from itertools import islice, pairwise

from hypothesis import given
from hypothesis import strategies as st

from care.cadence import Slot, Term, after, first
from care.duty import key
from care.plan import Cadence, Calendar, PerTerm, Rolling, Rule
from tests.care.builders import (
    a_rule,
)
from tests.care.runs import CALL, chain, closed

FOUR_YEARS = [
    Term(f"{year}/{half}", date(year, *begin), date(year, *end))
    for year in range(2024, 2032)
    for half, begin, end in ((1, (2, 20), (7, 5)), (2, (9, 1), (12, 31)))
]
cadences: st.SearchStrategy[Cadence] = st.one_of(
    st.builds(Rolling, every_days=st.integers(1, 60)),
    st.builds(
        Calendar, per=st.sampled_from(["week", "month", "quarter", "year"]), times=st.integers(1, 6)
    ),
    st.builds(PerTerm, times=st.integers(1, 6)),
)
starts = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def first_of(rule: Rule, start: date) -> Slot:
    return next(chain(rule, start, (), lambda _: None))


@st.composite
def chains(draw: st.DrawFn) -> list[Slot]:
    """Up to twelve slots in a row, each done on some day of its life or never."""

    def done(slot: Slot) -> date | None:
        days = (slot.closes_on - slot.opens_on).days
        return draw(st.none() | st.integers(0, days).map(lambda n: slot.opens_on + n * day))

    day = timedelta(days=1)
    rule = a_rule(draw(cadences))
    return list(islice(chain(rule, draw(starts), tuple(FOUR_YEARS), done), 12))


@given(chains())
def test_slots_never_repeat_and_their_due_dates_never_go_back(slots: list[Slot]) -> None:
    assert len({(slot.anchor, slot.number) for slot in slots}) == len(slots)
    assert all(one.due_on <= two.due_on for one, two in pairwise(slots))


@given(chains())
def test_a_slot_is_due_within_its_life(slots: list[Slot]) -> None:
    assert all(slot.opens_on <= slot.due_on <= slot.closes_on for slot in slots)


@given(cadences, starts)
def test_slots_nobody_answers_never_overlap_and_none_is_left_out(
    cadence: Cadence, start: date
) -> None:
    rule = a_rule(cadence)
    slots = list(islice(chain(rule, start, tuple(FOUR_YEARS), lambda _: None), 12))
    assert all(one.closes_on < two.due_on for one, two in pairwise(slots))
    if not isinstance(cadence, Rolling):
        numbers = [slot.number for slot in slots]
        assert all(two == one % cadence.times + 1 for one, two in pairwise(numbers))


@given(cadences, starts, st.integers(0, 400))
def test_planning_twice_gives_the_same(cadence: Cadence, start: date, wait: int) -> None:
    rule, terms = a_rule(cadence), tuple(FOUR_YEARS)
    slot = first(rule, start, terms)
    assert slot is not None
    assert slot == first(rule, start, tuple(reversed(terms)))
    past, today = closed(slot), slot.closes_on + timedelta(days=wait)
    assert after(rule, past, today, terms) == after(rule, past, today, terms[::-1])


@given(cadences, starts, st.integers(0, 400))
def test_nothing_planned_is_already_over(cadence: Cadence, start: date, wait: int) -> None:
    rule = a_rule(cadence)
    slot = first(rule, start, tuple(FOUR_YEARS))
    assert slot is not None
    assert slot.due_on >= start
    today = slot.closes_on + timedelta(days=wait)
    following = after(rule, closed(slot), today, tuple(FOUR_YEARS))
    assert following is not None
    assert following.closes_on >= today
    if isinstance(cadence, Rolling):
        assert following.due_on >= today


@given(cadences, cadences, starts, st.booleans(), st.integers(0, 100))
def test_a_plan_may_change_any_cadence_into_any_other(
    old: Cadence, new: Cadence, start: date, twice: bool, wait: int
) -> None:
    terms = tuple(FOUR_YEARS)
    *_, last = islice(chain(a_rule(old), start, terms, lambda _: None), 1 + twice)
    today = last.closes_on + timedelta(days=wait)
    following = after(a_rule(new), closed(last), today, terms)
    assert following is not None
    assert (following.anchor, following.number) != (last.anchor, last.number)
    assert following.closes_on >= today


@given(starts, st.integers(1, 60), st.integers(0, 30), st.integers(0, 30))
def test_the_key_of_a_rolling_duty_does_not_depend_on_the_day_it_is_planned(
    start: date, every: int, one: int, two: int
) -> None:
    rule = a_rule(Rolling(every_days=every))
    past = closed(first_of(rule, start))
    planned = {
        key("child:7", rule.id, None, slot)
        for wait in (one, two)
        if (slot := after(rule, past, past.closes_on + timedelta(days=wait), ()))
    }
    assert len(planned) == 1


@given(st.integers(1, 9), st.none() | st.integers(1, 9), starts)
def test_different_duties_never_share_a_key(child: int, holder: int | None, start: date) -> None:
    slot = first_of(CALL, start)
    keys = {
        key(subject, rule_id, who, slot)
        for subject in (f"child:{child}", f"unit:{child}")
        for rule_id in ("call", "call-home")
        for who in {holder, None}
    }
    assert len(keys) == 4 * len({holder, None})
