"""The principal on the page: a class is handed over from a Monday on, a colleague gets a post."""

from playwright.sync_api import expect

from tests.browser.beneath import TownBelow
from tests.browser.page import Opens


def test_the_principal_hands_a_class_over_from_monday_on(town: TownBelow, opens: Opens) -> None:
    town.join("陆明德", "周秀文")
    demo = opens(town.url)
    principal, teacher = demo.phone("校长"), demo.phone("班主任")

    principal.key("今天")
    principal.press("三年级(1)班")
    principal.press("🔁 班主任", "交给何志远", "从下周一")
    expect(principal.says("请您确认").last).to_contain_text("三年级(1)班从")
    principal.press("✔", below="请您确认")
    expect(principal.says("何志远，从").last).to_contain_text("周秀文，到")
    expect(teacher.says("已经移交")).to_have_count(0)

    demo.passes("week")

    expect(teacher.says("三年级(1)班已经移交")).to_have_count(1)


def test_the_principal_gives_a_post_of_the_school(town: TownBelow, opens: Opens) -> None:
    town.join("陆明德", "周秀文")
    demo = opens(town.url)
    principal, teacher = demo.phone("校长"), demo.phone("班主任")

    principal.key("今天")
    principal.press("👥 学校工作人员", "心理老师", "也由周秀文", "从今天起")
    principal.press("✔", below="请您确认")

    expect(teacher.says("您现在担任红柳湾小学的心理老师")).to_have_count(1)
