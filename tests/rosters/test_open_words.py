"""Words that leave open who may be spoken to: asked about, and nobody is reminded till then."""

import pytest

from care.rosters.grid import Cell
from care.words import Role, Status
from tests.rosters.builders import a_row, adults, child, questions, roster

NO_MOTHER: dict[str, Cell] = {"母亲姓名": None, "母亲务工地点": None, "母亲电话": None}


def statuses(**changes: Cell) -> list[Status]:
    return [adult.status for adult in child(**changes).adults][:2]


@pytest.mark.parametrize("remark", ["单亲", "父母离异", "离异，随父", "再婚", "孤儿", "父母不详"])
def test_a_remark_about_both_makes_both_unclear_and_is_asked(remark: str) -> None:
    assert statuses(备注=remark) == [Status.unclear, Status.unclear]
    (question,) = roster(a_row(备注=remark)).questions
    assert (question.code, question.cell, question.row, question.role) == ("remark", "R2", 2, None)


@pytest.mark.parametrize("remark", ["父亲服刑", "父亲在押", "爸爸已再婚", "父亲被判刑，父亲服刑"])
def test_a_remark_about_the_father_makes_only_him_unclear(remark: str) -> None:
    assert statuses(备注=remark) == [Status.unclear, Status.away]
    (question,) = roster(a_row(备注=remark)).questions
    assert (question.role, question.adult) == (Role.father, "马建国")


@pytest.mark.parametrize("remark", ["一方外出", "父母一方务工"])
def test_one_is_away_but_not_said_who(remark: str) -> None:
    assert statuses(备注=remark) == [Status.unclear, Status.unclear]
    assert questions(a_row(备注=remark)) == [("R2", "remark")]


def test_one_is_away_and_the_rest_of_the_row_says_who() -> None:
    row = a_row(备注="一方外出", 留守类型="父亲外出", 母亲务工地点="在家")
    assert questions(row) == []
    assert [adult.status for adult in adults(row)][:2] == [Status.away, Status.at_home]


@pytest.mark.parametrize("remark", ["爷爷去世", "祖父去世", "外祖母已故", "伯父失踪", "姑妈病故"])
def test_the_death_of_another_relative_is_not_a_parents(remark: str) -> None:
    assert statuses(备注=remark) == [Status.away, Status.away]
    assert questions(a_row(备注=remark)) == [("R2", "remark")]


@pytest.mark.parametrize(
    "remark",
    ["父亲亡故", "父亲于2019年病故", "父亲已经去世", "父亲因车祸身亡", "父：已故", "父亡"],
)
def test_a_death_is_understood_in_many_words(remark: str) -> None:
    assert statuses(备注=remark) == [Status.dead, Status.away]


def test_the_death_of_both_is_understood() -> None:
    assert statuses(备注="父母双亡") == [Status.dead, Status.dead]


@pytest.mark.parametrize("remark", ["母亲失踪", "母亲离家出走", "母亲下落不明", "妈妈联系不上"])
def test_a_parent_out_of_contact_is_understood(remark: str) -> None:
    assert statuses(备注=remark) == [Status.away, Status.no_contact]


@pytest.mark.parametrize("word", ["服刑", "再婚", "亡故", "失踪", "不详", "下落不明", "改嫁"])
def test_a_word_in_place_of_a_name_names_nobody(word: str) -> None:
    names = [adult.name for adult in child(父亲姓名=word, 父亲电话=None).adults]
    assert names == ["马兰", "冯桂英"]


@pytest.mark.parametrize("word", ["服刑", "离异", "再婚", "坐牢"])
def test_a_word_behind_a_name_makes_it_unclear(word: str) -> None:
    row = a_row(父亲姓名=f"马建国({word})")
    assert adults(row)[0].status is Status.unclear
    (question,) = roster(row).questions
    assert (question.code, question.role, question.adult) == (
        "parent_status",
        Role.father,
        "马建国",
    )


@pytest.mark.parametrize("remark", ["单亲", "离异", "母亲改嫁", "母亲服刑"])
def test_a_remark_that_explains_the_missing_parent_is_not_asked(remark: str) -> None:
    row = a_row(备注=remark, **NO_MOTHER)
    assert questions(row) == []
    assert adults(row)[0].status is Status.away


def test_the_only_parent_named_may_be_the_one_in_prison() -> None:
    row = a_row(备注="服刑", **NO_MOTHER)
    assert questions(row) == [("R2", "remark")]
    assert adults(row)[0].status is Status.unclear


def test_a_type_that_is_a_familys_state_makes_both_unclear() -> None:
    assert statuses(留守类型="单亲") == [Status.unclear, Status.unclear]
    assert questions(a_row(留守类型="单亲")) == [("Q2", "type")]


def test_a_guardian_of_whom_it_is_open_is_asked_about() -> None:
    (question,) = roster(a_row(监护人="冯桂英(服刑)")).questions
    assert (question.code, question.role, question.adult) == (
        "guardian_status",
        Role.guardian,
        "冯桂英",
    )


def test_parents_of_whom_nothing_is_known_are_asked_about() -> None:
    nobody: dict[str, Cell] = {"父亲姓名": "不详", "父亲务工地点": None, "父亲电话": None}
    assert questions(a_row(**nobody, **NO_MOTHER)) == [("B2", "no_parent")]


def test_each_parent_whose_absence_is_open_is_asked_about() -> None:
    row = a_row(留守类型=None, 父亲务工地点=None, 母亲务工地点=None)
    found = roster(row).questions
    assert [(q.cell, q.code, q.role, q.adult) for q in found] == [
        ("H2", "away_unknown", Role.father, "马建国"),
        ("K2", "away_unknown", Role.mother, "马兰"),
    ]
