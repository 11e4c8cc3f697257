"""Short ways to say what a roster or a staff sheet says."""

from typing import Any

from care.rosters.model import Adult, Birth, ChildRow, Roster, StaffRow, StaffSheet
from care.words import Post, Role, Status

FATHERS = ("+8617000000001",)
MOTHERS = ("+8617000000002",)


def father(name: str = "鹿远山", phones: tuple[str, ...] = FATHERS, **more: Any) -> Adult:
    return Adult(name, Role.father, Status.away, phones=phones, **more)


def mother(name: str = "苗知雨", phones: tuple[str, ...] = MOTHERS, **more: Any) -> Adult:
    return Adult(name, Role.mother, Status.away, phones=phones, **more)


def a_row(name: str = "鹿小禾", *adults: Adult, row: int = 5, **facts: Any) -> ChildRow:
    """A child of class 三年级1班, born on 9 May 2016, with a father and a mother away."""
    usual: dict[str, Any] = {
        "class_name": "三年级1班",
        "birth": Birth(2016, 5, 9),
        "sex": "female",
        "left_behind": "both",
    }
    return ChildRow("名册", row, name, adults=adults or (father(), mother()), **(usual | facts))


def a_roster(*rows: ChildRow) -> Roster:
    return Roster("青禾小学", rows or (a_row(),))


def staff(
    name: str, post: Post = Post.class_teacher, unit: str | None = "三年级1班", **more: Any
) -> StaffRow:
    return StaffRow("教职工", 3, name, post, unit, **more)


def a_staff_sheet(*rows: StaffRow) -> StaffSheet:
    return StaffSheet("青禾小学", rows)
