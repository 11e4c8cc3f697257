"""When things go wrong: what can be switched on on the page, and what one sees then."""

from playwright.sync_api import expect

from tests.browser.beneath import TownBelow
from tests.browser.page import Demo, Opens

SHEET = b"PK\x03\x04 an invented sheet"
SHEET_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def switch(demo: Demo, fault: str, *, on: bool) -> None:
    """Open the menu and switch one fault on or off."""
    demo.page.get_by_test_id("faults").click()
    choice = demo.page.get_by_test_id(f"fault-{fault}")
    expect(choice).to_have_attribute("aria-checked", "false" if on else "true")
    choice.click()
    shown = "1" if on else "0"
    expect(demo.page.get_by_test_id("faults")).to_have_attribute("data-faults", shown)


def test_an_outage_begins_and_ends_on_the_page_and_what_was_written_is_answered(
    town: TownBelow, opens: Opens
) -> None:
    town.join("马建国")
    demo = opens(town.url)
    father = demo.phone("爸爸")
    switch(demo, "outage", on=True)
    expect(demo.page.get_by_test_id("bot-state")).to_have_text("断网中")
    heard = father.says("12355").count()
    father.types("/help")
    expect(father.root.locator("[data-from=me]").last).to_contain_text("/help")
    expect(father.says("12355")).to_have_count(heard)

    switch(demo, "outage", on=False)
    expect(father.says("12355")).to_have_count(heard + 1)
    expect(demo.page.get_by_test_id("bot-state")).to_have_attribute("data-state", "on")


def test_when_replies_are_lost_a_reminder_comes_twice_and_says_so(
    town: TownBelow, opens: Opens
) -> None:
    town.join("马建国")
    demo = opens(town.url)
    father = demo.phone("爸爸")
    switch(demo, "lost", on=True)
    demo.page.keyboard.press("n")
    expect(father.says("该给马小满打个电话啦")).to_have_count(1)
    expect(demo.page.get_by_test_id("forward-stop")).to_be_hidden()
    demo.passes("hour")
    expect(father.says("您可能已经收到过")).to_have_count(1)


def test_a_phone_far_away_shows_its_own_time_beside_the_schools(
    town: TownBelow, opens: Opens
) -> None:
    town.join("马建国")
    demo = opens(town.url)
    father = demo.phone("爸爸")
    away = father.root.get_by_test_id("away-time")
    expect(father.root.get_by_test_id("local-time")).to_contain_text("20:0")
    expect(away).to_be_hidden()
    phone = f"sandbox/phones/{father.root.get_attribute('data-user')}"
    demo.page.request.patch(demo.page.url + phone, data={"zone": "Asia/Tokyo"})
    expect(away).to_contain_text("21:0")
    expect(father.root.get_by_test_id("local-time")).to_contain_text("20:0")


def test_a_sheet_is_attached_with_a_caption_and_can_be_downloaded(
    town: TownBelow, opens: Opens
) -> None:
    town.join("周秀文")
    demo = opens(town.url)
    teacher = demo.phone("班主任")
    teacher.root.get_by_test_id("composer-text").fill("秋季名册")
    teacher.root.get_by_test_id("attach").click()
    with demo.page.expect_file_chooser() as chooser:
        teacher.root.get_by_test_id("attach-document").click()
    chooser.value.set_files({"name": "名册.xlsx", "mimeType": SHEET_KIND, "buffer": SHEET})
    card = teacher.root.get_by_test_id("document")
    expect(card).to_contain_text("名册.xlsx")
    expect(teacher.root.locator("[data-from=me]").last).to_contain_text("秋季名册")
    with demo.page.expect_download() as download:
        card.click()
    assert download.value.suggested_filename == "名册.xlsx"
    assert download.value.path().read_bytes() == SHEET
