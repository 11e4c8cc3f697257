"""Staff sheets: posts in many spellings, classes, numbers, who stands in for whom."""

import pytest

from care.rosters.grid import Cell
from care.words import Post
from tests.rosters.builders import a_grid, reading, staff

HEADINGS = ("姓名", "职务", "班级", "联系电话", "代理人")


def row(post: str, class_: Cell = None, name: str = "周秀文") -> tuple[Cell, ...]:
    return (name, post, class_, 16700000201.0, None)


def posts(*rows: tuple[Cell, ...]) -> list[tuple[Post, str | None]]:
    found = staff(*rows, headings=HEADINGS)
    assert found.faults == ()
    return [(member.post, member.unit) for member in found.staff]


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("校长", Post.principal),
        ("园长", Post.principal),
        ("教学点负责人", Post.principal),
        ("Principal", Post.principal),
        ("副校长", Post.deputy),
        ("学籍管理员", Post.file_manager),
        ("档案管理员", Post.file_manager),
        ("学籍员", Post.file_manager),
        ("留守儿童工作专干", Post.file_manager),
        ("亲情热线值班", Post.hotline_duty),
        ("热线值班员", Post.hotline_duty),
        ("值班教师", Post.hotline_duty),
        ("心理老师", Post.counsellor),
        ("心理健康辅导员", Post.counsellor),
        ("Counsellor", Post.counsellor),
        ("教育局干事", Post.officer),
        ("县教育局", Post.officer),
        ("教育专干", Post.officer),
    ],
)
def test_a_post_of_the_school_is_understood_in_many_spellings(text: str, post: Post) -> None:
    assert posts(row(text)) == [(post, None)]


@pytest.mark.parametrize(
    ("text", "class_", "post"),
    [
        ("班主任", "三年级(1)班", Post.class_teacher),
        ("班 主 任", "三(1)", Post.class_teacher),
        ("班主任", 3.1, Post.class_teacher),
        ("三年级(1)班班主任", None, Post.class_teacher),
        ("副班主任", "三年级1班", Post.deputy),
        ("class teacher", "3-1", Post.class_teacher),
    ],
)
def test_a_post_of_a_class_names_its_class(text: str, class_: Cell, post: Post) -> None:
    assert posts(row(text, class_)) == [(post, "三年级(1)班")]


def test_several_posts_and_several_classes_are_several_rows() -> None:
    assert posts(row("班主任、心理辅导员", "三年级(1)班、三年级(2)班")) == [
        (Post.class_teacher, "三年级(1)班"),
        (Post.class_teacher, "三年级(2)班"),
        (Post.counsellor, None),
    ]
    assert posts(row("校长兼热线值班")) == [(Post.principal, None), (Post.hotline_duty, None)]


def test_a_member_of_staff_has_number_deputy_and_school() -> None:
    rows: list[tuple[Cell, ...]] = [
        ("周秀文", "班主任", "三年级(1)班", "167 0000 0201", "何志远"),
        ("何志远", "班主任", "三年级(2)班", 16700000202.0, None),
    ]
    found = reading(a_grid(("红柳湾小学教职工名单",), HEADINGS, *rows)).staff
    assert found is not None
    first = found.staff[0]
    assert (first.name, first.phones, first.deputy, first.row) == (
        "周秀文",
        ("+8616700000201",),
        "何志远",
        3,
    )
    assert found.school == first.school == "红柳湾小学"
    assert found.questions == ()


def test_a_deputy_whom_no_row_describes_is_asked_about() -> None:
    found = staff(("周秀文", "班主任", "三年级(1)班", None, "何志远"), headings=HEADINGS)
    (asked,) = found.questions
    assert (asked.cell, asked.code, asked.params) == (
        "E2",
        "deputy_unknown",
        {"name": "周秀文", "deputy": "何志远"},
    )


def test_a_list_of_class_teachers_needs_no_column_of_posts() -> None:
    found = staff(("三年级(1)班", "周秀文", "16700000201"), headings=("班级", "班主任", "联系电话"))
    (member,) = found.staff
    assert (member.post, member.unit, member.phones) == (
        Post.class_teacher,
        "三年级(1)班",
        ("+8616700000201",),
    )


def test_an_ordinary_teacher_holds_no_post_and_is_left_out_with_a_question() -> None:
    found = staff(row("语文教师"), row("校长", name="陆明德"), headings=HEADINGS)
    assert [member.name for member in found.staff] == ["陆明德"]
    (asked,) = found.questions
    assert (asked.cell, asked.code) == ("B2", "post_none")
    assert asked.params == {"name": "周秀文", "value": "语文教师"}


@pytest.mark.parametrize(
    ("changed", "cell", "code"),
    [
        (row("园丁长老"), "B2", "post"),
        (row(""), "B2", "post"),
        (row("班主任"), "C2", "class_missing"),
        (row("班主任", "(1)班"), "C2", "class_missing"),
        (("周秀文", "校长", None, "123", None), "D2", "phone"),
        ((None, "班主任", "三年级(1)班", "16700000201", None), "A2", "name_missing"),
    ],
    ids=repr,
)
def test_a_wrong_cell_is_named(changed: tuple[Cell, ...], cell: str, code: str) -> None:
    assert [(fault.cell, fault.code) for fault in staff(changed, headings=HEADINGS).faults] == [
        (cell, code)
    ]


def test_the_same_post_twice_names_both_rows() -> None:
    (fault,) = staff(row("校长"), row("校长"), headings=HEADINGS).faults
    assert (fault.cell, fault.code, fault.params["other"]) == ("A3", "staff_twice", "A2")


def test_staff_with_birthdays_are_not_taken_for_children() -> None:
    found = reading(
        a_grid(
            ("姓名", "性别", "出生年月", "职务", "电话"),
            ("陆明德", "男", "1970.1", "校长", "16700000301"),
        )
    )
    assert found.roster is None
    assert found.staff is not None
