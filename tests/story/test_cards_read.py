"""What was written in cards is read, heard, noted for several or for somebody else."""

from care.words import DutyState, RequestKind
from tests.story.cards import CHILD, TEACHER, opens_the_records, records, unheard, visited
from tests.story.touches import touches
from tests.story.town import Town


async def test_a_check_in_is_four_touches_and_a_voice_message_waits_to_be_heard(
    town: Town,
) -> None:
    teacher, grandmother = await town.everybody_joins(TEACHER, "冯桂英")
    before = grandmother.touches
    await grandmother.says("/how")
    for face in ("🙂", "😄", "😐"):
        await grandmother.presses(face)
    assert grandmother.touches - before == touches("a guardian's check-in")
    assert len(await records(town, "how-is-it")) == 1

    await grandmother.presses("🎤 再说几句")
    await grandmother.speaks()
    await grandmother.presses("✅ 保存")

    (record,) = await records(town, "how-is-it")
    assert await unheard(town, record) == [RequestKind.unheard]
    await opens_the_records(teacher)
    await teacher.presses("🍵")
    (played,) = await town.calls("sendVoice")
    assert (played["params"]["chat_id"], played["params"]["protect_content"]) == (
        teacher.id,
        True,
    )
    assert await unheard(town, record) == []


async def test_a_teacher_reads_what_the_principal_wrote_and_the_grandmother_does_not(
    town: Town,
) -> None:
    teacher, principal, grandmother = await town.everybody_joins(TEACHER, "陆明德", "冯桂英")
    await principal.says(f"/talk {CHILD} 数学进步了 #study 🙂")
    await principal.presses("没有")
    await principal.presses("✅ 保存")

    await opens_the_records(teacher)
    assert teacher.heard("谈心记录卡 · 陆明德")
    await teacher.presses("💬")
    assert teacher.heard("数学进步了")
    (opened,) = [b.data for m in teacher.messages for b in m.buttons if b.data.startswith("fl")]
    await grandmother.says("/today")
    await grandmother.forges(opened)

    assert "不" in (grandmother.said or "")
    assert "谈心" not in "".join(message.text for message in grandmother.messages)
    looks = await town.journal("record.read")
    assert len(looks) == 1


async def test_a_note_about_several_children(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)
    await teacher.says("/group")
    await teacher.presses(CHILD)
    others = [label for label in teacher.last_message.labels if label[0] not in "✔▶◀这选"]
    await teacher.presses(others[0])
    assert "已经选了 2 个" in teacher.last_message.text
    await teacher.presses("选好了")
    for label in ("学习", "选好了"):
        await teacher.presses(label)
    await teacher.says("一起聊了怎么过周末")
    await teacher.presses("✅ 保存")

    (record,) = await records(town, "group-note")
    entries = await town.journal("record.saved")
    assert len({entry.child_id for entry in entries}) == 2
    assert (await town.duties(CHILD, "talk"))[-1].state is DutyState.open
    assert record.duty_id is None


async def test_my_own_cards_of_the_day_can_be_opened_and_taken_back(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)
    await teacher.says(f"/talk {CHILD} #study 🙂")
    await teacher.presses("没有")
    await teacher.presses("✅ 保存")

    await teacher.says("/records")
    await teacher.presses("💬")
    await teacher.presses("↩️ 撤回")

    assert await records(town, "talk") == []
    await teacher.says("/records")
    assert "您没有写过记录" in teacher.last_message.text


async def test_a_letter_on_the_way_stands_on_the_card_and_in_the_fathers_day(town: Town) -> None:
    teacher, father, grandmother = await town.everybody_joins(TEACHER, "马建国", "冯桂英")
    await father.says("/letter")
    for label in ("爸妈写给孩子", "邮寄", "✅ 保存"):
        await father.presses(label)
    (asked,) = grandmother.news("信到了吗")

    await father.says("/today")
    assert "在路上" in father.last_message.text
    await grandmother.presses("⏳ 还没有", asked)
    before = grandmother.touches
    await grandmother.presses("✔ 是的")
    assert grandmother.touches - before == touches("a letter said to have arrived")
    await father.says("/today")
    assert "收到了" in father.last_message.text
    await teacher.says("/today")
    await teacher.presses(CHILD)
    assert teacher.heard("家书，")


async def test_a_teacher_who_notes_for_one_of_two_parents_says_for_whom(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)
    await teacher.says("/today")
    for label in (CHILD, "📝 记一笔", "🏫", "学习", "选好了", "✅ 保存"):
        await teacher.presses(label)
    father, *_ = teacher.last_message.labels
    await teacher.presses(father)

    assert f"记成是{father}说的" in teacher.last_message.text
    (record,) = await records(town, "teacher-check-in")
    async with town.store() as store, store.read() as work:
        (told_by,) = (await work.people.by_id([record.behalf_of_id or 0])).values()
    assert told_by.name == father


async def test_where_nobody_can_be_asked_the_teacher_hears_how_to_add_the_paper(
    town: Town,
) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)

    await visited(teacher)

    assert "加张照片" in teacher.last_message.text
    assert "改一改" in teacher.last_message.labels[0]
