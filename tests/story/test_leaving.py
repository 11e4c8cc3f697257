"""Stopping, withdrawing, blocking, coming back; and words that no conversation waits for."""

from care.words import Reach
from tests.story.people import Person
from tests.story.town import Town


async def reach(town: Town, person: Person) -> Reach:
    async with town.store() as store, store.read() as work:
        account = await work.accounts.at(person.id)
    assert account is not None
    return Reach(account.reach)


async def test_who_stops_hears_nothing_until_they_start_again(town: Town) -> None:
    father, teacher = await town.everybody_joins("马建国", "周秀文")
    await father.says("/stop")
    assert "/start" in father.news()[-1]
    assert father.keyboard == []

    await town.until("2026-10-15 20:00")
    assert father.news() == teacher.news("爸妈给孩子打电话") == []

    await father.says("/start")
    assert father.news("欢迎回来")
    assert father.keyboard == ["📋 今天", "💬 帮助", "🆘 求救"]
    assert father.heard("该给马小满打个电话啦")


async def test_who_has_stopped_is_told_the_way_back(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")
    await town.days_pass(14)
    (reminder,) = father.news()
    await father.says("/stop")

    said = await father.presses("✔", reminder)
    assert said is not None
    assert "/start" in said
    await father.says("你好")
    assert "/start" in father.last_message


async def test_consent_can_be_taken_back(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")
    await father.says("/privacy")
    assert "记下的有" in father.messages[-2] or len(father.messages) > 1
    await father.presses("是的，收回")
    assert "已经收回" in father.last_message
    father.news()

    await town.until("2026-10-20 20:00")
    assert father.news() == []
    await father.says("/start")
    assert "请向班主任要邀请链接" in father.last_message


async def test_who_took_consent_back_can_be_invited_again(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")
    await father.says("/privacy")
    await father.presses("是的，收回")

    (link,) = await town.links("father", "马建国")
    await father.opens_the_link(link)
    await father.presses("中文")
    await father.presses("✔ 同意")
    await father.shares_the_phone()

    assert "欢迎您" in father.last_message


async def test_a_second_thought_keeps_everything(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")
    await father.says("/privacy")

    await father.presses("不，先留着")

    assert "一切照旧" in father.last_message
    assert await reach(town, father) is Reach.joined


async def test_who_blocks_the_bot_is_left_alone_and_can_come_back(town: Town) -> None:
    father, teacher = await town.everybody_joins("马建国", "周秀文")
    await father.blocks()
    await town.until("2026-10-15 20:00")

    assert await reach(town, father) is Reach.blocked
    tried = [call for call in await town.calls("sendMessage") if not call["ok"]]
    assert [call["error_code"] for call in tried] == [403]
    assert teacher.news("爸妈给孩子打电话") == []

    await father.opens_the_link("https://t.me/hongyan_bot")
    assert father.heard("欢迎回来")
    assert await reach(town, father) is Reach.joined


async def test_words_that_nobody_waits_for_get_a_kind_answer(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")

    await father.says("今天天气不错")

    assert "要让孩子的班主任听听" in father.last_message
    assert "110" in father.last_message


async def test_help_is_for_the_one_who_asks(town: Town) -> None:
    father, teacher = await town.everybody_joins("马建国", "周秀文")
    stranger = await town.person("某人")

    for person in (father, teacher, stranger):
        await person.says("/help")
        assert "110" in person.last_message

    assert "✔" in father.last_message
    assert "名单" in teacher.last_message or "班" in teacher.last_message
    assert "邀请" in stranger.last_message or "链接" in stranger.last_message
    assert len({p.last_message.text for p in (father, teacher, stranger)}) == 3


async def test_today_is_a_key_a_command_and_says_when_there_is_nothing(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")
    await father.says("📋 今天")
    first = father.news()
    await father.says("/today")

    assert [m.text for m in father.news()] == [m.text for m in first]


async def test_only_who_may_see_a_child_sees_its_card(town: Town) -> None:
    teacher, other, father = await town.everybody_joins("周秀文", "苗春燕", "石永泉")
    await teacher.says("/today")
    (card,) = {
        b.data
        for m in teacher.messages
        for b in m.buttons
        if "马小满" in b.label and b.data.startswith("g:")
    }

    for somebody in (other, father):
        said = await somebody.forges(card)
        assert said == "这个按钮不是给您的。/today 可以看到您的事。"
        assert not any("马小满" in message for message in somebody.messages)
