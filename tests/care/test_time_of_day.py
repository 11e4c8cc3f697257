"""A plan may say at what time of the day the staff are asked for what they owe themselves."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.habits import Habits
from care.hours import at_own_hour, at_wall_clock, is_quiet
from care.plan import load
from care.problems import PlanError
from care.rule import HOLDER, Rule, Rung
from care.rungs import next_moment
from care.words import DutyState
from services.plans import find
from tests.care.builders import (
    KATHMANDU,
    MONDAY,
    SHANGHAI,
    a_circle,
    a_duty,
    a_holding,
    a_person,
    a_rule,
    at,
)
from tests.care.runs import climbed
from tests.care.test_ladder_laws import SOME_HABITS
from tests.services.plans import a_plan_of, a_rule_text

ZONES = (SHANGHAI, KATHMANDU, "Europe/Berlin")
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


def asked_at(clock: time, *more: Rung) -> Rule:
    """What the class teacher owes, asked for at that time."""
    first = Rung(to=HOLDER, after=0, at=clock)
    return a_rule(holder=("class_teacher",), ladder=(first, *more))


@given(
    clock=CLOCKS,
    habits=st.sampled_from(SOME_HABITS),
    zone=st.sampled_from(ZONES),
    due_on=st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    days=st.integers(0, 13),
)
def test_it_is_said_at_that_time_or_at_the_end_of_the_quiet_hours_and_never_in_them(
    clock: time, habits: Habits, zone: str, due_on: date, days: int
) -> None:
    teacher = a_person(3, **{name: getattr(habits, name) for name in Habits.__struct_fields__})
    circle = a_circle(staff=[a_holding(teacher)], zone=zone)
    duty = a_duty(due_on, due_on + timedelta(days=days))
    end = at_wall_clock(duty.closes_on + timedelta(days=1), time(), zone)
    named = at_wall_clock(due_on, clock, zone)

    says, _, state = climbed(duty, asked_at(clock), circle)

    if not says:  # the own hour of that day lies behind the end of the last one
        assert state is DutyState.unknown
        assert at_own_hour(due_on, habits) >= end
        return
    (said,) = says
    assert not is_quiet(said.send_at, habits)
    if not is_quiet(named, habits):
        assert said.send_at == named
    elif said.send_at != at_own_hour(due_on, habits):
        assert named < said.send_at < end
        assert is_quiet(said.send_at - timedelta(minutes=1), habits)


def test_half_past_eight_is_half_past_eight_at_the_school_wherever_the_teachers_clock_is() -> None:
    teacher = a_person(3, zone="Asia/Tokyo", hour=time(20))
    circle = a_circle(staff=[a_holding(teacher)])

    assert next_moment(a_duty(), asked_at(time(8, 30)), circle) == at(MONDAY, "08:30")


def test_who_sleeps_until_ten_is_asked_at_ten_and_reminded_again_at_their_own_hour() -> None:
    teacher = a_person(3, hour=time(19), quiet_from=time(23), quiet_to=time(10))
    rule = asked_at(time(8, 30), Rung(to=HOLDER, after=2))

    says, _, _ = climbed(a_duty(), rule, a_circle(staff=[a_holding(teacher)]))

    wednesday = MONDAY + timedelta(days=2)
    assert [say.send_at for say in says] == [at(MONDAY, "10:00"), at(wednesday, "19:00")]


def test_what_is_over_by_the_end_of_the_quiet_hours_is_said_at_the_own_hour() -> None:
    """Attendance is for that day alone: the next morning would be too late."""
    teacher = a_person(3, hour=time(15), quiet_from=time(16), quiet_to=time(8))

    says, _, _ = climbed(
        a_duty(MONDAY, MONDAY), asked_at(time(16, 30)), a_circle([], [a_holding(teacher)])
    )

    assert [say.send_at for say in says] == [at(MONDAY, "15:00")]


@pytest.mark.parametrize("spelt", ['"08:30"', '"8:30"', "08:30:00"])
def test_a_clerk_writes_a_time_in_one_of_three_ways(spelt: str) -> None:
    ladder = f'{{ to = "holder", after = 0, at = {spelt} }}'
    plan = load(a_plan_of(a_rule_text("talk", '"class_teacher"', ladder=ladder)))

    assert plan.rule("talk").ladder[0].at == time(8, 30)


@pytest.mark.parametrize(
    ("holder", "rung", "key", "code"),
    [
        ('"class_teacher"', '{ to = "holder", after = 0, at = "24:00" }', "ladder.1.at", "value"),
        ('"class_teacher"', '{ to = "holder", after = 0, at = "8.30" }', "ladder.1.at", "value"),
        ('"class_teacher"', '{ to = "holder", after = 0, at = 8 }', "ladder.1.at", "value"),
        ('"class_teacher"', '{ to = "holder", after = 0, at = 08:30:15 }', "ladder.1.at", "value"),
        ('"parent"', '{ to = "holder", after = 0, at = "08:30" }', "ladder.1.at", "ladder_clock"),
        (
            '["helper", "class_teacher"]',
            '{ to = "holder", after = 0, at = "08:30" }',
            "ladder.1.at",
            "ladder_clock",
        ),
        (
            '"class_teacher"',
            '{ to = "holder", after = 0 }, { to = "principal", after = 3, at = "08:30" }',
            "ladder.2.at",
            "ladder_clock",
        ),
    ],
)
def test_what_is_no_time_of_day_or_is_for_somebody_else_is_refused_in_words(
    holder: str, rung: str, key: str, code: str
) -> None:
    """The family chooses its own hour, and who is further up hears at theirs."""
    with pytest.raises(PlanError) as caught:
        load(a_plan_of(a_rule_text("talk", holder, ladder=rung)))

    (problem,) = caught.value.problems
    assert (problem.key, problem.code) == (key, code)
    assert code != "value" or problem.params["allowed"] == "own_hour, working_hours, 08:30"


@pytest.mark.parametrize(
    ("row", "plan", "rule", "clock"),
    [
        (44, "class-plan", "talk", time(7, 30)),
        (102, "pairing", "noon", time(12)),
        (103, "tongren", "half-past-four", time(16, 30)),
        (113, "dropout-control", "attendance", time(8, 30)),
    ],
)
def test_rows_44_102_103_113_are_asked_at_the_time_that_the_source_names(
    row: int, plan: str, rule: str, clock: time
) -> None:
    found = load(find(plan)).rule(rule)

    assert (found.row, found.ladder[0].at) == (row, clock)
