"""Who the adults of a child are, who of them is away, and what is asked rather than guessed."""

import pytest

from care.rosters.grid import Cell
from care.words import Role, Status
from tests.rosters.builders import a_row, adults, child, questions, roster

FATHER, MOTHER = "+8616700000101", "+8616700000102"
VILLAGE = (
    "姓名",
    "性别",
    "出生年月",
    "年级",
    "父母姓名",
    "父母联系电话",
    "务工地",
    "监护人",
    "关系",
    "电话",
    "留守类别",
)


def village(names: str, phones: str, type_: str, place: str = "上海") -> tuple[Cell, ...]:
    return ("马小满", "女", "2017.5", "三年级", names, phones, place, "冯桂英", "奶奶", "无", type_)


def statuses(**changes: Cell) -> list[Status]:
    return [adult.status for adult in child(**changes).adults]


def test_father_mother_and_guardian_each_have_their_own_cells() -> None:
    father, mother, guardian = child().adults
    assert (father.name, father.role, father.status) == ("马建国", Role.father, Status.away)
    assert (father.phones, father.workplace) == ((FATHER,), "广东东莞")
    assert (mother.name, mother.phones) == ("马兰", (MOTHER,))
    assert (guardian.role, guardian.relation, guardian.status) == (
        Role.guardian,
        "奶奶",
        Status.at_home,
    )


def test_a_parent_at_home_is_not_away() -> None:
    father, mother, _ = child(母亲务工地点="在家", 留守类型="单亲外出").adults
    assert (father.status, mother.status, mother.workplace) == (Status.away, Status.at_home, None)


@pytest.mark.parametrize("words", ["在家务农", "务农", "家里", "未外出", "在家照顾老人", "at home"])
def test_being_at_home_has_many_words(words: str) -> None:
    assert statuses(母亲务工地点=words, 留守类型="单亲外出")[1] is Status.at_home


@pytest.mark.parametrize(
    "changes",
    [
        {"父亲姓名": "马建国(已故)"},
        {"父亲姓名": "马建国已故"},
        {"父亲务工地点": "去世"},
        {"父亲电话": "已故"},
        {"备注": "父亲去世"},
        {"父亲姓名": "马建国（病故）"},
        {"备注": "父亡"},
    ],
    ids=repr,
)
def test_a_dead_parent_is_known_as_dead_by_any_cell(changes: dict[str, Cell]) -> None:
    father, mother, _ = child(**changes).adults
    assert (father.name, father.status, mother.status) == ("马建国", Status.dead, Status.away)


def test_a_cell_that_only_says_dead_names_nobody() -> None:
    assert [adult.name for adult in child(父亲姓名="已故", 父亲电话=None).adults] == [
        "马兰",
        "冯桂英",
    ]


def test_a_parent_out_of_contact_is_known_as_such() -> None:
    assert statuses(母亲电话="失联")[1] is Status.no_contact
    assert statuses(备注="母亲出走")[1] is Status.no_contact


def test_no_type_and_a_place_of_work_means_away() -> None:
    assert statuses(留守类型=None)[:2] == [Status.away, Status.away]


def test_no_type_and_no_place_of_work_is_asked() -> None:
    row = a_row(留守类型=None, 父亲务工地点=None, 母亲姓名=None, 母亲电话=None, 母亲务工地点=None)
    assert adults(row)[0].status is Status.unclear
    assert questions(row) == [("H2", "away_unknown")]


def test_a_sheet_that_never_says_who_is_away_is_asked_once() -> None:
    headings = ("姓名", "出生年月", "家长姓名", "家长电话")
    rows = [(name, "2017.5", "马建国", "16700000101") for name in ("马小满", "马大满")]
    assert questions(*rows, headings=headings) == [("C1", "away_unknown_sheet")]


def test_one_parent_away_and_two_who_work_elsewhere_contradict_each_other() -> None:
    row = a_row(留守类型="单亲外出")
    assert [adult.status for adult in adults(row)][:2] == [Status.unclear, Status.unclear]
    assert questions(row) == [("Q2", "which_away")]


def test_both_away_and_one_at_home_is_asked() -> None:
    row = a_row(母亲务工地点="在家")
    assert adults(row)[1].status is Status.at_home
    assert questions(row) == [("Q2", "both_away_one_home")]
    assert roster(row).questions[0].params == {"child": "马小满"}


def test_one_away_and_one_place_of_work_tells_who() -> None:
    assert statuses(留守类型="单亲外出", 母亲务工地点=None)[:2] == [Status.away, Status.at_home]


def test_a_type_that_names_the_parent_tells_who() -> None:
    assert statuses(留守类型="母亲外出", 父亲务工地点=None)[:2] == [Status.at_home, Status.away]


@pytest.mark.parametrize("type_", ["单亲", "孤儿", "困境儿童"])
def test_a_type_that_is_no_absence_is_asked(type_: str) -> None:
    assert questions(a_row(留守类型=type_)) == [("Q2", "type")]
    assert child(留守类型=type_).left_behind is None


@pytest.mark.parametrize("remark", ["单亲", "父母离异", "母亲改嫁", "孤儿"])
def test_a_remark_that_may_change_everything_is_asked(remark: str) -> None:
    assert questions(a_row(备注=remark)) == [("R2", "remark")]


@pytest.mark.parametrize("remark", ["低保户", "寄宿", None, "建档立卡"])
def test_other_remarks_are_kept_without_a_question(remark: str | None) -> None:
    assert questions(a_row(备注=remark)) == []
    assert child(备注=remark).remark == remark


def test_single_and_only_one_parent_named_needs_no_question() -> None:
    assert questions(a_row(备注="单亲", 母亲姓名=None, 母亲务工地点=None, 母亲电话=None)) == []


@pytest.mark.parametrize("words", ["离异", "服刑", "本地打零工"])
def test_words_that_leave_a_parents_state_open_are_asked(words: str) -> None:
    row = a_row(父亲务工地点=words)
    assert adults(row)[0].status is Status.unclear
    assert questions(row) == [("H2", "parent_status")]


def test_both_parents_in_one_cell_have_their_numbers_in_order() -> None:
    father, mother, _ = adults(
        village("马建国、马兰", "16700000101、16700000102", "双亲外出"), headings=VILLAGE
    )
    assert (father.name, father.role, father.phones) == ("马建国", Role.parent, (FATHER,))
    assert (mother.name, mother.phones, mother.workplace) == ("马兰", (MOTHER,), "上海")
    assert father.status is mother.status is Status.away


def test_one_name_with_two_numbers_has_both() -> None:
    parent, _ = adults(village("马建国", "16700000101、16700000102", "单亲外出"), headings=VILLAGE)
    assert (parent.phones, parent.status) == ((FATHER, MOTHER), Status.away)


def test_one_of_two_parents_away_and_no_other_sign_leaves_both_unclear() -> None:
    row = village("马建国、马兰", "16700000101、16700000102", "单亲外出")
    assert [adult.status for adult in adults(row, headings=VILLAGE)][:2] == [
        Status.unclear,
        Status.unclear,
    ]
    assert questions(row, headings=VILLAGE) == [("K2", "which_away")]


def test_two_names_and_one_number_asks_whose_it_is() -> None:
    row = village("马建国、马兰", "16700000101", "双亲外出")
    assert [adult.phones for adult in adults(row, headings=VILLAGE)] == [(), (), ()]
    assert questions(row, headings=VILLAGE) == [("F2", "phone_whose")]


def test_places_of_work_pair_with_the_parents() -> None:
    row = village("马建国、马兰", "16700000101、16700000102", "单亲外出", "上海、在家")
    assert [adult.status for adult in adults(row, headings=VILLAGE)][:2] == [
        Status.away,
        Status.at_home,
    ]


@pytest.mark.parametrize(
    "names",
    [
        "马建国、马兰",
        "马建国 马兰",
        "马建国/马兰",
        "父亲:马建国 母亲:马兰",
        "父:马建国、母:马兰",
        "马 建国、马 兰",
    ],
)
def test_two_names_in_a_cell_are_two_people(names: str) -> None:
    found = adults(village(names, "无", "双亲外出"), headings=VILLAGE)
    assert [adult.name for adult in found] == ["马建国", "马兰", "冯桂英"]


def test_a_name_with_a_blank_inside_is_one_person() -> None:
    found = adults(village("马 兰", "16700000102", "单亲外出"), headings=VILLAGE)
    assert [adult.name for adult in found] == ["马兰", "冯桂英"]


@pytest.mark.parametrize(
    ("relation", "role", "status"),
    [
        ("父亲", Role.father, Status.away),
        ("母亲", Role.mother, Status.away),
        ("母女", Role.mother, Status.away),
        ("父", Role.father, Status.away),
        (None, Role.parent, Status.away),
        ("爷爷", Role.guardian, Status.at_home),
        ("祖父", Role.guardian, Status.at_home),
        ("伯母", Role.guardian, Status.at_home),
    ],
)
def test_the_relation_tells_what_a_family_member_is(
    relation: str | None, role: Role, status: Status
) -> None:
    headings = ("学生姓名", "出生日期", "家长姓名", "与学生关系", "家长务工详细地址", "家长电话")
    found = adults(
        ("马小满", "2017.5", "马建国", relation, "广东东莞某厂", "16700000101"), headings=headings
    )
    assert [(a.role, a.status, a.relation) for a in found] == [(role, status, relation)]


def test_a_mother_who_is_the_guardian_herself_is_at_home() -> None:
    found = child(母亲务工地点=None, 监护人="马兰", 与学生关系="母亲", 留守类型="单亲外出").adults
    assert [(a.role, a.status) for a in found] == [
        (Role.father, Status.away),
        (Role.mother, Status.at_home),
        (Role.guardian, Status.at_home),
    ]


def test_a_number_without_a_name_is_asked() -> None:
    assert ("K2", "nameless") in questions(a_row(母亲姓名=None, 母亲务工地点=None))


def test_a_child_without_any_parent_is_asked_about() -> None:
    nobody = dict.fromkeys(
        ("父亲姓名", "父亲务工地点", "父亲电话", "母亲姓名", "母亲务工地点", "母亲电话")
    )
    assert questions(a_row(**nobody)) == [("B2", "no_parent")]


def test_one_column_of_numbers_behind_both_parents_pairs_in_order() -> None:
    headings = ("姓名", "出生年月", "父亲姓名", "母亲姓名", "联系电话", "留守类型")
    father, mother = adults(
        ("马小满", "2017.5", "马建国", "马兰", "16700000101、16700000102", "双亲外出"),
        headings=headings,
    )
    assert (father.phones, mother.phones) == ((FATHER,), (MOTHER,))


def test_a_guardian_has_age_health_occupation_and_address() -> None:
    headings = (
        "姓名",
        "出生年月",
        "家庭住址",
        "监护人",
        "关系",
        "年龄",
        "身体状况",
        "职业",
        "住址",
        "电话",
    )
    row = (
        "马小满",
        "2017.5",
        "柳湾村3社",
        "冯桂英",
        "奶奶",
        "66岁",
        "良好",
        "务农",
        "柳湾村4社",
        "16700000103",
    )
    found = roster(row, headings=headings).children[0]
    (guardian,) = found.adults
    assert found.address == "柳湾村3社"
    assert (guardian.age, guardian.health, guardian.occupation, guardian.address) == (
        66,
        "良好",
        "务农",
        "柳湾村4社",
    )
    assert guardian.phones == ("+8616700000103",)


def test_two_columns_of_numbers_are_both_the_fathers() -> None:
    headings = ("姓名", "出生年月", "父亲姓名", "父亲联系电话1", "父亲联系电话2", "留守类型")
    (father,) = adults(
        ("马小满", "2017.5", "马建国", 16700000101.0, 16700000102.0, "单亲外出"), headings=headings
    )
    assert father.phones == (FATHER, MOTHER)
