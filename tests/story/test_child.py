"""/child and /circle: one's own child at a glance, and nobody else's."""

from tests.story.town import Town

CHILD, FATHER, TEACHER = "马小满", "马建国", "周秀文"


async def test_a_father_looks_at_his_child_and_at_who_is_around_it(town: Town) -> None:
    (father,) = await town.everybody_joins(FATHER)

    await father.says("/child")

    page = father.last_message
    assert page.text.startswith(f"🧒 {CHILD}，三年级(1)班")
    assert "🟢 孩子和爸妈：还没有记过" in page
    assert f"班主任：{TEACHER}" in page
    assert "五清晰" not in page
    await father.presses("👥 身边的人", page)
    around = next(each for each in father.messages if each.id == page.id)
    assert f"{FATHER} · 爸爸 · 🔔 能收到提醒" in around
    assert "▫️ 收不到提醒" in around
    assert "+86" not in around
    assert "167" not in around
    await father.presses("🧒 孩子的卡片", around)
    assert "最近一次联系" in father.last_message


async def test_what_was_done_turns_the_light_green(town: Town) -> None:
    father, teacher = await town.everybody_joins(FATHER, TEACHER)
    await town.until("2026-10-05 19:00")
    await father.presses("✔")

    await father.says("/child")
    assert "🟢 孩子和爸妈：10月5日" in father.last_message

    await teacher.says("/child")
    await teacher.presses(CHILD, teacher.last_message)
    card = teacher.last_message
    assert "🟢 孩子和爸妈：10月5日" in card
    assert "📇 五清晰 ●○○○" in card


async def test_the_teacher_reaches_the_people_around_a_child(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)

    await teacher.says("/circle")
    await teacher.presses(CHILD, teacher.last_message)

    assert FATHER in teacher.last_message
    assert any("添加大人" in label for label in teacher.last_message.labels)


async def test_nobody_opens_the_card_of_another_familys_child(town: Town) -> None:
    father, teacher = await town.everybody_joins(FATHER, TEACHER)
    await teacher.says("/child")
    others = [b.data for b in teacher.last_message.buttons if not b.label.startswith(CHILD)]
    await father.says("/child")

    for data in others[:3]:
        for page in ("child", "circle"):
            assert await father.forges(f"oc:{page}:{data.split(':')[-1]}") is not None
    mine = next(b.data for b in father.last_message.buttons)
    assert await teacher.forges(mine) == "这个按钮不是给您的。/today 可以看到您的事。"
    assert len(await town.journal("child.card_seen")) == 1


async def test_an_officer_has_no_child(town: Town) -> None:
    (officer,) = await town.everybody_joins("甄立民")

    await officer.says("/child")

    assert "名单上没有您的孩子" in officer.last_message
