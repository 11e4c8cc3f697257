"""An education plan for a child, from its beginning to its end; its family sees nothing of it."""

from bot.callbacks.basic import short
from care.words import DutyState
from tests.story.cards import CHILD, TEACHER, answers, records
from tests.story.people import Message, Person
from tests.story.touches import touches
from tests.story.town import Town

FATHER = "马建国"
NOT_HIS = "这个按钮不是给您的。/today 可以看到您的事。"


async def opens_the_page(teacher: Person) -> None:
    await teacher.says("/child")
    await teacher.presses(CHILD, teacher.last_message)
    await teacher.presses("🤝 方案和帮扶", teacher.heard(CHILD)[-1])


def first_day(message: Message) -> str:
    """The first day that a question for a date offers: a week from now."""
    return message.labels[0]


async def begins_a_plan(teacher: Person) -> list[str]:
    """From the child's card to the saved plan; returns the data of the buttons that begin one."""
    await opens_the_page(teacher)
    page = teacher.heard("方案和帮扶")[-1]
    await teacher.presses("＋ 🎯 个别教育方案", page)
    await teacher.presses("行为习惯")
    for words in ("这周打了两次架", "一周不打架", "每天放学聊五分钟"):
        await teacher.says(words)
    await teacher.presses("班主任")
    assert "学期末" in "".join(teacher.last_message.labels)
    await teacher.presses(first_day(teacher.last_message))
    await teacher.presses("✅ 保存")
    return [button.data for button in page.buttons if button.data.startswith("fc:")]


async def the_reminder(town: Town, teacher: Person) -> tuple[Message, str]:
    """The teacher stands at the day of the review: the message, and its button's label."""
    duty = (await town.duties(CHILD, "education-plan"))[-1]
    await town.until(f"{duty.due_on} 20:00")
    for message in reversed(teacher.messages):
        for button in message.buttons:
            if button.data.startswith(f"d:card:{short(duty.id)}:"):
                return message, button.label
    raise AssertionError([message.text for message in teacher.messages])


async def test_a_plan_is_made_looked_at_again_and_ended(town: Town) -> None:
    father, teacher = await town.everybody_joins(FATHER, TEACHER)
    forged = await begins_a_plan(teacher)
    reminder, label = await the_reminder(town, teacher)
    assert f"看看给{CHILD}定的方案" in reminder
    before = teacher.touches
    await teacher.presses(label, reminder)
    await teacher.presses("接着做")
    await teacher.presses(first_day(teacher.last_message))
    assert teacher.touches - before == touches("a plan looked at again: it goes on")

    await teacher.says("/support")
    assert f"{CHILD} · 🎯 个别教育方案" in teacher.last_message
    reminder, label = await the_reminder(town, teacher)
    before = teacher.touches
    await teacher.presses(label, reminder)
    await teacher.presses("做到了")
    assert teacher.touches - before == touches("a plan looked at again: it has reached its goal")
    await teacher.presses("🎤 再说几句")
    await teacher.says("两周没打架了")
    await teacher.presses("✅ 保存")

    first, second = await town.duties(CHILD, "education-plan")
    assert (first.state, second.state) == (DutyState.done, DutyState.done)
    ended, went_on = await records(town, "education-review")
    assert (await answers(town, went_on))["result"].choice == "goes-on"
    assert (await answers(town, ended))["line"].words == "两周没打架了"
    await opens_the_page(teacher)
    (page,) = teacher.heard("🎯 个别教育方案：")[-1:]
    assert "结束了" in page

    for data in (*forged, next(b.data for b in page.buttons if b.data.startswith("fl:"))):
        assert await father.forges(data) == NOT_HIS
    await father.says("/support")
    assert father.last_message.text == "这是给带班老师看的。"
    await father.says("/child")
    await father.says("/privacy")
    assert [m.text for m in father.messages if "教育方案" in m or "回看" in m] == []
