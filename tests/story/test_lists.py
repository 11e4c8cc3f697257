"""Care of the lists in chat: who is around a child, and what changes need a second tap."""

import pytest

from tests.story.lists import again, opens_the_circle, opens_the_page_of
from tests.story.town import Town

NEW_NUMBER = "16700009321"
FULL_WIDTH = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}


async def test_the_circle_shows_who_is_reached_and_no_number(town: Town) -> None:
    teacher, _ = await town.everybody_joins("周秀文", "马建国")

    page = await opens_the_circle(teacher)

    assert "马小满身边的人" in page
    assert "✅ 马建国 · 爸爸 · 在外打工 · 已加入" in page
    assert "✉️ 冯桂英 · 监护人" in page
    assert "0101" not in page.text
    await teacher.presses("✅ 马建国", page)
    assert "+8616700000101" in again(teacher, page)
    assert await town.journal("person.seen")


async def test_a_guardian_ends_only_with_the_principals_second_tap(town: Town) -> None:
    teacher, principal, grandmother = await town.everybody_joins("周秀文", "陆明德", "冯桂英")
    page = await opens_the_page_of(teacher, "冯桂英")
    await teacher.presses("不再照看", page)
    said = await teacher.presses("不再照看这个孩子", again(teacher, page))

    assert said == "已经请校长同意。同意以前什么都不变，有结果会告诉您。"
    assert "冯桂英" in again(teacher, page)
    (asked,) = principal.news("冯桂英")
    assert "马小满：冯桂英不再照看孩子" in asked

    await principal.presses("同意", asked)
    assert "已经同意并改好了：不再照看" in teacher.last_message
    assert "有一个孩子以后不用您照看了" in grandmother.last_message
    assert "马小满" not in grandmother.last_message
    page = await opens_the_circle(teacher)
    assert "冯桂英" not in page.text


async def test_what_is_declined_changes_nothing(town: Town) -> None:
    teacher, principal, _ = await town.everybody_joins("周秀文", "陆明德", "冯桂英")
    page = await opens_the_page_of(teacher, "冯桂英")
    await teacher.presses("不再照看", page)
    await teacher.presses("登记错了人", again(teacher, page))

    await principal.presses("不同意", principal.last_message)

    assert "没有同意，什么都没改" in teacher.last_message
    assert "冯桂英" in await opens_the_circle(teacher)


async def test_a_new_guardian_is_typed_and_comes_in_by_a_link(town: Town) -> None:
    teacher, principal = await town.everybody_joins("周秀文", "陆明德")
    page = await opens_the_circle(teacher)
    await teacher.presses("\N{HEAVY PLUS SIGN}", page)
    await teacher.presses("监护人", again(teacher, page))
    await teacher.says("12")
    assert "这不像名字" in teacher.last_message
    await teacher.says("苗望舒")
    await teacher.says("/today")
    await teacher.says("1670000")
    assert "手机号是 11 位数字" in teacher.last_message
    await teacher.says("167 0000 9322".translate(FULL_WIDTH))
    assert "已经请校长同意" in teacher.messages[-2]

    (asked,) = principal.news("苗望舒")
    assert "添加监护人苗望舒，手机号 +8616700009322" in asked
    await principal.presses("同意", asked)
    page = await opens_the_page_of(teacher, "苗望舒")
    await teacher.presses("✉️ 发邀请", page)
    link = again(teacher, page).text.split()[-1]

    aunt = await town.person("苗望舒", phone="+8616700009322")
    aunt.link = link
    await aunt.joins()
    assert "苗望舒，欢迎您！\n您是马小满的监护人" in aunt.last_message
    assert "苗望舒已经加入了" in teacher.last_message


async def test_a_barred_fathers_button_stops_working(town: Town) -> None:
    father, teacher, principal = await town.everybody_joins("马建国", "周秀文", "陆明德")
    await town.days_pass(14)
    (reminder,) = father.news()
    page = await opens_the_page_of(teacher, "马建国")
    await teacher.presses("🔄 情况变了", page)
    await teacher.presses("不得联系", again(teacher, page))
    (asked,) = principal.news("以后不再联系马建国")
    await principal.presses("同意", asked)

    assert await father.presses("✔", reminder) == "这个按钮不是给您的。/today 可以看到您的事。"
    await father.says("/today")
    assert "现在没有要做的事" in father.last_message
    father.news()
    await town.days_pass(20)
    assert father.news() == []
    page = await opens_the_circle(teacher)
    assert "马建国" not in page.text
    assert "有 1 人没有显示" in page


async def test_the_principals_own_wish_is_confirmed_by_the_principal(town: Town) -> None:
    teacher, principal, father = await town.everybody_joins("周秀文", "陆明德", "马建国")
    page = await opens_the_page_of(teacher, "马建国")
    rename = next(button.data for button in page.buttons if button.label.startswith("✏️"))
    await principal.forges(rename)
    await principal.says("马建华")

    assert "请您确认" in principal.last_message
    assert "马建国 → 马建华" in principal.last_message
    assert await principal.presses("✔ 对，就这样") == "好，改好了。"
    assert principal.last_message.text.startswith("马建华\n马小满的爸爸")
    assert "学校改正了您登记的名字" in father.last_message
    assert "马建华" in await opens_the_circle(teacher)


async def test_a_class_is_handed_over(town: Town) -> None:
    teacher, principal, other = await town.everybody_joins("周秀文", "陆明德", "苗春燕")
    await teacher.says("/today")
    lists = [m for m in teacher.messages if "🔁 班主任" in m.labels]
    class_ = next(m for m in lists if any("马小满" in each for each in m.labels))
    await teacher.presses("🔁 班主任", class_)
    page = next(m for m in teacher.messages if "要把班交给谁" in m)
    assert "✅ 周秀文" in page
    await teacher.presses("交给苗春燕", page)
    await teacher.presses("从今天起")
    (asked,) = principal.news("苗春燕")
    await principal.presses("同意", asked)

    assert teacher.news("已经移交给同事")
    assert other.news("您现在是")
    await teacher.says("/today")
    assert not any("马小满" in label for m in teacher.news() for label in m.labels)
    assert "马建国" in await opens_the_circle(other)


async def test_who_may_not_change_a_circle_sees_nothing_of_it(town: Town) -> None:
    teacher, other, father = await town.everybody_joins("周秀文", "苗春燕", "石永泉")
    page = await opens_the_page_of(teacher, "马建国")
    data = [button.data for button in page.buttons]

    for somebody in (other, father):
        for each in data:
            await somebody.forges(each)
        assert not any("马建国" in message for message in somebody.messages)
    assert await town.journal("lists.refused")


async def test_cancel_ends_what_was_asked(town: Town) -> None:
    (teacher,) = await town.everybody_joins("周秀文")
    page = await opens_the_page_of(teacher, "马建国")
    await teacher.presses("📱", page)
    await teacher.says("/cancel")
    assert "什么也没改" in teacher.last_message

    await teacher.says(NEW_NUMBER)

    assert "看不懂文字" in teacher.last_message
    await teacher.says("/cancel")
    assert "没有要取消的事" in teacher.last_message


@pytest.mark.parametrize("number", ["167 0000 9321", "+86 16700009321"])
async def test_the_number_of_somebody_not_joined_is_changed_at_once(
    town: Town, number: str
) -> None:
    (teacher,) = await town.everybody_joins("周秀文")
    page = await opens_the_page_of(teacher, "马建国")
    await teacher.presses("📱", page)

    await teacher.says(number)

    assert "+8616700009321" in teacher.last_message
    changed = (await town.journal("person.changed"))[-1]
    assert changed.old is not None
    assert "0101" in changed.old
