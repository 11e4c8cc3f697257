"""What is invented around the children where a plan has rules for it, and only there."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from care.forms.filling import finish
from care.words import Role
from services.forms.library import library
from services.plans import find, shipped
from simulation.asked import Asked, asked_by
from simulation.cards import filled
from simulation.fates import fates
from simulation.intentions import Blocks, LosesPhone, Returns
from simulation.run import pieces
from simulation.school import Plan
from storage.memory.store import MemoryStore
from tests.services.plans import a_plan_of, a_rule_text
from tests.simulation.trials import (
    SINCE,
    TERMS,
    a_school_under,
    a_trial,
    in_bytes,
    lived,
    midnight,
    reported,
)

PAUSED = 'pauses = ["parent_home", "child_away"]\n'
CALLS = a_plan_of(a_rule_text("call", more=PAUSED))
TALKS = a_plan_of(
    a_rule_text("talk", '"class_teacher"', 'per = "month"', more='key_child = "halve"\n')
)
VISITS = a_rule_text("visit", '"mentor"', "on_demand = true", "", 'form = "visit"\n')
WISHES = a_plan_of(
    a_rule_text("child", cadence='on = "child_birthday"'),
    a_rule_text("elder", cadence='on = "elder_birthday"'),
)
PLAIN = a_plan_of(a_rule_text("letter"))


def test_a_plan_is_asked_what_its_rules_are_about() -> None:
    assert asked_by(PLAIN, ()) == Asked()
    assert asked_by(CALLS, ()).pauses == {"parent_home", "child_away"}
    assert asked_by(TALKS, ()).key_children
    assert asked_by(WISHES, ()).birthdays
    assert asked_by(a_plan_of(VISITS), ()).at_any_time == ("visit",)


def test_a_rule_that_is_not_chosen_asks_for_nothing() -> None:
    optional = a_plan_of(a_rule_text("visit", '"mentor"', more="optional = true\n"))

    assert asked_by(optional, ()).paired == ()
    assert asked_by(optional, ("visit",)).paired == (Role.mentor,)


@pytest.mark.parametrize(
    ("plan_id", "paired"),
    [
        ("linxia", ()),
        ("community", ()),
        ("pairing", (Role.mentor,)),
        ("tongren", (Role.helper,)),
        ("hand-in-hand", (Role.helper,)),
        ("ten-ones", (Role.mentor, Role.helper)),
    ],
)
def test_who_is_paired_under_the_programmes_that_ship(
    plan_id: str, paired: tuple[Role, ...]
) -> None:
    assert asked_by(find(plan_id), ()).paired == paired


async def test_every_child_has_a_mentor_and_no_mentor_more_children_than_the_plan_says() -> None:
    school = await a_school_under(find("pairing"), MemoryStore())

    mentors = Counter(person for person, _ in school.pairs)
    assert sorted(child for _, child in school.pairs) == sorted(school.children)
    assert set(mentors.values()) == {3}
    assert {school.roles[person] for person in mentors} == {"mentor"}


async def test_two_of_three_children_have_a_helper_who_has_two() -> None:
    school = await a_school_under(find("tongren"), MemoryStore(), children=300)

    helpers = Counter(person for person, _ in school.pairs)
    assert 180 < len(school.pairs) < 230
    assert set(helpers.values()) <= {1, 2}
    assert {school.roles[person] for person in helpers} == {"helper"}


async def test_families_and_staff_are_the_same_people_under_every_plan() -> None:
    """So that two programmes side by side are tried on one town."""
    one = await a_school_under(PLAIN, MemoryStore())
    other = await a_school_under(find("ten-ones"), MemoryStore())

    def known(roles: dict[int, str]) -> list[str]:
        return [role for role in roles.values() if role not in ("mentor", "helper")]

    assert known(one.roles) == known(other.roles)
    tempers = list(other.tempers.values())
    assert list(one.tempers.values()) == tempers[: len(one.tempers)]


async def test_births_are_known_and_some_are_celebrated_by_the_moon() -> None:
    store = MemoryStore()
    school = await a_school_under(WISHES, store, children=200)

    async with store.read() as work:
        births = await work.birthdays.of_children(school.children)
        entered = await work.birthdays.entered(school.children)
    assert set(births) == set(school.children)
    assert all(6 <= SINCE.year - date.fromisoformat(birth).year <= 14 for birth in births.values())
    own = [theirs[None] for theirs in entered.values() if None in theirs]
    assert 5 < len(own) < 40
    assert all(born.startswith("L") for born in own)
    elders = [born for theirs in entered.values() for who, born in theirs.items() if who]
    assert 80 < len(elders) < 160
    assert {born.startswith("L") for born in elders} == {True, False}


async def test_where_no_rule_asks_for_it_no_birthday_is_known() -> None:
    store = MemoryStore()
    school = await a_school_under(PLAIN, store)

    async with store.read() as work:
        assert await work.birthdays.of_children(school.children) == {}
        assert await work.birthdays.entered(school.children) == {}


def test_in_a_year_every_child_has_a_birthday_and_most_elders_have() -> None:
    rules = reported(a_trial(WISHES))["rules"]

    assert 54 <= rules["child"]["due"] <= 62, "by the moon it may be two in a year, or none"
    assert 20 < rules["elder"]["due"] < 60


def test_parents_who_are_at_home_are_not_asked_to_call() -> None:
    figures = lived(a_trial(CALLS, children=30))

    assert figures.happened["home"] > 0
    assert figures.happened["with_parents"] > 0
    usual = lived(a_trial(a_plan_of(a_rule_text("call")), children=30))
    assert usual.happened["home"] == 0
    assert figures.duties.total() < usual.duties.total()


def test_a_key_child_is_talked_with_twice_as_often() -> None:
    figures = lived(a_trial(TALKS, children=200))

    marked = figures.happened["key_child"]
    assert 0 < marked < 20
    assert 12 * 200 < figures.duties.total() <= 12 * 200 + 4 * marked


def test_mentors_go_when_it_suits_and_what_they_write_down_is_counted() -> None:
    figures = lived(a_trial(a_plan_of(VISITS), children=30))

    assert figures.duties.total() == 0
    assert figures.happened["card"] == figures.acts["mentor/visit"]
    assert 30 * 4 < figures.acts["mentor/visit"] < 30 * 14, "every six weeks or so"
    assert figures.kinds["confirm"] > 0, "the guardian is asked whether it was so"


async def test_a_plan_without_such_rules_brings_nobody_home_and_marks_nobody() -> None:
    school = await a_school_under(PLAIN, MemoryStore())
    plan, end = Plan(PLAIN, (), TERMS), midnight(SINCE + timedelta(days=365))

    coming = [what for _, what in fates(school, plan, midnight(SINCE), end, Random(7))]  # noqa: S311 - an invented town

    assert coming
    assert all(isinstance(what, Blocks | LosesPhone | Returns) for what in coming)


def test_all_of_it_is_the_same_again_however_many_processes_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("simulation.run.USUAL", 60)
    trial = a_trial(find("ten-ones"), children=130, days=20)

    assert len(pieces(trial)) > 1
    assert in_bytes(trial, 2) == in_bytes(trial, 1)


def test_a_year_with_all_of_it_is_the_same_again() -> None:
    trial = a_trial(find("ten-ones"), children=4)

    assert in_bytes(trial) == in_bytes(trial)


@pytest.mark.parametrize("plan_id", shipped())
def test_cards_for_any_time_can_be_filled_in(plan_id: str) -> None:
    for form_id in asked_by(find(plan_id), ()).at_any_time:
        card = library().get(form_id)
        assert card is not None
        filling = filled(card.form, SINCE)
        assert filling is not None
        assert finish(card.form, filling) is not None


def test_a_card_worries_nobody_and_one_that_would_is_not_written() -> None:
    for card in library().cards:
        filling = filled(card.form, SINCE)
        if card.form.id == "need":
            assert filling is None
            continue
        assert filling is not None
        given = filling.answers
        chosen = [
            question.option(given[question.id])
            for question in card.form.questions
            if question.type == "choice" and question.id in given
        ]
        assert all(option is not None and option.raises is None for option in chosen)
