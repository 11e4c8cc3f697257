"""A later sheet and the school's staff; and how many statements a sheet takes."""

from dataclasses import replace
from typing import Any

from bench.databases import statements
from care.rosters.model import ChildRow
from services.tasks.settling import Settled
from tests.services.again import OURS, SHEETS, Town, bring
from tests.services.rosters import a_roster, a_row, a_staff_sheet, father, staff


async def test_another_class_teacher_in_the_sheet_is_asked_about(town: Town) -> None:
    await bring(town, class_teacher="谷知春")

    await bring(town, class_teacher="岑见山")
    again = await bring(town, class_teacher="岑见山")

    assert again.asked == 0
    assert await town.answer("sheet") is Settled.done
    assert await town.holders() == sorted(["岑见山", "闻朝晖"])


async def test_a_class_teacher_whom_the_sheet_gives_a_class_is_in_the_history(town: Town) -> None:
    await bring(town, class_teacher="谷知春")

    teacher, units = await town.person("谷知春"), await town.units()
    async with town.store.read() as work:
        given = [row.entry for row in await work.journal.of_event("post.given")]
    assert (teacher.id, units["三年级1班"].id) in {(each.person_id, each.unit_id) for each in given}


async def test_a_class_teacher_who_was_ended_in_chat_is_not_given_the_class_again(
    town: Town,
) -> None:
    await bring(town, class_teacher="谷知春")
    await town.ends_posts("谷知春")

    await bring(town, class_teacher="谷知春")

    assert "谷知春" not in await town.holders()


async def test_a_post_that_was_ended_in_chat_is_not_given_again(town: Town) -> None:
    sheet = a_staff_sheet(staff("谷知春", phones=OURS, deputy="岑见山"))
    await town.staff(sheet)
    await town.ends_posts("谷知春", "岑见山")

    again = await town.staff(sheet)

    assert (again.added, again.unchanged) == (0, 1)
    assert await town.holders() == ["闻朝晖"]


async def test_a_teachers_number_changed_in_chat_outlives_the_staff_sheet(town: Town) -> None:
    sheet = a_staff_sheet(staff("谷知春", phones=("+8617100000001",)))
    await town.staff(sheet)
    await town.chat_number("谷知春", OURS)

    assert (await town.staff(sheet)).asked == 0
    assert await town.number("谷知春") == OURS

    again = await town.staff(a_staff_sheet(staff("谷知春", phones=SHEETS)))
    assert again.asked == 1
    assert await town.number("谷知春") == OURS


async def test_a_larger_school_takes_no_more_statements(town: Town) -> None:
    await bring(town)

    few = [await statements_of(town, rows) for rows in (children(0, 5), changed(0, 5))]
    many = [await statements_of(town, rows) for rows in (children(5, 45), changed(5, 45))]

    assert many == few


def children(first: int, end: int, **facts: Any) -> list[ChildRow]:
    """Families of their own, in one class of their own."""
    return [
        a_row(
            f"鹿{number:04}",
            father(f"鹿远{number:04}", (f"+861670000{number:04}",)),
            row=number,
            class_name=f"{first}班",
            **facts,
        )
        for number in range(first, end)
    ]


def changed(first: int, end: int) -> list[ChildRow]:
    """The same with another address and other numbers."""
    rows = children(first, end, address="河西村")
    return [
        replace(
            row, adults=tuple(replace(a, phones=(f"+861700000{row.row:04}",)) for a in row.adults)
        )
        for row in rows
    ]


async def statements_of(town: Town, rows: list[ChildRow]) -> int:
    with statements(town.store) as seen:
        await town.roster(a_roster(*rows))
    return len(seen)
