"""Whose command is which: menus, /help and the nearest command to what somebody typed."""

import re

import pytest

from bot.menus import COMMANDS, WHOSE, as_menu, audiences, commands_of, help_text, mistyped, nearest
from care.words import Post, Role
from locales.catalog import LANGUAGES, texts
from services.forms.library import library

T = texts("zh-Hans")
EVERYBODYS = {"number", "today", "settings", "language", "privacy", "sos", "stop", "help"}


def of(*names: str) -> set[str]:
    return set(commands_of(names, library(), T))


def test_a_family_is_offered_nothing_of_the_schools() -> None:
    father = of(Role.father)

    assert father >= EVERYBODYS | {"child", "circle", "letter"}
    assert not father & {"week", "overdue", "tasks", "talk", "visit", "group", "called"}


def test_everybody_has_their_own() -> None:
    assert of(Post.class_teacher) >= EVERYBODYS | {"week", "overdue", "tasks", "talk", "visit"}
    assert of(Post.principal) >= {"week", "overdue", "tasks", "child"}
    assert of(Post.officer) & (set(WHOSE) | {"talk"}) == {"overdue"}
    assert of(Role.helper) & set(WHOSE) == {"need", "worry", "requests"}
    assert of(Role.helper) & {"talk", "visit", "diary"} == {"diary"}
    assert of(Role.mentor) & (set(WHOSE) | {"talk", "visit", "diary"}) == {
        *("need", "worry", "requests"),
        *("talk", "visit", "diary"),
    }
    assert of() == EVERYBODYS


def test_an_officer_reads_what_a_command_is_to_an_officer() -> None:
    of_officer = commands_of([Post.officer], library(), T)["overdue"]

    assert of_officer == T("command.overdue.officer")
    assert of_officer != commands_of([Post.principal], library(), T)["overdue"]


def test_who_is_several_things_has_the_commands_of_all() -> None:
    assert of(Role.father, Post.class_teacher) == of(Role.father) | of(Post.class_teacher)


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegram_takes_every_menu(language: str) -> None:
    everything = commands_of((*Role, *Post), library(), texts(language))

    for entry in as_menu(everything):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", entry.command)
        assert 1 <= len(entry.description) <= 256
    assert len(everything) <= 100


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([Role.father], ["family"]),
        ([], ["family"]),
        ([Role.helper], ["helper"]),
        ([Role.mentor], ["mentor"]),
        ([Post.deputy, Role.mother], ["class_teacher", "family"]),
        ([Post.principal, Post.class_teacher], ["class_teacher", "principal"]),
        ([Post.officer], ["officer"]),
        ([Post.counsellor], ["staff"]),
        ([Post.file_manager, Role.guardian], ["staff", "family"]),
    ],
)
def test_help_speaks_to_everything_that_somebody_is(names: list[str], expected: list[str]) -> None:
    assert audiences(names) == expected


def test_help_names_every_command_of_the_menu() -> None:
    commands = commands_of([Post.class_teacher], library(), T)
    text = help_text([Post.class_teacher], commands, T)

    assert all(f"\n/{name} " in text for name in commands)
    assert len(text) < 1500


@pytest.mark.parametrize(
    ("text", "command"),
    [
        *(("/setings", "settings"), ("overdu", "overdue"), ("Today", "today"), ("/week@b", "week")),
        *(("设置", "settings"), ("换语言", "language"), ("/helpp", "help"), ("谈心", "talk")),
    ],
)
def test_the_nearest_command_is_guessed_by_name_or_by_what_it_is_for(
    text: str, command: str
) -> None:
    assert nearest(text, commands_of([Post.class_teacher], library(), T)) == command


@pytest.mark.parametrize("text", ["", "/", "我", "今天下雨了，孩子们没去操场", "xyzzy"])
def test_what_is_near_to_nothing_is_not_guessed(text: str) -> None:
    assert nearest(text, commands_of([Role.father], library(), T)) is None


@pytest.mark.parametrize("text", ["help me, he is ill", "today he cried", "孩子今天发烧了"])
def test_a_sentence_is_no_mistyped_command(text: str) -> None:
    assert not mistyped(text, commands_of([Role.guardian], library(), T))


def test_every_line_of_the_table_is_a_command() -> None:
    assert set(WHOSE) <= set(COMMANDS)


def test_help_groups_the_commands_and_leaves_none_out() -> None:
    commands = commands_of([Post.class_teacher], library(), T)
    *_, look, note, ask, own = help_text([Post.class_teacher], commands, T).split("\n\n")

    assert look.startswith("📋 看一看\n/today")
    assert "/talk" in note
    assert "/need" in ask
    assert own.endswith("/sos 紧急求救")
    listed = re.findall(r"^/(\w+) ", "\n".join((look, note, ask, own)), re.MULTILINE)
    assert sorted(listed) == sorted(commands)


def test_who_fills_in_no_card_has_no_heading_for_it() -> None:
    commands = commands_of([Post.officer], library(), T)

    assert "记一笔" not in help_text([Post.officer], commands, T)
