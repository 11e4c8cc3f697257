"""What the family says out of the blue is heard, or said to be kept by nobody."""

from care.words import RequestKind
from storage.records import RecordRow
from tests.story.cards import TEACHER, answers, opens_the_records, records, unheard
from tests.story.people import Person
from tests.story.touches import touches
from tests.story.town import Town

GRANDMOTHER, PRINCIPAL = "冯桂英", "陆明德"


async def messages(town: Town) -> list[RecordRow]:
    return await records(town, "message")


def on_the_phone(person: Person) -> list[int]:
    """The numbers of the messages that they have sent and that stand in the chat still."""
    view = person.town.phones[person.id]["messages"]
    return [each["message_id"] for each in view if each["from"] != "bot" and not each["deleted"]]


async def test_a_voice_message_out_of_the_blue_is_two_touches_and_is_heard(town: Town) -> None:
    teacher, grandmother = await town.everybody_joins(TEACHER, GRANDMOTHER)
    before, kept = grandmother.touches, on_the_phone(grandmother)
    await grandmother.speaks()
    assert "现在还没有告诉谁" in grandmother.last_message
    assert await messages(town) == []
    await grandmother.presses("✅ 告诉班主任")

    assert grandmother.touches - before == touches("a voice message out of the blue")
    assert "交给老师了，谢谢您" in grandmother.last_message
    assert on_the_phone(grandmother) == kept
    (record,) = await messages(town)
    assert await unheard(town, record) == [RequestKind.unheard]

    (told,) = teacher.news("有家里人说了话")
    assert "马小满" not in told
    await opens_the_records(teacher)
    await teacher.presses("🎤")
    assert len(await town.calls("sendVoice")) == 1
    assert await unheard(town, record) == []
    (heard,) = grandmother.news("听到、看到您说的话了")
    assert TEACHER in heard
    assert "马小满" not in heard


async def test_nobody_opens_it_and_the_substitute_hears_the_same_evening(town: Town) -> None:
    _, principal, grandmother = await town.everybody_joins(TEACHER, PRINCIPAL, GRANDMOTHER)
    await grandmother.says("孩子这两天不肯吃饭")
    await grandmother.presses("✅ 告诉班主任")
    await town.until("2026-09-22 12:00")

    (told,) = principal.news("有家里人说了话")
    assert "马小满" not in told


async def test_several_messages_are_one_word_also_after_a_restart_and_in_a_check_in(
    town: Town,
) -> None:
    _, grandmother = await town.everybody_joins(TEACHER, GRANDMOTHER)
    await grandmother.says("昨晚发烧了")
    await town.bot_stops()
    await town.bot_starts()
    await grandmother.says("/how")
    await grandmother.speaks()
    assert "一共2条" in grandmother.last_message
    await grandmother.presses("✅ 告诉班主任")

    (record,) = await messages(town)
    given = await answers(town, record)
    assert given["said"].words == "昨晚发烧了"
    assert given["said-2"].media is not None


async def test_what_was_meant_for_nobody_is_not_kept_and_nobody_else_has_the_button(
    town: Town,
) -> None:
    teacher, grandmother = await town.everybody_joins(TEACHER, GRANDMOTHER)
    await grandmother.says("随便说说而已")
    asked = grandmother.last_message
    await teacher.says("您好")
    assert "看不懂文字" in teacher.last_message
    await teacher.forges(asked.buttons[0].data)
    await grandmother.presses("✖ 不是说给谁的")

    assert "没有存下来" in grandmother.last_message
    await grandmother.presses_again(asked, "✅ 告诉班主任")
    assert await messages(town) == []


async def test_a_mistyped_command_is_guessed_and_a_cry_for_help_is_one(town: Town) -> None:
    _, grandmother = await town.everybody_joins(TEACHER, GRANDMOTHER)
    await grandmother.says("todai")
    assert "/today" in grandmother.last_message
    await grandmother.says("孩子在河边玩")
    await grandmother.says("救命")
    assert grandmother.heard("110")
    assert len(await town.journal("sos.raised")) == 1
