"""The sheets that ship as examples: readable without a question, and made by their script."""

import runpy
from pathlib import Path

from care.words import Post, Role, Status
from services.sheets.workbook import open_grids
from tests.rosters.builders import reading

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_sample_roster_reads_without_fault_or_question() -> None:
    found = reading(*open_grids(EXAMPLES / "roster.xlsx")).roster
    assert found is not None
    assert (found.school, len(found.children)) == ("红柳湾小学", 12)
    assert (found.faults, found.questions, found.skipped) == ((), (), ())
    assert {c.class_name for c in found.children} == {"三年级(1)班", "三年级(2)班", "四年级(1)班"}


def test_the_family_of_the_demo_is_in_the_sample_roster() -> None:
    found = reading(*open_grids(EXAMPLES / "roster.xlsx")).roster
    assert found is not None
    child = found.children[0]
    assert (child.name, child.class_name, child.class_teacher) == (
        "马小满",
        "三年级(1)班",
        "周秀文",
    )
    assert [(a.name, a.role, a.status, a.phones, a.workplace) for a in child.adults] == [
        ("马建国", Role.father, Status.away, ("+8616700000101",), "广东东莞"),
        ("马兰", Role.mother, Status.away, ("+8616700000102",), "浙江义乌"),
        ("冯桂英", Role.guardian, Status.at_home, ("+8616700000103",), None),
    ]


def test_the_sample_staff_sheet_has_every_post_and_a_deputy() -> None:
    found = reading(*open_grids(EXAMPLES / "staff.xlsx")).staff
    assert found is not None
    assert found.school == "红柳湾小学"
    assert (found.faults, found.questions) == ((), ())
    of_the_school = set(Post) - {Post.deputy, Post.child_protection}
    assert {member.post for member in found.staff} == of_the_school
    first = found.staff[0]
    assert (first.name, first.unit, first.phones, first.deputy) == (
        "周秀文",
        "三年级(1)班",
        ("+8616700000201",),
        "何志远",
    )


def test_the_samples_are_what_their_script_makes(tmp_path: Path) -> None:
    made = runpy.run_path(str(EXAMPLES / "make.py"))
    for name in ("roster", "staff"):
        made[f"make_{name}"](tmp_path / f"{name}.xlsx")
        assert open_grids(tmp_path / f"{name}.xlsx") == open_grids(EXAMPLES / f"{name}.xlsx")
