"""A child is not here now: where is it? Known, not known, or no answer."""

from tests.story.cards import CHILD, TEACHER, answers, opens_the_records, records
from tests.story.test_requests import word
from tests.story.touches import touches
from tests.story.town import Town

GRANDMOTHER, PRINCIPAL = "冯桂英", "陆明德"


async def test_nobody_knows_where_the_child_is_and_the_teacher_finds_it(town: Town) -> None:
    teacher, grandmother = await town.everybody_joins(TEACHER, GRANDMOTHER)
    await grandmother.says("/how")
    await grandmother.presses("🧭 孩子现在不在")
    await grandmother.presses("我不知道")
    assert "先打110" in grandmother.last_message

    (told,) = teacher.news("急事")
    assert CHILD not in told
    await teacher.presses("👁", told)
    page = word(teacher, "现在不知道孩子在哪儿")
    assert "请现在就去找" in page
    assert "前办好" not in page
    assert page.text.startswith("🧭 先打110")
    await teacher.presses("✋ 我来办")
    assert "周秀文正在找" in word(teacher, CHILD)
    assert grandmother.news("有人在办了")
    await grandmother.presses("👁 看看办到哪一步")
    await grandmother.presses("🏠 孩子回来了")
    assert teacher.news("有了消息")

    await teacher.presses("✔ 办结")
    assert "要先报警才能办结" in word(teacher, CHILD)
    await teacher.presses("🏠 在家")
    await teacher.presses("👀 我亲眼见到了")
    await teacher.presses("9月21日星期一 19:00")
    page = word(teacher, "找到了：🏠 在家")
    assert "先打110" not in page
    assert "周秀文亲眼见到了" in page
    assert page.text.count("找到了") == 1
    (entry,) = await town.journal("request.closed")
    assert entry.details["outcome"] == "found"
    assert grandmother.news("办完了")


async def test_no_answer_within_the_hour_is_an_answer(town: Town) -> None:
    teacher, principal, grandmother = await town.everybody_joins(TEACHER, PRINCIPAL, GRANDMOTHER)
    await grandmother.says("/away")
    assert "在哪儿" in grandmother.last_message
    await town.until("2026-09-21 20:55")
    assert teacher.news("急事") == []

    await town.until("2026-09-21 21:05")
    assert teacher.news("急事")
    (asked,) = grandmother.news("还没有等到您的回答")
    assert CHILD not in asked
    await town.until("2026-09-21 22:05")
    assert principal.news("急事")


async def test_a_child_with_relatives_is_three_touches_and_the_teacher_sees_it(
    town: Town,
) -> None:
    teacher, grandmother = await town.everybody_joins(TEACHER, GRANDMOTHER)
    before = grandmother.touches
    await grandmother.says("/how")
    await grandmother.presses("🧭 孩子现在不在")
    await grandmother.presses("在亲戚家")
    assert grandmother.touches - before == touches("a child said to be elsewhere, known where")
    assert "谢谢您告诉我们" in grandmother.last_message
    await grandmother.presses("＋ 到哪天")
    await grandmother.presses("9月28日")
    await grandmother.presses("✅ 保存")

    (record,) = await records(town, "away")
    said = await answers(town, record)
    assert (said["place"].choice, str(said["until"].day)) == ("relatives", "2026-09-28")
    (told, *_) = teacher.news("有家里人说了话")
    assert CHILD not in told
    await opens_the_records(teacher)
    await teacher.presses("🧭")
    assert teacher.heard("在亲戚家")
    await town.until("2026-09-22 08:00")
    assert teacher.news("急事") == []
