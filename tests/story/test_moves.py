"""Children on their way, over HTTP: another class, another school, out and back, the new year."""

import json

from care.habits import Habits
from care.words import Post, UnitKind
from services.duties.programmes import use_plan
from services.plans import find
from storage.people import NewPerson
from tests.story.people import Person
from tests.story.town import SCHOOL, Town

OTHER_SCHOOL = "柳泉小学"


async def opens_the_card(staff: Person, name: str, class_: str | None = None) -> None:
    """From /today to a child's card; a principal goes through the class."""
    await staff.says("/today")
    if class_ is not None:
        await _presses_with(staff, class_)
    await _presses_with(staff, name)


async def _presses_with(person: Person, words: str) -> None:
    labels = (b.label for m in reversed(person.messages) for b in m.buttons if words in b.label)
    await person.presses(next(labels))


async def another_school(town: Town) -> Person:
    """A second school with one class and its teacher, who joins."""
    async with town.store() as store, store.write() as work:
        now = town.now
        school = await work.units.add(UnitKind.school, OTHER_SCHOOL, None, "Asia/Shanghai", now)
        unit = await work.units.add(UnitKind.class_, "三年级2班", school.id, school.zone, now)
        new = NewPerson("江映雪", ("+8617100000001",))
        (teacher,) = await work.people.add([new], Habits(), now)
        await work.posts.give([(teacher, unit.id, Post.class_teacher)], now.date())
        await use_plan(work, school.id, find("linxia"), (), now.date(), now)
    made = json.loads(await town.command("invite", "--school", OTHER_SCHOOL, "--json"))
    town.invited += made
    (person,) = await town.everybody_joins("江映雪")
    return person


async def test_a_child_goes_to_another_class_and_both_teachers_hear_of_it(town: Town) -> None:
    father, old, new = await town.everybody_joins("马建国", "周秀文", "苗春燕")
    (duty,) = await town.duties("马小满", "call")
    await opens_the_card(old, "马小满")
    await old.presses("🔀")
    await old.presses("🏫")
    await old.presses("四年级")
    await old.presses("从今天起")
    assert old.heard("由三年级(1)班转到四年级(1)班")
    await old.presses("✔ 对")

    assert old.heard("办好了")
    assert new.news("马小满现在在您的班")
    assert father.news("马小满现在在四年级(1)班")
    (same,) = await town.duties("马小满", "call")
    assert (same.id, same.due_on) == (duty.id, duty.due_on)

    await opens_the_card(new, "马小满")
    card = next(b.data for b in new.last_message.buttons if b.label.startswith("🔀"))
    assert await old.forges(card) == "这件事请班主任或校长来办。"


async def test_a_move_of_another_day_waits_for_midnight_and_can_be_taken_back(town: Town) -> None:
    old, new = await town.everybody_joins("周秀文", "苗春燕")
    for _ in range(2):
        await opens_the_card(old, "马小满")
        await old.presses("🔀")
        await old.presses("🏫")
        await old.presses("四年级")
        await old.presses("⌨")
        await old.says("哪天都行")
        assert "没看懂" in old.last_message
        await old.says("2016-09-28")
        assert "离现在太远" in old.last_message
        await old.says("9月28日")
        await old.presses("✔ 对")
        if not old.heard("已经取消"):
            await old.presses("✖ 取消")
    assert old.heard("已经取消")
    await old.presses("🏫")
    await old.presses("四年级")
    await old.presses("从下周一")
    await old.presses("✔ 对")

    await town.until("2026-09-27 23:59")
    assert new.news("马小满现在在您的班") == []
    await town.until("2026-09-28 08:00")
    assert new.news("马小满现在在您的班")


async def test_another_school_accepts_a_child(town: Town) -> None:
    father, teacher, principal = await town.everybody_joins("马建国", "周秀文", "陆明德")
    receiver = await another_school(town)
    await opens_the_card(principal, "马小满", "三年级(1)班")
    await principal.presses("🔀")
    await principal.presses("🏠")
    await principal.presses(OTHER_SCHOOL)
    await principal.presses("江映雪")
    await principal.presses("从今天起")
    await principal.presses("✔ 对")
    assert principal.heard("已经问过去了")

    (question,) = receiver.news("马小满想从")
    assert SCHOOL in question
    refused = await receiver.forges(f"g:child:{_id_in(principal)}")
    assert refused == "这个按钮不是给您的。/today 可以看到您的事。"
    await receiver.presses("接收", question)

    assert principal.heard("柳泉小学的江映雪接收马小满")
    assert teacher.heard("马小满已经转到柳泉小学")
    assert father.heard("马小满现在到柳泉小学 三年级2班上学了")
    await receiver.says("/today")
    await _presses_with(receiver, "马小满")
    assert "马小满" in receiver.last_message


def _id_in(person: Person) -> str:
    """The child in the newest button about a child's place."""
    found = (b.data for m in reversed(person.messages) for b in m.buttons)
    return next(data.split(":")[2] for data in found if data.startswith("m:"))


async def test_who_may_not_offer_a_child_reads_no_name_of_another_schools_staff(
    town: Town,
) -> None:
    teacher, principal = await town.everybody_joins("周秀文", "陆明德")
    await another_school(town)
    await opens_the_card(principal, "马小满", "三年级(1)班")
    steps = []
    for button in ("🔀", "🏠", OTHER_SCHOOL, "江映雪"):
        await principal.presses(button)
        steps += [b.data for b in principal.last_message.buttons if b.data.startswith("m:")]

    await opens_the_card(teacher, "马小满")
    for step in steps:
        await teacher.forges(step)
        assert not teacher.heard("江映雪")


async def test_a_child_leaves_and_comes_back(town: Town) -> None:
    father, teacher = await town.everybody_joins("马建国", "周秀文")
    await opens_the_card(teacher, "马小满")
    await teacher.presses("🔀")
    await teacher.presses("👋")
    await teacher.presses("从今天起")
    await teacher.presses("✔ 对")

    assert father.heard("不再为马小满的事给您发消息")
    await town.until("2026-10-15 20:00")
    assert father.news("该给马小满打个电话啦") == []
    await teacher.presses("↩")
    assert father.heard("马小满又回到学校的名单上了")


async def test_the_last_grade_graduates_when_the_new_school_year_comes(town: Town) -> None:
    father, principal = await town.everybody_joins("马建国", "陆明德")
    await principal.says("/today")
    await principal.presses("🎒")
    await principal.presses("从9月1日起")
    assert "三年级(1)班 → 四年级(1)班" in principal.last_message
    await principal.presses("我们学校只到 4 年级")
    assert "🎓 四年级(1)班毕业" in principal.last_message
    await principal.presses("✔ 就这样升级")
    assert "到那天零点自动升级" in principal.last_message

    await principal.says("/today")
    await principal.presses("🎒")
    assert "已经安排在" in principal.last_message
    await town.command("pause")  # a whole year of reminders would tell nothing more
    await town.until("2027-08-31 12:00")
    await town.command("resume")
    await town.until("2027-09-01 12:00")

    assert principal.heard("新学年开始了")
    assert not father.heard("毕业")
    await opens_the_card(principal, "马小满", "四年级(1)班")
    await principal.says("/today")
    await principal.presses("🗂")
    assert "个孩子离校" in principal.last_message


async def test_a_child_is_added_in_chat(town: Town) -> None:
    teacher, other = await town.everybody_joins("周秀文", "苗春燕")
    await teacher.says("/today")
    await teacher.presses("\N{HEAVY PLUS SIGN}")
    await teacher.says("123")
    assert "只输入孩子的姓名" in teacher.last_message
    await teacher.says("马小满")
    await teacher.says("2017年13月1日")
    assert "没看懂" in teacher.last_message
    await teacher.says("2017-03-01")
    assert "已经有一个孩子叫马小满" in teacher.last_message
    (adding,) = (b.data for b in teacher.last_message.buttons if b.label.startswith("✔"))
    assert await other.forges(adding) == "这件事请班主任或校长来办。"
    await teacher.presses("✔ 对")

    assert "已经在名单上了" in teacher.last_message
    await teacher.presses("打开孩子的页面")
    assert "马小满" in teacher.last_message
    await teacher.says("又说了一句")
    assert "看不懂文字" in teacher.last_message
