"""The plans that ship, and finding them."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest

from care.almanac import Almanac, Birthday, Term
from care.cadences import Calendar, PerTerm, Rolling
from care.plan import load
from care.rule import HOLDER, Plan
from care.words import DutyState, Post, Role
from services.holidays import years_around
from services.plans import UnknownPlanError, find, shipped
from tests.care.builders import a_circle, a_duty, a_holding, a_person, a_tie, at
from tests.care.runs import chain, climbed

SCHOOL = Almanac(
    (
        Term("spring", date(2025, 2, 24), date(2025, 7, 4)),
        Term("autumn", date(2025, 9, 1), date(2026, 1, 30)),
    ),
    years=years_around(2025, None),
    birthday=Birthday(4, 2),
    elders=(Birthday(5, 5, lunar=True), Birthday(5, 9, lunar=True)),
)


@pytest.fixture(name="linxia")
def _linxia() -> Plan:
    return load(find("linxia"))


@pytest.mark.parametrize("plan_id", shipped())
def test_every_shipped_plan_is_sound_and_named_as_its_file(plan_id: str) -> None:
    assert load(find(plan_id)).id == plan_id


@pytest.mark.parametrize(
    ("row", "rule_id", "holder", "cadence"),
    [
        (22, "call", ("parent",), Rolling(every_days=14)),
        (23, "teacher-check-in", ("parent",), Calendar(per="month", times=1)),
        (24, "guardian-check-in", ("parent",), Calendar(per="month", times=1)),
        (25, "letter", ("parent",), Calendar(per="month", times=1)),
        (28, "hotline", ("hotline_duty", "class_teacher"), Calendar(per="month", times=1)),
        (42, "talk", ("class_teacher",), Calendar(per="month", times=1)),
        (51, "visit", ("class_teacher",), PerTerm(times=2)),
        (88, "guardians-meeting", ("principal",), PerTerm(times=1)),
        (37, "guardian-talk", ("class_teacher",), Calendar(per="month", times=1)),
        (34, "month-word", ("class_teacher",), Calendar(per="month", times=1, day=25)),
    ],
)
def test_the_linxia_programme_row_by_row(
    linxia: Plan, row: int, rule_id: str, holder: tuple[str, ...], cadence: object
) -> None:
    rule = linxia.rule(rule_id)
    assert (rule.row, rule.holder, rule.cadence) == (row, holder, cadence)
    assert rule.optional is (row in (34, 37))


def test_nobody_is_told_about_themselves() -> None:
    """A rung to the one who holds the duty would be silent."""
    for plan_id in shipped():
        for rule in load(find(plan_id)).rules:
            assert not {rung.to for rung in rule.ladder} & set(rule.holder), (plan_id, rule.id)


@pytest.mark.parametrize("plan_id", shipped())
def test_the_staff_hear_of_what_others_have_not_done_within_working_hours(plan_id: str) -> None:
    """Not on a Sunday evening: whoever hears can still ring somebody up."""
    rungs = [rung for rule in load(find(plan_id)).rules for rung in rule.ladder]
    assert {rung.at for rung in rungs if rung.to != HOLDER} <= {"working_hours"}


def test_a_call_that_has_not_come_reaches_the_teacher_at_five_on_the_next_school_day(
    linxia: Plan,
) -> None:
    """Due on Tuesday 4 March 2025, so the fourth day after is a Saturday."""
    circle = replace(a_circle(), almanac=SCHOOL)
    says, _, _ = climbed(a_duty(date(2025, 3, 4), date(2025, 3, 17)), linxia.rule("call"), circle)
    assert [say.send_at for say in says] == [
        at(date(2025, 3, 4), "19:00"),
        at(date(2025, 3, 6), "19:00"),
        at(date(2025, 3, 10), "17:00"),
        at(date(2025, 3, 11), "17:00"),
    ]


def test_every_shipped_text_is_there_in_traditional_characters_too() -> None:
    for plan_id in shipped():
        plan = load(find(plan_id))
        texts = [plan.title, *(t for r in plan.rules for t in (r.title, r.ask, r.done))]
        assert all("zh-Hant" in text for text in texts), plan_id


def test_a_hotline_session_counts_as_a_call(linxia: Plan) -> None:
    """Conflict C4: whether it does is said in the plan, not in code."""
    assert linxia.rule("call").closed_by == ("call", "hotline")


@pytest.mark.parametrize("plan_id", shipped())
def test_every_missed_duty_has_climbed_its_whole_ladder(plan_id: str) -> None:
    """Also what had to wait for the end of a vacation, of a holiday or of another festival."""
    helper, mentor, officer = a_person(12), a_person(13), a_person(14)
    circle = a_circle(
        [*a_circle().ties, a_tie(helper, Role.helper), a_tie(mentor, Role.mentor)],
        [*a_circle().staff, a_holding(officer, Post.officer)],
    )
    for rule in load(find(plan_id)).rules:
        for slot in islice(chain(rule, date(2025, 2, 1), SCHOOL, lambda _: None), 20):
            says, passed, state = climbed(a_duty(slot.due_on, slot.closes_on), rule, circle)
            assert (passed, state) == ([], DutyState.missed)
            days = [slot.due_on + timedelta(days=rung.after) for rung in rule.ladder]
            if rule.shows == "children":  # asked every week until the next quarter's list
                days = [day for day in days if day <= slot.closes_on]
            assert {say.rung for say in says} == set(range(len(days)))
            assert days[-1] <= slot.closes_on


def test_a_bureaus_own_folder_goes_before_ours(tmp_path: Path) -> None:
    (tmp_path / "linxia.toml").write_text("# 我们的\n", encoding="utf-8-sig")
    (tmp_path / "county.toml").write_text("# county\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no plan", encoding="utf-8")
    assert find("linxia", tmp_path) == "# 我们的\n"
    assert {"county", "linxia"} <= set(shipped(tmp_path))
    assert "notes" not in shipped(tmp_path)
    assert "county" not in shipped()


@pytest.mark.parametrize("plan_id", ["lanzhou", "../pyproject", "linxia.toml", ""])
def test_an_unknown_plan_is_refused_with_the_known_ones(plan_id: str) -> None:
    with pytest.raises(UnknownPlanError) as caught:
        find(plan_id)
    assert "linxia" in caught.value.known
