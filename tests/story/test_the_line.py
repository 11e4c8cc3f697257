"""The line, from a school's roster to a recorded call, and what silence leads to."""

from datetime import date

from care.words import DutyState
from tests.story.people import Person
from tests.story.town import Town

CALL = ("📞", "爸妈给孩子打电话")
"""One of these stands in every message about the call."""


async def test_the_line(town: Town) -> None:
    father, teacher, grandmother, principal = await town.everybody_joins(
        "马建国", "周秀文", "冯桂英", "陆明德"
    )
    await a_fortnight_passes_and_the_father_calls(
        town, father, others=[teacher, grandmother, principal]
    )
    await the_teacher_sees_it(teacher)
    await the_books_are_right(town)
    await silence_climbs_the_ladder(town, father, teacher, principal)
    await done_stops_everything(town, father, teacher, principal)


async def a_fortnight_passes_and_the_father_calls(
    town: Town, father: Person, others: list[Person]
) -> None:
    await town.days_pass(14)
    (reminder,) = father.news()
    assert "该给马小满打个电话啦" in reminder
    assert [person.news() for person in others] == [[], [], []]

    await father.presses("⏰ 晚点")
    assert await father.presses("明天") == "好的，10月6日星期二 19:00再提醒您。"
    await town.until("2026-10-06 18:59")
    assert father.news() == []
    await town.until("2026-10-06 19:00")
    (again,) = father.news()
    assert "再轻轻提醒一下" in again

    assert await father.presses("✔ 打了电话", again) == "记下了，谢谢您！"
    assert "打了电话，10月6日，您记的" in father.last_message


async def the_teacher_sees_it(teacher: Person) -> None:
    await teacher.says("/today")
    assert [message for message in teacher.news() if "三年级(1)班" in message]
    await teacher.presses("马小满")
    (card,) = (message for message in teacher.messages if "🧒 马小满" in message)
    assert "打了电话，10月6日，马建国记的" in card


async def the_books_are_right(town: Town) -> None:
    called, following = await town.duties("马小满", "call")
    assert (called.state, called.due_on) == (DutyState.done, date(2026, 10, 5))
    assert (following.state, following.due_on) == (DutyState.open, date(2026, 10, 20))
    assert await town.journal_of(called) == [
        *("duty.reminder", "notice.sent"),
        *("duty.later", "notice.sent"),
        "duty.done",
    ]


async def silence_climbs_the_ladder(
    town: Town, father: Person, teacher: Person, principal: Person
) -> None:
    people = {"father": father, "teacher": teacher, "principal": principal}
    heard: dict[int, list[str]] = {}
    for day in range(7, 31):
        await town.until(f"2026-10-{day:02} 19:30")
        names = [name for name, person in people.items() if person.news(*CALL)]
        heard |= {day: names} if names else {}

    # the fourth day is a Saturday: the school hears of it on Monday
    assert heard == {20: ["father"], 22: ["father"], 26: ["teacher"], 27: ["principal"]}


async def done_stops_everything(
    town: Town, father: Person, teacher: Person, principal: Person
) -> None:
    assert await father.presses("✔ 打了电话") == "记下了，谢谢您！"
    _, late, following = await town.duties("马小满", "call")
    assert (late.state, following.due_on) == (DutyState.done, date(2026, 11, 13))

    await town.until("2026-11-13 18:00")
    assert [person.news(*CALL) for person in (father, teacher, principal)] == [[], [], []]
    await town.until("2026-11-13 19:00")
    assert father.news(*CALL)
