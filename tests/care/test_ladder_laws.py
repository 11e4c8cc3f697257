"""Ladders by their laws: any people, any zones, any ticks."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from care.almanac import Almanac
from care.duty import OpenDuty
from care.habits import Habits
from care.hours import is_quiet, local_date
from care.ladder import decide
from care.people import Circle
from care.rule import Rule
from care.rungs import next_moment
from care.ties import Person
from care.words import DutyState, Post, Reach, Role
from services.holidays import years_around
from tests.care.builders import (
    BERLIN,
    KATHMANDU,
    SHANGHAI,
    a_circle,
    a_duty,
    a_holding,
    a_tie,
    at,
)
from tests.care.runs import CALL, TALK, climbed, moved

SOME_HABITS = [
    Habits(),
    Habits(BERLIN, time(20)),
    Habits(KATHMANDU, time(6)),
    Habits("America/New_York", time(21, 30)),
    Habits(SHANGHAI, time(23, 30)),
    Habits(SHANGHAI, time(12), time(8), time(16)),
    Habits("Pacific/Kiritimati", time(0), time(0), time(0)),
]
habits = st.sampled_from(SOME_HABITS)
due_dates = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@st.composite
def circles(draw: st.DrawFn, reach: st.SearchStrategy[Reach]) -> Circle:
    people = [Person(number, draw(reach), draw(habits)) for number in range(1, 5)]
    father, mother, teacher, principal = people
    ties = [a_tie(father)] + ([a_tie(mother, Role.mother)] if draw(st.booleans()) else [])
    staff = [a_holding(teacher), a_holding(principal, Post.principal)]
    return a_circle(ties, staff, draw(st.sampled_from([SHANGHAI, KATHMANDU, BERLIN])))


@st.composite
def duties(draw: st.DrawFn) -> OpenDuty:
    due_on = draw(due_dates)
    return a_duty(due_on, due_on + timedelta(days=13))


everyone_joined = circles(st.just(Reach.joined))
whoever = circles(st.sampled_from(Reach))
rules = st.sampled_from([CALL, TALK])


@given(duties(), rules, everyone_joined)
def test_every_missed_duty_climbed_its_whole_ladder(
    duty: OpenDuty, rule: Rule, circle: Circle
) -> None:
    says, passed, state = climbed(duty, rule, circle)
    assert state is DutyState.missed
    assert passed == []
    assert {say.rung for say in says} == set(range(len(rule.ladder)))


@given(duties(), rules, whoever, st.lists(st.integers(1, 30 * 24 * 60), min_size=1, max_size=40))
def test_nothing_is_said_before_the_window_after_it_or_in_quiet_hours(
    duty: OpenDuty, rule: Rule, circle: Circle, minutes: list[int]
) -> None:
    everybody = [tie.person for tie in circle.ties] + [post.person for post in circle.staff]
    people = {person.id: person.habits for person in everybody}
    start = at(duty.due_on - timedelta(days=2))
    ticks = [start + timedelta(minutes=minute) for minute in sorted(minutes)]
    end = at(duty.closes_on + timedelta(days=1), zone=circle.zone)
    says, _, _ = climbed(duty, rule, circle, [*ticks, end])
    for say in says:
        mine = people[say.person_id]
        assert not is_quiet(say.send_at, mine)
        assert local_date(say.send_at, mine.zone) >= duty.due_on
        assert say.send_at < end


@given(duties(), rules, whoever, st.lists(st.integers(0, 20 * 24 * 60), max_size=30))
def test_ticks_in_between_change_nothing(
    duty: OpenDuty, rule: Rule, circle: Circle, minutes: list[int]
) -> None:
    """However a span is split, the same is said while no moment of the ladder is slept over."""
    start = at(duty.due_on - timedelta(days=2))
    extra = [start + timedelta(minutes=minute) for minute in minutes]
    needed = list(_moments(duty, rule, circle))
    assert climbed(duty, rule, circle, sorted([*extra, *needed])) == climbed(duty, rule, circle)


def _moments(duty: OpenDuty, rule: Rule, circle: Circle) -> list[datetime]:
    moments: list[datetime] = []
    while True:
        moments.append(next_moment(duty, rule, circle))
        decision = decide(duty, rule, circle, moments[-1])
        if decision.state is not DutyState.open:
            return moments
        duty = moved(duty, decision)


@given(duties(), rules, everyone_joined, st.integers(0, 20 * 24))
def test_after_an_outage_nobody_hears_of_a_duty_twice_within_half_a_day(
    duty: OpenDuty, rule: Rule, circle: Circle, hours: int
) -> None:
    """From the moment the bot is back it looks every quarter of an hour."""
    back = at(duty.due_on) + timedelta(hours=hours)
    end = at(duty.closes_on + timedelta(days=1), zone=circle.zone)
    quarters = int((end - back).total_seconds() // 900) + 1
    ticks = [back + n * timedelta(minutes=15) for n in range(max(quarters, 0))]
    says, _, _ = climbed(duty, rule, circle, [*ticks, max(end, back)])
    for person_id in {say.person_id for say in says}:
        heard = [say.send_at for say in says if say.person_id == person_id]
        assert all(two - one >= timedelta(hours=12) for one, two in pairwise(heard))


@given(duties(), rules, whoever)
def test_a_decision_never_looks_back(duty: OpenDuty, rule: Rule, circle: Circle) -> None:
    moments = _moments(duty, rule, circle)
    assert moments == sorted(moments)


AT_WORK = tuple(
    rule.model_copy(
        update={
            "ladder": tuple(
                rung.model_copy(update={"at": None if rung.to == "holder" else "working_hours"})
                for rung in rule.ladder
            )
        }
    )
    for rule in (CALL, TALK)
)
YEARS = years_around(2025, None)


@given(duties(), st.sampled_from(AT_WORK), everyone_joined)
def test_within_working_hours_too_every_missed_duty_climbed_its_whole_ladder(
    duty: OpenDuty, rule: Rule, circle: Circle
) -> None:
    says, passed, state = climbed(duty, rule, circle.with_almanac(Almanac(years=YEARS)))

    assert state is DutyState.missed
    assert passed == []
    assert {say.rung for say in says} == set(range(len(rule.ladder)))


@given(duties(), everyone_joined)
def test_who_hears_after_days_off_has_a_day_before_the_next_one_hears(
    duty: OpenDuty, circle: Circle
) -> None:
    """While there is one left."""
    rule = AT_WORK[0]
    says, _, _ = climbed(duty, rule, circle.with_almanac(Almanac(years=YEARS)))
    moments = [max(s.send_at for s in says if s.rung == n) for n in range(len(rule.ladder))]
    last = at(duty.closes_on - timedelta(days=4), zone=circle.zone)
    for one, two in pairwise(moments):
        assert two - one >= timedelta(hours=12) or two > last


def test_after_the_october_holidays_the_teacher_has_time_before_the_principal_hears() -> None:
    """Due 29 September 2025; from 1 to 8 October nobody is at school."""
    father, teacher, principal = (Person(n, Reach.joined, Habits()) for n in range(1, 4))
    staff = [a_holding(teacher), a_holding(principal, Post.principal)]
    circle = a_circle([a_tie(father)], staff, SHANGHAI).with_almanac(Almanac(years=YEARS))
    duty = a_duty(date(2025, 9, 29), date(2025, 10, 19))

    says, _, _ = climbed(duty, AT_WORK[0], circle)

    days = {say.person_id: local_date(say.send_at, SHANGHAI) for say in says}
    assert days[teacher.id] == date(2025, 10, 9)
    assert days[principal.id] > days[teacher.id]
