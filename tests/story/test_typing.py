"""Words that are typed: they belong to the conversation begun last, and to no other."""

from tests.story.lists import again, opens_the_circle
from tests.story.town import Town

PLUS = "\N{HEAVY PLUS SIGN}"


async def test_who_begins_something_else_is_no_longer_asked_for_the_words_before(
    town: Town,
) -> None:
    (teacher,) = await town.everybody_joins("周秀文")
    await teacher.says("/today")
    class_ = next(m for m in teacher.messages if f"{PLUS} 添加孩子" in m.labels)
    await teacher.presses(f"{PLUS} 添加孩子", class_)
    page = await opens_the_circle(teacher)
    await teacher.presses(f"{PLUS} 添加大人", page)
    await teacher.presses("帮扶教师", again(teacher, page))

    await teacher.says("何帮扶")
    assert "请打出何帮扶的手机号" in teacher.last_message
    assert await teacher.presses("✖ 先不办了", again(teacher, class_)) is None
    await teacher.says("无效的号码")
    assert "这个号码好像不对" in teacher.last_message

    await teacher.says("/cancel")
    await teacher.says("何帮扶")
    assert "看不懂文字" in teacher.last_message


async def test_a_yes_below_one_childs_name_does_not_add_another(town: Town) -> None:
    (teacher,) = await town.everybody_joins("周秀文")
    await teacher.says("/today")
    class_ = next(m for m in teacher.messages if f"{PLUS} 添加孩子" in m.labels)
    asked = []
    for name in ("白小舟", "云小朵"):
        await teacher.presses_again(class_, f"{PLUS} 添加孩子")
        await teacher.says(name)
        await teacher.says("2017-03-01")
        asked.append(teacher.last_message)

    said = await teacher.presses("✔ 对", asked[0])
    assert said == "这个按钮太旧了。请点 /today。"
    assert not teacher.heard("已经在名单上了")

    await teacher.presses("✔ 对", asked[1])
    assert teacher.heard("云小朵已经在名单上了")


async def test_the_name_of_a_key_typed_by_hand_is_that_key(town: Town) -> None:
    father, teacher = await town.everybody_joins("马建国", "周秀文")

    await father.says("今天")
    assert "📋 今天" in father.last_message
    await father.says("Help?")
    assert "/today" in father.last_message
    await teacher.says("今天。")
    assert "三年级" in teacher.last_message


async def test_the_name_of_a_key_is_an_answer_where_words_are_waited_for(town: Town) -> None:
    (teacher,) = await town.everybody_joins("周秀文")
    page = await opens_the_circle(teacher)
    await teacher.presses(f"{PLUS} 添加大人", page)
    await teacher.presses("妈妈", again(teacher, page))

    await teacher.says("帮助")

    assert "请打出帮助的手机号" in teacher.last_message


async def test_a_name_is_written_down_without_the_blank_that_a_sheet_puts_in(town: Town) -> None:
    (teacher,) = await town.everybody_joins("周秀文")
    page = await opens_the_circle(teacher)
    await teacher.presses(f"{PLUS} 添加大人", page)
    await teacher.presses("妈妈", again(teacher, page))

    await teacher.says("李 梅")
    assert "请打出李梅的手机号" in teacher.last_message
