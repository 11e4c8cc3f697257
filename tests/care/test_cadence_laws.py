"""Cadences by their laws: any rule, any start, any answers, any facts of the calendar."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice, pairwise
from typing import get_args

from hypothesis import assume, given
from hypothesis import strategies as st

from care.almanac import Almanac, Birthday, Rests, Review, Stretch, Term
from care.cadence import after, first, periods
from care.cadences import (
    Cadence,
    Calendar,
    Dates,
    Occasions,
    OnReview,
    PerTerm,
    Rolling,
    Span,
    Weekly,
    Windows,
)
from care.duty import key
from care.modes.review import anchor_of
from care.occasions import NAMES
from care.rule import Rule
from care.slots import Past, Slot
from services.holidays import years_around
from tests.care.builders import a_ladder, a_rule
from tests.care.runs import CALL, chain, closed

DAY = timedelta(days=1)
TERMS = tuple(
    Term(f"{year}/{half}", date(year, *begin), date(year, *end))
    for year in range(2024, 2034)
    for half, begin, end in ((1, (2, 20), (7, 5)), (2, (9, 1), (12, 31)))
)
ALMANAC = Almanac(
    TERMS,
    years=years_around(2025, None),
    birthday=Birthday(2, 29),
    elders=(Birthday(6, 30, lunar=True, leap=True),),
    reviews=(Review("call", 11, date(2024, 1, 1), date(2027, 1, 15)),),
)
REVERSED = replace(ALMANAC, terms=TERMS[::-1])

counted: st.SearchStrategy[Cadence] = st.one_of(
    st.builds(
        Calendar, per=st.sampled_from(["week", "month", "quarter", "year"]), times=st.integers(1, 6)
    ),
    st.builds(PerTerm, times=st.integers(1, 6)),
    st.builds(
        Calendar,
        per=st.sampled_from(["month", "quarter"]),
        times=st.just(1),
        day=st.integers(1, 27),
    ),
)
spans = st.builds(
    Span,
    from_month=st.integers(1, 12),
    from_day=st.sampled_from([1, 11, 21, 29, 31]),
    to_month=st.integers(1, 12),
    to_day=st.sampled_from([1, 10, 20, 30, 31]),
)
shifts = st.integers(-60, 60)
dated: st.SearchStrategy[Cadence] = st.one_of(
    st.builds(Weekly, weekday=st.sampled_from(["monday", "wednesday", "friday"])),
    st.builds(
        Windows,
        windows=st.lists(
            st.sampled_from(["start", "middle", "end"]), min_size=1, max_size=3, unique=True
        ).map(tuple),
    ),
    st.builds(
        Occasions,
        names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True).map(tuple),
        shift=shifts,
    ),
    st.builds(Dates, spans=st.lists(spans, min_size=1, max_size=4).map(tuple), shift=shifts),
)
rolling: st.SearchStrategy[Cadence] = st.builds(Rolling, every_days=st.integers(1, 60))
reviewed: st.SearchStrategy[Cadence] = st.just(OnReview())
cadences = st.one_of(rolling, counted, dated, reviewed)
starts = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@st.composite
def stretches(draw: st.DrawFn) -> tuple[Stretch, ...]:
    found = draw(st.lists(st.tuples(starts, st.integers(0, 60)), max_size=3))
    return tuple(Stretch(day, day + length * DAY) for day, length in found)


@st.composite
def reviews(draw: st.DrawFn) -> tuple[Review, ...]:
    """Up to three records, in the order of writing, each with a day of review or, ending it, none;
    and one of another kind.
    """
    said = sorted(draw(st.lists(starts, max_size=3)))
    ahead = st.none() | st.integers(0, 400)
    found = [
        Review("call", number, day, None if (n := draw(ahead)) is None else day + n * DAY)
        for number, day in enumerate(said, 20)
    ]
    return (*found, Review("letter", 90, date(2026, 12, 31), date(2027, 3, 1)))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Any cadence, resting and pausing in any way, tighter where that is allowed."""
    cadence = draw(cadences)
    undoubled = isinstance(cadence, Weekly | Windows | Occasions | Dates | OnReview) or (
        isinstance(cadence, Calendar) and cadence.per == "week" and cadence.times > 3
    )
    tight = not undoubled and draw(st.booleans())
    last = draw(st.integers(0, 12))
    return a_rule(
        cadence,
        ladder=a_ladder("holder 0", *([f"principal {last}"] if last else [])),
        rests=draw(st.sampled_from(get_args(Rests))),
        pauses=draw(st.sampled_from([(), ("parent_home",), ("parent_home", "child_away")])),
        key_child="halve" if tight else "same",
    )


@st.composite
def almanacs(draw: st.DrawFn) -> Almanac:
    """The school's terms, with closures and, for one child, pauses, a flag and reviews."""
    return replace(
        ALMANAC,
        closures=draw(stretches()),
        pauses={"parent_home": draw(stretches()), "child_away": draw(stretches())},
        key_child=draw(stretches()),
        reviews=draw(reviews()),
    )


@st.composite
def chains(draw: st.DrawFn) -> list[Slot]:
    """Up to twelve slots in a row, each done on some day of its life or never."""

    def done(slot: Slot) -> date | None:
        days = (slot.closes_on - slot.opens_on).days
        return draw(st.none() | st.integers(0, days).map(lambda n: slot.opens_on + n * DAY))

    return list(islice(chain(draw(rules()), draw(starts), draw(almanacs()), done), 12))


def silent(rule: Rule, start: date, almanac: Almanac, count: int = 12) -> list[Slot]:
    return list(islice(chain(rule, start, almanac, lambda _: None), count))


@given(chains())
def test_slots_never_repeat_go_back_or_are_due_outside_their_life(slots: list[Slot]) -> None:
    assert all(slot.opens_on <= slot.due_on <= slot.closes_on for slot in slots)
    assert len({(slot.anchor, slot.number) for slot in slots}) == len(slots)
    assert all(one.due_on <= two.due_on for one, two in pairwise(slots))


@given(rules(), starts, almanacs())
def test_every_slot_lies_in_its_period_and_periods_of_marks_never_overlap(
    rule: Rule, start: date, almanac: Almanac
) -> None:
    found = [period for _, period in periods(rule, almanac, start, start + 400 * DAY)]
    for period in found:
        assert all(
            period.starts_on <= slot.opens_on <= slot.due_on <= slot.closes_on <= period.ends_on
            for slot in period.slots
        )
        assert all(one.closes_on < two.due_on for one, two in pairwise(period.slots))
    assert all(one.ends_on < two.starts_on for one, two in pairwise(found))


@given(rules(), starts, almanacs(), st.integers(0, 700))
def test_it_does_not_matter_from_when_on_one_looks(
    rule: Rule, start: date, almanac: Almanac, later: int
) -> None:
    """Splitting a span into ticks: what one sees of the calendar is the same from every day."""
    day, until = start + later * DAY, start + 1100 * DAY
    whole = [period for _, period in periods(rule, almanac, start, until)]
    part = [period for _, period in periods(rule, almanac, day, until)]
    inside = [period for period in part if period.starts_on > day]
    assert inside == [period for period in whole if period.starts_on > day]


@given(cadences, starts)
def test_slots_nobody_answers_never_overlap_and_none_is_left_out(
    cadence: Cadence, start: date
) -> None:
    rule = a_rule(cadence)
    slots = silent(rule, start, ALMANAC)
    assert all(one.closes_on < two.due_on for one, two in pairwise(slots))
    if isinstance(cadence, Calendar | PerTerm):
        numbers = [slot.number for slot in slots]
        assert all(two == one % cadence.times + 1 for one, two in pairwise(numbers))


@given(rules(), starts, almanacs(), st.lists(st.integers(0, 40), max_size=25))
def test_a_span_split_into_any_ticks_gives_the_same_occurrences_as_one(
    rule: Rule, start: date, almanac: Almanac, waits: list[int]
) -> None:
    """A tick that comes late closes what is over and plans the next from the day it was over, so
    any ticks see the same chain (the services stop at a week's outage).
    """
    whole = silent(rule, start, almanac, 40)
    seen: list[Slot] = []
    slot, now = first(rule, start, almanac), start
    for wait in waits:
        now += wait * DAY
        while slot is not None and slot.closes_on < now and len(seen) < 39:
            seen.append(slot)
            slot = after(rule, closed(slot), slot.closes_on + DAY, almanac)
    assert seen == whole[: len(seen)]
    if whole and len(seen) < len(whole):
        assert slot == whole[len(seen)]


@given(rules(), starts, almanacs())
def test_nothing_is_due_while_its_rule_rests(rule: Rule, start: date, almanac: Almanac) -> None:
    for slot in silent(rule, start, almanac):
        assert not almanac.rests_on(slot.due_on, rule.rests, rule.pauses)
        if isinstance(rule.cadence, Weekly):
            assert almanac.is_school_day(slot.due_on)


@given(reviews(), starts, st.integers(0, 700))
def test_a_review_is_of_the_latest_record_of_its_kind_and_asked_for_until_it_is_done(
    named: tuple[Review, ...], start: date, wait: int
) -> None:
    """And never where the latest record names no day, whatever the ones before it have named."""
    rule, almanac = a_rule(OnReview()), replace(ALMANAC, reviews=named)
    ours = [review for review in named if review.kind == "call"]
    slots = silent(rule, start, almanac)
    if not ours or ours[-1].on is None:
        assert slots == []
        return
    latest, on = ours[-1], ours[-1].on
    assert slots
    assert {slot.anchor for slot in slots} == {anchor_of(latest)}
    assert slots[0].closes_on >= start
    assert all((slot.due_on - on).days == 30 * (slot.number - 1) for slot in slots)
    assert all(slot.opens_on >= latest.said_on for slot in slots)
    done = after(rule, closed(slots[0]), slots[0].closes_on + wait * DAY, almanac)
    assert done is None or done.number > slots[0].number


@given(cadences, starts, st.integers(0, 400))
def test_planning_twice_gives_the_same(cadence: Cadence, start: date, wait: int) -> None:
    rule = a_rule(cadence)
    slot = first(rule, start, ALMANAC)
    assert slot is not None
    assert slot == first(rule, start, REVERSED)
    past, today = closed(slot), slot.closes_on + wait * DAY
    assert after(rule, past, today, ALMANAC) == after(rule, past, today, REVERSED)


@given(cadences, starts, st.integers(0, 400))
def test_nothing_planned_is_already_over(cadence: Cadence, start: date, wait: int) -> None:
    rule = a_rule(cadence)
    slot = first(rule, start, ALMANAC)
    assert slot is not None
    assert slot.due_on >= start
    today = slot.closes_on + wait * DAY
    following = after(rule, closed(slot), today, ALMANAC)
    assert following is not None
    assert following.closes_on >= today
    if isinstance(cadence, Rolling):
        assert following.due_on >= today


@given(rules(), rules(), starts, st.booleans(), st.integers(0, 100))
def test_a_plan_may_change_any_cadence_into_any_other(
    old: Rule, new: Rule, start: date, twice: bool, wait: int
) -> None:
    """And whether it rests, pauses or tightens: the next one is another, and not over yet."""
    slots = silent(old, start, ALMANAC, 1 + twice)
    assume(slots)
    last = slots[-1]
    today = last.closes_on + wait * DAY
    following = after(new, closed(last), today, ALMANAC)
    if following is not None:
        assert (following.anchor, following.number) != (last.anchor, last.number)
        assert following.closes_on >= today


@given(starts, st.integers(1, 60), st.integers(0, 30), st.integers(0, 30))
def test_the_key_of_a_rolling_duty_does_not_depend_on_the_day_it_is_planned(
    start: date, every: int, one: int, two: int
) -> None:
    rule = a_rule(Rolling(every_days=every))
    past: Past = closed(silent(rule, start, Almanac(), 1)[0])
    planned = {
        key("child:7", rule.id, None, slot)
        for wait in (one, two)
        if (slot := after(rule, past, past.closes_on + wait * DAY, Almanac()))
    }
    assert len(planned) == 1


@given(st.integers(1, 9), st.none() | st.integers(1, 9), starts)
def test_different_duties_never_share_a_key(child: int, holder: int | None, start: date) -> None:
    slot = silent(CALL, start, Almanac(), 1)[0]
    keys = {
        key(subject, rule_id, who, slot)
        for subject in (f"child:{child}", f"unit:{child}")
        for rule_id in ("call", "call-home")
        for who in {holder, None}
    }
    assert len(keys) == 4 * len({holder, None})
