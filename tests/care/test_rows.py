"""Every row of SYSTEMS.md that says how often, as the shipped plans have it, in one school year.

The autumn term lasts from 1 September 2025 to 30 January 2026, the spring term from 2 March to
3 July. Nobody answers anything. Spring Festival 2026 is on 17 February.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice, pairwise, takewhile

import pytest

from care.almanac import Almanac, Birthday, Review, Stretch, Term
from care.cadence import first
from care.cadences import Calendar, OnDemand, Rolling
from care.occasions import days
from care.plan import load
from care.rule import HOLDER, Plan, Rule
from care.slots import Slot
from care.tightening import tightened
from services.holidays import years_around
from services.plans import find, shipped
from tests.care.runs import chain

AUTUMN, SPRING = (date(2025, 9, 1), date(2026, 1, 30)), (date(2026, 3, 2), date(2026, 7, 3))
NEXT = (date(2026, 9, 1), date(2027, 1, 22))
TERMS = tuple(Term(str(number), *term) for number, term in enumerate((AUTUMN, SPRING, NEXT)))
SCHOOL = Almanac(
    TERMS,
    years=years_around(2026, None),
    birthday=Birthday(3, 14),
    elders=(Birthday(12, 23, lunar=True), Birthday(6, 30, lunar=True)),
)
BEGIN, END = AUTUMN[0], date(2026, 8, 31)
ROWS_WITH_A_CADENCE = {
    *(
        2,
        3,
        4,
        8,
        13,
        17,
        22,
        23,
        24,
        25,
        26,
        27,
        28,
        33,
        34,
        35,
        36,
        37,
        38,
        42,
        43,
        44,
        45,
        46,
        48,
        49,
    ),
    *(
        51,
        52,
        53,
        54,
        55,
        58,
        59,
        60,
        66,
        67,
        68,
        70,
        78,
        84,
        88,
        89,
        91,
        94,
        95,
        96,
        97,
        98,
        99,
        101,
    ),
    *(90, 102, 103, 106, 113, 117, 118, 119, 120, 121, 128, 129, 135, 141),
}
"""By hand, from the column "Cadence, numbers" and the proposals beside it."""
ONLY_ELSEWHERE = {
    6: "once, with the import of a roster",
    81: "seasonal notices are a broadcast, not a duty",
    92: "no number in any source",
    93: "no number in any source",
    100: "no number in any source",
    105: "a sign-up for one summer",
}


@lru_cache
def plan(plan_id: str) -> Plan:
    return load(find(plan_id))


def rule(name: str) -> Rule:
    """`rule("linxia/call")`."""
    plan_id, _, rule_id = name.partition("/")
    return plan(plan_id).rule(rule_id)


def slots(
    name: str | Rule, row: int | None = None, almanac: Almanac = SCHOOL, start: date = BEGIN
) -> list[Slot]:
    """What is due in the school year from September to August."""
    asked = rule(name) if isinstance(name, str) else name
    assert row in (None, asked.row)
    unanswered = chain(asked, start, almanac, lambda _: None)
    return list(takewhile(lambda slot: slot.due_on <= END, unanswered))


def due(name: str, row: int, almanac: Almanac = SCHOOL) -> list[str]:
    """`["09-16", …]`."""
    return [f"{slot.due_on:%m-%d}" for slot in slots(name, row, almanac)]


MONTHS = [f"{month:02}" for month in (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8)]
IN_TERM = [month for month in MONTHS if month not in ("02", "07", "08")]


def months_of(found: list[str]) -> list[str]:
    return [day[:2] for day in found]


def test_row_2_a_census_week_before_the_end_of_june() -> None:
    (census,) = slots("linxia/census", 2)
    assert (census.due_on, census.closes_on) == (date(2026, 6, 2), date(2026, 6, 30))


def test_row_3_guardianship_is_looked_at_when_each_term_starts() -> None:
    assert due("pairing/intake", 3) == ["09-08", "03-09"]


def test_row_4_the_survey_is_in_march_and_april() -> None:
    (survey,) = slots("guangping/survey", 4)
    assert (survey.due_on, survey.closes_on) == (date(2026, 3, 1), date(2026, 4, 30))


def test_row_8_the_county_looks_at_the_files_at_the_end_of_every_quarter() -> None:
    """After the township's update in the middle of it."""
    found = slots("one-child-one-file/county-review", 8)
    assert [f"{slot.due_on:%m-%d}" for slot in found] == ["09-21", "12-21", "03-21", "06-21"]
    updates = slots("one-child-one-file/township-update", 13)
    assert all(
        update.due_on < look.due_on for update, look in zip(updates, found[1:], strict=False)
    )


def test_row_13_data_is_updated_on_the_first_day_of_every_quarter() -> None:
    """The first school day: October begins with a holiday, January with New Year."""
    assert due("tongren/roster", 13) == ["09-01", "10-09", "01-04", "04-01", "07-01"]
    weekly = [rung.after for rung in rule("tongren/roster").ladder if rung.to == HOLDER]
    assert weekly == list(range(0, 84, 7))
    assert rule("tongren/roster").holder == ("class_teacher",)
    assert len(due("one-child-one-file/township-update", 13)) == 4


def test_row_17_the_communitys_files_are_looked_at_when_each_term_starts() -> None:
    assert due("community/files", 17) == ["09-08", "03-09"]
    assert rule("community/files").holder == ("principal",)


def test_row_22_parents_call_every_two_weeks_also_in_the_vacation() -> None:
    found = slots("linxia/call", 22)
    assert len(found) == 26
    apart = {(b.due_on - a.due_on).days for a, b in pairwise(found)}
    assert apart == {14}


@pytest.mark.parametrize("name", ["teacher-check-in", "guardian-check-in", "letter", "hotline"])
def test_rows_23_24_25_28_once_a_month_also_in_the_vacation(name: str) -> None:
    assert rule(f"linxia/{name}").row in (23, 24, 25, 28)
    assert months_of(due(f"linxia/{name}", rule(f"linxia/{name}").row)) == MONTHS


@pytest.mark.parametrize("name", ["guangping/letter", "town-primary/letter"])
def test_row_26_a_letter_or_a_call_every_month_and_either_closes_it(name: str) -> None:
    assert months_of(due(name, 26)) == MONTHS
    assert {"letter", "call"} <= set(rule(name).closed_by)


def test_row_27_a_letter_home_on_festivals_elders_birthdays_and_vacations() -> None:
    """Lunar: Mid-Autumn on 6 October, Double Ninth on the 29th; a birthday on the 30th of the sixth
    month, which has 29 days in 2026.
    """
    festivals = [slot.anchor for slot in slots("ten-ones/letter-festival", 27)]
    assert festivals == [
        *("2025-10-06", "2025-10-29", "2026-02-17"),
        *("2026-03-03", "2026-04-05", "2026-06-19"),
    ]
    birthdays = [slot.anchor for slot in slots("ten-ones/letter-elder", 27)]
    assert birthdays == ["2026-02-10", "2026-08-12"]
    assert due("ten-ones/letter-vacation", 27) == ["01-31", "07-04"]


def test_row_33_the_teacher_tries_to_call_the_parents_every_month() -> None:
    """Try to, says the source: only the teacher hears of it."""
    assert months_of(due("class-plan/teacher-call", 33)) == MONTHS
    assert {rung.to for rung in rule("class-plan/teacher-call").ladder} == {HOLDER}


def test_row_34_word_to_working_parents_every_month() -> None:
    assert months_of(due("hand-in-hand/feedback", 34)) == MONTHS
    assert due("linxia/month-word", 34) == [f"{month}-25" for month in MONTHS]


def test_row_35_parents_are_told_once_a_semester_at_its_end() -> None:
    found = slots("guangping/term-report", 35)
    assert [slot.closes_on for slot in found] == [AUTUMN[1], SPRING[1]]


def test_row_36_while_a_parent_is_home_nobody_is_asked_to_call() -> None:
    """I am home from … to …: the call that falls into it is due on the day after."""
    home = Stretch(date(2026, 2, 10), date(2026, 2, 25))
    away = Almanac(TERMS, pauses={"parent_home": (home,)})
    found = [slot.due_on for slot in slots("linxia/call", 22, away)]
    assert not any(day in home for day in found)
    assert date(2026, 2, 26) in found


@pytest.mark.parametrize("name", ["town-primary/guardian-talk", "linxia/guardian-talk"])
def test_row_37_a_talk_with_the_guardian_every_month_of_school(name: str) -> None:
    assert months_of(due(name, 37)) == IN_TERM


@pytest.mark.parametrize("plan_id", ["linxia", "primary-school", "ten-ones"])
def test_row_38_word_to_the_guardian_at_an_interval_of_the_school(plan_id: str) -> None:
    """In the programmes of S0 and S2, where the source has it."""
    feedback = rule(f"{plan_id}/guardian-feedback")
    assert feedback.cadence == Rolling(every_days=28)
    assert "mentor" in feedback.holder
    assert len(due(f"{plan_id}/guardian-feedback", 38)) == 10
    assert "guardian-feedback" not in {each.id for each in plan("pairing").rules}


@pytest.mark.parametrize("name", ["linxia/talk", "primary-school/talk"])
def test_row_42_a_talk_every_month_of_school_with_a_card(name: str) -> None:
    assert months_of(due(name, 42)) == IN_TERM
    assert rule(name).form == "talk"


def test_row_43_the_linked_teachers_owe_it_beside_the_class_teacher() -> None:
    """Row 64 too: a talk, a letter, word to the parents and a festival are for either of them, so
    both hear what is due and what is overdue; the surrogate's visit reaches the class teacher.
    """
    for name in ("talk", "letter", "term-report", "festival"):
        assert rule(f"guangping/{name}").holder == ("class_teacher", "mentor")
    visit = rule("guangping/visit")
    assert visit.holder == ("mentor",)
    assert "class_teacher" in {rung.to for rung in visit.ladder}


def test_row_43_a_talk_every_week_of_school() -> None:
    """40 weeks, less the one that has two days of school only, before the holidays of October. In
    that of New Year, which is a Thursday, it is due on the eve.
    """
    found = slots("guangping/talk", 43)
    assert all(SCHOOL.is_school_day(slot.due_on) for slot in found)
    assert {slot.due_on.isocalendar().week for slot in found} >= {36, 37, 38, 39, 41, 2, 10, 20}
    assert len(found) == len({slot.anchor for slot in found}) == 39


def test_row_44_a_talk_every_monday_moves_to_the_next_school_day() -> None:
    """6 October 2025 is a holiday until the 8th; 6 April 2026 and 4 May, until the 5th."""
    found = due("class-plan/talk", 44)
    assert {"09-01", "09-29", "10-09", "10-13", "04-07", "05-06"} <= set(found)
    assert not {"10-06", "04-06", "05-04", "02-02", "07-06"} & set(found)
    moved = [s for s in slots("class-plan/talk", 44) if s.due_on.weekday() != 0]
    assert [slot.due_on for slot in moved] == [
        date(2025, 10, 9),
        date(2026, 4, 7),
        date(2026, 5, 6),
    ]


def test_row_45_the_caring_mothers_talk_every_week() -> None:
    assert len(due("ten-ones/helper-talk", 45)) == 52
    assert rule("ten-ones/helper-talk").holder == ("mentor", "helper")


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (46, "linxia/helper-talk"),
        (46, "primary-school/helper-talk"),
        (46, "pairing/helper-talk"),
        (46, "ten-ones/any-talk"),
        (46, "town-primary/helper-talk"),
        (55, "linxia/helper-visit"),
        (55, "pairing/helper-visit"),
        (55, "primary-school/helper-visit"),
        (55, "ten-ones/any-visit"),
        (55, "town-primary/helper-visit"),
        (55, "hand-in-hand/visit"),
        (78, "class-plan/counselling"),
        (106, "ten-ones/good-deed"),
    ],
)
def test_rows_46_55_78_106_at_any_time_is_never_due(row: int, name: str) -> None:
    assert rule(name).cadence == OnDemand()
    assert due(name, row) == []


@pytest.mark.parametrize(
    ("plan_id", "free", "owed"),
    [
        ("linxia", "helper-talk", "talk"),
        ("linxia", "helper-visit", "visit"),
        ("primary-school", "helper-talk", "talk"),
        ("ten-ones", "any-talk", "helper-talk"),
        ("town-primary", "helper-visit", "visit"),
    ],
)
def test_rows_46_55_a_talk_or_visit_at_any_time_is_of_the_kind_that_its_own_programme_counts(
    plan_id: str, free: str, owed: str
) -> None:
    """That the record closes what is owed is in tests/services/test_at_any_time.py."""
    assert rule(f"{plan_id}/{free}").kind in rule(f"{plan_id}/{owed}").closed_by


@pytest.mark.parametrize("name", ["linxia/talk", "linxia/guardian-talk"])
def test_row_48_talks_and_words_with_the_guardian_twice_as_often_for_a_key_child(name: str) -> None:
    flag = Stretch(date(2025, 11, 20), date(2026, 1, 5))
    key_child = Almanac(TERMS, years=SCHOOL.years, key_child=(flag,))
    found = [slot.due_on for slot in slots(name, None, key_child)]
    per_month = [sum(day.month == month for day in found) for month in (9, 10, 11, 12, 1, 3)]
    assert per_month == [1, 1, 2, 2, 2, 1]
    assert tightened(rule(name)).cadence == Calendar(per="month", times=2)


AT_HOME = {
    *("call", "guardian-check-in", "letter", "hotline", "talk", "visit"),
    *("guardian-talk", "guest", "birthday", "pair-feedback"),
}
"""The kinds of record that need the child, or those who look after it, at the place of the home."""


@pytest.mark.parametrize("plan_id", shipped())
def test_while_a_child_is_with_its_parents_no_plan_asks_for_anything_around_it_at_home(
    plan_id: str,
) -> None:
    """Nobody calls or writes to a child beside them, nor talks with one who is not there."""
    away = replace(SCHOOL, pauses={"child_away": (Stretch(TERMS[0].starts_on, None),)})
    for each in load(find(plan_id)).rules:
        if each.subject == "child" and each.cadence != OnDemand():
            assert ("child_away" in each.pauses) == (each.kind in AT_HOME), each.id
        if each.kind in AT_HOME:
            assert first(each, TERMS[0].starts_on, away) is None, each.id


def test_row_51_two_visits_a_semester() -> None:
    found = slots("linxia/visit", 51)
    assert len(found) == 4
    for term in (AUTUMN, SPRING):
        days = (term[1] - term[0]).days + 1
        thirds = [term[0] + timedelta(days=days * n // 3) for n in (1, 2)]
        assert [slot.due_on for slot in found if term[0] <= slot.due_on <= term[1]] == thirds


def test_row_52_a_visit_every_quarter() -> None:
    assert [slot.anchor for slot in slots("class-plan/visit", 52)] == [
        *("2025-07-01", "2025-10-01", "2026-01-01", "2026-04-01"),
    ]


BEGINNINGS = [date(2025, 8, 25), *(date(2025, 9, n) for n in (1, 2, 3, 8, 15, 22, 29, 30))]


@pytest.mark.parametrize("begins", BEGINNINGS)
def test_row_52_whenever_the_term_begins_no_quarter_of_school_is_without_its_visit(
    begins: date,
) -> None:
    """From 2 September on less than the ladder is left of the quarter: the visit may be later."""
    late = replace(
        SCHOOL,
        terms=(
            Term("spring", date(2025, 2, 24), date(2025, 7, 4)),
            Term("autumn", begins, date(2026, 1, 30)),
            *TERMS[1:],
        ),
    )
    visits = rule("class-plan/visit")
    found = slots(visits, 52, late, date(2025, 7, 1))
    assert [slot.anchor for slot in found] == [
        *("2025-07-01", "2025-10-01", "2026-01-01", "2026-04-01"),
    ]
    assert found[0].due_on == begins
    for slot, following in pairwise(found):
        assert (slot.closes_on - slot.due_on).days > visits.ladder[-1].after
        assert slot.closes_on < following.due_on
    assert (found[0].closes_on == date(2025, 9, 30)) is (begins <= date(2025, 9, 1))


@pytest.mark.parametrize("begins", [date(2026, 2, 24), date(2026, 3, 2), date(2026, 3, 16)])
def test_row_52_a_quarter_that_begins_in_january_and_ends_in_spring_has_one_too(
    begins: date,
) -> None:
    """January is before its middle, so the visit comes with the spring term."""
    late = replace(SCHOOL, terms=(TERMS[0], Term("spring", begins, SPRING[1]), TERMS[2]))
    (winter,) = [s for s in slots("class-plan/visit", 52, late) if s.anchor == "2026-01-01"]
    assert winter.due_on == begins


def test_row_53_visits_at_the_beginning_in_the_middle_and_at_the_end() -> None:
    found = slots("town-primary/visit", 53)
    assert [slot.number for slot in found] == [1, 2, 3, 1, 2, 3]
    assert (found[0].opens_on, found[2].closes_on) == AUTUMN
    assert (found[3].opens_on, found[5].closes_on) == SPRING


def test_row_54_a_warm_visit_every_month_by_the_surrogate_parent() -> None:
    assert months_of(due("guangping/visit", 54)) == MONTHS
    assert rule("guangping/visit").holder == ("mentor",)
    assert months_of(due("one-child-one-file/visit", 54)) == MONTHS


def test_row_58_one_festival_together_every_year() -> None:
    (year,) = slots("guangping/festival", 58)
    assert (year.opens_on, year.closes_on) == (date(2026, 1, 1), date(2026, 12, 31))


def test_row_58_the_year_is_brought_up_two_to_forty_days_before_each_of_three_festivals() -> None:
    ladder = rule("guangping/festival").ladder
    assert {rung.to for rung in ladder} == {"holder"}
    for year in range(2020, 2036):
        asked = [date(year, 1, 1) + timedelta(days=rung.after) for rung in ladder]
        names = ("spring_festival", "dragon_boat", "mid_autumn")
        festivals = days(names, range(year, year + 1), Almanac())
        ahead = [(day - on).days for day, on in zip(festivals, asked, strict=True)]
        assert all(2 <= each <= 42 for each in ahead), (year, ahead)


def test_row_59_a_guest_at_the_caring_mothers_home_before_a_holiday() -> None:
    assert [slot.anchor for slot in slots("ten-ones/guest", 59)] == [
        *("2025-10-01", "2025-10-06", "2026-01-01", "2026-05-01", "2026-06-19"),
    ]


def test_row_60_the_pairs_are_looked_at_when_each_term_starts() -> None:
    assert due("pairing/pairs", 60) == ["09-08", "03-09"]


@pytest.mark.parametrize(
    ("row", "name", "sources"),
    [
        (49, "education-plan", ("linxia", "primary-school", "ten-ones")),
        (66, "study-plan", ("linxia", "primary-school", "guangping", "dropout-control")),
        (67, "study-helper", ("linxia", "primary-school", "ten-ones")),
    ],
)
def test_rows_49_66_67_a_plan_for_a_child_is_looked_at_on_the_day_that_it_names(
    row: int, name: str, sources: tuple[str, ...]
) -> None:
    day = date(2026, 3, 20)
    running = replace(SCHOOL, reviews=(Review(name, 1, date(2026, 3, 6), day),))
    for source in sources:
        its_rule = rule(f"{source}/{name}")
        assert (its_rule.row, its_rule.holder) == (row, ("class_teacher",))
        assert first(its_rule, date(2026, 3, 6), SCHOOL) is None
        slot = first(its_rule, date(2026, 3, 6), running)
        assert slot is not None
        assert slot.due_on == day


def test_row_68_word_from_the_learning_partner_every_week_of_school() -> None:
    assert 36 <= len(due("ten-ones/classmates", 68)) <= 40


def test_row_70_a_plan_for_every_child_every_year_also_where_nobody_is_its_helper() -> None:
    assert len(due("tongren/measure", 70)) == 1
    assert rule("tongren/measure").holder == ("helper", "class_teacher")


def test_row_84_a_health_check_one_week_after_school_starts() -> None:
    assert due("town-primary/health-check", 84) == ["09-08", "03-09"]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (88, "linxia/guardians-meeting"),
        (89, "primary-school/symposium"),
        (89, "ten-ones/symposium"),
        (91, "town-primary/parents-school"),
        (91, "guangping/guardian-class"),
        (96, "ten-ones/lecture"),
        (96, "community/lectures"),
        (97, "ten-ones/outing"),
        (101, "ten-ones/sunny-stage"),
    ],
)
def test_rows_88_89_91_96_97_101_once_a_semester(row: int, name: str) -> None:
    found = slots(name, row)
    assert [slot.closes_on for slot in found] == [AUTUMN[1], SPRING[1]]


def test_row_90_a_parents_meeting_of_each_class_when_the_term_begins() -> None:
    assert due("town-primary/parents-meeting", 90) == ["09-08", "03-09"]
    meeting = rule("town-primary/parents-meeting")
    assert (meeting.subject, meeting.holder) == ("class", ("class_teacher",))


def test_row_94_the_launch_is_in_early_april_and_never_again() -> None:
    """There is one launch: the year after nobody is asked for it."""
    launches = list(islice(chain(rule("guangping/launch"), BEGIN, SCHOOL, lambda _: None), 5))
    (launch,) = launches
    assert (launch.anchor, launch.closes_on) == ("2026-04-01", date(2026, 4, 10))


def test_row_95_the_meeting_of_the_year_is_in_december() -> None:
    assert due("guangping/summary", 95) == ["12-01"]


def test_row_98_birthdays_on_the_first_of_the_month_and_a_call_on_the_day_itself() -> None:
    """On the first school day of the month, while there is time for a party."""
    assert due("ten-ones/birthday-party", 98) == [
        *("09-01", "10-09", "11-03", "12-01", "01-04"),
        *("03-02", "04-01", "05-06", "06-01", "07-01"),
    ]
    party = rule("ten-ones/birthday-party")
    assert (party.subject, party.holder, party.shows) == ("class", ("class_teacher",), "birthdays")
    assert due("ten-ones/birthday", 98) == ["03-14"]


def test_row_99_seven_festivals_one_of_them_lunar() -> None:
    assert [slot.anchor for slot in slots("community/festivals", 99)] == [
        *("2025-10-01", "2025-10-29", "2026-03-08", "2026-05-01"),
        *("2026-05-04", "2026-06-01", "2026-07-01"),
    ]


def test_row_99_no_activity_is_over_before_its_day_has_come() -> None:
    """Youth Day comes three days after Labour Day: its reminder waits."""
    for slot in slots("community/festivals", 99):
        assert slot.due_on <= date.fromisoformat(slot.anchor) <= slot.closes_on


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (102, "pairing/noon"),
        (103, "tongren/half-past-four"),
        (113, "dropout-control/attendance"),
    ],
)
def test_rows_102_103_113_on_every_school_day_and_no_other(row: int, name: str) -> None:
    found = {slot.due_on for slot in slots(name, row)}
    year = (BEGIN + timedelta(days=n) for n in range(1, 365))
    assert found == {day for day in year if SCHOOL.is_school_day(day)}
    saturdays = {day for day in found if day.weekday() == 5}
    assert saturdays == {date(2025, 10, 11), date(2026, 5, 9)}  # worked for a holiday


def test_row_117_schools_report_early_in_march_and_september() -> None:
    """With a reminder ten days before."""
    assert due("dropout-control/school-report", 117) == ["02-19", "08-22"]
    found = slots("dropout-control/school-report", 117)
    assert [f"{slot.closes_on:%m-%d}" for slot in found] == ["03-10", "09-10"]


def test_row_118_towns_report_in_october_december_april_and_june() -> None:
    assert due("dropout-control/town-report", 118) == ["10-01", "12-01", "04-01", "06-01"]
    town = rule("dropout-control/town-report")
    assert town.holder == ("officer",)
    assert town.optional  # chosen for one school of the town, or the officer is asked for each


def test_row_119_key_units_report_every_month_where_the_switch_is_on() -> None:
    assert months_of(due("dropout-control/key-unit-report", 119)) == MONTHS
    assert rule("dropout-control/key-unit-report").optional


def test_row_120_the_list_of_key_units_is_looked_at_early_in_the_year() -> None:
    assert due("dropout-control/key-list", 120) == ["01-01"]
    assert rule("dropout-control/key-list").holder == ("officer",)
    assert all(line in rule("dropout-control/key-list").ask["en"] for line in ("0.8%", "0.2%"))


def test_row_121_an_inspection_about_a_month_after_school_starts() -> None:
    assert due("dropout-control/inspection", 121) == ["10-01", "04-01"]


def test_row_128_the_assessment_is_seen_by_the_teachers_first_and_then_by_the_school() -> None:
    """Regularly and at the end of the year: in June and in December."""
    assert due("ten-ones/own-look", 128) == ["12-01", "06-01"]
    assert due("ten-ones/assessment", 128) == ["12-21", "06-21"]
    own, school = rule("ten-ones/own-look"), rule("ten-ones/assessment")
    assert (own.subject, own.holder) == ("class", ("class_teacher",))
    assert (school.subject, school.holder) == ("school", ("principal",))
    assert "assessment" not in {each.id for each in plan("primary-school").rules}


@pytest.mark.parametrize("plan_id", ["linxia", "guangping"])
def test_row_129_the_bureau_assesses_its_schools_at_the_end_of_the_year(plan_id: str) -> None:
    assert due(f"{plan_id}/year-end", 129) == ["12-01"]
    assert rule(f"{plan_id}/year-end").holder == ("officer",)


@pytest.mark.parametrize("plan_id", ["primary-school", "town-primary"])
def test_row_135_the_school_sums_up_its_year_in_december(plan_id: str) -> None:
    (summary,) = slots(f"{plan_id}/summary", 135)
    assert (summary.due_on, summary.closes_on) == (date(2025, 12, 1), date(2025, 12, 31))


def test_row_141_three_stages_and_five_steps() -> None:
    assert due("guangping/stage", 141) == ["12-01", "03-01", "05-01"]
    steps = slots("hand-in-hand/steps", 141)
    assert [f"{s.due_on:%m-%d}" for s in steps] == ["04-01", "04-21", "05-11", "05-21", "06-01"]


def rows_named() -> Iterator[int]:
    """The numbers in the names of this module's tests."""
    for name in globals():
        if name.startswith("test_row"):
            numbers = name.removeprefix("test_row").removeprefix("s").strip("_").split("_")
            yield from (int(word) for word in takewhile(str.isdigit, numbers))


def test_every_row_with_a_cadence_has_a_test_that_names_it() -> None:
    assert set(rows_named()) == ROWS_WITH_A_CADENCE
    assert not ROWS_WITH_A_CADENCE & set(ONLY_ELSEWHERE)


def test_every_shipped_rule_names_a_row_that_is_accounted_for() -> None:
    rows = {rule.row for plan_id in shipped() for rule in plan(plan_id).rules}
    assert rows <= ROWS_WITH_A_CADENCE | set(ONLY_ELSEWHERE)
    assert rows >= ROWS_WITH_A_CADENCE - {36, 48}
