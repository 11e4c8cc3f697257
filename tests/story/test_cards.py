"""Record cards in the chat: a teacher's talk, a visit and the grandmother's word on it."""

from datetime import date

from care.words import DutyState, RequestKind
from services.forms.library import forms_in
from storage.records import NewAnswer, RecordRow
from tests.story.people import Message, Person
from tests.story.touches import touches
from tests.story.town import Town

CHILD = "马小满"
TEACHER = "周秀文"


async def records(town: Town, kind: str) -> list[RecordRow]:
    (child,) = {duty.child_id for duty in await town.duties(CHILD, "call")}
    assert child is not None
    async with town.store() as store, store.read() as work:
        found = await work.records.of_child(child, limit=20)
    return [record for record in found if record.kind == kind]


async def answers(town: Town, record: RecordRow) -> dict[str, NewAnswer]:
    async with town.store() as store, store.read() as work:
        return {answer.question: answer for answer in await work.records.answers(record.id)}


async def the_teacher_is_reminded(town: Town, rule: str, *others: str) -> Person:
    """The teacher stands at the day on which a duty about the child is due."""
    teacher, *_ = await town.everybody_joins(TEACHER, *others)
    duty = (await town.duties(CHILD, rule))[-1]
    await town.until(f"{duty.due_on} 20:00")
    return teacher


def the_reminder_of(person: Person, words: str) -> Message:
    return next(message for message in reversed(person.messages) if words in message)


async def test_a_reminder_is_answered_with_one_touch(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")
    due = (await town.duties(CHILD, "call"))[-1]
    await town.until(f"{due.due_on} 20:00")
    before = father.touches

    await father.presses("✔")

    assert father.touches - before == touches("a reminder answered")
    assert (await town.duties(CHILD, "call"))[0].state is DutyState.done


async def test_a_talk_is_six_touches_from_its_reminder(town: Town) -> None:
    teacher = await the_teacher_is_reminded(town, "talk")
    reminder = the_reminder_of(teacher, CHILD)
    before = teacher.touches

    await teacher.presses(f"1 📝 {CHILD}", reminder)
    await teacher.presses("学习")
    await teacher.presses("选好了")
    await teacher.presses("🙂")
    await teacher.presses("没有")
    await teacher.presses("✅ 保存")

    assert teacher.touches - before == touches("a talk noted on its card")
    (record,) = await records(town, "talk")
    said = await answers(town, record)
    assert (said["topics"].choice, said["mood"].number) == ("study", 4)
    done, following = await town.duties(CHILD, "talk")
    assert (done.state, following.state) == (DutyState.done, DutyState.open)


async def test_what_was_written_leaves_the_chat_once_it_is_saved(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)
    await teacher.says(f"/talk {CHILD}")
    for label in ("生活", "选好了", "🙂", "有，请人"):
        await teacher.presses(label)
    await teacher.says("他说想妈妈")
    assert CHILD not in teacher.last_message.text
    await teacher.says("周末打电话")
    for label in ("跳过", "跳过"):
        await teacher.presses(label)
    assert "他说想妈妈" in teacher.last_message.text
    await teacher.presses("✅ 保存")

    views = town.phones[teacher.id]["messages"]
    written = ("想妈妈", "周末打电话")
    assert not [v for v in views if any(words in (v["text"] or "") for words in written)]
    (record,) = await records(town, "talk")
    assert (await answers(town, record))["said"].words == "他说想妈妈"


async def test_one_line_is_a_whole_talk(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)
    before = teacher.touches

    await teacher.says(f"/talk {CHILD} 数学进步了 #study 🙂")
    await teacher.presses("没有")
    await teacher.presses("✅ 保存")

    assert teacher.touches - before == touches("a talk noted in one line")
    (record,) = await records(town, "talk")
    said = await answers(town, record)
    assert said["topics"].choice == "study"
    assert said["said"].words == "数学进步了"


async def test_a_card_is_left_and_come_back_to_after_a_week_and_a_restart(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)
    await teacher.says(f"/talk {CHILD} #life")
    await town.bot_stops()
    await town.bot_starts()
    await town.days_pass(7)

    await teacher.presses("😐")
    await teacher.presses("没有")
    await teacher.presses("✅ 保存")

    assert len(await records(town, "talk")) == 1


async def test_the_grandmother_confirms_a_visit_with_one_touch(town: Town) -> None:
    teacher, grandmother = await town.everybody_joins(TEACHER, "冯桂英")
    await visited(teacher)
    (asked,) = grandmother.news("来过吗")
    assert "9月20日" in asked.text
    before = grandmother.touches

    await grandmother.presses("✔ 是的", asked)

    assert grandmother.touches - before == touches("a visit confirmed by the guardian")
    (record,) = await records(town, "visit")
    assert record.about_on == date(2026, 9, 20)
    async with town.store() as store, store.read() as work:
        (word,) = await work.confirmations.of([record.id])
    assert word.answer == "yes"


async def visited(teacher: Person) -> None:
    await teacher.says(f"/visit {CHILD}")
    for label in ("9月20日", "监护人", "选好了", "较好", "没有", "✅ 保存"):
        await teacher.presses(label)


async def test_what_does_not_fit_goes_quietly_to_the_principal(town: Town) -> None:
    teacher, grandmother, principal = await town.everybody_joins(TEACHER, "冯桂英", "陆明德")
    await visited(teacher)
    teacher.news()
    principal.news()

    await grandmother.presses("📅")
    await grandmother.presses("9月19日")

    assert principal.news("不大一样")
    assert not teacher.news("不大一样")


async def test_a_card_can_be_corrected_and_taken_back_for_a_day(town: Town) -> None:
    teacher = await the_teacher_is_reminded(town, "talk")
    await teacher.says(f"/talk {CHILD} #study 🙂")
    await teacher.presses("没有")
    await teacher.presses("✅ 保存")
    (old,) = await records(town, "talk")

    await teacher.presses("✏️ 改一改")
    await teacher.presses("✏️ 心情")
    await teacher.presses("😢")
    await teacher.presses("✅ 保存")

    (new,) = await records(town, "talk")
    assert (new.corrects_id, (await answers(town, new))["mood"].number) == (old.id, 1)
    assert (await town.duties(CHILD, "talk"))[0].state is DutyState.done

    await teacher.presses("↩️ 撤回")
    assert await records(town, "talk") == []
    assert (await town.duties(CHILD, "talk"))[-1].state is DutyState.open


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


async def unheard(town: Town, record: RecordRow) -> list[RequestKind]:
    async with town.store() as store, store.read() as work:
        waiting = await work.requests.running_about([record.child_id or 0])
    return [request.kind for request in waiting]


async def opens_the_records(teacher: Person) -> None:
    await teacher.says("/today")
    await teacher.presses(CHILD)
    await teacher.presses("📖 记录")


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
    assert "还没有写过" in teacher.last_message.text


async def test_a_line_that_could_mean_two_children_keeps_what_it_says(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)
    await teacher.says("/talk 不认识的 数学进步了 #study 🙂")
    assert "没找到" in teacher.last_message.text

    await teacher.presses(CHILD)
    await teacher.presses("没有")
    await teacher.presses("✅ 保存")

    (record,) = await records(town, "talk")
    assert (await answers(town, record))["said"].words == "数学进步了"


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


async def test_a_school_asks_what_it_likes_without_touching_the_program(town: Town) -> None:
    folder = town.settings.key_file.parent / "plans"
    (folder / "forms").mkdir(parents=True)
    source = forms_in()["diary"].read_text(encoding="utf-8")
    own = source.replace("今天想记点什么？", "今天的种菜课怎么样？")
    (folder / "forms" / "diary.toml").write_text(own, encoding="utf-8")
    await town.bot_stops()
    town.settings = town.settings.model_copy(update={"plans_dir": folder})
    await town.bot_starts()
    (teacher,) = await town.everybody_joins(TEACHER)

    await teacher.says(f"/diary {CHILD}")

    assert "种菜课" in teacher.last_message.text


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
