"""The five lights on a child's page, and the card that asks for what is missing."""

from tests.story.cards import CHILD, TEACHER
from tests.story.lists import again
from tests.story.town import Town


async def test_a_teacher_fills_in_what_is_missing_and_the_lights_come_on(town: Town) -> None:
    teacher, father = await town.everybody_joins(TEACHER, "马建国")
    await teacher.says("/child")
    page = teacher.last_message
    await teacher.presses(CHILD, page)
    assert "📇 五清晰 ●○○○" in again(teacher, page)
    await teacher.presses("○ 性格、爱好、健康：补上", again(teacher, page))
    await teacher.says("内向，爱笑")
    await teacher.says("画画")
    await teacher.presses("健康")
    for _ in ("study", "life", "psychology", "safety"):
        await teacher.presses("跳过")
    await teacher.presses("✅ 保存")

    await teacher.says("/child")
    page = teacher.last_message
    await teacher.presses(CHILD, page)
    assert "📇 五清晰 ●●●●" in again(teacher, page)
    assert not any(label.startswith("○") for label in again(teacher, page).labels)
    await teacher.presses("📇 基本情况", again(teacher, page))
    shown = again(teacher, page)
    assert "性格特点：内向，爱笑" in shown
    assert "健康状况：健康" in shown
    await teacher.presses("✏️ 补上没填的", shown)
    assert "学习上怎么样" in teacher.last_message

    child = next(b.data for b in shown.buttons if b.label.startswith("✏️")).split(":")[-1]
    for act in ("show", "fill"):
        said = await father.forges(f"fp:{act}:{child}")
        assert said == "这个按钮不是给您的。/today 可以看到您的事。"
