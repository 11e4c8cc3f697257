"""A ladder beside vacations and pauses: who rests is not asked, and has missed nothing by it."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from care.almanac import Almanac, Stretch, Term
from care.hours import local_date
from care.ladder import Decision, decide
from care.rule import Rule
from care.words import DutyState
from tests.care.builders import SHANGHAI, a_circle, a_duty, a_ladder, a_rule, at
from tests.care.runs import climbed

LADDER = a_ladder("holder 0", "holder 5", "principal 10")
TALK = a_rule(id="talk", holder=("class_teacher",), ladder=LADDER, rests="vacation")
SCHOOL_DAYS = TALK.model_copy(update={"rests": "days_off"})
CALL = a_rule(pauses=("parent_home",))
WINTER = Almanac(
    (
        Term("autumn", date(2025, 9, 1), date(2026, 1, 20)),
        Term("spring", date(2026, 3, 2), date(2026, 7, 3)),
    )
)


def january(day: int) -> date:
    return date(2026, 1, day)


def said(
    due_on: date, closes_on: date, rule: Rule, almanac: Almanac, *, gentle: bool = False
) -> tuple[list[date], DutyState]:
    duty = a_duty(due_on, closes_on, gentle=gentle)
    says, _, state = climbed(duty, rule, a_circle().with_almanac(almanac))
    return [local_date(say.send_at, SHANGHAI) for say in says], state


def test_a_talk_that_runs_into_the_holidays_is_asked_for_before_them_and_not_missed() -> None:
    heard = said(january(16), january(31), TALK, WINTER)
    assert heard == ([january(16)], DutyState.excused)


def test_a_talk_whose_whole_ladder_lies_before_the_holidays_can_be_missed() -> None:
    heard = said(january(10), january(31), TALK, WINTER)
    assert heard == ([january(10), january(15), january(20)], DutyState.missed)


def test_over_a_closure_the_ladder_waits_and_goes_on_as_it_was_meant() -> None:
    flood = Almanac(closures=(Stretch(january(7), january(9)),))
    heard = said(january(4), january(31), TALK, flood)
    assert heard == ([january(4), january(10), january(15)], DutyState.missed)


def test_what_is_late_is_not_said_in_the_holidays() -> None:
    """The bot was out on the 20th, and back on the 21st."""
    duty, circle = a_duty(january(20), date(2026, 3, 31)), a_circle().with_almanac(WINTER)
    decision = decide(duty, TALK, circle, at(january(21), "10:00"))
    back = at(date(2026, 3, 2), "19:00")
    assert decision == Decision(DutyState.open, 0, january(20), back)
    (say,) = decide(duty, TALK, circle, at(date(2026, 3, 2), "19:00")).says
    assert local_date(say.send_at, SHANGHAI) == date(2026, 3, 2)


def test_on_days_off_a_rule_of_school_days_waits_for_monday() -> None:
    """12 January 2026 is a Monday, the 17th a Saturday."""
    heard, _ = said(january(12), january(31), SCHOOL_DAYS, Almanac())
    assert heard == [january(12), january(19), january(26)]


def test_where_only_a_weekend_is_left_the_second_word_is_said_on_it() -> None:
    heard = said(january(12), january(18), SCHOOL_DAYS, Almanac())
    assert heard == ([january(12), january(17)], DutyState.missed)


def test_a_father_who_comes_home_under_the_second_reminder_has_missed_no_call() -> None:
    home = Almanac(pauses={"parent_home": (Stretch(january(19), date(2026, 2, 20)),)})
    for gentle in (False, True):
        heard = said(january(17), january(30), CALL, home, gentle=gentle)
        assert heard == ([january(17)], DutyState.excused)


spans = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 15)).map(
        lambda span: Stretch(
            january(1) + timedelta(days=span[0]), january(1) + timedelta(days=sum(span))
        )
    ),
    max_size=3,
)


@given(spans, spans, st.lists(st.integers(0, 30 * 24), max_size=40), st.booleans())
def test_nobody_is_asked_while_a_rule_rests_and_nothing_is_missed_by_it(
    closed: list[Stretch], home: list[Stretch], hours: list[int], gentle: bool
) -> None:
    rule = CALL.model_copy(update={"rests": "vacation"})
    almanac = Almanac(closures=tuple(closed), pauses={"parent_home": tuple(home)})
    duty = a_duty(january(5), january(18), gentle=gentle)
    end = at(january(19))
    ticks: list[datetime] = sorted(at(january(1)) + timedelta(hours=hour) for hour in hours)
    circle = a_circle().with_almanac(almanac)
    for moments in (None, [*ticks, max([end, *ticks])]):
        says, _, state = climbed(duty, rule, circle, moments)
        days = [local_date(say.send_at, SHANGHAI) for say in says]
        assert not [day for day in days if almanac.rests_on(day, "vacation", rule.pauses)]
        free = [
            day
            for day in (january(5) + timedelta(days=n) for n in range(14))
            if not almanac.rests_on(day, "vacation", rule.pauses)
        ]
        if len(free) < 8:
            assert state is DutyState.excused
