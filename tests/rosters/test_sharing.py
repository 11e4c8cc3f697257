"""One number for several people: they stay several, and it is reported."""

from care.rosters.grid import Cell
from care.rosters.model import Remark
from care.rosters.read import read
from tests.rosters.builders import HEADINGS, TODAY, a_grid, a_row, reading, roster

ONE = "16700000777"
STAFF = ("姓名", "职务", "联系电话")


def remarks(*rows: tuple[Cell, ...]) -> list[tuple[str, str]]:
    return [(remark.cell, remark.code) for remark in roster(*rows).remarks]


def a_family(n: int, **changes: Cell) -> tuple[Cell, ...]:
    """A family with names and numbers of its own."""
    own: dict[str, Cell] = {
        "姓名": f"孩子{'甲乙丙丁戊己'[n]}",
        "父亲姓名": f"父亲{'甲乙丙丁戊己'[n]}名",
        "父亲电话": f"167000011{n:02}",
        "母亲姓名": f"母亲{'甲乙丙丁戊己'[n]}名",
        "母亲电话": f"167000012{n:02}",
        "监护人": f"奶奶{'甲乙丙丁戊己'[n]}名",
        "监护人电话": f"167000013{n:02}",
    }
    return a_row(**{**own, **changes})


def test_a_number_of_ones_own_is_nothing_to_report() -> None:
    assert remarks(a_row(), a_family(1)) == []


def test_husband_and_wife_may_share_a_number() -> None:
    row = a_row(父亲电话=ONE, 母亲电话=ONE)
    assert remarks(row) == []
    assert [adult.phones for adult in roster(row).children[0].adults[:2]] == [("+86" + ONE,)] * 2


def test_brothers_and_sisters_have_the_same_parents() -> None:
    assert remarks(a_row(), a_row(姓名="马大满", 出生年月="2015.1.1")) == []


def test_a_number_of_three_is_reported_with_all_its_cells() -> None:
    (remark,) = roster(a_row(父亲电话=ONE, 母亲电话=ONE, 监护人电话=ONE)).remarks
    assert (remark.cell, remark.code, remark.row) == ("J2", "phone_shared", 2)
    assert remark.also == (("花名册", "M2"), ("花名册", "P2"))
    assert remark.params == {"phone": "+86" + ONE, "people": "3", "names": "马建国、马兰、冯桂英"}


def test_two_families_on_one_number_are_reported() -> None:
    assert remarks(a_family(0, 父亲电话=ONE), a_family(1, 父亲电话=ONE)) == [("J2", "phone_shared")]


def test_a_number_of_many_families_is_probably_none_of_theirs() -> None:
    (remark,) = roster(*(a_family(n, 父亲电话=ONE) for n in range(5))).remarks
    assert (remark.code, remark.params["people"], remark.params["families"]) == (
        "phone_placeholder",
        "5",
        "5",
    )


def test_a_grandmother_with_many_sons_is_one_family() -> None:
    rows = [a_family(n, 监护人="冯桂英", 父亲电话=ONE, 监护人电话=ONE) for n in range(5)]
    assert remarks(*rows) == [("J2", "phone_shared")]


def test_a_colleagues_number_is_not_a_parents() -> None:
    staff = a_grid(STAFF, ("周秀文", "校长", ONE), sheet="教职工")
    found = reading(a_grid(HEADINGS, a_row(父亲电话=ONE)), staff).roster
    assert found is not None
    (remark,) = found.remarks
    assert (remark.code, remark.params["owner"], remark.params["names"]) == (
        "phone_of_staff",
        "周秀文",
        "马建国",
    )


def test_a_colleague_with_a_child_of_her_own_is_no_news() -> None:
    staff = a_grid(STAFF, ("马兰", "校长", ONE), sheet="教职工")
    found = reading(a_grid(HEADINGS, a_row(母亲电话=ONE)), staff).roster
    assert found is not None
    assert found.remarks == ()


def test_staff_may_be_known_from_elsewhere() -> None:
    grids = [a_grid(HEADINGS, a_row(父亲电话=ONE))]
    found = read(grids, TODAY, known_staff={"+86" + ONE: "周秀文"}).roster
    assert found is not None
    assert [remark.code for remark in found.remarks] == ["phone_of_staff"]


def test_a_class_teachers_number_in_the_roster_itself_is_known_too() -> None:
    headings = (*HEADINGS, "班主任", "班主任电话")
    found = roster((*a_row(父亲电话=ONE), "周秀文", ONE), headings=headings)
    assert [(r.code, r.cell) for r in found.remarks] == [("phone_of_staff", "J2")]


def test_a_remark_hinders_nothing() -> None:
    found = roster(a_family(0, 父亲电话=ONE), a_family(1, 父亲电话=ONE))
    assert (found.faults, found.questions, len(found.children)) == ((), (), 2)
    assert isinstance(found.remarks[0], Remark)
