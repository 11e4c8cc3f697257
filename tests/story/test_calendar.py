"""Facts of a child's calendar, said in the chat."""

from tests.story.town import Town

CHILD, FATHER, TEACHER = "马小满", "马建国", "周秀文"


async def test_a_teacher_marks_a_key_child_and_the_family_hears_nothing_of_it(town: Town) -> None:
    father, teacher = await town.everybody_joins(FATHER, TEACHER)
    heard = len(father.messages)
    await teacher.says("/child")
    await teacher.presses(CHILD, teacher.last_message)
    await teacher.presses("⭐ 重点帮扶")
    forged = next(b.data for b in teacher.last_message.buttons if "学习下滑" in b.label)

    await teacher.presses("学习下滑")
    await teacher.presses("2个月")

    (card,) = teacher.heard("⭐ 重点帮扶：学习下滑")
    assert len(await town.journal("key_child.set")) == 1
    assert await father.forges(forged) == "这个按钮不是给您的。/today 可以看到您的事。"
    await father.says("/child")
    assert "⭐" not in father.last_message
    assert len(father.messages) == heard + 1

    await teacher.presses("⭐ 重点帮扶", card)
    (page,) = teacher.heard("✔ 不用再重点帮扶") or teacher.heard("因为什么要多关心")
    await teacher.presses("✔ 不用再重点帮扶", page)
    assert teacher.heard("⭐ 重点帮扶：") == []


async def test_a_father_who_is_home_is_offered_a_meeting_and_not_reminded(town: Town) -> None:
    father, teacher = await town.everybody_joins(FATHER, TEACHER)
    await father.says("/home")
    await father.presses("📅 选别的日子")
    await father.presses("再往后")
    await father.presses("10月4日")
    await father.presses("10月6日")
    assert "10月4日到10月6日在家" in father.last_message

    (word,) = teacher.news(f"家长{FATHER}")
    await teacher.presses("✔ 见过面了", word)
    assert teacher.heard("当面谈过了")
    await teacher.says("/child")
    await teacher.presses(CHILD, teacher.last_message)
    assert f"{FATHER}：🏡 10月4日到10月6日在家" in teacher.last_message

    father.news()
    await town.until("2026-10-05 21:00")
    assert father.news("打个电话", "打电话") == []
    await town.until("2026-10-07 21:00")
    assert [m for m in father.news() if CHILD in m]


async def test_a_father_who_forgot_that_he_said_home_is_asked_and_so_is_the_teacher(
    town: Town,
) -> None:
    father, teacher = await town.everybody_joins(FATHER, TEACHER)
    await father.says("/home")
    await father.presses("今天起")
    await father.presses("还说不准哪天走")
    await town.until("2026-10-19 19:30")
    (asked,) = father.news("现在还是这样吗")
    assert "您9月21日起在家" in asked
    forged = next(b.data for b in asked.buttons if "还是这样" in b.label)
    assert await teacher.forges(forged) is None
    assert teacher.heard("还是照旧")

    await father.presses("🧳 已经不是了", asked)
    assert father.heard("这件事已经有人回答过了")
    assert "您9月21日起在家" in father.last_message

    await town.until("2026-11-30 19:30")
    (word,) = teacher.news("现在还是这样吗")
    assert f"{CHILD}：{FATHER}9月21日起在家" in word
    await teacher.presses("🧳 已经不是了", word)
    assert teacher.heard("从今天起照常提醒")
    assert len(await town.journal("parent.left")) == 1


async def test_a_teacher_says_that_a_call_is_not_needed_and_takes_it_back(town: Town) -> None:
    father, teacher = await town.everybody_joins(FATHER, TEACHER)
    await town.until("2026-10-05 20:00")
    (asked, *_) = [m for m in father.messages if "✔" in "".join(m.labels)]
    await teacher.says("/child")
    await teacher.presses(CHILD, teacher.last_message)
    await teacher.presses("🚫 这次不用做")
    await teacher.presses("📞")
    await teacher.presses("孩子生病了")

    (card,) = teacher.heard(f"这次不用做：孩子生病了（{TEACHER}")
    assert father.heard("这次不用做：孩子生病了")
    assert await father.presses_again(asked, "✔") == "这次不用做了。下一次再提醒您。"
    await teacher.presses("📞 ↩", card)
    assert teacher.heard("这次不用做：孩子生病了") == []


async def test_another_reason_is_typed_and_cancel_leaves_it_as_it_is(town: Town) -> None:
    father, teacher = await town.everybody_joins(FATHER, TEACHER)
    await town.until("2026-10-05 20:00")

    async def asks() -> None:
        await teacher.says("/child")
        await teacher.presses(CHILD, teacher.last_message)
        for label in ("🚫 这次不用做", "📞", "别的原因"):
            await teacher.presses(label)

    await asks()
    assert teacher.heard("请打几个字说明")
    await teacher.says("/cancel")
    await teacher.says("在老家过节")
    assert await town.journal("duty.excused") == []

    await asks()
    await teacher.says("在老家过节")
    assert teacher.heard("记好了，这次不用做")
    assert f"这次不用做：别的原因：“在老家过节”（{TEACHER}" in teacher.last_message
    assert father.heard("这次不用做：别的原因（")
    assert not father.heard("在老家过节")
    assert len(await town.journal("duty.excused")) == 1


async def test_a_principal_excuses_what_the_school_itself_owes(town: Town) -> None:
    principal, teacher = await town.everybody_joins("陆明德", TEACHER)
    await principal.says("/today")
    (school,) = [m for m in principal.messages if "🏫 学校自己的事" in m.labels]
    await principal.presses("🏫 学校自己的事", school)
    assert "临时监护人会议" in principal.last_message
    await principal.presses("🚫", principal.last_message)
    assert "为什么不用做" in principal.last_message
    forged = next(b.data for b in principal.last_message.buttons if "学校有安排" in b.label)
    assert await teacher.forges(forged) == "这个按钮不是给您的。/today 可以看到您的事。"

    await principal.presses("学校有安排")

    assert "这次不用做：学校有安排（陆明德" in principal.last_message
    assert len(await town.journal("duty.excused")) == 1
    await principal.says("/today")
    (today,) = [m for m in principal.messages[-3:] if "↩" in "".join(m.labels)]
    await principal.presses("↩", today)
    assert len(await town.journal("duty.undone")) == 1


async def test_a_lunar_birthday_is_entered_on_the_page_of_the_people_around(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)
    await teacher.says("/circle")
    await teacher.presses(CHILD, teacher.last_message)
    for label in ("🎂 生日", "农历", "8", "15"):
        await teacher.presses(label, teacher.last_message)

    assert teacher.said == "✔ 生日记好了：农历八月十五。"
    assert CHILD in teacher.last_message
    (entry,) = await town.journal("birthday.entered")
    assert "8" not in str(entry.details)


async def test_a_birthday_in_a_leap_month_is_pressed_or_typed(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)
    await teacher.says("/circle")
    await teacher.presses(CHILD, teacher.last_message)
    for label in ("🎂 生日", "农历闰月", "6", "3"):
        await teacher.presses(label, teacher.last_message)
    assert teacher.said == "✔ 生日记好了：农历闰六月初三。"

    await teacher.presses("🎂 生日", teacher.last_message)
    assert "现在记的是农历闰六月初三" in teacher.last_message
    await teacher.presses("⌨ 打字写", teacher.last_message)
    await teacher.says("闰十二月初一")
    assert "没有这一天" in teacher.last_message
    await teacher.says("闰四月初八")
    assert teacher.heard("✔ 生日记好了：农历闰四月初八。")
    assert len(await town.journal("birthday.entered")) == 2


async def test_a_principal_closes_the_school_and_enters_the_next_term(town: Town) -> None:
    principal, father = await town.everybody_joins("陆明德", "马建国")
    await principal.says("/term")
    await principal.presses("🚪 停课，复课时间待定")
    assert "起停课，什么时候复课还不知道" in principal.last_message
    await principal.presses("✔ 已经复课")
    assert "停课，" not in principal.last_message.text
    await principal.presses("\N{HEAVY PLUS SIGN} 填一个学期")
    await principal.says("下学期")
    assert "没有读懂" in principal.last_message
    await principal.says("2027-02-22 2027-07-03")
    assert "学期：2027年2月22日 — 2027年7月3日" in principal.last_message

    await principal.presses("去掉2027年2月22日")
    assert "学期：2027年2月22日 — 2027年7月3日" in principal.last_message
    gone = next(b.data for b in principal.last_message.buttons if "去掉" in b.label)
    assert await father.forges(gone) == "这个按钮不是给您的。/today 可以看到您的事。"
    await father.says("/term")
    assert "由校长或管档案的老师来填" in father.last_message
    await principal.presses("去掉这个学期")
    assert "2027年2月22日" not in principal.last_message.text
