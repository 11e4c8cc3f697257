"""Record cards in the chat: a talk, a visit, the grandmother's word on it."""

from datetime import date

from care.words import DutyState
from services.forms.library import forms_in
from tests.story.cards import (
    CHILD,
    TEACHER,
    answers,
    records,
    the_reminder_of,
    the_teacher_is_reminded,
    visited,
)
from tests.story.touches import touches
from tests.story.town import Town


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


async def test_a_line_that_could_mean_two_children_keeps_what_it_says(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)
    await teacher.says("/talk 不认识的 数学进步了 #study 🙂")
    assert "没找到" in teacher.last_message.text

    await teacher.presses(CHILD)
    await teacher.presses("没有")
    await teacher.presses("✅ 保存")

    (record,) = await records(town, "talk")
    assert (await answers(town, record))["said"].words == "数学进步了"


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
