"""The record cards that ship."""

import pytest

from bot.menus import COMMANDS
from care.forms.form import Form
from care.forms.load import load_form
from care.people import PAIRED
from care.plan import load
from care.words import Post, Role
from services.forms.library import forms_in, library
from services.plans import find, shipped

CARDS = library()
FAMILY = {*Role} - {*PAIRED}


@pytest.mark.parametrize("form_id", forms_in())
def test_every_shipped_card_is_sound_and_named_as_its_file(form_id: str) -> None:
    assert load_form(forms_in()[form_id].read_text(encoding="utf-8")).id == form_id


def test_all_cards_of_the_issue_are_there() -> None:
    rows = {card.form.id: card.form.row for card in CARDS.cards}

    assert rows == {
        "talk": 47,
        "group-note": 42,
        "visit": 51,
        "teacher-call": 33,
        "letter": 25,
        "teacher-check-in": 23,
        "guardian-check-in": 24,
        "how-is-it": 37,
        "diary": 50,
        "education-plan": 49,
        "education-review": 49,
        "study-plan": 66,
        "study-review": 66,
        "study-helper": 67,
        "study-check": 67,
        "need": 86,
        "good": 106,
        "month-word": 34,
        "profile": 6,
        "message": 37,
        "away": 18,
    }


every_card = pytest.mark.parametrize("form", [c.form for c in CARDS.cards], ids=lambda f: f.id)


@every_card
def test_it_is_read_by_staff_who_fill_it_in_or_stand_above_them(form: Form) -> None:
    assert set(form.read) <= {Post.class_teacher, Post.deputy, Post.principal, Post.counsellor}
    assert Post.class_teacher in form.read


@every_card
def test_helpers_fill_in_only_what_they_may_and_officers_nothing(form: Form) -> None:
    assert Post.officer not in form.fill
    if Role.helper in form.fill:
        assert form.id in {"diary", "good", "need", "away"}


@every_card
def test_a_guardian_never_has_to_type(form: Form) -> None:
    if FAMILY & set(form.fill):
        typed = [q.id for q in form.questions if q.type in ("text", "number") and not q.optional]
        assert typed == []


@every_card
def test_its_command_is_not_one_of_the_bots_own(form: Form) -> None:
    assert form.command not in COMMANDS


def test_no_two_cards_have_the_same_command() -> None:
    commands = [card.form.command for card in CARDS.cards if card.form.command]

    assert len(commands) == len(set(commands))


@every_card
def test_what_runs_for_a_child_is_for_the_staff_alone(form: Form) -> None:
    if form.support:
        assert set(form.fill) <= {*Post, Role.mentor}
        assert not (form.confirm)
        assert not (form.told)
        assert not (any(q.shared for q in form.questions))


def test_what_a_parent_is_told_each_month_is_one_good_thing() -> None:
    shared = {c.form.id: q.id for c in CARDS.cards for q in c.form.questions if q.shared}

    assert shared == {"talk": "good", "diary": "good", "good": "good"}


def test_every_card_that_a_shipped_plan_names_is_there_and_closes_its_rule() -> None:
    for rule in (rule for plan in shipped() for rule in load(find(plan)).rules):
        if rule.form is not None:
            card = CARDS.get(rule.form)
            assert card is not None
            assert card.form.kind in rule.closed_by
            assert set(rule.holder) <= set(card.form.fill)


def test_a_worry_and_a_need_open_a_request() -> None:
    raising = {
        (card.form.id, option.raises)
        for card in CARDS.cards
        for question in card.form.questions
        for option in question.options
        if option.raises
    }

    assert {("talk", "worry"), ("visit", "worry"), ("need", "need"), ("need", "worry")} <= raising
