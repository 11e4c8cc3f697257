"""Getting people in who fail the phone check: a wrong number, a found link, no number at all."""

from tests.story.lists import again, opens_the_page_of
from tests.story.town import Town


async def test_a_wrong_number_is_asked_about_and_put_right(town: Town) -> None:
    (teacher,) = await town.everybody_joins("周秀文")
    entry = next(each for each in town.invited if each["person"] == "马建国")
    father = await town.person("马建国", phone="+8616700009321")
    father.link = entry["link"]
    await father.opens_the_link()
    await father.presses("中文")
    await father.presses("✔ 同意")
    await father.shares_the_phone()
    assert "班主任确认以后" in father.last_message
    assert "马小满" not in father.last_message

    (asked,) = teacher.news("马建国")
    assert "+8616700009321" in asked
    assert asked.text.startswith("三年级(1)班的马小满：")
    await teacher.presses("是的", asked)
    await father.shares_the_phone()

    assert "马建国，欢迎您" in father.last_message


async def test_a_number_that_is_not_theirs_ends_the_link(town: Town) -> None:
    (teacher,) = await town.everybody_joins("周秀文")
    father = await town.person("马建国")
    thief = await town.person("某人")
    await thief.opens_the_link(father.link)
    await thief.presses("中文")
    await thief.presses("✔ 同意")
    await thief.shares_the_phone()

    await teacher.presses("不是")

    assert await town.journal("invitation.suspicious")
    await father.opens_the_link()
    assert "已经用过了，或者换了新的" in father.last_message


async def test_a_grandmother_without_a_phone_number_joins_by_a_code(town: Town) -> None:
    (teacher,) = await town.everybody_joins("周秀文")
    page = await opens_the_page_of(teacher, "冯桂英")
    await teacher.presses("🔢", page)
    digits = again(teacher, page).text.splitlines()[0].removeprefix("🔢 ")
    grandmother = await town.person("冯桂英", phone="+8617000009998")

    await grandmother.says("/start")
    await grandmother.says(digits)
    await grandmother.presses("中文")
    await grandmother.presses("✔ 同意")

    assert "冯桂英，欢迎您！\n您是马小满的监护人" in grandmother.last_message
    assert "冯桂英已经加入了" in teacher.last_message
    (joined,) = [
        e for e in await town.journal("join.joined") if e.details["phone_checked"] is False
    ]
    assert joined.child_id is not None


async def test_a_code_works_for_ten_minutes_and_once(town: Town) -> None:
    (teacher,) = await town.everybody_joins("周秀文")
    page = await opens_the_page_of(teacher, "冯桂英")
    await teacher.presses("🔢", page)
    digits = again(teacher, page).text.splitlines()[0].removeprefix("🔢 ")
    await town.days_pass(11 / 24 / 60)

    somebody = await town.person("某人")
    await somebody.says(digits)

    assert "不对，或者过期了" in somebody.last_message
