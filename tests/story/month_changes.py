"""What changes for families while the first month goes on."""

import io

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from care.words import Post
from tests.story.month import (
    Adult,
    Kid,
    Month,
    again,
    duties_of,
    opens_the_card,
    opens_the_circle,
    opens_the_page_of,
    presses_with,
)
from tests.story.month_sheets import FILES
from tests.story.people import Message, Person

NOT_YOURS = "这个按钮不是给您的。/today 可以看到您的事。"
NEW_NUMBER = "+8617100096666"
NEW_CHILD = "燕归来"
NAMES = "B"
NEXT_PAGE = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


async def a_death_takes_a_name_out_of_sight(month: Month) -> None:
    """The teacher hears of it on the phone, and writes it down at once."""
    kid = month.parts["death"]
    parent, teacher = kid.away[0], await month.teacher(kid)
    await opens_the_page_of(teacher, kid, parent)
    await presses_with(teacher, "情况变了")
    await presses_with(teacher, "已去世")

    page = await opens_the_circle(teacher, kid)
    assert parent.name not in page.text
    assert "有 1 人没有显示" in page
    entry = next(each for each in month.town.invited if each["person"] == parent.name)
    somebody = await month.town.person("某人", phone=entry["phone"])
    await somebody.opens_the_link(entry["link"])
    assert kid.name not in somebody.last_message
    log = await month.town.get("/sandbox/calls")
    month.out_of_sight[parent.name] = max(call["n"] for call in log["calls"])


async def somebody_joins_and_blocks_the_bot(month: Month) -> Person:
    (parent,) = await month.join([month.parts["blocks"].away[0].name])
    await parent.blocks()
    return parent


async def a_child_with_its_father_in_a_class(month: Month) -> Person:
    (parent,) = await month.join([month.parts["moves"].away[0].name])
    return parent


async def somebody_answers(month: Month, early: list[tuple[Kid, Person]]) -> None:
    """Every other family presses the first button of its reminder."""
    done = 0
    for _, parent in early[::2]:
        for message in reversed(parent.messages):
            label = next((each for each in message.labels if "✔" in each), None)
            if label is not None:
                await parent.presses(label, message)
                done += parent.said == "记下了，谢谢您！"
                break
    assert done >= len(early) // 4


async def a_guardian_makes_way_for_another(month: Month) -> None:
    """The principal's second tap; then the old one is out, and the new one comes in. A parent who
    no longer looks after the child goes the same way, and the button of the last reminder is dead.
    """
    kid = month.parts["guardian"]
    assert kid.guardian is not None
    teacher, principal = await month.teacher(kid), await month.at(0, Post.principal)
    old, parent = await month.join([kid.guardian.name, kid.away[0].name])
    await parent.says("/today")
    reminder = next(each for each in parent.news() if any("✔" in label for label in each.labels))
    await _is_ended(kid, kid.guardian, teacher, principal)
    assert "有一个孩子以后不用您照看了" in old.last_message
    await old.says("/today")
    assert kid.name not in old.last_message
    await _the_new_guardian_comes(month, kid, teacher, principal)

    await _is_ended(kid, kid.away[0], teacher, principal)
    assert "有一个孩子以后不用您照看了" in parent.last_message
    for button in reminder.buttons:
        assert await parent.forges(button.data) == NOT_YOURS
    assert await month.town.journal("answer.refused")


async def _is_ended(kid: Kid, adult: Adult, teacher: Person, principal: Person) -> None:
    page = await opens_the_page_of(teacher, kid, adult)
    await teacher.presses("不再照看", page)
    await teacher.presses("不再照看这个孩子", again(teacher, page))
    assert teacher.said is not None
    assert teacher.said.startswith("已经请校长同意")
    assert adult.name in again(teacher, page)
    (asked,) = principal.news(f"{adult.name}不再照看")
    await principal.presses("同意", asked)
    assert adult.name not in await opens_the_circle(teacher, kid)


async def _the_new_guardian_comes(
    month: Month, kid: Kid, teacher: Person, principal: Person
) -> None:
    await opens_the_circle(teacher, kid)
    await presses_with(teacher, "添加大人")
    await presses_with(teacher, "监护人")
    await teacher.says("燕来仪")
    await teacher.says("17100095555")
    (asked,) = principal.news("燕来仪")
    await principal.presses("同意", asked)
    await opens_the_circle(teacher, kid)
    await presses_with(teacher, "燕来仪")
    page = await presses_with(teacher, "✉️ 发邀请")
    aunt = await month.town.person("燕来仪", phone="+8617100095555")
    aunt.link = page.text.split()[-1]
    await aunt.joins()
    assert aunt.heard(f"燕来仪，欢迎您！\n您是{kid.name}的监护人")
    assert teacher.heard("燕来仪已经加入了")


async def a_child_moves_to_another_class(month: Month, parent: Person) -> None:
    kid = month.parts["moves"]
    there = next(each for each in month.classes[kid.school] if each != kid.class_)
    old = await month.teacher(kid)
    new = await month.comes(month.staff[kid.school, there])
    before = {duty.id for duty in await duties_of(month) if duty.child_id == kid.id}
    await opens_the_card(old, kid)
    await old.presses("🔀")
    await old.presses("🏫")
    await old.presses(there)
    await old.presses("从今天起")
    await old.presses("✔ 对")

    assert old.heard("办好了")
    assert new.news(f"{kid.name}现在在您的班")
    assert parent.news(f"{kid.name}现在在{there}")
    after = [duty for duty in await duties_of(month) if duty.child_id == kid.id]
    assert {duty.id for duty in after} >= before
    await month.look()
    assert month.kid(kid.id).class_ == there
    await opens_the_card(new, kid)
    old.news()
    await old.says("/today")
    assert not any(kid.name in label for message in old.news() for label in message.labels)


async def a_number_is_put_right_in_chat(month: Month) -> bytes:
    """Somebody who has not joined; returns the sheet of the school as it still is."""
    kid = month.parts["other number"]
    assert kid.guardian is not None
    teacher = await month.teacher(kid)
    await opens_the_page_of(teacher, kid, kid.guardian)
    await presses_with(teacher, "📱")
    await teacher.says(NEW_NUMBER)
    assert NEW_NUMBER in teacher.last_message
    return (month.folder / FILES[0]).read_bytes()


async def two_days_of_pause_and_no_flood_after(month: Month) -> None:
    town = month.town
    await town.until("2026-10-08 09:00")
    await town.command("pause")
    assert "2026-10-08" in await town.command("pause", "--list")
    before = len(await town.calls("sendMessage"))
    await town.until("2026-10-10 09:00")
    assert len(await town.calls("sendMessage")) == before
    teacher = await month.teacher(month.parts["missing"])
    await teacher.says("/today")
    assert teacher.messages[-1].buttons

    before = len(await town.calls("sendMessage"))
    await town.command("resume")
    await town.until("2026-10-10 12:00")
    chats = [call["params"]["chat_id"] for call in (await town.calls("sendMessage"))[before:]]
    assert all(chats.count(chat) <= 1 for chat in chats)


async def the_teacher_sees_who_blocked_the_bot(month: Month, parent: Person) -> None:
    """It was learned with the first reminder; the family is on the weekly list since."""
    kid = month.parts["blocks"]
    await month.town.until("2026-10-12 20:00")
    teacher = await month.teacher(kid)
    page = await opens_the_circle(teacher, kid)
    assert f"🚫 {parent.name}" in page
    word = next(message for message in reversed(teacher.messages) if "联系不上" in message)
    assert "☎ 打开单子" in word.labels
    await teacher.presses("☎ 打开单子", word)
    while not any(kid.name in label for label in again(teacher, word).labels):
        await teacher.presses(NEXT_PAGE, again(teacher, word))


async def an_old_sheet_with_one_new_child_comes_in(
    month: Month, mover: Person, sheet: bytes
) -> None:
    """The principal sends the file of September again: one row is new, one is missing."""
    principal, manager = await month.at(0, Post.principal), await month.at(0, Post.file_manager)
    missing, moved = month.parts["missing"], month.kid(month.parts["moves"].id)
    before = len(month.of_school(0))
    await principal.sends_the_file("名册.xlsx", _changed(sheet, missing.name))
    preview = principal.last_message
    assert "新来的孩子：1 个" in preview
    assert "名册上没有了的孩子：1 个" in preview
    await principal.presses("✔ 写进去")
    assert "名册已经写进去了" in principal.last_message

    await month.look()
    assert len(month.of_school(0)) == before + 1
    assert any(kid.name == NEW_CHILD for kid in month.of_school(0))
    assert month.kid(moved.id).class_ == moved.class_
    corrected = month.kid(month.parts["other number"].id).guardian
    assert corrected is not None
    assert corrected.phones == (NEW_NUMBER,)
    await _the_missing_child_stays(month, manager, missing)
    assert mover.heard(moved.name)


async def _the_missing_child_stays(month: Month, manager: Person, kid: Kid) -> None:
    await month.town.until("2026-10-14 20:00")
    assert manager.news(kid.name, "件事要您定")
    await manager.says("/tasks")
    question: Message = manager.last_message
    while kid.name not in question:
        await manager.presses(question.labels[0])
        await month.town.a_moment_passes()
        question = manager.last_message
    await manager.presses("还在")
    await month.look()
    assert month.kid(kid.id).class_ == kid.class_


def _changed(content: bytes, missing: str) -> bytes:
    """The file without the row of one child, and with one more, like the last row."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    last = _rows_of_children(sheet)[-1]
    values = [cell.value for cell in sheet[last]]
    sheet.insert_rows(last + 1)
    for value, cell in zip(values, sheet[last + 1], strict=True):
        cell.value = value
    sheet[f"{NAMES}{last + 1}"].value = NEW_CHILD
    sheet[f"E{last + 1}"].value = "2017.3.9"
    gone = next(row for row in _rows_of_children(sheet) if sheet[f"{NAMES}{row}"].value == missing)
    sheet.delete_rows(gone)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _rows_of_children(sheet: Worksheet) -> list[int]:
    rows = range(5, sheet.max_row + 1)
    return [row for row in rows if isinstance(sheet[f"A{row}"].value, int)]
