"""A call for help on the page: with the mouse in Chinese, by keyboard on a phone in English."""

from playwright.sync_api import Locator, expect

from tests.browser.beneath import TownBelow
from tests.browser.page import Demo, Opens

TELLS_ITSELF_APART = """node => {
  const look = getComputedStyle(node);
  return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
}"""
NAMELESS = """() => [...document.querySelectorAll("button, [role=button], a[href]")]
  .filter((node) => node.checkVisibility())
  .filter((node) => !(node.ariaLabel || node.title || node.textContent).trim())
  .map((node) => node.outerHTML)"""
WIDER_THAN_THE_SCREEN = """() => [...document.querySelectorAll(".phone *")]
  .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1)
  .filter((node) => getComputedStyle(node).overflowX === "visible" && node.clientWidth)
  .map((node) => node.outerHTML.slice(0, 200))"""


def test_nobody_answers_the_grandmother_until_the_principal_does(
    town: TownBelow, opens: Opens
) -> None:
    town.join("冯桂英", "周秀文", "陆明德")
    demo = opens(town.url)
    grandmother, teacher, principal = (demo.phone(who) for who in ("奶奶", "班主任", "校长"))

    grandmother.key("🆘")
    expect(grandmother.says("110 报警").last).to_be_visible()
    grandmother.press("🆘 马上叫人")
    grandmother.is_told("已经去叫了")
    expect(teacher.says("🆘 有人求救！")).to_contain_text("马小满")
    expect(principal.says("🆘")).to_have_count(0)

    demo.passes("next")
    expect(principal.says("🆘 有人求救！")).to_contain_text("马小满")
    principal.press("🙋 我去处理")
    principal.is_told("谢谢您！")
    expect(grandmother.says("陆明德")).to_contain_text(["陆明德", "答应了，正在处理"])
    expect(teacher.says("您现在不用管了")).to_contain_text("陆明德")


def by_keyboard(demo: Demo, target: Locator) -> None:
    """Reach something with the Tab key, see that it shows where one is, and press it."""
    for _ in range(40):
        if target.evaluate("node => node === document.activeElement"):
            break
        demo.page.keyboard.press("Tab")
    assert target.evaluate(TELLS_ITSELF_APART)
    demo.page.keyboard.press("Enter")


def test_help_is_called_on_a_narrow_screen_by_keyboard_alone_in_english(
    town: TownBelow, opens: Opens
) -> None:
    town.phones("冯桂英", language="en")
    town.join("周秀文")
    demo = opens(town.url, narrow=True, language="en")
    grandmother = demo.phone("奶奶")

    demo.page.keyboard.press("1")
    by_keyboard(demo, grandmother.root.get_by_test_id("open-letter"))
    for label in ("English", "✔ I agree"):
        grandmother.offers(label)
        demo.page.keyboard.press("b")
        by_keyboard(demo, grandmother.newest(label))
    expect(grandmother.root.get_by_test_id("share-contact")).to_be_visible()
    by_keyboard(demo, grandmother.root.get_by_test_id("share-contact"))
    expect(grandmother.says("welcome").last).to_be_visible()

    by_keyboard(demo, grandmother.root.get_by_test_id("key").filter(has_text="🆘"))
    grandmother.offers("🆘 Send now")
    demo.page.keyboard.press("b")
    by_keyboard(demo, grandmother.newest("🆘 Send now"))
    expect(grandmother.says("周秀文").last).to_be_visible()

    assert demo.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert demo.page.evaluate(WIDER_THAN_THE_SCREEN) == []
    assert demo.page.evaluate(NAMELESS) == []
