"""The grandmother on the page: she joins, confirms a visit, and says how the child is."""

from playwright.sync_api import expect

from tests.browser.beneath import TownBelow
from tests.browser.page import Opens

VISIT = ("9月21日", "监护人", "选好了", "较好", "没有", "✅ 保存")


def test_the_grandmother_joins_confirms_a_visit_and_sends_her_voice(
    town: TownBelow, opens: Opens
) -> None:
    town.join("周秀文")
    town.phones("冯桂英")
    demo = opens(town.url)
    grandmother, teacher = demo.phone("奶奶"), demo.phone("班主任")

    grandmother.joins("中文（简体）", "✔ 同意")
    expect(grandmother.says("欢迎您")).to_contain_text("马小满")

    teacher.types("/visit 马小满")
    teacher.press(*VISIT)
    expect(grandmother.says("那天来过吗？")).to_have_count(1)
    grandmother.press("✔ 是的")
    grandmother.is_told("谢谢您告诉我们")

    grandmother.types("/how")
    grandmother.press("🙂", below="吃得怎么样")
    grandmother.press("😄", below="睡得怎么样")
    grandmother.press("😐", below="心情怎么样")
    grandmother.is_told("记好了")
    grandmother.press("🎤 再说几句")
    expect(grandmother.says("还有什么想告诉老师的")).to_have_count(1)
    grandmother.speaks()
    grandmother.press("✅ 保存", below="想说的话：🎤 语音")
    expect(grandmother.says("老师会尽快打开来听")).to_have_count(1)
    expect(grandmother.root.get_by_test_id("voice")).to_have_count(0)

    teacher.press("▶ 打开")
    expect(teacher.says("想说的话：🎤 语音")).to_have_count(1)
    teacher.root.get_by_test_id("voice").get_by_role("button").click()
    expect(teacher.root.get_by_role("button", name="暂停")).to_be_visible()
