"""A later sheet meets lists that were changed in chat: the newer value counts, nobody is lost."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bench.databases import statements
from care.rosters.model import Adult, Birth, ChildRow
from care.words import ChangeCode, Post, Role, Status, TaskKind
from services.actor import Actor
from services.importing.roster import Imported, school_named
from services.lists.facts import change_child
from services.lists.people import set_phones
from services.lists.statuses import set_statuses
from services.tasks.settling import Settled, settle
from storage.children import TieFacts, TieRow
from storage.people import NewPerson, PersonRow
from storage.store import Store
from storage.tasks import TaskRow
from tests.care.builders import MONDAY, SHANGHAI
from tests.services.rosters import a_roster, a_row, a_staff_sheet, father, mother, staff
from tests.services.test_importing import Office, counts
from tests.world import START

OURS, SHEETS = ("+8617000000007",), ("+8617000000009",)
GRANDMOTHER = Adult("褚秋禾", Role.guardian, Status.at_home, "奶奶", ("+8617100000003",))
YESTERDAY = START.date() - timedelta(days=1)


class Town(Office):
    """A school whose staff change things between two sheets."""

    async def chat_number(self, name: str, phones: tuple[str, ...]) -> None:
        async with self.store.write() as work:
            await set_phones(work, None, (await self.person(name)).id, phones, START)

    async def chat_status(self, name: str, status: Status, child: str = "鹿小禾") -> None:
        person, (child_id,) = await self.person(name), (await self.children())[child]
        async with self.store.write() as work:
            await set_statuses(work, None, child_id, person.id, status, START)

    async def chat_fact(self, field: str, value: str, child: str = "鹿小禾") -> None:
        (child_id,) = (await self.children())[child]
        async with self.store.write() as work:
            assert await change_child(work, None, child_id, field, value, START)

    async def chat_ends(self, name: str) -> None:
        person = await self.person(name)
        ties = [tie for tie in await self.ties() if tie.facts.person_id == person.id]
        async with self.store.write() as work:
            await work.children.end_ties([tie.id for tie in ties], YESTERDAY)

    async def chat_adds(self, name: str, role: Role) -> None:
        (child_id,) = (await self.children())["鹿小禾"]
        async with self.store.write() as work:
            (person,) = await work.people.add(
                [NewPerson(name, ())], await work.people.habits(await self.somebody()), START
            )
            facts = TieFacts(child_id, person, role, Status.at_home)
            await work.children.tie([facts], MONDAY)

    async def ends_posts(self, *names: str) -> None:
        people = {person.id for person in await self.people() if person.name in names}
        async with self.store.write() as work:
            units = [self.school.id, *(u.id for u in await work.units.below(self.school.id))]
            held = await work.posts.in_units(units, MONDAY)
            await work.posts.end([p.id for p in held if p.person_id in people], YESTERDAY)

    async def holders(self) -> list[str]:
        """Who has a post today."""
        names = {person.id: person.name for person in await self.people()}
        async with self.store.read() as work:
            units = [self.school.id, *(u.id for u in await work.units.below(self.school.id))]
            held = await work.posts.in_units(units, MONDAY)
        return sorted(names[post.person_id] for post in held if post.is_held(MONDAY))

    async def somebody(self) -> int:
        return (await self.people())[0].id

    async def person(self, name: str) -> PersonRow:
        (found,) = [person for person in await self.people() if person.name == name]
        return found

    async def number(self, name: str) -> tuple[str, ...]:
        return (await self.person(name)).phones

    async def circle(self, child: str = "鹿小禾") -> dict[str, TieRow]:
        """Who stands around a child today, by name."""
        names = {person.id: person.name for person in await self.people()}
        ties = [tie for tie in await self.ties(child) if tie.runs(START.date())]
        return {names[tie.facts.person_id]: tie for tie in ties}

    async def status(self, name: str) -> Status:
        return (await self.circle())[name].facts.status

    async def tasks(self, kind: TaskKind | None = None) -> list[TaskRow]:
        units = [self.school.id, *(unit.id for unit in (await self.units()).values())]
        async with self.store.read() as work:
            found = await work.tasks.open_in_units(units)
        return [task for task in found if kind in (None, task.kind)]

    async def answer(self, answer: str, who: str = "闻朝晖") -> Settled:
        """Settles the one open task."""
        (task,) = await self.tasks()
        actor = Actor((await self.person(who)).id, 1, None)
        async with self.store.write() as work:
            return await settle(work, actor, task.id, answer, START)

    async def old_values(self, event: str) -> list[object]:
        async with self.store.read() as work:
            rows = await work.journal.of_event(event)
        return [json.loads(row.entry.old) for row in rows if row.entry.old is not None]

    async def facts(self, child: str = "鹿小禾") -> dict[str, object]:
        ids = (await self.children())[child]
        async with self.store.read() as work:
            facts = (await work.children.by_id(ids))[ids[0]].facts
        return {"birth": facts.birth, "name": facts.name, "sex": facts.sex, **facts.details}

    async def class_of(self, child: str = "鹿小禾") -> str:
        ids = (await self.children())[child]
        async with self.store.read() as work:
            unit_id = (await work.children.by_id(ids))[ids[0]].facts.unit_id
            return (await work.units.get(unit_id)).name


@pytest.fixture
async def town(store: Store) -> Town:
    async with store.write() as work:
        town = Town(store, await school_named(work, "青禾小学", SHANGHAI, START))
    await town.staff(a_staff_sheet(staff("闻朝晖", Post.principal, None)))
    return town


async def bring(town: Town, *adults: Adult, **facts: Any) -> Imported:
    """One child's row, as a sheet of its own."""
    return await town.roster(a_roster(a_row("鹿小禾", *adults, **facts)))


# What was changed in chat, and what the sheet changed


async def test_a_number_changed_in_chat_outlives_the_same_sheet(town: Town) -> None:
    await bring(town)
    await town.chat_number("鹿远山", OURS)

    again = await bring(town)

    assert (counts(again), again.asked) == ((0, 0, 1, 0), 0)
    assert await town.number("鹿远山") == OURS


async def test_a_new_number_in_the_sheet_replaces_one_that_nobody_touched(town: Town) -> None:
    await bring(town)
    before = await town.number("鹿远山")

    again = await bring(town, father(phones=SHEETS), mother())

    assert (counts(again), again.asked) == ((0, 1, 0, 0), 0)
    assert await town.number("鹿远山") == SHEETS
    assert await town.old_values("person.changed") == [list(before)]


async def test_a_number_that_both_changed_is_asked_about_once(town: Town) -> None:
    await bring(town)
    await town.chat_number("鹿远山", OURS)

    first = await bring(town, father(phones=SHEETS), mother())
    second = await bring(town, father(phones=SHEETS), mother())

    assert (first.asked, second.asked) == (1, 0)
    (task,) = await town.tasks(TaskKind.differs)
    assert (task.data["field"], task.data["old"], task.data["new"]) == (
        "phones",
        OURS[0],
        SHEETS[0],
    )
    assert await town.number("鹿远山") == OURS


@pytest.mark.parametrize(("answer", "number"), [("sheet", SHEETS), ("ours", OURS)])
async def test_the_answer_decides_and_the_same_sheet_does_not_ask_again(
    town: Town, answer: str, number: tuple[str, ...]
) -> None:
    await bring(town)
    await town.chat_number("鹿远山", OURS)
    await bring(town, father(phones=SHEETS), mother())

    assert await town.answer(answer) is Settled.done
    again = await bring(town, father(phones=SHEETS), mother())

    assert await town.number("鹿远山") == number
    assert (again.asked, await town.tasks()) == (0, [])


async def test_a_later_sheets_value_takes_the_place_of_an_open_question(town: Town) -> None:
    await bring(town)
    await town.chat_number("鹿远山", OURS)
    await bring(town, father(phones=SHEETS), mother())

    await bring(town, father(phones=("+8617000000006",)), mother())

    (task,) = await town.tasks(TaskKind.differs)
    assert task.data["new"] == "+8617000000006"


async def test_a_sheet_that_agrees_with_the_chat_after_all_answers_the_question(
    town: Town,
) -> None:
    await bring(town)
    await town.chat_number("鹿远山", OURS)
    await town.chat_fact("remark", "走读")
    await bring(town, father(phones=SHEETS), mother(), remark="住校")
    assert len(await town.tasks()) == 2

    await bring(town, father(phones=OURS), mother(), remark="走读")

    assert await town.tasks() == []


async def test_a_number_that_sheet_and_chat_agree_on_is_no_question(town: Town) -> None:
    await bring(town)
    await town.chat_number("鹿远山", SHEETS)

    again = await bring(town, father(phones=SHEETS), mother())

    assert (counts(again), again.asked) == ((0, 0, 1, 0), 0)


async def test_a_status_set_in_chat_outlives_the_sheet_and_a_new_one_in_the_sheet_is_asked(
    town: Town,
) -> None:
    await bring(town)
    await town.chat_status("鹿远山", Status.no_contact)
    await bring(town)
    assert await town.status("鹿远山") is Status.no_contact

    home = replace(father(), status=Status.at_home)
    again = await bring(town, home, mother())

    assert again.asked == 1
    assert await town.answer("sheet") is Settled.done
    assert await town.status("鹿远山") is Status.at_home


async def test_a_new_status_in_the_sheet_counts_where_nobody_touched_it(town: Town) -> None:
    await bring(town)

    await bring(town, replace(father(), status=Status.dead), mother())

    assert await town.status("鹿远山") is Status.dead
    assert "away" in await town.old_values("tie.changed")


@pytest.mark.parametrize("field", ["remark", "address", "sex", "name", "birth"])
async def test_a_childs_facts_changed_in_chat_outlive_the_same_sheet(
    town: Town, field: str
) -> None:
    await bring(town, remark="住校", address="河东村")
    value = {"sex": "male", "name": "鹿小荷", "birth": "2016-05-10"}.get(field, "河西村")
    await town.chat_fact(field, value)

    again = await bring(town, remark="住校", address="河东村")

    name = value if field == "name" else "鹿小禾"
    assert (counts(again), again.asked, again.held) == ((0, 0, 1, 0), 0, 0)
    assert (await town.facts(name))[field] == value


async def test_a_blank_cell_takes_nothing_away(town: Town) -> None:
    await bring(town, remark="住校", address="河东村")

    again = await bring(town)

    assert counts(again) == (0, 0, 1, 0)
    assert (await town.facts())["address"] == "河东村"


async def test_what_the_sheet_replaces_stays_in_the_history(town: Town) -> None:
    await bring(town, address="河东村")
    await bring(town, address="河西村")

    assert (await town.facts())["address"] == "河西村"
    assert await town.old_values("child.changed") == ["河东村"]


async def test_a_remark_that_both_changed_can_be_settled_for_the_sheet(town: Town) -> None:
    await bring(town, remark="住校")
    await town.chat_fact("remark", "走读")

    await bring(town, remark="寄宿")

    assert (await town.facts())["remark"] == "走读"
    assert await town.answer("sheet") is Settled.done
    assert (await town.facts())["remark"] == "寄宿"
    assert await town.old_values("child.changed") == ["住校", "走读"]


# Who was ended, who is new, who is missing


async def test_who_was_ended_in_chat_is_not_tied_again(town: Town) -> None:
    await bring(town)
    await town.chat_ends("鹿远山")

    again = await bring(town)

    assert counts(again) == (0, 0, 1, 0)
    assert set(await town.circle()) == {"苗知雨"}


async def test_somebody_new_in_the_sheet_is_added(town: Town) -> None:
    await bring(town)

    again = await bring(town, father(), mother(), GRANDMOTHER)

    assert counts(again) == (0, 1, 0, 0)
    assert set(await town.circle()) == {"鹿远山", "苗知雨", "褚秋禾"}


async def test_who_is_barred_stays_barred_whatever_the_sheet_says(town: Town) -> None:
    await bring(town)
    await town.chat_status("鹿远山", Status.barred)
    await bring(town, replace(father(), status=Status.at_home), mother())
    assert await town.status("鹿远山") is Status.barred

    await town.chat_ends("鹿远山")
    await bring(town, mother())
    await bring(town)

    assert set(await town.circle()) == {"苗知雨"}
    assert await town.tasks() == []


async def test_an_adult_who_is_missing_is_asked_about_once_and_stays_till_the_answer(
    town: Town,
) -> None:
    await bring(town)

    first, second = await bring(town, mother()), await bring(town, mother())

    assert (first.asked, second.asked) == (1, 0)
    assert [task.kind for task in await town.tasks()] == [TaskKind.adult_gone]
    assert set(await town.circle()) == {"鹿远山", "苗知雨"}
    assert await town.answer("ended") is Settled.done
    assert set(await town.circle()) == {"苗知雨"}


async def test_a_missing_adult_who_stays_is_not_asked_about_again(town: Town) -> None:
    await bring(town)
    await bring(town, mother())
    await town.answer("stays")

    again = await bring(town, mother())

    assert (again.asked, set(await town.circle())) == (0, {"鹿远山", "苗知雨"})


async def test_a_class_teachers_word_about_a_parent_goes_on_to_the_principal(town: Town) -> None:
    await town.staff(a_staff_sheet(staff("谷知春")))
    await bring(town)
    await bring(town, mother())

    assert await town.answer("ended", "谷知春") is Settled.done

    (task,) = await town.tasks()
    assert (task.kind, task.data["change"]) == (TaskKind.approval, ChangeCode.end)
    assert set(await town.circle()) == {"鹿远山", "苗知雨"}


async def test_a_missing_adult_who_is_back_is_asked_about_no_longer(town: Town) -> None:
    await bring(town)
    await bring(town, mother())

    await bring(town)

    assert await town.tasks() == []


async def test_a_sheet_without_columns_for_guardians_misses_none(town: Town) -> None:
    await bring(town, father(), mother(), GRANDMOTHER)

    again = await bring(town, father(), mother())

    assert again.asked == 0


async def test_who_was_added_in_chat_is_never_missing(town: Town) -> None:
    await bring(town, father(), mother(), GRANDMOTHER)
    await town.chat_adds("谷雨秋", Role.guardian)

    again = await bring(town, father(), mother(), GRANDMOTHER)

    assert again.asked == 0
    assert "谷雨秋" in await town.circle()


# Children who are missing, who changed class, who are nearly the same

BOTH = (a_row(), a_row("鹿小满", row=6))


async def test_a_missing_child_is_asked_about_once_and_counted_every_time(town: Town) -> None:
    await town.roster(a_roster(*BOTH))

    first, second = await bring(town), await bring(town)

    assert (first.gone, first.asked) == (1, 1)
    assert (second.gone, second.asked) == (1, 0)
    assert await town.answer("stays") is Settled.done
    assert ((await bring(town)).asked, set(await town.children())) == (0, {"鹿小禾", "鹿小满"})


async def test_a_missing_child_who_is_back_is_asked_about_no_longer(town: Town) -> None:
    await town.roster(a_roster(*BOTH))
    await bring(town)

    await town.roster(a_roster(*BOTH))

    assert await town.tasks() == []


async def test_a_child_who_left_is_not_brought_back_by_the_old_sheet(town: Town) -> None:
    await town.roster(a_roster(*BOTH))
    await bring(town)
    assert await town.answer("left") is Settled.done
    assert set(await town.children()) == {"鹿小禾"}

    again = await town.roster(a_roster(*BOTH))

    assert (counts(again), again.left) == ((0, 0, 1, 0), 1)
    assert set(await town.children()) == {"鹿小禾"}


async def test_a_child_who_comes_back_much_later_is_added(town: Town) -> None:
    await town.roster(a_roster(*BOTH))
    await bring(town)
    await town.answer("left")

    again = await town.roster(a_roster(*BOTH), timedelta(days=200))

    assert (again.added, again.left) == (1, 0)


async def test_a_class_change_in_the_sheet_is_in_the_history(town: Town) -> None:
    await bring(town)

    await bring(town, class_name="四年级1班")

    assert await town.class_of() == "四年级1班"
    assert await town.old_values("child.changed") == ["三年级1班"]


async def test_a_class_changed_in_chat_outlives_the_same_sheet(town: Town) -> None:
    await town.roster(a_roster(a_row(), a_row("鹿小满", class_name="三年级2班")))
    await town.chat_fact("class", "三年级2班")

    again = await town.roster(a_roster(a_row(), a_row("鹿小满", class_name="三年级2班")))

    assert (again.asked, await town.class_of()) == (0, "三年级2班")


MISTYPED = a_row("鹿小荷")


async def test_a_row_that_is_nearly_a_missing_child_is_held_back_and_asked_about(
    town: Town,
) -> None:
    await bring(town)

    first = await town.roster(a_roster(MISTYPED))
    second = await town.roster(a_roster(MISTYPED))

    assert (counts(first), first.held, first.asked) == ((0, 0, 0, 1), 1, 1)
    assert (second.held, second.asked) == (1, 0)
    assert [task.kind for task in await town.tasks()] == [TaskKind.same_child]
    assert set(await town.children()) == {"鹿小禾"}


async def test_a_birthday_that_is_mended_brings_no_second_child(town: Town) -> None:
    await bring(town)

    again = await bring(town, birth=Birth(2015, 11, 30))

    assert (counts(again), again.held, again.asked) == ((0, 0, 0, 1), 1, 1)
    assert [task.kind for task in await town.tasks()] == [TaskKind.same_child]


async def test_the_same_child_takes_the_rows_values(town: Town) -> None:
    await bring(town)
    ids = (await town.children())["鹿小禾"]
    await town.roster(a_roster(replace(MISTYPED, remark="住校")))

    assert await town.answer("same") is Settled.done
    again = await town.roster(a_roster(replace(MISTYPED, remark="住校")))

    assert await town.children() == {"鹿小荷": ids}
    assert (await town.facts("鹿小荷"))["remark"] == "住校"
    assert (counts(again), again.asked) == ((0, 0, 1, 0), 0)


async def test_another_child_is_added_with_its_family(town: Town) -> None:
    await bring(town)
    await town.roster(a_roster(MISTYPED))

    assert await town.answer("two") is Settled.done

    assert set(await town.children()) == {"鹿小禾", "鹿小荷"}
    assert set(await town.circle("鹿小荷")) == {"鹿远山", "苗知雨"}


async def test_a_child_who_is_back_beside_the_nearly_same_row_is_another_child(
    town: Town,
) -> None:
    await bring(town)
    await town.roster(a_roster(MISTYPED))

    again = await town.roster(a_roster(a_row(), replace(MISTYPED, row=6)))

    assert (counts(again), again.held) == ((1, 0, 1, 0), 0)
    assert await town.tasks() == []


async def test_one_name_with_another_day_of_birth_is_asked_about(town: Town) -> None:
    await bring(town)

    assert (await bring(town, birth=Birth(2016, 5, 8))).held == 1


async def test_twins_of_nearly_one_name_are_two_children(town: Town) -> None:
    twins = (a_row(), replace(MISTYPED, row=6))
    await town.roster(a_roster(*twins))

    again = await town.roster(a_roster(*twins))

    assert (counts(again), again.held) == ((0, 0, 2, 0), 0)


async def test_a_birth_that_is_known_better_now_is_filled_in(town: Town) -> None:
    await bring(town, birth=Birth(2016, 5))

    again = await bring(town)

    assert counts(again) == (0, 1, 0, 0)
    assert (await town.facts())["birth"] == "2016-05-09"


# Questions, teachers, staff, shared numbers


async def test_a_parent_whom_the_sheet_is_unclear_about_is_asked_about(town: Town) -> None:
    unclear = replace(father(), status=Status.unclear)

    first, second = await bring(town, unclear, mother()), await bring(town, unclear, mother())

    assert (first.asked, second.asked) == (1, 0)
    assert [task.kind for task in await town.tasks()] == [TaskKind.status]
    assert await town.answer("at_home") is Settled.done
    assert (await bring(town, unclear, mother())).asked == 0
    assert await town.status("鹿远山") is Status.at_home


async def test_a_sheet_that_says_where_the_parent_is_answers_the_question(town: Town) -> None:
    await bring(town, replace(father(), status=Status.unclear), mother())

    await bring(town)

    assert await town.tasks() == []
    assert await town.status("鹿远山") is Status.away


async def test_a_status_set_in_chat_answers_the_question(town: Town) -> None:
    await bring(town, replace(father(), status=Status.unclear), mother())

    await town.chat_status("鹿远山", Status.away)

    assert await town.tasks() == []


async def test_another_class_teacher_in_the_sheet_is_asked_about(town: Town) -> None:
    await bring(town, class_teacher="谷知春")

    await bring(town, class_teacher="岑见山")
    again = await bring(town, class_teacher="岑见山")

    assert again.asked == 0
    assert await town.answer("sheet") is Settled.done
    assert await town.holders() == sorted(["岑见山", "闻朝晖"])


async def test_a_class_teacher_who_was_ended_in_chat_is_not_given_the_class_again(
    town: Town,
) -> None:
    await bring(town, class_teacher="谷知春")
    await town.ends_posts("谷知春")

    await bring(town, class_teacher="谷知春")

    assert "谷知春" not in await town.holders()


async def test_a_post_that_was_ended_in_chat_is_not_given_again(town: Town) -> None:
    sheet = a_staff_sheet(staff("谷知春", phones=OURS, deputy="岑见山"))
    await town.staff(sheet)
    await town.ends_posts("谷知春", "岑见山")

    again = await town.staff(sheet)

    assert (again.added, again.unchanged) == (0, 1)
    assert await town.holders() == ["闻朝晖"]


async def test_a_teachers_number_changed_in_chat_outlives_the_staff_sheet(town: Town) -> None:
    sheet = a_staff_sheet(staff("谷知春", phones=("+8617100000001",)))
    await town.staff(sheet)
    await town.chat_number("谷知春", OURS)

    assert (await town.staff(sheet)).asked == 0
    assert await town.number("谷知春") == OURS

    again = await town.staff(a_staff_sheet(staff("谷知春", phones=SHEETS)))
    assert again.asked == 1
    assert await town.number("谷知春") == OURS


async def test_people_who_share_a_number_are_counted_and_stay_two(town: Town) -> None:
    imported = await bring(town, father(phones=OURS), mother(phones=OURS))

    assert imported.shared == 2
    assert await town.number("鹿远山") == await town.number("苗知雨") == OURS


async def test_one_mother_of_two_families_rows_is_one_person_and_shares_with_nobody(
    town: Town,
) -> None:
    sister = a_row("云小朵", mother(), row=6, class_name="一年级1班")
    imported = await town.roster(a_roster(a_row("鹿小禾", father(), mother()), sister))

    assert imported.shared == 0
    assert (await town.names()).count("苗知雨") == 1


async def test_a_larger_school_takes_no_more_statements(town: Town) -> None:
    await bring(town)

    few = [await statements_of(town, rows) for rows in (children(0, 5), changed(0, 5))]
    many = [await statements_of(town, rows) for rows in (children(5, 45), changed(5, 45))]

    assert many == few


def children(first: int, end: int, **facts: Any) -> list[ChildRow]:
    """Families of their own, in one class of their own."""
    return [
        a_row(
            f"鹿{number:04}",
            father(f"鹿远{number:04}", (f"+861670000{number:04}",)),
            row=number,
            class_name=f"{first}班",
            **facts,
        )
        for number in range(first, end)
    ]


def changed(first: int, end: int) -> list[ChildRow]:
    """The same with another address and other numbers."""
    rows = children(first, end, address="河西村")
    return [
        replace(
            row, adults=tuple(replace(a, phones=(f"+861700000{row.row:04}",)) for a in row.adults)
        )
        for row in rows
    ]


async def statements_of(town: Town, rows: list[ChildRow]) -> int:
    with statements(town.store) as seen:
        await town.roster(a_roster(*rows))
    return len(seen)
