"""The principal sends the sheet to the bot: preview, accept, and a marked copy of what is wrong."""

import io
from collections.abc import Callable
from datetime import timedelta

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from care.words import Post, UnitKind
from tests.story.people import Person
from tests.story.town import EXAMPLES, MONDAY_EVENING, SCHOOL, Town

PRINCIPAL = "陆明德"
BIRTHDAYS = "E"
FIRST_ROW = 5


def the_roster(change: Callable[[Worksheet], object] = lambda _: None) -> bytes:
    """The school's own sheet, with something changed in it."""
    book = openpyxl.load_workbook(EXAMPLES / "roster.xlsx")
    sheet = book.worksheets[0]
    change(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


async def the_principal(town: Town) -> Person:
    (principal,) = await town.everybody_joins(PRINCIPAL)
    return principal


async def children_of_the_school(town: Town) -> int:
    async with town.store() as store, store.read() as work:
        (school,) = await work.units.named(UnitKind.school, SCHOOL)
        classes = await work.units.below(school.id)
        return len(await work.children.in_units(unit.id for unit in classes))


async def test_the_same_sheet_again_has_nothing_new(town: Town) -> None:
    principal = await the_principal(town)
    await principal.sends_the_file("名册.xlsx", the_roster())

    assert "没有新内容" in principal.last_message
    assert principal.last_message.buttons == ()


async def test_a_new_child_is_shown_first_and_written_when_the_principal_accepts(
    town: Town,
) -> None:
    principal = await the_principal(town)
    before = await children_of_the_school(town)

    await principal.sends_the_file("名册.xlsx", the_roster(with_another_child))
    assert "新来的孩子：1 个" in principal.last_message
    assert await children_of_the_school(town) == before

    await principal.presses("✔ 写进去")
    assert "名册已经写进去了" in principal.last_message
    assert await children_of_the_school(town) == before + 1


async def test_a_sheet_that_is_not_wanted_changes_nothing(town: Town) -> None:
    principal = await the_principal(town)
    before = await children_of_the_school(town)
    await principal.sends_the_file("名册.xlsx", the_roster(with_another_child))
    preview = principal.last_message
    await principal.presses("不用了")

    await principal.presses_again(preview, "✔ 写进去")
    assert await children_of_the_school(town) == before


async def test_a_principal_who_has_gone_to_another_school_writes_nothing_there(
    town: Town,
) -> None:
    principal = await the_principal(town)
    before = await children_of_the_school(town)
    await principal.sends_the_file("名册.xlsx", the_roster(with_another_child))
    async with town.store() as store, store.write() as work:
        now, account = MONDAY_EVENING, await work.accounts.at(principal.id)
        assert account is not None
        posts = await work.posts.of_person(account.person_id, now.date())
        await work.posts.end([post.id for post in posts], now.date() - timedelta(days=1))
        other = await work.units.add(UnitKind.school, "青禾小学", None, "Asia/Shanghai", now)
        await work.posts.give([(account.person_id, other.id, Post.principal)], now.date())

    await principal.presses("✔ 写进去")

    assert "名册已经写进去了" not in principal.last_message
    assert await children_of_the_school(town) == before


async def test_a_button_below_an_older_sheet_does_not_write_the_newer_one(town: Town) -> None:
    principal = await the_principal(town)
    before = await children_of_the_school(town)
    await principal.sends_the_file("名册.xlsx", the_roster(with_another_child))
    older = principal.last_message
    await principal.sends_the_file("名册新.xlsx", the_roster(with_two_more_children))
    newer = principal.last_message

    for button in ("✔ 写进去", "不用了"):
        await principal.presses_again(older, button)
        assert principal.heard("您后来又发了一份名册")
    assert await children_of_the_school(town) == before

    await principal.presses("✔ 写进去", newer)
    assert await children_of_the_school(town) == before + 2


async def test_wrong_cells_come_back_coloured_and_the_mended_copy_is_taken(town: Town) -> None:
    principal = await the_principal(town)
    await principal.sends_the_file("名册.xlsx", the_roster(with_an_impossible_birthday))
    assert "要改的格子：1 个" in principal.messages[-2]

    name, copy = await principal.last_file()
    assert name == "名册（待改）.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(copy))
    cell = book["花名册"][f"{BIRTHDAYS}{FIRST_ROW}"]
    assert cell.comment is not None
    cell.value = "2017.5.21"
    mended = io.BytesIO()
    book.save(mended)

    await principal.sends_the_file(name, mended.getvalue())
    assert "没有新内容" in principal.last_message


async def test_the_sheet_of_another_school_is_refused(town: Town) -> None:
    principal = await the_principal(town)
    await principal.sends_the_file("名册.xlsx", the_roster(of_another_school))

    assert f"您管的是{SCHOOL}的名册" in principal.last_message


async def test_what_is_no_sheet_is_named(town: Town) -> None:
    principal = await the_principal(town)
    await principal.sends_the_file("photo.jpg", b"\xff\xd8\xff\xe0 a picture")

    assert principal.last_message.buttons == ()
    assert "photo.jpg" in principal.last_message


async def test_a_file_from_a_father_is_not_even_fetched(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")
    await father.sends_the_file("名册.xlsx", the_roster())

    assert await town.calls("getFile") == []


def with_another_child(sheet: Worksheet, name: str = "白小舟") -> None:
    sheet.insert_rows(FIRST_ROW)
    for source, cell in zip(sheet[FIRST_ROW + 1], sheet[FIRST_ROW], strict=True):
        cell.value = source.value
    sheet[f"B{FIRST_ROW}"].value = name


def with_two_more_children(sheet: Worksheet) -> None:
    with_another_child(sheet)
    with_another_child(sheet, "云小朵")


def with_an_impossible_birthday(sheet: Worksheet) -> None:
    sheet[f"{BIRTHDAYS}{FIRST_ROW}"].value = "2017.13.45"


def of_another_school(sheet: Worksheet) -> None:
    for row in sheet.iter_rows(max_row=3):
        for cell in row:
            if isinstance(cell.value, str) and SCHOOL in cell.value:
                cell.value = cell.value.replace(SCHOOL, "白杨林小学")
