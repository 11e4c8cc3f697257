"""/help and the menus by role, /privacy with a copy, and an answer to what nobody understands."""

import json
from datetime import timedelta

from tests.story.lists import again
from tests.story.town import Town

FATHER, TEACHER, PRINCIPAL, OFFICER = "马建国", "周秀文", "陆明德", "甄立民"


def menu(town: Town, person: int) -> set[str]:
    return {each["command"] for each in town.phones[person]["commands"]}


async def test_the_menu_of_a_teacher_has_what_a_fathers_has_not(town: Town) -> None:
    father, teacher, officer = await town.everybody_joins(FATHER, TEACHER, OFFICER)

    assert {"today", "child", "letter", "settings"} <= menu(town, father.id)
    assert not menu(town, father.id) & {"week", "overdue", "talk"}
    assert {"week", "overdue", "talk", "child"} <= menu(town, teacher.id)
    assert "overdue" in menu(town, officer.id)
    assert "week" not in menu(town, officer.id)


async def test_a_menu_changes_its_language_with_its_reader(town: Town) -> None:
    (teacher,) = await town.everybody_joins(TEACHER)
    await teacher.says("/settings")
    await teacher.presses("🗣 语言")
    await teacher.presses("English")

    words = {each["command"]: each["description"] for each in town.phones[teacher.id]["commands"]}
    assert words["settings"] == "My settings: hours, place, language"
    assert "week" in words


async def test_who_loses_a_class_loses_its_commands_with_the_news(town: Town) -> None:
    teacher, colleague, principal = await town.everybody_joins(TEACHER, "何志远", PRINCIPAL)
    async with town.store() as store, store.write() as work:
        people = {row.name: row.id for row in await work.people.named([TEACHER])}
        posts = await work.posts.of_person(people[TEACHER], town.now.date())
        others = [post for post in posts if post.kind == "deputy"]
        yesterday = town.now.date() - timedelta(days=1)
        await work.posts.end([post.id for post in others], yesterday)
    await principal.says("/today")
    school = next(m for m in principal.messages if any("三年级(1)班" in x for x in m.labels))
    await principal.presses(next(x for x in school.labels if "三年级(1)班" in x), school)
    await principal.presses("🔁 班主任", again(principal, school))
    page = again(principal, school)
    await principal.presses(next(x for x in page.labels if "何志远" in x), page)
    await principal.presses("从今天起", again(principal, school))
    await principal.presses("✔ 对", again(principal, school))
    await town.days_pass(1)

    assert "week" not in menu(town, teacher.id)
    assert "week" in menu(town, colleague.id)


async def test_help_speaks_to_each_in_their_own_way(town: Town) -> None:
    people = await town.everybody_joins(FATHER, TEACHER, PRINCIPAL, OFFICER)
    words = ("该打电话", "您的班", "您的学校", "没有名字")

    for person, expected in zip(people, words, strict=True):
        await person.says("/help")
        assert expected in person.last_message
        assert "/settings" in person.last_message
        assert "110" in person.last_message


async def test_an_unknown_word_is_answered_with_the_nearest_command(town: Town) -> None:
    father, teacher = await town.everybody_joins(FATHER, TEACHER)

    await father.says("/seting")
    assert "您是不是要找 /settings？" in father.last_message
    await father.says("/overdu")
    assert "/overdue" not in father.last_message
    await teacher.says("/overdu")
    assert "您是不是要找 /overdue？" in teacher.last_message
    await father.says("今天下雨了")
    assert "是不是" not in father.last_message
    assert "要让孩子的班主任听听" in father.last_message


async def test_a_father_takes_a_copy_of_his_own_data(town: Town) -> None:
    (father,) = await town.everybody_joins(FATHER)

    await father.says("/privacy")
    page = next(m for m in father.messages if "📦 给我一份" in m.labels)
    assert "您和1名孩子的关系" in page
    assert "✔" in "".join(father.last_message.labels) or father.last_message.labels
    await father.presses("📦 给我一份", page)

    name, content = await father.last_file()
    assert name == "hongyan-my-data.json"
    copy = json.loads(content)
    assert copy["person"]["name"] == FATHER
    assert [each["child"] for each in copy["children"]] == ["马小满"]
    assert len(await town.journal("privacy.exported")) == 1


async def test_a_stranger_gets_no_copy(town: Town) -> None:
    stranger = await town.person("路人")
    await stranger.says("/privacy")

    assert await stranger.forges("pc") is not None
    assert await town.journal("privacy.exported") == []
