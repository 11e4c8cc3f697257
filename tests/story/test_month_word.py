"""The month's word to the parents: drafted, sent one after the other, read, told, taken back."""

from datetime import date

from care.words import DutyState
from tests.story.cards import CHILD, TEACHER, answers, records
from tests.story.people import Person
from tests.story.touches import touches
from tests.story.town import Town

FATHER = "马建国"
GOOD = "帮同桌补好了作业"
SECRET = "他说夜里睡不着"


async def a_good_thing_is_noted(teacher: Person) -> None:
    """In a talk: one line for the parents, and words that are for the school only."""
    await teacher.says(f"/talk {CHILD} #study 🙂")
    await teacher.presses("没有")
    await teacher.says(SECRET)
    await teacher.presses("跳过")
    await teacher.says(GOOD)
    await teacher.presses("✅ 保存")


async def writes_the_word(town: Town, teacher: Person) -> None:
    """The first month: lessons and life are chosen, the good thing is there."""
    await teacher.says("/month")
    await teacher.presses(CHILD)
    await teacher.presses("有进步")
    await teacher.presses("吃得香睡得好")
    await town.a_moment_passes()


async def test_a_word_is_drafted_from_what_was_shared_and_read_by_the_father(town: Town) -> None:
    teacher, father = await town.everybody_joins(TEACHER, FATHER)
    await a_good_thing_is_noted(teacher)
    await writes_the_word(town, teacher)
    preview = teacher.last_message
    assert GOOD in preview
    assert FATHER in preview
    before = teacher.touches

    await teacher.presses("💌 发出去", preview)

    assert teacher.touches - before == touches("a month's word that is ready")
    (word,) = father.news(GOOD)
    assert "一步一步往前走" in word
    assert CHILD in word
    assert SECRET not in word.text
    assert word.text.split("\n")[0] in preview
    touched = father.touches
    assert await father.presses("❤ 我看了", word) == "❤ 谢谢您！老师会知道您看过了。"
    assert father.touches - touched == touches("a month's word said to be read")
    await teacher.says("/month")
    await teacher.presses(f"❤ {CHILD}")
    assert f"❤ {FATHER}看过了" in teacher.last_message


async def test_in_the_first_month_a_word_takes_few_touches(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)
    await teacher.says("/month")
    before = teacher.touches

    for label in (f"☎ {CHILD}", "跟得上", "和同学处得好", "帮助了同学"):
        await teacher.presses(label)
    await town.a_moment_passes()
    await teacher.presses("☎ 说给家里听了")

    assert teacher.touches - before == touches("a month's word with nothing noted")


async def test_it_is_sealed_and_follows_its_reader_into_their_language(town: Town) -> None:
    teacher, father = await town.everybody_joins(TEACHER, FATHER)
    await father.says("/language")
    await father.presses("English")
    await a_good_thing_is_noted(teacher)
    await writes_the_word(town, teacher)
    assert "Lessons are getting better" in teacher.last_message

    await teacher.presses("💌 发出去")

    (word,) = father.news("Lessons are getting better")
    assert GOOD in word
    (record,) = await records(town, "month-word")
    said = await answers(town, record)
    assert (said["study"].choice, said["good-words"].words) == ("better", GOOD)


async def test_the_next_child_follows_and_a_second_tap_sends_nothing(town: Town) -> None:
    teacher, father = await town.everybody_joins(TEACHER, FATHER)
    await a_good_thing_is_noted(teacher)
    await writes_the_word(town, teacher)
    sent = teacher.last_message

    await teacher.presses("💌 发出去", sent)

    assert "给爸妈的话" in teacher.last_message
    assert CHILD not in teacher.last_message.text
    await teacher.presses_again(sent, "💌 发出去")
    assert len(await town.journal("record.saved")) == 2  # the talk and the word
    assert len(father.heard(GOOD)) == 1


async def test_nothing_goes_out_before_somebody_can_have_read_it(town: Town) -> None:
    teacher, father = await town.everybody_joins(TEACHER, FATHER)
    await a_good_thing_is_noted(teacher)
    await teacher.says("/month")
    for label in (CHILD, "有进步", "吃得香睡得好"):
        await teacher.presses(label)

    assert await teacher.presses("💌 发出去") == "刚换了一页，看一眼再点吧。"
    assert father.news(GOOD) == []


async def test_a_corrected_word_is_mended_on_the_phone_and_a_withdrawn_one_goes(town: Town) -> None:
    teacher, father = await town.everybody_joins(TEACHER, FATHER)
    await a_good_thing_is_noted(teacher)
    await writes_the_word(town, teacher)
    sent = teacher.last_message
    await teacher.presses("💌 发出去", sent)
    await father.presses("❤ 我看了")

    saved = next(m for m in reversed(teacher.messages) if "✏️ 改一改" in m.labels)
    await teacher.presses("✏️ 改一改", saved)
    await teacher.presses("✏️ 学习")
    await teacher.presses("学得很好")
    await town.a_moment_passes()
    await teacher.presses("✅ 保存")

    (word,) = father.heard(GOOD)
    assert "学得不错" in word
    assert "✏️ 老师改过" in word
    assert word.labels == ["❤ 我看了"]
    await teacher.presses("↩️ 撤回")
    assert father.heard(GOOD) == []
    assert father.heard("老师把这段话收回去了")
    assert await records(town, "month-word") == []


async def test_a_family_without_a_phone_is_told_and_that_counts(town: Town) -> None:
    """What went out and was not read is no contact; what was told is."""
    await town.command("plan", "use", "linxia", "--with", "month-word", "--from", "2026-09-01")
    (teacher,) = await town.everybody_joins(TEACHER)
    (duty,) = await town.duties(CHILD, "month-word")
    assert duty.due_on == date(2026, 9, 25)
    await town.until("2026-09-25 19:30")
    reminder = next(m for m in reversed(teacher.messages) if "给爸妈的话" in m)
    label = next(each for each in reminder.labels if CHILD in each)
    await teacher.presses(label, reminder)
    for each in ("跟得上", "和同学处得好", "帮助了同学"):
        await teacher.presses(each)
    assert "请打电话念给家里听" in teacher.last_message
    await town.a_moment_passes()

    await teacher.presses("☎ 说给家里听了")

    done, following = await town.duties(CHILD, "month-word")
    assert (done.state, following.due_on) == (DutyState.done, date(2026, 10, 25))
    await teacher.says("/today")
    await teacher.presses(CHILD)
    assert teacher.heard("爸妈和学校：9月25日")


async def test_nobody_else_reads_or_sends_it(town: Town) -> None:
    teacher, father = await town.everybody_joins(TEACHER, FATHER)
    (grandmother,) = await town.everybody_joins("冯桂英")
    await a_good_thing_is_noted(teacher)
    await writes_the_word(town, teacher)
    await teacher.presses("💌 发出去")
    (word,) = father.news(GOOD)

    assert grandmother.news(GOOD) == []
    for button in word.buttons:
        assert await grandmother.forges(button.data) is not None
    (record,) = await records(town, "month-word")
    assert not await town.journal("record.heard")
    await father.says("/month")
    assert GOOD not in father.last_message
    assert record.withdrawn_at is None
