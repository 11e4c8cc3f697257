"""Facts of a child's calendar, said in the chat."""

from tests.story.town import Town

CHILD, FATHER, TEACHER = "马小满", "马建国", "周秀文"


async def test_a_teacher_marks_a_key_child_and_the_family_hears_nothing_of_it(town: Town) -> None:
    father, teacher = await town.everybody_joins(FATHER, TEACHER)
    heard = len(father.messages)
    await teacher.says("/child")
    await teacher.presses(CHILD, teacher.last_message)
    await teacher.presses("⭐ 重点帮扶")
    forged = next(b.data for b in teacher.last_message.buttons if "学习下滑" in b.label)

    await teacher.presses("学习下滑")
    await teacher.presses("2个月")

    (card,) = teacher.heard("⭐ 重点帮扶：学习下滑")
    assert len(await town.journal("key_child.set")) == 1
    assert await father.forges(forged) == "这个按钮不是给您的。/today 可以看到您的事。"
    await father.says("/child")
    assert "⭐" not in father.last_message
    assert len(father.messages) == heard + 1

    await teacher.presses("⭐ 重点帮扶", card)
    (page,) = teacher.heard("✔ 不用再重点帮扶") or teacher.heard("因为什么要多关心")
    await teacher.presses("✔ 不用再重点帮扶", page)
    assert teacher.heard("⭐ 重点帮扶：") == []
