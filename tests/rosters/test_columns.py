"""Finding the table and understanding its headings."""

import pytest

from care.rosters.grid import Cell, Span, a1
from care.rosters.headings import What, Who, group, understand
from care.rosters.table import Kind, Table, find_table
from tests.rosters.builders import HEADINGS, a_grid, a_row

SPELLINGS = {
    (None, What.name): "姓名 姓　名 Name 名字",
    (Who.own, What.name): "学生姓名 儿童姓名 留守儿童姓名 学生 孩子姓名 被监护人姓名",
    (None, What.birth): "出生年月 出生日期 出生年月日 生日 Birthday DOB 出生年月(例:2014.9)",
    (Who.parent, What.name): "家长姓名 父母姓名 父(母)姓名 家长 Parents 父母亲姓名",
    (Who.father, What.name): "父亲姓名 父亲 爸爸姓名 Father 父亲情况",
    (Who.mother, What.name): "母亲姓名 母亲 妈妈姓名 Mother",
    (Who.father, What.phone): "父亲电话 父亲联系电话 父亲手机号码 父亲联系方式",
    (
        Who.guardian,
        What.name,
    ): "监护人 临时监护人 委托监护人 监护人姓名 现监护人 实际监护人姓名 Guardian",
    (Who.guardian, What.relation): "与监护人关系 监护人与学生关系",
    (None, What.relation): "关系 与学生关系 与儿童关系 与被监护人关系 Relation",
    (None, What.phone): "联系电话 电话 手机 手机号码 联系方式 Phone 联系电话(手机)",
    (None, What.workplace): "务工地点 务工地 务工单位详细地址 打工地点 务工去向 Workplace",
    (Who.parent, What.workplace): "家长务工详细地址 父母务工地点",
    (None, What.type_): "留守类型 留守类别 外出类型 类别 Type",
    (None, What.since): "外出时间 外出务工时间 务工时间 离家时间 Since",
    (Who.class_teacher, What.name): "班主任 班主任姓名",
    (Who.helper, What.name): "帮扶教师 帮扶人 结对教师 代理家长 爱心妈妈 包保责任人",
    (None, What.remark): "备注 备 注 Remarks",
    (None, What.class_): "班级 所在班级 年级班级 Class",
    (None, What.grade): "年级 就读年级 Grade",
    (None, What.ignored): "身份证号码 学籍号 序号 公民身份证号",
}


@pytest.mark.parametrize(
    ("who", "what", "text"),
    [
        (who, what, text)
        for (who, what), texts in SPELLINGS.items()
        for text in texts.replace("姓　名", "姓\u3000名").replace("备 注", "备\u00a0注").split(" ")
    ],
    ids=str,
)
def test_a_heading_is_understood_in_many_spellings(who: Who | None, what: What, text: str) -> None:
    heading = understand(text)
    assert heading is not None
    assert (heading.who, heading.what) == (who, what)


@pytest.mark.parametrize(
    "text",
    [
        "红柳湾小学2026—2027学年度第一学期留守儿童花名册",
        "填报单位(盖章):红柳湾小学",
        "女",
        "双亲外出",
        "奶奶",
        "柳湾村3社",
        "16700000101",
        "留守儿童数",
        "汇总",
        "",
    ],
)
def test_titles_and_values_are_no_headings(text: str) -> None:
    assert understand(text) is None


def test_a_group_says_whom_it_is_about() -> None:
    assert group("父亲情况") is Who.father
    assert group("监护人基本信息") is Who.guardian
    assert group("家庭住址") is None


def _addresses(table: Table) -> dict[str, tuple[Who, What]]:
    return {a1(0, columns[0])[:-1]: key for key, columns in table.columns.items()}


def _columns(
    *headings: tuple[Cell, ...], merged: tuple[Span, ...] = ()
) -> dict[str, tuple[Who, What]]:
    table = find_table(a_grid(*headings, merged=merged))
    assert table is not None
    return _addresses(table)


GROUPS: tuple[tuple[Cell, ...], ...] = (
    (
        "序号",
        "姓名",
        "出生年月",
        "父亲情况",
        None,
        None,
        "母亲情况",
        None,
        None,
        "监护人情况",
        None,
        None,
        "备注",
    ),
    (
        None,
        None,
        None,
        "姓名",
        "务工地点",
        "联系电话",
        "姓名",
        "务工地点",
        "联系电话",
        "姓名",
        "与学生关系",
        "联系电话",
        None,
    ),
)
GROUPED = {
    "B": (Who.own, What.name),
    "C": (Who.own, What.birth),
    "D": (Who.father, What.name),
    "E": (Who.father, What.workplace),
    "F": (Who.father, What.phone),
    "G": (Who.mother, What.name),
    "H": (Who.mother, What.workplace),
    "I": (Who.mother, What.phone),
    "J": (Who.guardian, What.name),
    "K": (Who.guardian, What.relation),
    "L": (Who.guardian, What.phone),
    "M": (Who.own, What.remark),
}


def test_groups_reach_over_their_columns_when_merged() -> None:
    assert (
        _columns(*GROUPS, merged=((0, 3, 0, 5), (0, 6, 0, 8), (0, 9, 0, 11), (0, 12, 1, 12)))
        == GROUPED
    )


def test_groups_reach_over_the_blanks_behind_them_when_nothing_is_merged() -> None:
    assert _columns(*GROUPS) == GROUPED


def test_a_heading_behind_a_merged_group_does_not_belong_to_it() -> None:
    upper = ("姓名", "出生年月", "父亲情况", None, None)
    lower = (None, None, "姓名", "联系电话", "关系")
    assert _columns(upper, lower, merged=((0, 2, 0, 3),))["E"] == (Who.father, What.relation)


def test_a_row_of_nothing_but_groups_stands_above_the_headings() -> None:
    upper = ("学生情况", None, None, "监护人情况", None)
    lower = ("姓名", "性别", "出生年月", "姓名", "电话")
    found = _columns(upper, lower)
    assert (found["A"], found["D"], found["E"]) == (
        (Who.own, What.name),
        (Who.guardian, What.name),
        (Who.guardian, What.phone),
    )


def test_a_group_may_say_what_and_the_row_below_whose() -> None:
    upper = ("姓名", "出生年月", "家人姓名", None, "联系电话", None)
    lower = (None, None, "父亲", "母亲", "父亲", "母亲")
    found = _columns(upper, lower)
    assert (found["C"], found["D"]) == ((Who.father, What.name), (Who.mother, What.name))
    assert (found["E"], found["F"]) == ((Who.father, What.phone), (Who.mother, What.phone))


def test_columns_belong_to_the_adult_on_their_left() -> None:
    found = _columns(
        (
            "姓名",
            "出生日期",
            "家长姓名",
            "与学生关系",
            "务工地",
            "电话",
            "监护人",
            "关系",
            "年龄",
            "电话",
        )
    )
    assert found["D"] == (Who.parent, What.relation)
    assert found["E"] == (Who.parent, What.workplace)
    assert found["F"] == (Who.parent, What.phone)
    assert found["H"] == (Who.guardian, What.relation)
    assert found["I"] == (Who.guardian, What.age)
    assert found["J"] == (Who.guardian, What.phone)


def test_a_place_of_work_behind_the_guardian_is_still_the_parents() -> None:
    found = _columns(("姓名", "出生日期", "监护人", "关系", "务工地点"))
    assert found["E"] == (Who.parent, What.workplace)


def test_a_phone_behind_the_class_teacher_is_not_the_guardians() -> None:
    found = _columns(("姓名", "出生日期", "监护人", "班主任", "联系电话"))
    assert found["E"] == (Who.class_teacher, What.phone)


def test_one_phone_column_behind_father_and_mother_is_for_both() -> None:
    found = _columns(("姓名", "出生日期", "父亲姓名", "母亲姓名", "联系电话"))
    assert found["E"] == (Who.parent, What.phone)


def test_english_headings_are_understood() -> None:
    found = _columns(
        (
            "No.",
            "Name",
            "Sex",
            "Birthday",
            "Class",
            "Father",
            "Phone",
            "Mother",
            "Phone",
            "Guardian",
            "Relation",
        )
    )
    assert found == {
        "B": (Who.own, What.name),
        "C": (Who.own, What.sex),
        "D": (Who.own, What.birth),
        "E": (Who.own, What.class_),
        "F": (Who.father, What.name),
        "G": (Who.father, What.phone),
        "H": (Who.mother, What.name),
        "I": (Who.mother, What.phone),
        "J": (Who.guardian, What.name),
        "K": (Who.guardian, What.relation),
    }


def test_a_first_row_of_values_that_look_like_headings_is_no_heading() -> None:
    table = find_table(a_grid(("姓名", "职务", "班级"), ("周秀文", "班主任", "三年级(1)班")))
    assert table is not None
    assert table.first == 1


def test_an_identity_number_is_never_read() -> None:
    assert "C" not in _columns(("姓名", "出生日期", "身份证号", "监护人"))


def test_the_heading_is_found_below_titles_and_blank_rows() -> None:
    table = find_table(
        a_grid(
            ("留守儿童花名册",), (), ("填报单位:红柳湾小学", None, "2026年9月"), HEADINGS, a_row()
        )
    )
    assert table is not None
    assert (table.kind, table.top, table.first) == (Kind.roster, 3, 4)


@pytest.mark.parametrize(
    "headings", [("学校", "留守儿童数"), ("姓名", "分数"), ("班级", "人数", "备注"), ()]
)
def test_a_summary_is_no_table(headings: tuple[str, ...]) -> None:
    assert find_table(a_grid(headings, ("七年级1班", 9.0))) is None
