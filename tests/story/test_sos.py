"""Calls for help, from the first touch to the end, on phones."""

from tests.story.people import Person
from tests.story.touches import touches
from tests.story.town import Town

MINUTE = 1 / 24 / 60
SECOND = MINUTE / 60
KEY = "🆘"


async def test_a_grandmother_calls_and_the_deputy_comes(town: Town) -> None:
    """The class teacher has never joined."""
    grandmother, father, deputy, principal = await town.everybody_joins(
        "冯桂英", "马建国", "何志远", "陆明德"
    )

    await grandmother.says(KEY)
    numbers, raised = grandmother.messages[-2:]
    grandmother.news()
    assert "110 报警" in numbers
    assert "20秒后" in raised
    assert raised.labels == ["🆘 马上叫人", "不要告诉家里人", "不要告诉这位老师"]
    assert [person.news() for person in (deputy, principal, father)] == [[], [], []]

    await town.days_pass(20 * SECOND)
    (alarm,) = deputy.news()
    for words in ("马小满", "三年级(1)班", "冯桂英", "+8616700000103", "110 报警"):
        assert words in alarm
    (calling,) = grandmother.news()
    assert "何志远" in calling
    assert "+8616700000202" in calling

    assert await deputy.presses("🙋 我去处理") == "谢谢您！大家都知道您在处理了。请先打电话。"
    assert "您在处理这件事" in deputy.last_message
    await town.comes_to_rest()
    (answered,) = grandmother.news()
    assert "何志远" in answered
    assert "答应了" in answered
    await town.days_pass(30 * MINUTE)
    assert principal.news() == []

    await the_family_hears_of_it_and_how_it_ended(deputy, grandmother, father)


async def the_family_hears_of_it_and_how_it_ended(
    deputy: Person, grandmother: Person, father: Person
) -> None:
    assert await deputy.presses("👪 告诉家里人") == "已经告诉家里 1 个人。"
    (told,) = father.news()
    assert "马小满" in told
    assert "+8616700000202" in told
    assert "+8616700000103" not in told

    assert await deputy.presses("✅ 过去了：帮到了") == "记下了，辛苦您了。"
    assert deputy.last_message.text.endswith("✅ 事情过去了：帮到了。")
    assert not deputy.last_message.buttons
    assert "帮到了" in grandmother.news()[-1]
    over = father.news()[-1]
    assert "过去了，何志远（代理班主任）说：帮到了" in over
    assert over.text.endswith("\n马小满（红柳湾小学 三年级(1)班）")


async def test_not_through_this_teacher(town: Town) -> None:
    grandmother, teacher, deputy = await town.everybody_joins("冯桂英", "周秀文", "何志远")

    await grandmother.says("救命")
    grandmother.news()
    assert await grandmother.presses("不要告诉这位老师") == "好，不告诉他们。已经去叫了。"

    await town.days_pass(SECOND)
    (alarm,) = deputy.news()
    assert "冯桂英" in alarm
    await town.days_pass(60 * MINUTE)
    assert teacher.news() == []


async def test_two_touches_at_most_and_none_of_them_by_the_asker_ends_it(town: Town) -> None:
    grandmother, teacher = await town.everybody_joins("冯桂英", "周秀文")

    before = grandmother.touches
    await grandmother.says(KEY)
    await grandmother.presses("🆘 马上叫人")
    (alarm,) = teacher.news()
    called = grandmother.touches - before
    assert called == touches("a call for help, until the staff are told at once")

    take = next(b.data for b in alarm.buttons)
    assert await grandmother.forges(take) == "这件事不归您处理。"
    end = take.replace(":take:", ":end:").removesuffix(":") + ":false_alarm"
    assert await grandmother.forges(end) == "这件事不归您处理。"
    assert await teacher.presses("🙋 我去处理")


async def test_nobody_answers_and_the_asker_hears_it_again_and_again(town: Town) -> None:
    grandmother, teacher = await town.everybody_joins("冯桂英", "周秀文")

    await grandmother.says(KEY)
    await town.days_pass(8 * MINUTE)

    alarms = teacher.news()
    assert len(alarms) == 2
    assert "还没有人答应，再叫一遍" in alarms[1]
    assert [m for m in grandmother.news() if "请马上打110" in m]


async def test_a_stranger_gets_the_numbers(town: Town) -> None:
    stranger = await town.person("水长青")

    await stranger.says("救命啊")

    numbers, nobody = stranger.messages
    assert "110 报警" in numbers
    assert "不知道该替您叫谁" in nobody


async def test_a_restart_in_the_head_start_loses_nothing(town: Town) -> None:
    grandmother, teacher = await town.everybody_joins("冯桂英", "周秀文")
    await grandmother.says(KEY)

    await town.bot_stops()
    await town.bot_starts()
    await town.days_pass(20 * SECOND)

    assert len(teacher.news()) == 1
