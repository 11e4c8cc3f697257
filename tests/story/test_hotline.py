"""A father's video call over the school's line, and a time that does not suit."""

from care.words import DutyState
from tests.story.people import Message, Person
from tests.story.town import Town

FATHER, GRANDMOTHER, TEACHER, KEEPER = "马建国", "冯桂英", "周秀文", "乔向阳"


def word(person: Person, words: str) -> Message:
    """The newest message in which these words stand."""
    return person.heard(words)[-1]


async def asks_for_a_video(father: Person, time: str) -> None:
    await father.says("/hotline")
    assert "想怎么和马小满说说话" in father.last_message
    await father.presses("📹 视频")
    assert "请选一个时间" in father.last_message
    assert await father.presses(time) == "好的，已经告诉学校了。"
    assert "等学校答复" in father.last_message


async def test_a_video_call_from_the_question_to_the_record(town: Town) -> None:
    father, grandmother, teacher, keeper = await town.everybody_joins(
        FATHER, GRANDMOTHER, TEACHER, KEEPER
    )
    await asks_for_a_video(father, "9月22日星期二 12:30")
    assert teacher.news("亲情热线") == []
    (asked,) = keeper.news("亲情热线")
    assert "马建国想为马小满约亲情热线（📹 视频）：9月22日星期二 12:30" in asked

    assert await keeper.presses("✔ 可以", asked) == "约好了！"
    assert "已经约好了" in word(keeper, "马小满")
    for person in (father, grandmother):
        (booked,) = person.news("约好了")
        assert "9月22日星期二 12:30" in booked
    assert word(grandmother, "约好了").labels == []

    await town.until("2026-09-22 12:00")
    for person in (father, grandmother, keeper):
        assert person.news("再过半个钟头")
    await town.until("2026-09-22 12:50")
    (how,) = keeper.news("通上话了吗")
    assert father.news("亲情热线") == []

    assert await keeper.presses("✔ 通上话了", how) == "记下了，谢谢您！"
    assert "已经通过话了" in word(keeper, "马小满")
    calls = await town.duties("马小满", "call")
    assert calls[0].state is DutyState.done
    assert await keeper.presses_again(how, "✔ 通上话了") == "这件事已经办过了。"
    assert len(await town.journal("request.held")) == 1


async def test_another_time_is_offered_refused_and_found(town: Town) -> None:
    father, keeper = await town.everybody_joins(FATHER, KEEPER)
    await asks_for_a_video(father, "9月22日星期二 12:30")
    asked = keeper.news("亲情热线")[0]

    await keeper.presses("🕐 换个时间", asked)
    await keeper.presses("晚一点的")
    assert await keeper.presses("9月23日星期三 17:10") == "约好了！"
    (offered,) = father.news("学校换了个时间")
    assert await father.presses("🕐 这个时间不行", offered) == "好的，再找一个时间。"
    (again,) = keeper.news("不方便")
    assert "9月23日星期三 17:10" in again

    await father.presses("🕐 另选时间")
    assert await father.presses("9月22日星期二 16:30") == "好的，已经告诉学校了。"
    assert await keeper.presses("✔ 可以") == "约好了！"


async def test_the_asker_hears_why_it_cannot_be_and_asks_again(town: Town) -> None:
    father, keeper = await town.everybody_joins(FATHER, KEEPER)
    await asks_for_a_video(father, "9月22日星期二 12:30")
    asked = keeper.news("亲情热线")[0]

    await keeper.presses("✖ 办不了", asked)
    await keeper.presses("电话坏了")

    (declined,) = father.news("没约成")
    assert "电话坏了" in declined
    await father.presses("☎ 亲情热线", declined)
    assert "想怎么和马小满说说话" in word(father, "马小满")


async def test_a_stranger_and_a_neighbour_get_nowhere_with_forged_buttons(town: Town) -> None:
    father, keeper, neighbour = await town.everybody_joins(FATHER, KEEPER, "石永泉")
    await father.says("/hotline")
    means = father.last_message
    await asks_for_a_video(father, "9月22日星期二 12:30")
    asked = keeper.news("亲情热线")[0]
    await neighbour.says("/hotline")
    stranger = await town.person("路人")
    await stranger.says("/hotline")

    for button in (*means.buttons, *asked.buttons):
        said = await neighbour.forges(button.data)
        assert said in ("这个按钮不是给您的。/today 可以看到您的事。", "这个按钮不是给您的。")
        assert await stranger.forges(button.data) != "约好了！"
    assert await town.journal("request.booked") == []


async def test_the_line_is_one_touch_away_from_a_reminder_and_from_a_childs_card(
    town: Town,
) -> None:
    father, teacher = await town.everybody_joins(FATHER, TEACHER)
    await teacher.says("/today")
    await teacher.presses("马小满")
    await teacher.presses("☎ 亲情热线")
    assert "想怎么和马小满说说话" in word(teacher, "马小满")

    await town.days_pass(14)
    (reminder,) = father.news("打个电话")
    await father.presses("☎ 亲情热线", reminder)
    assert "想怎么和马小满说说话" in word(father, "马小满")
