"""Figures that can be reckoned by hand: one school, two classes of two, people who do one thing.

The fathers are away; their letters, and the teachers' visits, are due on four Mondays of September
2026: the 7th, on which the trial begins, the 14th, 21st and 28th. Four weeks end with the last
Sunday, so that what was due on the last Monday can still be done.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from simulation.figures import Figures
from simulation.intentions import Blocks, LosesPhone, Returns
from simulation.run import Piece, live
from simulation.school import Plan
from simulation.summary import summary
from simulation.who import School
from tests.services.plans import a_plan_of, a_rule_text
from tests.simulation.trials import (
    EVERYBODY,
    NOBODY_ANSWERS,
    NOT_IN_THE_CHAT,
    a_trial,
    everybody_is,
    lived,
    midnight,
    reported,
)

CHILDREN, MONDAYS, DAYS = 4, 4, 28
SINCE = date(2026, 9, 7)
STAFF = 4
"""Two teachers, a principal, an officer, each of whom hears on three Mondays how the week was."""
LADDER = '{ to = "holder", after = 0 }, { to = "holder", after = 1 }, '
LADDER += '{ to = "class_teacher", after = 2 }, { to = "principal", after = 3 }'
MONDAY = 'weekday = "monday"'
LETTERS = a_plan_of(a_rule_text("letter", cadence=MONDAY, ladder=LADDER))
VISITS = a_plan_of(a_rule_text("visit", '"class_teacher"', MONDAY, '{ to = "holder", after = 0 }'))
Fates = Callable[[School, Plan, datetime, datetime, Random], list[Any]]


def letters(days: int = DAYS) -> dict[str, Any]:
    return reported(a_trial(LETTERS, CHILDREN, days, SINCE))


def what_comes(monkeypatch: pytest.MonkeyPatch, fates: Fates) -> None:
    """This, and nothing that is drawn."""
    monkeypatch.setattr("simulation.life.fates", fates)


def fathers(school: School) -> list[int]:
    return school.away


def test_who_answers_at_once_gets_one_message_for_each_and_is_on_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    everybody_is(monkeypatch, EVERYBODY, EVERYBODY, EVERYBODY)
    values = letters()

    due = CHILDREN * MONDAYS
    assert values["duties"]["due"] == values["duties"]["done"] == due
    assert values["duties"]["on_time_share"] == values["duties"]["done_share"] == 1.0
    messages = values["messages"]
    assert messages["by_kind"] == {"reminder": due, "week_done": STAFF * 3}
    assert messages["total"] == due + STAFF * 3
    assert messages["by_reader"]["parent"] == due
    assert messages["escalations"] == 0
    later = [date(2026, 9, day).isoformat() for day in (14, 21, 28)]
    by_day = {SINCE.isoformat(): CHILDREN} | dict.fromkeys(later, CHILDREN + STAFF)
    assert messages["by_day"] == by_day
    assert sum(messages["by_hour"].values()) == messages["total"]
    assert values["load"]["parent"] == {"people": 8, "median": 1, "most_95": 1, "most": 1}
    assert values["staff_hours"] == {}


def test_the_busiest_hour_is_said_as_a_share_of_what_telegram_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    everybody_is(monkeypatch, EVERYBODY, EVERYBODY, EVERYBODY)
    monkeypatch.setattr("simulation.summary.LIMIT", 1 / 450)
    monkeypatch.setattr("simulation.who._OF_THEM", (1.0, 0.0, 0.0, 0.0))
    monkeypatch.setattr("simulation.who._SHIFT_WORK", 0.0)
    messages = letters()["messages"]

    assert messages["busiest_hour"] == CHILDREN + STAFF
    assert messages["busiest_hour_of_limit"] == 1.0, "eight messages in an hour"


def test_who_never_answers_is_reminded_then_the_staff_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On the day and the day after, then the class teacher and the principal; of the first of a
    chain, which is gentle, the staff hear nothing.
    """
    everybody_is(monkeypatch, NOBODY_ANSWERS, EVERYBODY, EVERYBODY)
    values = letters()

    assert values["duties"]["done"] == 0
    assert values["duties"]["missed"] == CHILDREN * 3
    assert values["duties"]["open"] == CHILDREN
    kinds = values["messages"]["by_kind"]
    assert values["messages"]["escalations"] == kinds["escalation"] == CHILDREN * 3 * 2
    assert kinds["reminder"] == kinds["again"] == CHILDREN * MONDAYS
    readers = values["messages"]["by_reader"]
    weekly = 3
    assert readers["parent"] == CHILDREN * MONDAYS * 2
    assert readers["class_teacher"] == 2 * (3 + weekly), "of both children of a class at once"
    assert readers["principal"] == 3 + weekly, "of all children at once"


def test_who_is_in_no_chat_is_neither_done_nor_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_is(monkeypatch, NOT_IN_THE_CHAT, EVERYBODY, EVERYBODY)
    monkeypatch.setattr("simulation.people.WEEKLY_TICKED", 0.0)
    values = letters()

    assert values["duties"]["done"] == values["duties"]["missed"] == 0
    assert values["duties"]["unknown"] == CHILDREN * 3
    assert values["messages"]["escalations"] == 0
    assert "parent" not in values["messages"]["by_reader"]


def test_hours_of_work_are_those_of_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen visits of 75 minutes are twenty hours: five a week, for two teachers."""
    everybody_is(monkeypatch, EVERYBODY, EVERYBODY, EVERYBODY)
    values = reported(a_trial(VISITS, CHILDREN, DAYS, SINCE))

    assert values["records"] == {"class_teacher/visit": CHILDREN * MONDAYS}
    assert values["staff_hours"] == {
        "class_teacher": {
            "total": 20.0,
            "a_week_each": 2.5,
            "a_week_a_school": 5.0,
            "a_week_heaviest_school": 5.0,
        }
    }
    assert values["school_hours"] == {"schools": 1, "a_week": 5.0, "a_week_heaviest": 5.0}


def test_hours_of_two_schools_have_a_mean_and_a_most(monkeypatch: pytest.MonkeyPatch) -> None:
    everybody_is(monkeypatch, EVERYBODY, EVERYBODY, EVERYBODY)
    trial, both = a_trial(VISITS, CHILDREN + 2, DAYS, SINCE), Figures()
    for number, children in ((2, 2), (1, CHILDREN)):
        both.add(live(Piece(trial, number, children)))
    values = summary(trial, both, "it").values

    assert values["school_hours"] == {"schools": 2, "a_week": 3.75, "a_week_heaviest": 5.0}
    teachers = values["staff_hours"]["class_teacher"]
    assert teachers["a_week_a_school"] == 3.75
    assert teachers["a_week_heaviest_school"] == 5.0
    assert teachers["a_week_each"] == 2.5


def test_what_an_officer_or_a_helper_does_costs_the_school_nothing() -> None:
    figures = Figures(schools=1)
    figures.acts.update({"officer/meeting": 2, "helper/visit": 4, "father/call": 9})
    values = summary(a_trial(VISITS, CHILDREN, DAYS, SINCE), figures, "it").values

    assert values["staff_hours"]["officer"]["total"] == 4.0
    assert values["staff_hours"]["helper"]["total"] == 5.0
    assert "father" not in values["staff_hours"]
    assert values["school_hours"]["a_week"] == 0.0


def test_who_blocks_the_bot_is_asked_by_their_teacher(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first message finds it out; nothing is missed for it, and a phone call is five minutes of
    a teacher.
    """
    everybody_is(monkeypatch, EVERYBODY, EVERYBODY, EVERYBODY)
    monkeypatch.setattr("simulation.people.WEEKLY_TICKED", 1.0)

    def all_block(school: School, _plan: Plan, begin: datetime, *_rest: Any) -> list[Any]:
        return [(begin, Blocks(person)) for person in fathers(school)]

    what_comes(monkeypatch, all_block)
    values = letters()

    assert values["happened"] == {"blocked": CHILDREN}
    assert "parent" not in values["messages"]["by_reader"]
    assert values["duties"]["missed"] == 0
    asked = values["weekly_list"]["asked"]
    assert asked == values["duties"]["done"] == values["records"]["class_teacher/letter"]
    assert asked >= CHILDREN * 2
    assert values["staff_hours"]["class_teacher"]["total"] == round(asked * 5 / 60, 2)


def test_another_phone_for_three_days_makes_one_letter_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Lost on the first day, back on the tenth: the letter of the seventh is asked for again then,
    and done on the same day.
    """
    everybody_is(monkeypatch, EVERYBODY, EVERYBODY, EVERYBODY)
    back = midnight(date(2026, 9, 10)) + timedelta(hours=8)

    def all_lose(school: School, _plan: Plan, begin: datetime, *_rest: Any) -> list[Any]:
        away = fathers(school)
        return [
            *((begin, LosesPhone(person)) for person in away),
            *((back, Returns(person)) for person in away),
        ]

    what_comes(monkeypatch, all_lose)
    values = letters()

    assert values["happened"] == {"phone_lost": CHILDREN, "returned": CHILDREN}
    duties = values["duties"]
    assert duties["done"] == duties["due"] == CHILDREN * MONDAYS
    assert duties["on_time_share"] == 0.75
    assert date(2026, 9, 7).isoformat() not in values["messages"]["by_day"]
    assert values["messages"]["by_day"][date(2026, 9, 10).isoformat()] == CHILDREN


def test_how_many_lose_their_phone_is_a_share_of_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    everyone = replace(EVERYBODY, blocks=365 / DAYS)
    everybody_is(monkeypatch, everyone, EVERYBODY, EVERYBODY)
    figures = lived(a_trial(LETTERS, CHILDREN, DAYS, SINCE))

    assert figures.happened == {"blocked": 2 * CHILDREN}, "fathers and mothers"
