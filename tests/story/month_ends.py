"""How the first month ends: what everybody sees, and whether it all adds up."""

import json
import re
from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from care.hours import local_date
from care.weekly import PERIOD
from care.words import DutyState, Post, Reach
from storage.duties import DutyRow
from storage.tables import Account, Notice
from tests.story.month import Month, again, duties_of, is_gone, opens_the_card, presses_with
from tests.story.people import Person

COUNTS = {"做了": "done", "没做": "missed", "不清楚": "unknown", "还等着": "open"}


async def the_teacher_ticks_the_first_of_the_weekly_list(month: Month) -> None:
    teacher = await month.teacher(month.parts["missing"])
    *_, word = teacher.news("联系不上")
    await teacher.presses("☎ 打开单子", word)
    await month.town.a_moment_passes()
    name = again(teacher, word).labels[0].split()[0]
    await teacher.presses(name, again(teacher, word))
    await month.town.a_moment_passes()
    await presses_with(teacher, "✔ 📞 电话")
    assert name in again(teacher, word)
    assert teacher.said == "记下了，谢谢您！"


async def the_third_school_has_heard_nothing(month: Month, people: list[Person]) -> None:
    assert [person.news() for person in people] == [[] for _ in people]
    assert await duties_of(month, school=2) == []
    ids = {adult.id for kid in month.of_school(2) for adult in kid.adults}
    async with month.town.store() as store, store.read() as work:
        told = set((await work._room.get(select(Notice.person_id))).scalars())
        posts = await work.posts.in_units(
            [unit.id for unit in await work.units.schools() if unit.name == month.schools[2]],
            month.town.now.date(),
        )
    assert told.isdisjoint(ids | {post.person_id for post in posts})


async def what_nobody_ticked_is_unknown(month: Month, blocker: Person) -> None:
    """Who is out of reach has missed nothing: it was ticked, or nobody knows."""
    unknown = [duty for duty in await duties_of(month) if duty.state is DutyState.unknown]
    assert unknown
    kid = month.parts["blocks"]
    calls = [duty for duty in await duties_of(month) if duty.child_id == kid.id]
    family = [duty for duty in calls if duty.rule_id not in ("talk", "hotline", "visit")]
    assert family
    assert not any(duty.state is DutyState.missed for duty in family)
    assert not blocker.heard("没做")
    named = next(each for each in month.kids if each.id == unknown[0].child_id)
    teacher = await month.teacher(named)
    card = await opens_the_card(teacher, named)
    assert "不清楚" in card


async def the_principals_page_and_the_store_agree(month: Month) -> None:
    """Done, missed, unknown, open on the page, and the excused: that is all that was due."""
    principal = await month.at(0, Post.principal)
    await month.look()
    await principal.says("/today")
    (page,) = principal.news("近四周")
    shown = {
        name: int(found.group(1)) if (found := re.search(rf"{word}(\d+)件", page.text)) else 0
        for word, name in COUNTS.items()
    }
    due = [duty for duty in await duties_of(month, school=0) if _is_of_the_month(month, duty)]
    states = Counter(str(duty.state) for duty in due)
    assert shown == {name: states[name] for name in COUNTS.values()}
    assert sum(shown.values()) + states["excused"] == len(due) > 0
    assert min(shown["done"], shown["unknown"]) > 0


def _is_of_the_month(month: Month, duty: DutyRow) -> bool:
    today = local_date(month.town.now, "Asia/Shanghai")
    return today - PERIOD <= duty.due_on <= today


async def coverage_is_as_many_as_have_joined(month: Month) -> None:
    said = json.loads(await month.town.command("coverage", "--json"))
    async with month.town.store() as store, store.read() as work:
        query = select(Account.person_id).where(Account.reach == Reach.joined)
        joined = set((await work._room.get(query)).scalars())
    found = {each["school"]: (each["joined"], each["people"]) for each in said}
    for number, school in enumerate(month.schools):
        people = {
            adult.id
            for kid in month.of_school(number)
            for adult in kid.adults
            if not is_gone(adult)
        }
        assert found[school] == (len(people & joined), len(people))
    principal = await month.at(0, Post.principal)
    there, all_ = found[month.schools[0]]
    assert principal.heard(f"联系得上：{all_}人中的{there}人")


async def the_outbox_tells_the_installer(month: Month) -> None:
    """Who blocked the bot stands there as failed; nothing is stuck."""
    said = json.loads(await month.town.command("outbox", "list", "--json"))
    assert said["counts"]["sent"] > 0
    assert said["counts"]["failed"] == 1
    assert set(said["counts"]) <= {"sent", "failed", "cancelled", "queued", "expired"}
    late = month.town.now - timedelta(hours=1)
    waiting = json.loads(await month.town.command("outbox", "list", "--state", "queued", "--json"))
    assert all(each["due"] > late.isoformat() for each in waiting["notices"])
