"""A need, and a worry about harm, from the first word to the end."""

from tests.story.people import Message, Person
from tests.story.town import Town

FATHER, GRANDMOTHER, TEACHER, PRINCIPAL = "马建国", "冯桂英", "周秀文", "陆明德"


def word(person: Person, words: str) -> Message:
    """The newest message in which these words stand."""
    return person.heard(words)[-1]


def still_there(person: Person, words: str) -> list[str]:
    """Who wrote the messages of this chat in which these words stand."""
    view = person.town.phones[person.id]["messages"]
    return [each["from"] for each in view if words in (each["text"] or "") and not each["deleted"]]


async def test_a_need_is_raised_in_three_touches_and_seen_through(town: Town) -> None:
    grandmother, teacher = await town.everybody_joins(GRANDMOTHER, TEACHER)
    await grandmother.says("/need")
    await grandmother.presses("🩺 身体")
    await grandmother.says("孩子老咳嗽")
    assert "✍ 已写下" in grandmother.last_message
    await grandmother.presses("✔ 发出去")
    assert not still_there(grandmother, "孩子老咳嗽")
    assert "谢谢您告诉我们" in word(grandmother, "谢谢您")

    (told,) = teacher.news("打开看看")
    assert "马小满" not in told
    assert "咳嗽" not in told
    await teacher.presses("👁 打开看看", told)
    assert "孩子老咳嗽" in word(teacher, "冯桂英提的")
    assert await teacher.presses("✋ 我来办") == "记下了，谢谢您！"
    assert grandmother.news("有人在办了")

    await teacher.presses("✍ 记一步")
    await teacher.says("带去卫生院看过了")
    assert "带去卫生院看过了" in teacher.last_message
    assert still_there(teacher, "带去卫生院看过了") == ["bot"]
    await teacher.presses("✔ 办结")
    await teacher.presses("✔ 解决了")
    (closed,) = grandmother.news("办完了")
    await grandmother.presses("👁 打开看看", closed)
    page = word(grandmother, "已办结")
    assert "解决了" in page
    assert "卫生院" not in page


async def test_who_sees_to_a_worry_out_of_a_talk_reads_the_talk(town: Town) -> None:
    teacher, principal = await town.everybody_joins(TEACHER, PRINCIPAL)
    await teacher.says("/talk 马小满 没吃早饭 #life 🙁")
    await teacher.presses("有，请人帮忙看看")
    await teacher.presses("✅ 保存")

    (told,) = principal.news("打开看看")
    await principal.presses("👁", told)
    await principal.presses("📖 看写下的记录")
    assert "没吃早饭" in word(principal, "谈心记录卡")


async def test_suspected_harm_goes_past_the_teacher_it_concerns(town: Town) -> None:
    father, teacher, principal = await town.everybody_joins(FATHER, TEACHER, PRINCIPAL)
    await father.says("/worry")
    await father.presses("🛟 安全")
    await father.presses("⚠ 孩子可能受到伤害")
    assert "请先打110" in word(father, "🛟 安全")
    await father.presses("👤 和身边某个人有关")
    await father.presses("周秀文")
    await father.presses("← 返回")
    assert "不让他们知道：周秀文" in word(father, "🛟 安全")
    await father.presses("✔ 发出去")
    assert "110" in word(father, "谢谢您告诉我们")

    assert teacher.news("打开看看") == []
    (told,) = principal.news("打开看看")
    assert "马小满" not in told
    for button in told.buttons:
        assert await teacher.forges(button.data) == "这个按钮不是给您的。/today 可以看到您的事。"
    await teacher.says("/requests")
    assert "没有在办的事" in teacher.last_message

    await principal.presses("👁 打开看看", told)
    await principal.presses("✋ 我来办")
    await principal.presses("✔ 办结")
    assert "已经报告给谁了" in word(principal, "马小满")
    await principal.presses("🚓 公安110")
    await principal.presses("9月21日")
    assert "已办结。报告给：🚓 公安110，9月21日" in word(principal, "马小满")
    assert father.news("办完了")
    (entry,) = await town.journal("request.closed")
    assert entry.details["reported_to"] == "police"


async def test_a_reason_needs_a_second_signature(town: Town) -> None:
    father, teacher, principal = await town.everybody_joins(FATHER, TEACHER, PRINCIPAL)
    await father.says("/worry")
    await father.presses("🏠 家里")
    await father.presses("⚠ 孩子可能受到伤害")
    await father.presses("✔ 发出去")
    await teacher.presses("👁 打开看看")
    await teacher.presses("✋ 我来办")
    await teacher.presses("✔ 办结")
    await teacher.presses("✍ 没有报告，写理由")
    await teacher.says("去家里看过，是摔的")
    assert principal.news("请您签字")

    await principal.presses("👁 打开看看")
    assert "去家里看过，是摔的" in word(principal, "马小满")
    assert await principal.presses("✔ 我签字，办结") == "记下了，谢谢您！"
    assert teacher.news("办完了")
    await father.presses("👁 打开看看")
    assert "另一位签了字" in word(father, "马小满")
    assert "摔的" not in word(father, "马小满")


async def test_nobody_takes_it_and_it_climbs(town: Town) -> None:
    father, teacher, principal = await town.everybody_joins(FATHER, TEACHER, PRINCIPAL)
    await father.says("/worry")
    await father.presses("💭 心情")
    await father.presses("✔ 发出去")
    assert teacher.news("打开看看")

    await town.until("2026-09-22 20:00")

    (waiting,) = principal.news("等得太久")
    assert "马小满" not in waiting


async def test_a_neighbour_gets_nowhere_with_forged_buttons(town: Town) -> None:
    father, teacher, neighbour = await town.everybody_joins(FATHER, TEACHER, "石永泉")
    await father.says("/worry")
    what = father.last_message
    await father.presses("💭 心情")
    await father.presses("✔ 发出去")
    await teacher.presses("👁 打开看看")
    page = word(teacher, "马小满")

    for button in page.buttons:
        if button.data.startswith("nc:list"):
            continue
        said = await neighbour.forges(button.data)
        assert said in ("这个按钮不是给您的。/today 可以看到您的事。", "这件事不归您办。")
    for button in what.buttons:
        assert await neighbour.forges(button.data) == "这个按钮不是给您的。/today 可以看到您的事。"
    assert "马小满" not in "".join(message.text for message in neighbour.messages)
