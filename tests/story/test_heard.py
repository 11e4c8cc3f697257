"""What the family says in words is heard the same day, by the teacher or a substitute."""

from tests.story.town import Town

CHILD = "马小满"
TEACHER = "周秀文"


async def test_what_the_grandmother_said_reaches_the_teacher_and_ends_when_opened(
    town: Town,
) -> None:
    teacher, grandmother, principal = await town.everybody_joins(TEACHER, "冯桂英", "陆明德")
    await grandmother.says("/how")
    for face in ("🙂", "😄", "😐"):
        await grandmother.presses(face)
    await grandmother.presses("🎤 再说几句")
    await grandmother.says("他昨天没吃饭")
    await grandmother.presses("✅ 保存")
    await town.days_pass(1)
    (told,) = teacher.news("有家里人说了话")
    assert CHILD not in told.text
    assert principal.news("有家里人说了话")

    await teacher.presses("▶ 打开", told)

    assert any("他昨天没吃饭" in message.text for message in teacher.messages)
    (child,) = {duty.child_id for duty in await town.duties(CHILD, "call")}
    async with town.store() as store, store.read() as work:
        assert not await work.requests.running_about([child or 0])
