"""The line once more, as a newcomer sees it on the page."""

from playwright.sync_api import expect

from tests.browser.beneath import TownBelow
from tests.browser.page import Demo, Opens


def test_two_weeks_of_care_in_two_minutes(demo: Demo) -> None:
    father, teacher = demo.phone("爸爸"), demo.phone("班主任")
    grandmother, principal = demo.phone("奶奶"), demo.phone("校长")

    demo.everybody_joins()
    for phone in (father, grandmother, teacher, principal):
        expect(phone.says("欢迎您")).to_have_count(1)

    demo.passes("week", "week")
    expect(father.says("该给马小满打个电话啦")).to_have_count(1)
    father.press("⏰ 晚点")
    father.press("明天")
    father.is_told("再提醒您")

    demo.passes("day")
    expect(father.says("再轻轻提醒一下")).to_have_count(1)
    father.press("✔ 打了电话")
    father.is_told("记下了，谢谢您！")
    expect(father.says("您记的").last).to_be_visible()

    teacher.types("/today")
    teacher.press("马小满")
    expect(teacher.says("马建国记的")).to_have_count(1)

    demo.passes("week", "week", "week")
    expect(father.says("爸妈给孩子打电话").last).to_be_visible()
    expect(teacher.says("爸妈给孩子打电话").last).to_be_visible()
    expect(principal.says("爸妈给孩子打电话。从10月20日到现在还没有回音")).to_have_count(1)
    expect(grandmother.messages).to_have_count(3)


def test_the_page_is_used_by_keyboard_alone(town: TownBelow, opens: Opens) -> None:
    town.join("马建国")
    demo = opens(town.url)
    father = demo.phone("爸爸")
    keyboard = demo.page.keyboard

    keyboard.press("n")
    expect(father.says("该给马小满打个电话啦")).to_have_count(1)
    expect(demo.page.get_by_test_id("clock-time")).to_contain_text("19:0")

    keyboard.press("1")
    keyboard.press("Enter")
    keyboard.type("/help")
    keyboard.press("Enter")
    expect(father.says("12355").last).to_be_visible()


def test_the_page_speaks_english_too_and_fits_a_phone(town: TownBelow, opens: Opens) -> None:
    town.phones("马建国", "冯桂英", "周秀文", "陆明德")
    demo = opens(town.url)
    demo.page.get_by_test_id("language").click()
    expect(demo.page.get_by_test_id("join-all")).to_contain_text("joins")

    demo.page.set_viewport_size({"width": 390, "height": 844})
    expect(demo.page.get_by_test_id("tab")).to_have_count(4)
    expect(demo.page.locator("html")).to_have_js_property("scrollWidth", 390)
