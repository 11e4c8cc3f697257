"""Who has been forgotten: the list, the word about the week on Monday, and its sheet."""

import io

import python_calamine

from tests.story.town import Town

CLASS = "三年级(1)班"
FORWARD = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
BACK = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
TEACHER, PRINCIPAL = "周秀文", "陆明德"


async def test_the_teacher_sees_who_waits_longest_and_opens_the_card(town: Town) -> None:
    teacher, _ = await town.everybody_joins(TEACHER, "马建国")
    await town.until("2026-10-12 12:00")

    await teacher.says("/overdue")

    page = teacher.last_message
    assert "名孩子有事在等" in page
    assert "☎ 是在这里联系不上的人家" in page
    label = page.labels[0]
    assert label.startswith("1. ")
    await teacher.presses(label, page)
    assert teacher.last_message.text.startswith(f"🧒 {label.removeprefix('1. ')}")
    assert len(await town.journal("child.seen")) == 1


async def test_a_long_list_is_paged(town: Town) -> None:
    (principal,) = await town.everybody_joins(PRINCIPAL)
    await town.until("2026-10-12 12:00")
    await principal.says("/overdue")
    assert [each[:2] for each in principal.last_message.labels][-2:] == ["8.", FORWARD]

    await principal.presses(FORWARD, principal.last_message)
    assert principal.last_message.labels[0].startswith("9. ")
    await principal.presses(BACK, principal.last_message)
    assert principal.last_message.labels[0].startswith("1. ")
    await principal.forges("od:9999")
    assert principal.last_message.labels[-1] == BACK


async def test_on_monday_evening_the_word_about_the_week_comes_with_its_sheet(town: Town) -> None:
    teacher, principal, father = await town.everybody_joins(TEACHER, PRINCIPAL, "马建国")
    await town.until("2026-10-12 19:00")

    (word,) = teacher.news(f"📊 {CLASS}：上周（10月5日到10月11日）")
    (school,) = principal.news("📊 红柳湾小学")
    assert father.news("📊") == []
    assert f"{CLASS}：" in school
    await teacher.presses("📄 要表格", word)
    name, content = await teacher.last_file()
    assert name == f"{CLASS} 2026-10-05.xlsx"
    book = python_calamine.load_workbook(io.BytesIO(content))
    assert len(book.get_sheet_by_name("名单").to_python()) > 1
    await teacher.presses("⏳ 看谁在等", word)
    assert "名孩子有事在等" in teacher.last_message
    assert word.id != teacher.last_message.id


async def test_a_father_gets_neither_list_nor_sheet(town: Town) -> None:
    teacher, father = await town.everybody_joins(TEACHER, "马建国")
    await town.until("2026-10-12 19:00")
    (word,) = teacher.news("📊")

    await father.says("/overdue")
    assert "班主任和校长" in father.last_message
    for button in word.buttons:
        assert await father.forges(button.data) == "这张单子是给班主任和校长的。"
    assert await town.journal("week.sheet") == []
    assert await town.journal("forgotten.seen") == []
