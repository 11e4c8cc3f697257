"""The switch as a principal, an officer and a family meet it."""

from datetime import date

from care.words import DutyState
from tests.story.people import Person
from tests.story.town import SCHOOL, Town

CALL = "爸妈给孩子打电话"


async def opens_the_preview(person: Person) -> None:
    await person.says("/today")
    await person.presses("▶ 启用：先看看")


async def test_the_principal_looks_ahead_and_starts_what_is_ready(new_town: Town) -> None:
    principal, teacher = await new_town.everybody_joins("陆明德", "周秀文")
    father, grandmother = await new_town.everybody_joins("马建国", "冯桂英")
    await principal.says("/today")
    assert principal.heard("还有3个班没有启用")

    await principal.presses("▶ 启用：先看看")
    preview = principal.last_message
    assert "从9月22日起的头一个月" in preview
    assert "✔ 2个班准备好了" in preview
    assert "✋ 1个班还要等等" in preview
    assert "最忙的一天是" in preview
    assert 8 <= len(preview.text.splitlines()) <= 18

    await principal.presses("✋ 四年级(1)班")
    assert "身边加入的老师还不到两位" in principal.last_message
    assert "苗春燕" in principal.last_message
    await principal.presses("← 返回")

    await principal.presses("▶ 启用准备好的班")
    assert principal.last_message.labels[:3] == ["9月22日", "9月28日", "10月1日"]
    await principal.presses("9月28日")
    assert "三年级(1)班、三年级(2)班" in principal.last_message
    await principal.presses("▶ 对，9月28日开始")
    assert "✔ 2个班从9月28日开始" in principal.last_message
    assert teacher.news("您的三年级(1)班从9月28日起用鸿雁")

    await the_first_weeks_are_gentle(new_town, father, [teacher, principal, grandmother])


async def the_first_weeks_are_gentle(town: Town, father: Person, others: list[Person]) -> None:
    (call,) = await town.duties("马小满", "call")
    assert date(2026, 10, 5) <= call.due_on <= date(2026, 10, 12)
    for person in (father, *others):
        person.news()

    await town.until(f"{call.closes_on} 20:00")
    assert len(father.news("该给马小满打个电话啦", CALL)) == 2
    assert [person.news(CALL, "该给马小满打个电话") for person in others] == [[], [], []]

    await town.until("2026-11-06 20:00")
    first, second, *_ = await town.duties("马小满", "call")
    assert (first.state, second.gentle) == (DutyState.missed, False)
    teacher, principal, _ = others
    assert teacher.news(CALL)
    assert principal.news(CALL)


async def test_before_the_switch_nobody_hears_anything(new_town: Town) -> None:
    people = await new_town.everybody_joins("陆明德", "周秀文", "马建国", "冯桂英")

    await new_town.days_pass(30)

    assert [person.news() for person in people] == [[], [], [], []]


async def test_somebody_else_cannot_turn_the_switch(new_town: Town) -> None:
    principal, teacher, father = await new_town.everybody_joins("陆明德", "周秀文", "马建国")
    await opens_the_preview(principal)
    data = [button.data for button in principal.last_message.buttons]
    await principal.presses("▶ 启用准备好的班")
    data += [button.data for button in principal.last_message.buttons]
    await principal.presses("9月22日")
    data += [button.data for button in principal.last_message.buttons]

    for somebody in (teacher, father):
        for each in (it for it in data if it.startswith("lv:")):
            assert await somebody.forges(each) == "这个按钮不是给您的。/today 可以看到您的事。"
    assert await new_town.duties("马小满", "call") == []


async def test_a_school_whose_staff_is_not_in_yet_has_to_wait(new_town: Town) -> None:
    (principal,) = await new_town.everybody_joins("陆明德")

    await opens_the_preview(principal)

    assert "✋ 3个班还要等等" in principal.last_message
    assert "▶ 启用准备好的班" not in principal.last_message.labels


async def test_the_installer_starts_a_class_at_the_command_line(new_town: Town) -> None:
    principal, _ = await new_town.everybody_joins("陆明德", "周秀文")

    said = await new_town.go_live("--class", "三年级(1)班", "--on", "2026-09-22")

    assert said["live"] == ["三年级(1)班"]
    assert len(await new_town.duties("马小满", "call")) == 1
    await principal.says("/today")
    assert principal.heard("还有2个班没有启用")


async def test_an_officer_sees_the_schools_and_may_start_them(new_town: Town) -> None:
    officer, _, _ = await new_town.everybody_joins("甄立民", "陆明德", "周秀文")
    await officer.says("/today")
    assert "1所学校" in officer.last_message

    await officer.presses(f"▶ {SCHOOL}")
    await officer.presses("▶ 启用准备好的班")
    await officer.presses("9月22日")
    await officer.presses("▶ 对")

    assert "✔ 2个班从9月22日开始" in officer.last_message
    assert not any("马小满" in message for message in officer.messages)


async def test_a_start_is_put_off_in_the_chat_while_its_day_has_not_come(new_town: Town) -> None:
    principal, teacher = await new_town.everybody_joins("陆明德", "周秀文")
    await opens_the_preview(principal)
    for key in ("▶ 启用准备好的班", "9月28日", "▶ 对"):
        await principal.presses(key)
    await principal.says("/today")
    (school,) = principal.news("没有启用")
    assert "📅 2个班从9月28日起启用。" in school
    assert "还有1个班没有启用" in school
    assert "💤 三年级(1)班 9月28日起" in school.labels
    await principal.presses("💤 三年级(1)班")
    assert "这个班从9月28日起启用" in principal.last_message

    await opens_the_preview(principal)
    await principal.presses("📅 9月28日（2个班）：改日子")
    assert "从9月28日起的头一个月" in principal.last_message
    await principal.presses("📅 换一个日子")
    assert principal.last_message.labels[:2] == ["9月22日", "10月1日"]
    await principal.presses("10月1日")
    old = principal.last_message
    teacher.news()
    await principal.presses("▶ 对，10月1日开始")

    assert "✔ 2个班从10月1日开始" in principal.last_message
    assert teacher.news("您的三年级(1)班从10月1日起用鸿雁")
    (call,) = await new_town.duties("马小满", "call")
    assert call.due_on >= date(2026, 10, 8)
    assert "请重新打开" in (await principal.presses_again(old, "▶ 对") or "")
