"""/settings: one message, rewritten at every press; what waits follows the choice."""

from tests.story.people import Message, Person
from tests.story.town import Town


async def opens_the_settings(person: Person) -> Message:
    await person.says("/settings")
    return person.last_message


async def test_a_father_chooses_another_hour_and_is_reminded_at_it(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")
    page = await opens_the_settings(father)
    assert "每天 19:00 提醒您" in page
    assert "北京时间" in page

    await father.presses("⏰ 提醒时间", page)
    assert await father.presses("08:00", father.last_message) == "改好了，以后就按这个来。"

    assert father.last_message.id == page.id
    assert "每天 08:00 提醒您" in father.last_message
    father.news()
    await town.until("2026-10-05 08:00")
    assert father.news("马小满") != []
    assert town.now.strftime("%H") == "00"  # UTC


async def test_who_works_in_shifts_gives_the_other_week_an_hour_of_its_own(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")
    page = await opens_the_settings(father)

    await father.presses("🔁 两周倒班", page)
    await father.presses("09:00", father.last_message)

    assert "这周 19:00 提醒，换班那周 09:00 提醒" in father.last_message
    await father.presses("🔁", father.last_message)
    await father.presses("每周都一样", father.last_message)
    assert "每天 19:00 提醒您" in father.last_message


async def test_a_place_is_typed_and_a_country_with_many_clocks_is_asked_about(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")
    await father.presses("🌏 地方", await opens_the_settings(father))

    await father.says("青禾村")
    assert "这个地方我不认得" in father.last_message
    await father.says("美国")
    assert "那里有好几个时间" in father.last_message
    await father.says("东京")
    assert "按哪里的时间：东京" in father.last_message
    await father.says("东京")
    assert "要让孩子的班主任听听、看看吗？" in father.last_message


async def test_quiet_hours_are_chosen_or_typed(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")
    page = await opens_the_settings(father)
    await father.presses("🌙 安静时间", page)
    await father.presses("21:00 – 06:00", father.last_message)
    assert "21:00 到 06:00 不打扰您" in father.last_message

    await father.presses("🌙 安静时间", father.last_message)
    await father.says("随便")
    assert "我没看懂" in father.last_message
    await father.says("18-20")
    assert "18:00 到 20:00 不打扰您" in father.last_message
    assert "19:00 在安静时间里，我改在 20:00 提醒您" in father.last_message


async def test_the_page_turns_into_the_other_language_with_its_keys(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")
    page = await opens_the_settings(father)

    await father.presses("🗣 语言", page)
    await father.presses("English", father.last_message)

    assert "My settings" in next(m for m in father.messages if m.id == page.id)
    assert father.keyboard[0] == "📋 Today"
    (changed,) = await town.journal("settings.changed")
    assert changed.details == {"what": "language"}


async def test_forged_choices_change_nothing(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")
    await opens_the_settings(father)

    for data in (
        "se:zone:Mars",
        "se:hour:2500",
        "se:hour:x",
        "se:quiet:0700",
        "se:other:0700-0800",
        "se:quiet:0700-0600",
        "se:language:xx",
        "se:main:x",
    ):
        said = await father.forges(data)
        assert said, data
    assert await town.journal("settings.changed") == []


async def test_a_stranger_is_shown_the_way_in(town: Town) -> None:
    stranger = await town.person("路人")

    await stranger.says("/settings")

    assert len(stranger.messages) == 1
    assert stranger.last_message.buttons == ()
