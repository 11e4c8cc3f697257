"""A family without a phone that reaches us: asked by the class teacher, ticked, or unknown."""

from datetime import date

from care.words import DutyState, UnitKind
from tests.story.people import Message, Person
from tests.story.town import SCHOOL, Town

CLASS = "三年级(1)班"
TEACHER, PRINCIPAL = "周秀文", "马天明"


async def the_class_is_live(town: Town) -> None:
    async with town.store() as store, store.write() as work:
        classes = await work.units.named(UnitKind.class_, CLASS)
        schools = await work.units.named(UnitKind.school, SCHOOL)
        ids = [unit.id for unit in (*classes, *schools)]
        await work.units.go_live(ids, date(2026, 9, 1), None)


async def the_teacher_hears_of_it(town: Town) -> tuple[Person, Message]:
    await the_class_is_live(town)
    (teacher,) = await town.everybody_joins(TEACHER)
    await town.until("2026-10-05 19:00")
    (word,) = teacher.news("联系不上")
    return teacher, word


async def test_on_monday_evening_the_teacher_hears_how_many_and_opens_the_list(town: Town) -> None:
    teacher, word = await the_teacher_hears_of_it(town)

    await teacher.presses("☎ 打开单子", word)

    assert "要打电话或看纸条问问" in teacher.last_message
    assert any(label.startswith("马小满") for label in teacher.last_message.labels)


async def test_a_tick_brings_up_the_next_family_and_can_be_taken_back(town: Town) -> None:
    teacher, word = await the_teacher_hears_of_it(town)
    await teacher.presses("☎ 打开单子", word)
    await town.a_moment_passes()
    await teacher.presses("马小满")
    assert "马小满" in teacher.last_message
    assert "马建国" in teacher.last_message
    await town.a_moment_passes()

    assert await teacher.presses("✔ 📞 电话") == "记下了，谢谢您！"

    assert "✔ 马小满：记好了。" in teacher.last_message
    assert "🧒 马小满" not in teacher.last_message
    (call, _) = await town.duties("马小满", "call")
    assert call.state is DutyState.done
    await town.a_moment_passes()
    await teacher.presses("↩ 撤回")
    assert "🧒 马小满" in teacher.last_message
    assert [duty.state for duty in await town.duties("马小满", "call")] == [DutyState.open]


async def test_the_whole_list_is_ticked_one_tap_each(town: Town) -> None:
    teacher, word = await the_teacher_hears_of_it(town)
    await teacher.presses("☎ 打开单子", word)
    await town.a_moment_passes()
    await teacher.presses(teacher.last_message.labels[0].split()[0])
    taps = 0
    while "🧒" in teacher.last_message:
        await town.a_moment_passes()
        label = next(each for each in teacher.last_message.labels if "✔ 📝" in each)
        await teacher.presses(label, teacher.last_message)
        taps += 1

    assert "这周都问到了" in teacher.last_message
    assert taps == len([e for e in await town.journal("duty.done") if e.person_id])


async def test_the_second_of_two_quick_taps_ticks_nobody(town: Town) -> None:
    """The page is another family's by then, with its ticks in the place of the last ones."""
    teacher, word = await the_teacher_hears_of_it(town)
    await teacher.presses("☎ 打开单子", word)
    await town.a_moment_passes()
    await teacher.presses(teacher.last_message.labels[0].split()[0])
    await town.a_moment_passes()
    first = teacher.last_message
    on_paper = next(each for each in first.labels if "✔ 📝" in each)
    await teacher.presses(on_paper, first)
    done, second = await town.journal("duty.done"), teacher.last_message

    said = await teacher.presses(next(each for each in second.labels if "✔ 📝" in each), second)

    assert said == "刚换了一页，看一眼再点吧。"
    assert teacher.last_message == second
    await teacher.presses_again(first, on_paper)
    assert await town.journal("duty.done") == done


async def test_nobody_answered_leaves_it_on_the_list(town: Town) -> None:
    teacher, word = await the_teacher_hears_of_it(town)
    await teacher.presses("☎ 打开单子", word)
    await town.a_moment_passes()
    await teacher.presses("马小满")
    await town.a_moment_passes()

    said = await teacher.presses("✖ 没人接")

    assert said is not None
    assert said.startswith("记下了，这次没人接")
    (call,) = await town.duties("马小满", "call")
    assert call.state is DutyState.open
    await teacher.says("/week")  # she is the deputy of another class
    await teacher.presses(CLASS)
    assert any(label.startswith("✖ 马小满") for label in teacher.last_message.labels)


async def test_what_nobody_ticks_is_unknown_and_no_reproach(town: Town) -> None:
    teacher, _ = await the_teacher_hears_of_it(town)
    await town.until("2026-10-20 12:00")

    (call, *_) = await town.duties("马小满", "call")
    assert call.state is DutyState.unknown
    await teacher.says("/today")
    assert "不清楚" in teacher.last_message
    assert "人中的" in teacher.last_message
    await teacher.presses("☎ 电话或纸条")
    assert "要打电话或看纸条问问" in teacher.last_message


async def test_a_father_who_asks_for_the_list_is_told_whose_it_is(town: Town) -> None:
    teacher, word = await the_teacher_hears_of_it(town)
    (father,) = await town.everybody_joins("马建国")

    await father.says("/week")
    assert "班主任和校长" in father.last_message
    for button in word.buttons:
        assert await father.forges(button.data) == "这张单子是给班主任和校长的。"
    await teacher.presses("☎ 打开单子", word)
    await town.a_moment_passes()
    await teacher.presses(teacher.last_message.labels[0].split()[0])
    await town.a_moment_passes()
    for button in teacher.last_message.buttons[:3]:
        said = await father.forges(button.data)
        assert said == "这个按钮不是给您的。/today 可以看到您的事。"
    assert await town.journal("duty.done") == []
