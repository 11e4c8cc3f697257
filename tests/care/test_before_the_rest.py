"""What would be due in the vacation, or have one reminder only, is brought forward to before it."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from care.almanac import Almanac, Stretch, Term
from care.cadence import after, first
from care.cadences import Calendar, PerTerm, Rolling, Weekly
from care.hours import local_date
from care.rule import Rule
from care.slots import Slot
from care.words import DutyState
from services.holidays import years_around
from tests.care.builders import SHANGHAI, a_circle, a_duty, a_ladder, a_rule
from tests.care.runs import climbed, closed

MONTHLY = Calendar(per="month", times=1)
LADDER = a_ladder("holder 0", "holder 5", "principal 10")
NEW_YEAR = date(2026, 1, 1)
SPRING = Term("spring", date(2026, 3, 2), date(2026, 7, 3))


def january(day: int) -> date:
    return date(2026, 1, day)


def until(day: int) -> Almanac:
    """A school whose term ends on a day in January."""
    return Almanac((Term("autumn", date(2025, 9, 1), january(day)), SPRING))


def a_talk(cadence: Any = MONTHLY, **changed: Any) -> Rule:
    told = {"holder": ("class_teacher",), "ladder": LADDER, "rests": "vacation"} | changed
    return a_rule(cadence, id="talk", **told)


def in_january(almanac: Almanac, rule: Rule | None = None, start: date = NEW_YEAR) -> Slot | None:
    """The slot of January, as one sees it on a day of that month."""
    slot = first(rule or a_talk(), start, almanac)
    return slot if slot is not None and slot.due_on.month == 1 else None


def heard(slot: Slot | None, almanac: Almanac) -> tuple[list[date], DutyState]:
    assert slot is not None
    duty = a_duty(slot.due_on, slot.closes_on)
    says, _, state = climbed(duty, a_talk(), a_circle().with_almanac(almanac))
    return [local_date(say.send_at, SHANGHAI) for say in says], state


def test_a_talk_due_in_the_vacation_is_asked_for_in_the_two_weeks_of_school_before_it() -> None:
    slot = in_january(until(14))
    asked = [january(4), january(9), january(14)]
    assert heard(slot, until(14)) == (asked, DutyState.missed)
    assert slot is not None
    assert (slot.opens_on, slot.closes_on) == (january(1), january(31))


def test_a_talk_due_just_before_the_vacation_is_asked_for_early_enough_for_its_whole_ladder() -> (
    None
):
    slot = in_january(until(20))
    asked = [january(10), january(15), january(20)]
    assert heard(slot, until(20)) == (asked, DutyState.missed)


def test_one_whose_ladder_ends_with_the_term_keeps_its_day() -> None:
    slot = in_january(until(26))
    assert slot is not None
    assert slot.due_on == january(16)


def test_days_too_few_for_its_ladder_leave_it_out_as_ever() -> None:
    assert in_january(until(10)) is None


def test_where_no_earlier_day_is_left_it_is_asked_for_on_its_own_as_before() -> None:
    """A term that the office enters on the 12th, or a child that has come on it."""
    slot = in_january(until(20), start=january(12))
    assert heard(slot, until(20)) == ([january(16)], DutyState.excused)
    assert in_january(until(14), start=january(6)) is None


def test_nothing_is_brought_forward_to_a_day_that_is_over() -> None:
    december = first(a_talk(), date(2025, 12, 1), until(20))
    assert december is not None
    past, planned_on = closed(december), january(1)
    sooner = after(a_talk(), past, planned_on, until(20))
    late = after(a_talk(), past, planned_on, until(20), since=january(11))
    assert sooner is not None
    assert late is not None
    assert (sooner.due_on, late.due_on) == (january(10), january(16))


def test_over_a_closure_it_is_due_before_it_and_its_ladder_goes_on_behind() -> None:
    flood = Almanac(closures=(Stretch(january(12), january(21)),))
    slot = in_january(flood)
    assert heard(slot, flood) == ([january(11), january(22), january(27)], DutyState.missed)


def test_what_may_come_behind_the_rest_is_not_brought_forward() -> None:
    flood = Almanac(closures=(Stretch(january(12), january(19)),))
    slot = in_january(flood)
    assert slot is not None
    assert slot.due_on == january(20)


def test_a_weekly_talk_before_the_holidays_leaves_room_for_its_second_word() -> None:
    """1 January 2026 is a Thursday, and a holiday until the 3rd; on Sunday the 4th there is school.
    The term ends on Friday the 16th.
    """
    weekly = a_talk(
        Calendar(per="week", times=1), ladder=a_ladder("holder 0", "holder 2"), rests="days_off"
    )
    almanac = Almanac(until(16).terms, years=years_around(2026, None))
    around_new_year = first(weekly, date(2025, 12, 29), almanac)
    last = first(weekly, january(12), almanac)
    usual = first(weekly, january(5), almanac)
    assert around_new_year is not None
    assert last is not None
    assert usual is not None
    assert around_new_year.due_on == date(2025, 12, 31)
    assert (last.due_on, usual.due_on) == (january(14), january(8))


def test_while_a_parent_is_at_home_there_is_nothing_to_make_up_for_beforehand() -> None:
    home = Almanac(pauses={"parent_home": (Stretch(january(14), january(31)),)})
    calls = a_talk(rests="never", pauses=("parent_home",))
    assert in_january(home, calls) is None


def test_the_second_of_a_month_does_not_come_on_the_heels_of_the_first() -> None:
    """Due on the 11th and on the 21st; the 21st lies in the vacation."""
    twice = a_talk(Calendar(per="month", times=2), ladder=a_ladder("holder 0", "holder 4"))
    slot = in_january(until(18), twice)
    assert slot is not None
    assert (slot.number, slot.due_on) == (1, january(11))
    following = after(twice, closed(slot, january(11)), january(11), until(18))
    assert following is not None
    assert following.due_on.month == 3


def test_what_has_its_day_in_the_week_or_rolls_is_not_brought_forward() -> None:
    assert in_january(until(16), a_talk(Weekly(weekday="friday")), january(10)) is not None
    rolls = first(a_talk(Rolling(every_days=14)), january(4), until(20))
    assert rolls is not None
    assert rolls.due_on == january(18)


starts = st.dates(date(2026, 1, 1), date(2026, 6, 30))
closures = st.lists(
    st.builds(
        lambda day, days: Stretch(day, day + timedelta(days=days)), starts, st.integers(0, 40)
    ),
    max_size=3,
)
periods = st.sampled_from([MONTHLY, Calendar(per="quarter", times=1), PerTerm(times=1)])


@given(starts, closures, periods, st.integers(1, 20))
def test_what_is_brought_forward_has_its_whole_ladder_and_what_is_not_is_as_it_was(
    start: date, closed_for: list[Stretch], cadence: Any, last: int
) -> None:
    rule = a_talk(cadence, ladder=a_ladder("holder 0", f"principal {last}"))
    almanac = Almanac(until(20).terms, closures=tuple(closed_for))
    slot = first(rule, start, almanac)
    plain = first(rule.model_copy(update={"rests": "never"}), start, almanac)
    if slot is None or plain is None or slot.anchor != plain.anchor:
        return
    assert slot.due_on >= start
    if slot.due_on < plain.due_on:
        duty = a_duty(slot.due_on, slot.closes_on)
        says, _, _ = climbed(duty, rule, a_circle().with_almanac(almanac))
        assert [say.rung for say in says] == [0, 1]
        assert local_date(says[0].send_at, SHANGHAI) == slot.due_on
