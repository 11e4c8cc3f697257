"""One file of many schools: a county's sheet with a column 学校, a township's with a sheet each."""

from care.rosters.grid import Cell
from care.rosters.model import Reading
from care.rosters.read import read
from tests.rosters.builders import HEADINGS, TODAY, a_grid, a_row, reading

COLUMNS = ("学校", *HEADINGS)
STAFF = ("学校", "姓名", "职务", "联系电话")


def county(*rows: tuple[str | None, tuple[Cell, ...]]) -> Reading:
    return reading(a_grid(COLUMNS, *((school, *row) for school, row in rows)))


def codes(found: Reading) -> list[tuple[str, str]]:
    assert found.roster is not None
    faults = [(fault.cell, fault.code) for fault in found.roster.faults]
    return faults + [(asked.cell, asked.code) for asked in found.roster.questions]


TWO = county(
    ("青禾小学", a_row()),
    ("红柳湾小学", a_row(姓名="马大满")),
    ("青禾小学", a_row(姓名="马三满", 备注="单亲")),
)


def test_a_column_of_schools_gives_a_part_for_each_in_order() -> None:
    parts = [(part.name, part.roster) for part in TWO.schools]
    assert [(n, [c.name for c in r.children]) for n, r in parts if r] == [
        ("青禾小学", ["马小满", "马三满"]),
        ("红柳湾小学", ["马大满"]),
    ]
    assert [r.school for _, r in parts if r] == ["青禾小学", "红柳湾小学"]


def test_the_whole_has_all_children_and_no_school_of_its_own() -> None:
    assert TWO.roster is not None
    assert (len(TWO.roster.children), TWO.roster.school) == (3, None)


def test_questions_go_to_the_school_of_their_row() -> None:
    asked = [len(part.roster.questions) for part in TWO.schools if part.roster]
    assert asked == [1, 0]


def test_one_school_is_one_part_and_the_whole_itself() -> None:
    found = reading(a_grid(HEADINGS, a_row()))
    (part,) = found.schools
    assert (part.name, part.roster, part.staff) == (None, found.roster, None)


def test_each_sheet_may_be_a_school_of_its_own() -> None:
    found = reading(
        a_grid(("青禾小学留守儿童花名册",), HEADINGS, a_row(), sheet="一"),
        a_grid(("红柳湾小学留守儿童花名册",), HEADINGS, a_row(), sheet="二"),
    )
    assert [part.name for part in found.schools] == ["青禾小学", "红柳湾小学"]
    assert found.roster is not None
    assert found.roster.faults == ()


def test_the_same_child_in_two_schools_is_two() -> None:
    assert codes(county(("青禾小学", a_row()), ("红柳湾小学", a_row()))) == []


def test_a_row_without_a_school_among_several_is_a_fault() -> None:
    found = county(("青禾小学", a_row()), ("红柳湾小学", a_row()), (None, a_row(姓名="马四满")))
    assert codes(found) == [("A4", "school_missing")]


def test_a_sheet_without_a_school_among_several_is_named_once() -> None:
    rows = [("青禾小学", *a_row()), ("红柳湾小学", *a_row())]
    found = reading(
        a_grid(COLUMNS, *rows),
        a_grid(HEADINGS, a_row(姓名="马四满"), a_row(姓名="马五满"), sheet="二"),
    )
    assert codes(found) == [("A1", "school_missing_sheet")]


def test_a_blank_school_in_a_file_of_one_school_is_that_school() -> None:
    found = county(("青禾小学", a_row()), (None, a_row(姓名="马大满")))
    assert codes(found) == []
    (part,) = found.schools
    assert part.roster is not None
    assert len(part.roster.children) == 2


def test_two_spellings_of_one_name_are_asked_about() -> None:
    found = county(
        ("红柳湾小学", a_row()),
        ("红柳湾小学", a_row(姓名="马大满")),
        ("东河镇红柳湾小学", a_row(姓名="马三满")),
    )
    assert codes(found) == [("A4", "school_alike")]


def test_numbered_schools_are_no_spellings() -> None:
    found = county(("实验小学", a_row()), ("第二实验小学", a_row()))
    assert codes(found) == []


def test_a_school_given_from_outside_makes_it_one() -> None:
    rows = [("红柳湾小学", *a_row()), ("东河镇红柳湾小学", *a_row()), (None, *a_row(姓名="马三满"))]
    found = read([a_grid(COLUMNS, *rows)], TODAY, school="红柳湾小学")
    (part,) = found.schools
    assert (part.name, part.roster) == ("红柳湾小学", found.roster)
    assert codes(found) == []


def test_staff_are_sorted_by_school_as_well() -> None:
    staff = a_grid(
        STAFF,
        ("青禾小学", "周秀文", "校长", "16700000201"),
        ("沙柳小学", "何志远", "校长", "16700000202"),
        sheet="校长",
    )
    found = reading(a_grid(COLUMNS, ("青禾小学", *a_row())), staff)
    assert [(p.name, p.roster is not None, p.staff is not None) for p in found.schools] == [
        ("青禾小学", True, True),
        ("沙柳小学", False, True),
    ]
    assert [m.name for p in found.schools if p.staff for m in p.staff.staff] == ["周秀文", "何志远"]


def test_staff_without_a_school_beside_several_is_a_fault() -> None:
    staff = a_grid(STAFF[1:], ("周秀文", "校长", "16700000201"), sheet="校长")
    rows = [("青禾小学", *a_row()), ("红柳湾小学", *a_row())]
    found = reading(a_grid(COLUMNS, *rows), staff).staff
    assert found is not None
    assert [fault.code for fault in found.faults] == ["school_missing_sheet"]


def test_a_staff_list_that_spells_the_school_in_full_belongs_to_it() -> None:
    found = reading(
        a_grid(COLUMNS, ("红柳湾小学", *a_row())),
        a_grid(STAFF, ("东河镇红柳湾小学", "周秀文", "校长", "16700000201"), sheet="校长"),
    )
    (part,) = found.schools
    assert (part.name, part.roster, part.staff) == ("红柳湾小学", found.roster, found.staff)
