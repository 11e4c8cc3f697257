"""The class teacher on the page: a talk on its card and in one line, what is unheard, the card."""

from playwright.sync_api import expect

from tests.browser.beneath import TownBelow
from tests.browser.page import Opens

CHILD = "马小满"


def test_the_teacher_notes_a_talk_in_six_touches_and_another_in_one_line(
    town: TownBelow, opens: Opens
) -> None:
    town.join("周秀文", "冯桂英", "马建国")
    town.until_is_due(CHILD, "talk")
    town.says_how_it_is("冯桂英", "她昨天没吃饭")
    demo = opens(town.url)
    teacher, grandmother = demo.phone("班主任"), demo.phone("奶奶")

    teacher.press(f"1 📝 {CHILD}", "学习", "选好了", "🙂", "没有", "✅ 保存")
    teacher.is_told("记好了，辛苦您！")
    expect(teacher.says("这件该做的事也就算做到了")).to_have_count(1)

    teacher.types(f"/talk {CHILD} 数学进步了 #study 🙂")
    teacher.press("没有", below="有没有让您担心的事")
    teacher.press("✅ 保存", below="你们说好了什么")
    teacher.press("✏️ 改一改", "✏️ 心情", below="谈心记录卡")
    teacher.press("😄", "✅ 保存", below="谈心记录卡")
    expect(teacher.says("以这次的为准")).to_have_count(1)

    teacher.press("▶ 打开")
    expect(teacher.says("她昨天没吃饭")).to_have_count(1)

    teacher.types("/child")
    teacher.press(CHILD, below="您班上的孩子")
    expect(teacher.says(f"🧒 {CHILD}").last).to_contain_text("近四周：做了")
    expect(grandmother.says("谈心")).to_have_count(0)
