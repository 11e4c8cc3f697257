"""/pair: a teacher and a child; the mentor's own list; and a helper from outside the school."""

from tests.story.cards import CHILD, TEACHER, records
from tests.story.lists import again
from tests.story.town import Town

ADD = "\N{HEAVY PLUS SIGN} 添加结对老师"
PRINCIPAL, MENTOR = "陆明德", "苗春燕"


async def test_a_principal_pairs_a_teacher_who_then_notes_a_talk(town: Town) -> None:
    principal, teacher, mentor = await town.everybody_joins(PRINCIPAL, TEACHER, MENTOR)
    await principal.says("/pair")
    page = principal.last_message
    await principal.presses("三年级(1)班", page)
    assert "还有 5 个孩子没有人结对" in again(principal, page)
    await principal.presses(f"○ {CHILD}", again(principal, page))
    await principal.presses(ADD, again(principal, page))
    assert f"{MENTOR}（0）" in again(principal, page).labels
    await principal.presses(f"{MENTOR}（0）", again(principal, page))

    assert "只结对了 1 个孩子，一般 2—3 个" in (principal.said or "")
    assert f"{MENTOR} · 帮扶教师" in again(principal, page)
    await town.days_pass(0.6)
    assert any(f"您和{CHILD}结对了" in each for each in mentor.messages)
    assert any(f"{MENTOR}和{CHILD}结对了" in each for each in teacher.messages)

    await mentor.says("/today")
    await mentor.presses(f"🧒 {CHILD}")
    await mentor.presses("💬 谈心记录卡")
    for label in ("学习", "选好了", "🙂", "没有"):
        await mentor.presses(label)
    await mentor.presses("✅ 保存")
    (record,) = await records(town, "talk")
    assert record.child_id is not None

    await mentor.says("/pair")
    assert "🤝 结对帮扶 · 四年级(1)班" in mentor.last_message


async def test_the_end_of_a_pairing_closes_the_mentors_page_at_once(town: Town) -> None:
    principal, mentor = await town.everybody_joins(PRINCIPAL, MENTOR)
    await principal.says("/pair")
    page = principal.last_message
    for label in ("三年级(1)班", f"○ {CHILD}", ADD, f"{MENTOR}（0）"):
        await principal.presses(label, again(principal, page))
    await mentor.says("/today")
    paired = next(m for m in reversed(mentor.messages) if f"🧒 {CHILD}" in m.labels)

    await principal.presses(f"结束结对：{MENTOR}", again(principal, page))
    await principal.presses("是，今天结束", again(principal, page))

    assert "还没有人和这个孩子结对" in again(principal, page)
    await mentor.presses(f"🧒 {CHILD}", paired)
    assert mentor.said == "这个按钮不是给您的。/today 可以看到您的事。"
    assert [entry.details["role"] for entry in await town.journal("tie.ended")] == ["mentor"]


async def test_somebody_from_outside_comes_in_only_when_the_principal_agrees(town: Town) -> None:
    principal, teacher = await town.everybody_joins(PRINCIPAL, TEACHER)
    await teacher.says("/pair")
    page = teacher.last_message
    for label in ("三年级(1)班", f"○ {CHILD}", ADD, "校外的爱心人士"):
        await teacher.presses(label, again(teacher, page))
    await teacher.says("程远帆")
    await teacher.says("167 0000 0991")
    assert await town.journal("tie.added") == []

    await principal.says("/tasks")
    await principal.presses("同意")

    (entry,) = await town.journal("tie.added")
    assert entry.details["role"] == "helper"
    (link,) = await town.links("helper", "程远帆")
    helper = await town.person("程远帆", phone="+8616700000991")
    await helper.opens_the_link(link)
    await helper.presses("中文")
    await helper.presses("✔ 同意")
    await helper.shares_the_phone()
    assert "告诉学校您看到了什么" in helper.last_message
    assert "打电话、该写信" not in helper.last_message
    await teacher.says("/circle")
    await teacher.presses(CHILD)
    assert "程远帆 · 爱心帮扶人 · 已加入" in teacher.last_message
    await helper.says("/today")
    await helper.presses(f"🧒 {CHILD}")
    labels = helper.last_message.labels
    assert any("关爱日记" in label for label in labels)
    assert not any(word in label for label in labels for word in ("谈心", "家访", "基本情况"))
    await helper.says(f"/visit {CHILD}")
    assert "保存" not in " ".join(helper.last_message.labels)


async def test_nobody_pairs_in_a_class_that_is_not_theirs(town: Town) -> None:
    teacher, father = await town.everybody_joins(TEACHER, "马建国")
    await teacher.says("/pair")
    await teacher.presses("三年级(1)班")
    forged = next(b.data for b in teacher.last_message.buttons if CHILD in b.label)

    await father.says("/pair")
    assert "没有可以结对的名单" in father.last_message
    assert await father.forges(forged) == "这个按钮不是给您的。/today 可以看到您的事。"
