"""Record cards in the chat: a teacher's talk, a visit and the grandmother's word on it."""

from datetime import date

from care.words import DutyState, RequestKind
from storage.records import NewAnswer, RecordRow
from tests.story.people import Message, Person
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

    assert teacher.touches - before == 6
    (record,) = await records(town, "talk")
    said = await answers(town, record)
    assert (said["topics"].choice, said["mood"].number) == ("study", 4)
    done, following = await town.duties(CHILD, "talk")
    assert (done.state, following.state) == (DutyState.done, DutyState.open)


async def test_what_was_written_leaves_the_chat_once_it_is_saved(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)
    await teacher.says("/talk")
    await teacher.presses(CHILD) if any(CHILD in b for b in teacher.last_message.labels) else None
    for label in ("生活", "选好了", "🙂", "没有"):
        await teacher.presses(label)
    await teacher.says("他说想妈妈")
    assert "想妈妈" in teacher.last_message.text
    await teacher.presses("✅ 保存")

    views = town.phones[teacher.id]["messages"]
    assert not [view for view in views if "想妈妈" in (view["text"] or "")]
    (record,) = await records(town, "talk")
    assert (await answers(town, record))["said"].words == "他说想妈妈"


async def test_one_line_is_a_whole_talk(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)

    await teacher.says(f"/talk {CHILD} 数学进步了 #study 🙂")
    await teacher.presses("没有")
    await teacher.presses("✅ 保存")

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

    assert grandmother.touches - before == 1
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


async def test_a_voice_message_of_the_grandmother_waits_to_be_heard(town: Town) -> None:
    _, grandmother = await town.everybody_joins(TEACHER, "冯桂英")
    await grandmother.says("/how")
    for face in ("🙂", "😄", "😐"):
        await grandmother.presses(face)
    await grandmother.speaks()
    await grandmother.presses("✅ 保存")

    (record,) = await records(town, "how-is-it")
    async with town.store() as store, store.read() as work:
        waiting = await work.requests.running_about([record.child_id or 0])
    assert [request.kind for request in waiting] == [RequestKind.unheard]
