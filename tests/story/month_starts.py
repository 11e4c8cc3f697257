"""How the first month begins: sheets, staff, families, and the switch."""

import json
from collections import Counter
from pathlib import Path

from care.words import Post
from tests.story.month import Kid, Month, is_gone, opens_the_page_of, presses_with
from tests.story.month_audit import unasked
from tests.story.month_sheets import FILES, JUNIOR, PRIMARY, VILLAGE
from tests.story.people import Person

CALL = "爸妈给孩子打电话"
EARLY = 4
"""So many families of the first two schools are in before the start."""


async def the_three_schools_bring_their_sheets(month: Month, folder: Path) -> None:
    said = await month.brings_the_rosters(FILES, (PRIMARY, JUNIOR, VILLAGE))
    assert [each["errors"] for each in said] == [[], [], []]
    assert sum(each["children"] for each in said) == len(month.kids)
    assert sum(each["shared"] for each in said) > 0

    await month.brings_the_staff(folder)
    invited = {each["person"] for each in month.town.invited}
    assert invited >= set(month.staff.values())


async def the_dead_are_in_no_invitation(month: Month) -> None:
    gone = [(adult.name, kid.name) for kid in month.kids for adult in kid.adults if is_gone(adult)]
    invited = {(each["person"], each["child"]) for each in month.town.invited}
    assert invited.isdisjoint(gone)
    for name, _ in gone:
        if month.names[name] == 1:
            month.out_of_sight[name] = 0


async def two_people_on_one_number_are_two_people(month: Month) -> None:
    """Two links; one of them can come in by the number, for the other the teacher has a code."""
    counted = Counter(each["phone"] for each in month.town.invited if each["phone"])
    number = next(number for number, times in counted.items() if times > 1)
    both = [each for each in month.town.invited if each["phone"] == number]
    children = {each["child"] for each in both}
    month.took_part |= {kid.id for kid in month.kids if kid.name in children}
    assert len({each["person"] for each in both}) == len({each["link"] for each in both}) == 2
    async with month.town.store() as store, store.read() as work:
        people = await work.people.named(each["person"] for each in both)
    assert len({one.id for one in people if number in one.phones}) == 2

    month.give_out_the_parts()

    first = await month.comes(both[0]["person"])
    await first.joins()
    assert first.heard(f"{first.name}，欢迎您")
    await first.opens_the_link(both[1]["link"])
    assert first.heard("这份邀请是给另一位家人的")


async def no_class_starts_before_two_of_its_staff_are_in(month: Month) -> None:
    first, second, _ = month.schools
    (principal,) = await month.join([month.staff[first, Post.principal]])
    await principal.says("/today")
    await principal.presses("▶ 启用：先看看")
    count = len(month.classes[first])
    assert f"✋ {count}个班还要等等" in principal.last_message
    assert "▶ 启用准备好的班" not in principal.last_message.labels
    await principal.presses(f"✋ {month.of_school(0)[0].class_}")
    assert "身边加入的老师还不到两位" in principal.last_message
    refused = json.loads((await month.refused("live", second, "--json")).splitlines()[0])
    assert refused["live"] == []
    assert all(each["lacking"] == each["children"] for each in refused["classes"])

    for school in (first, second):
        staff = {name for (where, _), name in month.staff.items() if where == school}
        await month.join(sorted(staff - {principal.name}))


async def some_families_come_in_before_the_start(month: Month) -> list[tuple[Kid, Person]]:
    found = []
    for number in (0, 1):
        for _ in range(EARLY):
            kid = month.pick(lambda kid: bool(kid.away), number)
            (parent,) = await month.join([kid.away[0].name])
            assert f"您是{kid.name}的" in parent.messages[-1]
            found.append((kid, parent))
    return found


async def the_principal_starts_the_first_school(month: Month) -> None:
    principal = await month.at(0, Post.principal)
    await principal.says("/today")
    await principal.presses("▶ 启用：先看看")
    count = len(month.classes[month.schools[0]])
    assert f"✔ {count}个班准备好了" in principal.last_message
    await principal.presses("▶ 启用准备好的班")
    await principal.presses("9月22日")
    assert f"{count}个班从9月22日开始，对吗" in principal.last_message
    assert not await month.town.journal("unit.live")
    await principal.presses("▶ 对，9月22日开始")
    assert f"✔ {count}个班从9月22日开始" in principal.last_message


async def the_installer_starts_the_second_school(month: Month) -> None:
    school = month.schools[1]
    said = json.loads(await month.town.command("live", school, "--on", "2026-09-23", "--json"))
    assert sorted(said["live"]) == sorted(month.classes[school])
    await month.town.until("2026-09-22 12:00")
    for number in (0, 1):
        teacher = await month.teacher(month.of_school(number)[0])
        assert teacher.news("用鸿雁")


async def the_third_school_is_not_ready(month: Month) -> list[Person]:
    """Its principal is in and one family; its teachers never come."""
    kid = next(kid for kid in month.of_school(2) if kid.away and month.names[kid.away[0].name] == 1)
    month.took_part.add(kid.id)
    names = [month.staff[month.schools[2], Post.principal], kid.away[0].name]
    people = await month.join(names)
    said = await month.refused("live", month.schools[2])
    assert "2" in said
    return people


async def a_wrong_number_is_put_right_by_the_teacher(month: Month) -> None:
    kid = month.parts["wrong number"]
    parent, teacher = kid.away[0], await month.teacher(kid)
    father = await month.comes(parent.name, phone="+8617100097777")
    teacher.news()
    await father.opens_the_link()
    await father.presses("中文")
    await father.presses("✔ 同意")
    await father.shares_the_phone()
    assert "班主任确认以后" in father.last_message
    assert kid.name not in father.last_message

    (asked,) = teacher.news(parent.name)
    assert "+8617100097777" in asked
    await teacher.presses("是的", asked)
    await father.shares_the_phone()
    assert f"{parent.name}，欢迎您" in father.last_message
    father.news()


async def a_grandmother_without_a_phone_joins_by_a_code(month: Month) -> None:
    kid = month.parts["without a phone"]
    assert kid.guardian is not None
    teacher = await month.teacher(kid)
    await opens_the_page_of(teacher, kid, kid.guardian)
    page = await presses_with(teacher, "🔢")
    digits = page.text.splitlines()[0].removeprefix("🔢 ")
    grandmother = await month.comes(kid.guardian.name, phone="+8617100098888")
    await grandmother.says("/start")
    await grandmother.says(digits)
    await grandmother.presses("中文")
    await grandmother.presses("✔ 同意")
    assert f"{grandmother.name}，欢迎您！\n您是{kid.name}的监护人" in grandmother.last_message
    assert teacher.heard(f"{grandmother.name}已经加入了")
    grandmother.news()


async def nobody_else_has_heard_of_the_first_round(
    month: Month, early: list[tuple[Kid, Person]]
) -> None:
    """The first period is gentle: parents are reminded, no call climbs to the staff."""
    reminded = [parent for _, parent in early if parent.heard(CALL) or parent.heard("打个电话")]
    assert reminded
    assert await month.town.journal("duty.escalation") == []
    pushed = await unasked(month)
    for (school, _), name in month.staff.items():
        if school != month.schools[2]:
            texts = pushed[(await month.comes(name)).id]
            assert not any(CALL in text for text in texts)
