"""How somebody comes in, and what those hear who may not."""

import pytest

from tests.story.people import Person
from tests.story.town import Town

NAMES = ("马建国", "马小满", "红柳湾")


def learned_nothing(person: Person) -> bool:
    return not any(name in message for message in person.messages for name in NAMES)


async def test_everybody_is_welcomed_in_their_own_role(town: Town) -> None:
    father, grandmother, teacher, principal, officer = await town.everybody_joins(
        "马建国", "冯桂英", "周秀文", "陆明德", "甄立民"
    )

    assert "马建国，欢迎您！\n您是马小满的爸爸" in father.last_message
    assert "马小满的监护人" in grandmother.last_message
    assert "老师来过没有、孩子怎么样" in grandmother.last_message
    assert "您在这里是班主任" in teacher.last_message
    assert "您在这里是校长" in principal.last_message
    assert "您的名单" in principal.last_message
    assert "您的名单" not in officer.last_message
    assert all("110" in person.last_message for person in (father, grandmother, teacher))
    assert father.keyboard == ["📋 今天", "💬 帮助", "🆘 求救"]


async def test_before_the_phone_is_checked_nothing_is_revealed(town: Town) -> None:
    father = await town.person("马建国")
    await father.opens_the_link()
    await father.presses("中文")
    assert "为什么记" in father.last_message
    await father.presses("✔ 同意")

    assert learned_nothing(father)
    assert father.keyboard == ["📱 发送我的手机号"]


async def test_a_wrong_link_is_told_kindly(town: Town) -> None:
    somebody = await town.person("某人")

    await somebody.opens_the_link("https://t.me/hongyan_bot?start=abcdefghijklmnopqrstuv")

    assert "这个链接打不开" in somebody.last_message
    assert await town.journal("join.unknown_link")


async def test_a_link_works_once(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")
    somebody = await town.person("某人")

    await somebody.opens_the_link(father.link)

    assert "这个链接已经用过了" in somebody.last_message
    assert learned_nothing(somebody)


async def test_who_is_in_already_is_told_so(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")

    await father.opens_the_link()
    assert "您已经加入了" in father.last_message
    await father.says("/start")
    assert "您已经加入了" in father.last_message


async def test_a_link_ends_after_thirty_days(town: Town) -> None:
    father = await town.person("马建国")
    await town.days_pass(31)

    await father.opens_the_link()

    assert "这个链接过期了" in father.last_message


async def test_a_newer_link_ends_the_older_one(town: Town) -> None:
    father = await town.person("马建国")
    await town.command("invite", "--again", "--role", "father", "--json")

    await father.opens_the_link()

    assert "换了新的" in father.last_message


async def test_somebody_else_with_the_fathers_link_does_not_get_in(town: Town) -> None:
    thief = await town.person("某人")
    father = await town.person("马建国")
    await thief.opens_the_link(father.link)
    await thief.presses("中文")
    await thief.presses("✔ 同意")

    await thief.shares_the_phone()
    assert "这个号码和学校登记的不一样" in thief.last_message
    await thief.shares_a_card("+8616700000101")
    assert "这是别人的号码" in thief.last_message
    assert learned_nothing(thief)
    assert await town.journal("join.wrong_phone")

    await father.joins()
    assert "马建国，欢迎您" in father.last_message


async def test_a_contact_of_somebody_else_leaves_the_button_for_another_try(town: Town) -> None:
    father = await town.person("马建国")
    await father.opens_the_link()
    await father.presses("中文")
    await father.presses("✔ 同意")

    await father.shares_a_card("+8616700000103")
    assert "这是别人的号码" in father.last_message
    assert father.keyboard == ["📱 发送我的手机号"]
    await father.shares_the_phone()
    assert "欢迎您" in father.last_message


async def test_a_number_is_the_same_however_it_is_written(town: Town) -> None:
    father = await town.person("马建国", phone="86 167-0000-0101")

    await father.joins()

    assert "欢迎您" in father.last_message


async def test_a_phone_out_of_nowhere_is_not_kept(town: Town) -> None:
    father = await town.person("马建国")
    await father.says("/start")

    await father.shares_the_phone()

    assert "请先点您的邀请链接" in father.last_message


async def test_consent_can_be_refused_and_given_later(town: Town) -> None:
    father = await town.person("马建国")
    await father.opens_the_link()
    await father.presses("中文")

    await father.presses("✖ 不同意")
    assert "没关系" in father.last_message
    await town.days_pass(15)
    assert len(father.messages) == 1

    await father.joins()
    assert father.heard("马建国，欢迎您")


async def test_who_has_refused_cannot_go_on_with_the_old_buttons(town: Town) -> None:
    father = await town.person("马建国")
    await father.opens_the_link()
    await father.presses("中文")
    asked = father.last_message
    await father.presses("✖ 不同意")

    await father.presses_again(asked, "✔ 同意")

    assert "请先点您的邀请链接" in father.last_message


async def test_guesses_are_limited_and_the_limit_ends(town: Town) -> None:
    father = await town.person("马建国")
    for guess in range(5):
        await father.opens_the_link(f"https://t.me/hongyan_bot?start=guess{guess}")

    await father.opens_the_link()
    assert "试的次数太多了" in father.last_message

    await town.days_pass(61 / 24 / 60)
    await father.joins()
    assert "欢迎您" in father.last_message


async def test_the_bot_speaks_english_to_who_wants_it(town: Town) -> None:
    father = await town.person("马建国")
    await father.opens_the_link()
    await father.presses("English")
    assert "Do you agree?" in father.last_message
    await father.presses("✔ I agree")
    await father.shares_the_phone()
    assert "You are here for 马小满, as father." in father.last_message
    assert father.keyboard == ["📋 Today", "💬 Help", "🆘 SOS"]
    father.news()

    await town.days_pass(14)
    (reminder,) = father.news()
    assert "Time to give 马小满 a call" in reminder
    assert reminder.labels == ["✔ called", "⏰ Later", "✖ Could not", "☎ Family call"]
    assert await father.presses("✔ called") == "Recorded. Thank you!"


@pytest.mark.parametrize(
    ("code", "said"), [("en", "Hello. I work"), ("zh-hant", "您好"), ("", "您好")]
)
async def test_a_stranger_is_answered_in_the_language_of_their_phone(
    town: Town, code: str, said: str
) -> None:
    stranger = await town.person("某人", language_code=code)

    await stranger.says("/start")

    assert said in stranger.last_message
    assert "110" in stranger.last_message


async def test_the_language_can_be_changed(town: Town) -> None:
    (father,) = await town.everybody_joins("马建国")

    await father.says("/language")
    await father.presses("English")

    assert "From now on I write in English" in father.last_message
    assert father.keyboard == ["📋 Today", "💬 Help", "🆘 SOS"]
    await father.says("📋 Today")
    assert "Nothing to do just now" in father.last_message or "Today" in father.last_message


async def test_who_joins_late_begins_at_the_foot_of_the_ladder(town: Town) -> None:
    (teacher,) = await town.everybody_joins("周秀文")
    await town.until("2026-10-08 20:00")
    (father,) = await town.everybody_joins("马建国")
    assert father.heard("该给马小满打个电话啦")

    await town.until("2026-10-09 19:30")

    assert teacher.news("爸妈给孩子打电话") == []


async def test_who_writes_something_in_between_is_asked_again_what_they_were_asked(
    town: Town,
) -> None:
    father = await town.person("马建国")
    await father.opens_the_link()
    await father.says("你好")
    assert "您想用哪种语言" in father.last_message

    await father.presses("中文")
    await father.says("同意")
    assert "您同意吗" in father.last_message

    await father.presses("✔ 同意")
    await father.says(father.town.phones[father.id]["phone"])
    assert "把您自己的手机号发给我" in father.last_message
    assert father.keyboard == ["📱 发送我的手机号"]
    assert learned_nothing(father)

    await father.shares_the_phone()
    assert "马建国，欢迎您" in father.last_message


async def test_who_is_to_have_a_class_joins_before_and_sees_it_on_the_day(town: Town) -> None:
    (principal,) = await town.everybody_joins("陆明德")
    new = ("三年级(1)班", "class_teacher", "苗望舒", "--phone", "16700009911")
    await town.command("post", "give", *new, "--from", "2026-10-12")
    await principal.says("/today")
    await principal.presses("三年级(1)班")
    await principal.presses("🔁 班主任")
    await principal.presses("✉️ 邀请苗望舒")
    teacher = await town.person("苗望舒", phone="+8616700009911")
    teacher.link = principal.last_message.text.split()[-1]

    await teacher.joins()

    assert "苗望舒，欢迎您！\n从10月12日起，您在这里是班主任" in teacher.last_message
    await teacher.says("/today")
    await teacher.says("/child")
    await town.until("2026-10-11 20:00")
    assert not any(name in each for each in teacher.messages for name in NAMES[:2])
    await town.until("2026-10-12 20:00")
    assert teacher.heard("三年级(1)班")
    await teacher.says("/today")
    assert any("马小满" in label for each in teacher.messages for label in each.labels)
