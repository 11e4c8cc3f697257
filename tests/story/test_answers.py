"""What a tap leads to, in every state of affairs; and what it says."""

import re
from datetime import date

import pytest

from care.words import DutyState
from storage.records import RecordRow
from tests.story.cards import all_records
from tests.story.people import Message, Person
from tests.story.town import Town

THANKS = "记下了，谢谢您！"


async def the_father_is_reminded(town: Town, *others: str) -> tuple[Person, Message]:
    """Two weeks later; `others` have joined as well."""
    father, *_ = await town.everybody_joins("马建国", *others)
    await town.days_pass(14)
    (reminder,) = father.news()
    return father, reminder


async def records(town: Town) -> list[RecordRow]:
    (child,) = {duty.child_id for duty in await town.duties("马小满", "call")}
    assert child is not None
    return await all_records(town, child)


async def test_a_double_tap_is_one_call(town: Town) -> None:
    father, _ = await the_father_is_reminded(town)

    said = await father.taps_twice("✔ 打了电话")

    assert sorted(said) == sorted([THANKS, "这件事已经记好了，谢谢您！"])
    assert len(await records(town)) == 1
    assert len(await town.duties("马小满", "call")) == 2
    assert await father.presses("↩ 撤回") == "这件事已经记好了，谢谢您！"
    assert len(await records(town)) == 1  # Undo stands where Done stood, and is not meant


async def test_when_the_mother_has_called_the_father_is_thanked_too(town: Town) -> None:
    father, reminder = await the_father_is_reminded(town, "马兰")
    mother = await town.person("马兰")
    await mother.presses("✔ 打了电话")

    assert "马兰记的" in father.last_message
    said = await father.presses_again(reminder, "✔")

    assert said == "这件事已经记好了，谢谢您！"
    assert len(await records(town)) == 1


async def test_a_tap_on_the_message_of_a_time_that_is_over_says_so(town: Town) -> None:
    father, reminder = await the_father_is_reminded(town)
    await town.until("2026-10-19 08:00")

    said = await father.presses("✔ 打了电话", reminder)

    assert said is not None
    assert said.startswith("这一次已经过去了")
    missed, following = await town.duties("马小满", "call")
    assert (missed.state, following.state) == (DutyState.missed, DutyState.open)
    assert await records(town) == []


async def test_what_is_over_offers_no_menu(town: Town) -> None:
    father, reminder = await the_father_is_reminded(town)
    await town.until("2026-10-19 08:00")

    said = await father.presses("⏰", reminder)

    assert said is not None
    assert said.startswith("这一次已经过去了")


async def test_a_tap_by_somebody_else_changes_nothing_and_is_journaled(town: Town) -> None:
    _, reminder = await the_father_is_reminded(town, "石永泉", "冯桂英")
    for name in ("石永泉", "冯桂英"):
        somebody = await town.person(name)
        for button in (each for each in reminder.buttons if each.data.startswith("d:")):
            assert (
                await somebody.forges(button.data) == "这个按钮不是给您的。/today 可以看到您的事。"
            )
        assert "马小满" not in somebody.last_message or name == "冯桂英"

    (call,) = await town.duties("马小满", "call")
    assert (call.state, call.laters) == (DutyState.open, 0)
    assert len(await town.journal("answer.refused")) >= 2


async def test_a_stranger_with_forged_data_learns_nothing(town: Town) -> None:
    _, reminder = await the_father_is_reminded(town)
    stranger = await town.person("陌生人")
    await stranger.says("/start")

    said = await stranger.forges(reminder.buttons[0].data)

    assert said is not None
    assert said.startswith("请先点您的邀请链接")
    assert not any("马小满" in message for message in stranger.messages)


@pytest.mark.parametrize("data", ["d:done:zzzzzz:t:", "d:later:1:t:never", "x", "g:child:zz", "d:"])
async def test_data_that_no_button_of_ours_carries_does_no_harm(town: Town, data: str) -> None:
    father, _ = await the_father_is_reminded(town)

    said = await father.forges(data)

    assert said in ("这个按钮不是给您的。/today 可以看到您的事。", "这个按钮太旧了。请点 /today。")
    assert await town.journal("update.failed") == []


async def test_done_can_be_taken_back_within_a_day(town: Town) -> None:
    father, _ = await the_father_is_reminded(town)
    await father.presses("✔ 打了电话")
    await town.days_pass(23 / 24)

    assert await father.presses("↩ 撤回") == "撤回了，这件事又在单子上了。"

    (call,) = await town.duties("马小满", "call")
    assert call.state is DutyState.open
    assert await records(town) == []
    assert "✔ 打了电话" in father.last_message.labels


async def test_after_a_day_it_stays_and_the_bot_says_why(town: Town) -> None:
    father, _ = await the_father_is_reminded(town)
    await father.presses("✔ 打了电话")
    await town.days_pass(25 / 24)

    assert await father.presses("↩ 撤回") == "只有一天之内可以撤回。请告诉班主任。"

    assert (await town.duties("马小满", "call"))[0].state is DutyState.done
    assert "↩ 撤回" not in father.last_message.labels


async def test_a_second_later_says_that_the_school_will_be_told(town: Town) -> None:
    await town.first_month_is_over()
    father, _ = await the_father_is_reminded(town, "周秀文")
    await father.presses("⏰")
    await father.presses("明天")
    await town.until("2026-10-06 19:00")

    await father.presses("⏰")
    said = await father.presses("星期天")

    assert said is not None
    assert "10月11日星期日 19:00再提醒您" in said
    assert "到10月10日还没有消息，学校会知道" in said
    teacher = await town.person("周秀文")
    await town.until("2026-10-10 19:00")
    assert teacher.news("爸妈给孩子打电话")


async def test_in_the_first_weeks_a_second_later_threatens_with_nobody(town: Town) -> None:
    father, _ = await the_father_is_reminded(town, "周秀文")
    await father.presses("⏰")
    await father.presses("明天")
    await town.until("2026-10-06 19:00")

    await father.presses("⏰")

    assert await father.presses("星期天") == "好的，10月11日星期日 19:00再提醒您。"


@pytest.mark.parametrize(
    ("reason", "in_words", "advice"),
    [
        ("没有电话", "没有电话可用", "用学校的电话"),
        ("孩子不在", "孩子不在", "孩子在哪儿"),
        ("别的原因", "别的原因", "打个电话问问"),
    ],
)
async def test_why_it_could_not_be_done_reaches_the_class_teacher(
    town: Town, reason: str, in_words: str, advice: str
) -> None:
    father, _ = await the_father_is_reminded(town, "周秀文")

    await father.presses("✖ 这次不行")
    said = await father.presses(reason)

    assert said == "谢谢您告诉我。我会告诉学校，请他们帮忙。"
    (word,) = (await town.person("周秀文")).news()
    assert "马小满" in word
    assert in_words in word
    assert advice in word


async def test_want_of_time_is_asked_about_again_tomorrow(town: Town) -> None:
    father, _ = await the_father_is_reminded(town, "周秀文")

    await father.presses("✖ 这次不行")
    assert await father.presses("没有时间") == "好的，10月6日星期二 19:00再提醒您。"

    assert (await town.person("周秀文")).news() == []
    await town.until("2026-10-06 19:00")
    assert len(father.news()) == 1


async def test_back_leaves_everything_as_it_was(town: Town) -> None:
    father, reminder = await the_father_is_reminded(town)

    await father.presses("⏰ 晚点")
    assert father.last_message.text.endswith("\n\n什么时候再提醒您？")
    await father.presses("← 返回")
    await father.presses("✖")
    assert father.last_message.text.endswith("\n\n这次为什么不行呢？")
    assert father.last_message.labels[0] == "没有时间"
    await father.presses("← 返回")

    assert father.last_message == reminder


async def test_the_teacher_records_for_the_family(town: Town) -> None:
    await town.first_month_is_over()
    father, _ = await the_father_is_reminded(town, "周秀文")
    teacher = await town.person("周秀文")
    await town.until("2026-10-09 19:00")

    (word,) = teacher.news("从10月5日到现在还没有回音")
    assert await teacher.presses("✔ 代记：打了电话", word) == THANKS

    assert len(await records(town)) == 1
    assert "周秀文记的" in father.last_message
    assert "✔ 打了电话" not in father.last_message.labels


async def test_a_family_hotline_held_at_school_counts_as_a_call(town: Town) -> None:
    await the_father_is_reminded(town, "乔向阳")
    keeper = await town.person("乔向阳")
    await town.until("2026-10-16 19:30")

    (digest,) = keeper.news("亲情热线")
    child = re.split(r"[\s:：]", _items(digest)[0])[2]
    assert await keeper.presses("1 ✔", digest) == THANKS

    assert (await town.duties(child, "hotline"))[0].state is DutyState.done
    assert (await town.duties(child, "call"))[0].state is DutyState.done


async def test_several_duties_of_one_moment_are_one_message_with_buttons_for_each(
    town: Town,
) -> None:
    (father,) = await town.everybody_joins("马建国")
    await town.until("2026-10-16 19:30")

    (digest,) = father.news("有 3 件事")
    letter = next(n for n, line in enumerate(_items(digest), 1) if "写信" in line)
    assert [b.row for b in digest.buttons] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    await father.presses("⏰", digest, row=letter)
    assert father.messages[-1].text.endswith("马小满：爸妈和孩子写信\n什么时候再提醒您？")
    await father.presses("← 返回")
    await father.presses(f"{letter} ✔", digest)

    shown = father.messages[-1]
    assert [b.label for b in shown.buttons if b.row == letter] == [f"{letter} ↩ 撤回"]
    assert len([b for b in shown.buttons if b.label == "⏰"]) == 2
    states = {rule: (await town.duties("马小满", rule))[0].state for rule in ("letter", "call")}
    assert states["letter"] is DutyState.done
    assert (await town.duties("马小满", "letter"))[1].due_on == date(2026, 11, 16)


async def test_today_tells_what_is_due_from_what_comes_later_and_what_is_noted(
    town: Town,
) -> None:
    father, teacher = await town.everybody_joins("马建国", "周秀文")
    await father.says("/today")
    head, ahead = father.last_message.text.split("\n\n往后的，早点做也行：\n")
    assert "现在没有要做的事" in head
    assert ahead == "📞 马小满：爸妈给孩子打电话 · 10月5日前后"

    await town.days_pass(14)
    await father.says("/today")
    due, later = father.last_message.text.split("\n\n往后的，早点做也行：\n")
    assert due.endswith("有 1 件事：\n\n1. 📞 马小满：爸妈给孩子打电话 · 10月5日前后")
    assert later.startswith("2. ")
    await father.presses("1 ✔", father.last_message)
    assert "现在没有要做的事" in father.last_message
    assert father.last_message.text.split("记好了的：\n")[1].startswith("4. 📞")

    await teacher.says("/today")
    mine = teacher.heard("📋 今天")[-1]
    due, later = mine.text.split("\n\n往后的，早点做也行：\n")
    assert len(_items(mine)) == len([b for b in mine.buttons if b.label == "⏰"])
    assert "前后" not in due
    assert "前后" in later


async def test_more_than_eight_are_told_by_their_number(town: Town) -> None:
    (teacher,) = await town.everybody_joins("周秀文")
    await town.until("2026-10-16 19:30")

    (digest,) = teacher.news("有 10 件事")

    assert len(_items(digest)) == 8
    assert digest.text.endswith("还有 2 件：/today")
    assert digest.buttons[-1].row == 8


def _items(message: Message) -> list[str]:
    """The numbered lines of a digest."""
    return [line for line in message.text.splitlines() if line[:1].isdigit()]
