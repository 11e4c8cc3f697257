"""A roster into the store: what is added, changed, left alone; and who is one person."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from care.habits import Habits
from care.rosters.model import Birth, Roster, StaffSheet
from care.words import Post, Role, UnitKind
from services.duties.planning import plan_school
from services.duties.programmes import use_plan
from services.importing.roster import Imported, class_units, import_roster, school_named
from services.importing.staff import import_staff
from storage.children import TieRow
from storage.people import PersonRow
from storage.store import Store
from storage.tables import Person
from storage.units import UnitRow
from tests.care.builders import MONDAY, SHANGHAI
from tests.services.plans import CALLS
from tests.services.rosters import (
    FATHERS,
    a_roster,
    a_row,
    a_staff_sheet,
    father,
    mother,
    staff,
)
from tests.world import START

NEXT_TERM = START + timedelta(days=180)


class Office:
    """A school that brings sheets in."""

    def __init__(self, store: Store, school: UnitRow) -> None:
        self.store = store
        self.school = school

    async def roster(self, roster: Roster, now: timedelta = timedelta()) -> Imported:
        async with self.store.write() as work:
            return await import_roster(work, roster, self.school, START + now)

    async def staff(self, sheet: StaffSheet) -> Imported:
        async with self.store.write() as work:
            return await import_staff(work, sheet, self.school, START)

    async def goes_live(self) -> int:
        """Switches on the school and the classes there are; returns how many duties are new."""
        units = [self.school, *(await self.units()).values()]
        async with self.store.write() as work:
            await work.units.go_live([unit.id for unit in units], MONDAY, None)
            return await plan_school(work, self.school.id, START)

    async def people(self) -> list[PersonRow]:
        async with self.store.read() as work:
            ids = (await work._room.get(select(Person.id))).scalars()
            found = (await work.people.by_id(ids)).values()
        return sorted(found, key=lambda person: (person.name, person.phones))

    async def names(self) -> list[str]:
        return [person.name for person in await self.people()]

    async def units(self) -> dict[str, UnitRow]:
        async with self.store.write() as work:
            return await class_units(work, self.school, (), START)

    async def children(self) -> dict[str, list[int]]:
        """Ids by name."""
        found: dict[str, list[int]] = {}
        async with self.store.read() as work:
            units = await work.units.below(self.school.id)
            for child in await work.children.in_units(unit.id for unit in units):
                found.setdefault(child.facts.name, []).append(child.id)
        return found

    async def ties(self, child: str = "鹿小禾") -> list[TieRow]:
        ids = (await self.children())[child]
        async with self.store.read() as work:
            return await work.children.ties(ids, NEXT_TERM.date())

    async def posts(self) -> list[tuple[str, str | None, Post]]:
        """Name, unit and post of everybody on the staff."""
        async with self.store.read() as work:
            units = [self.school, *await work.units.below(self.school.id)]
            held = await work.posts.in_units([unit.id for unit in units], MONDAY)
            people = await work.people.by_id(post.person_id for post in held)
        names = {unit.id: unit.name for unit in units}
        return sorted((people[p.person_id].name, names[p.unit_id], p.kind) for p in held)


@pytest.fixture
async def office(store: Store) -> Office:
    async with store.write() as work:
        return Office(store, await school_named(work, "青禾小学", SHANGHAI, START))


def counts(imported: Imported) -> tuple[int, int, int, int]:
    return (imported.added, imported.changed, imported.unchanged, imported.gone)


async def test_a_first_roster_brings_classes_children_and_their_circles(office: Office) -> None:
    imported = await office.roster(a_roster())

    assert counts(imported) == (1, 0, 0, 0)
    assert list(await office.units()) == ["三年级1班"]
    assert await office.names() == sorted(["鹿远山", "苗知雨"])
    assert {tie.facts.role for tie in await office.ties()} == {Role.father, Role.mother}


async def test_the_same_roster_twice_changes_nothing(office: Office) -> None:
    roster = a_roster(
        a_row(remark="住校", away_since=(2023, None), boarding=True, helper="谷知春"),
        a_row("鹿小满", birth=Birth(2018), row=6, class_teacher="岑见山", helper="谷知春"),
    )
    await office.roster(roster)
    people, ties, posts = await office.people(), await office.ties(), await office.posts()

    again = await office.roster(roster)

    assert counts(again) == (0, 0, 2, 0)
    assert again.planned == 0
    assert (await office.people(), await office.ties(), await office.posts()) == (
        people,
        ties,
        posts,
    )


async def test_a_changed_cell_changes_the_child_and_nobody_else(office: Office) -> None:
    rows = [a_row(), a_row("鹿小满", row=6)]
    await office.roster(a_roster(*rows))

    imported = await office.roster(a_roster(replace(rows[0], remark="转入"), rows[1]))

    assert counts(imported) == (0, 1, 1, 0)
    assert len(await office.people()) == 2


async def test_a_new_phone_of_the_father_counts_and_a_blank_one_takes_none_away(
    office: Office,
) -> None:
    await office.roster(a_roster())

    changed = await office.roster(a_roster(a_row("鹿小禾", father(phones=("+8617000000009",)))))
    blank = await office.roster(a_roster(a_row("鹿小禾", father(phones=()))))

    assert (changed.changed, blank.unchanged) == (1, 1)
    numbers = {person.name: person.phones for person in await office.people()}
    assert numbers["鹿远山"] == ("+8617000000009",)


async def test_who_is_missing_in_a_later_sheet_is_counted_and_kept(office: Office) -> None:
    await office.roster(a_roster(a_row(), a_row("鹿小满", row=6)))

    imported = await office.roster(a_roster(a_row()))

    assert counts(imported) == (0, 0, 1, 1)
    assert set(await office.children()) == {"鹿小禾", "鹿小满"}


async def test_another_classs_sheet_does_not_make_this_class_gone(office: Office) -> None:
    await office.roster(a_roster())

    imported = await office.roster(a_roster(a_row("云小朵", class_name="三年级2班")))

    assert counts(imported) == (1, 0, 0, 0)


async def test_brother_and_sister_share_a_father(office: Office) -> None:
    await office.roster(a_roster(a_row(), a_row("鹿小满", row=6)))

    assert await office.names() == sorted(["鹿远山", "苗知雨"])


async def test_a_sister_who_comes_later_finds_the_father_by_his_number(office: Office) -> None:
    await office.roster(a_roster())
    await office.roster(a_roster(a_row(), a_row("鹿小满", row=6, class_name="一年级1班")))

    assert await office.names() == sorted(["鹿远山", "苗知雨"])


async def test_two_of_one_name_with_different_numbers_are_two_people(office: Office) -> None:
    other = father(phones=("+8617000000008",))
    await office.roster(a_roster(a_row(), a_row("鹿小满", other, row=6)))

    assert (await office.names()).count("鹿远山") == 2


async def test_two_of_one_name_without_numbers_are_one_only_in_one_circle(
    office: Office,
) -> None:
    nameless = father(phones=())
    await office.roster(a_roster(a_row("鹿小禾", nameless), a_row("鹿小满", nameless, row=6)))

    assert (await office.names()).count("鹿远山") == 2


async def test_two_people_on_one_number_stay_two(office: Office) -> None:
    await office.roster(a_roster(a_row("鹿小禾", father(), mother(phones=FATHERS))))

    assert await office.names() == sorted(["鹿远山", "苗知雨"])


SIBLINGS_WITH_UNEQUAL_CELLS = (
    a_row("鹿小禾", father(phones=("+8617000000001",))),
    a_row("鹿小满", father(phones=("+8617000000001", "+8617000000003")), row=6),
)


async def test_one_number_in_one_row_and_two_in_the_next_is_one_father(office: Office) -> None:
    await office.roster(a_roster(*SIBLINGS_WITH_UNEQUAL_CELLS))

    (person,) = await office.people()
    assert person.phones == ("+8617000000001", "+8617000000003")


async def test_unequal_cells_about_one_father_change_nothing_the_second_time(
    office: Office,
) -> None:
    await office.roster(a_roster(*SIBLINGS_WITH_UNEQUAL_CELLS))
    people = await office.people()

    again = await office.roster(a_roster(*SIBLINGS_WITH_UNEQUAL_CELLS))

    assert counts(again) == (0, 0, 2, 0)
    assert await office.people() == people


async def test_a_father_whose_number_changed_stays_the_father_of_a_new_child_too(
    office: Office,
) -> None:
    await office.roster(a_roster())
    new = father(phones=("+8617000000009",))

    await office.roster(a_roster(a_row("鹿小禾", new), a_row("鹿小满", new, row=6)))

    assert (await office.names()).count("鹿远山") == 1


async def test_a_helper_named_in_many_rows_is_one_person(office: Office) -> None:
    rows = [a_row(f"鹿小{n}", helper="谷知春", row=r) for r, n in enumerate("禾满寒", 5)]
    await office.roster(a_roster(*rows))
    await office.roster(a_roster(*rows, a_row("鹿小暑", helper="谷知春", row=9)))

    assert (await office.names()).count("谷知春") == 1


async def test_a_helper_is_not_taken_for_a_father_of_the_same_name(office: Office) -> None:
    row = a_row("鹿小禾", father("谷知春"), helper="谷知春")
    await office.roster(a_roster(row))
    again = await office.roster(a_roster(row))

    assert (await office.names()).count("谷知春") == 2
    assert counts(again) == (0, 0, 1, 0)


async def test_the_rosters_class_teacher_and_the_staff_sheets_are_one_person(
    office: Office,
) -> None:
    await office.roster(a_roster(a_row(class_teacher="谷知春")))
    await office.staff(a_staff_sheet(staff("谷知春", phones=("+8617100000001",))))

    assert await office.posts() == [("谷知春", "三年级1班", Post.class_teacher)]
    numbers = {person.name: person.phones for person in await office.people()}
    assert numbers["谷知春"] == ("+8617100000001",)


async def test_the_other_way_round_too(office: Office) -> None:
    await office.staff(a_staff_sheet(staff("谷知春", phones=("+8617100000001",))))
    await office.roster(a_roster(a_row(class_teacher="谷知春")))

    assert await office.posts() == [("谷知春", "三年级1班", Post.class_teacher)]
    assert (await office.names()).count("谷知春") == 1


async def test_a_class_that_has_a_teacher_keeps_them(office: Office) -> None:
    await office.staff(a_staff_sheet(staff("谷知春")))
    await office.roster(a_roster(a_row(class_teacher="岑见山")))

    assert await office.posts() == [("谷知春", "三年级1班", Post.class_teacher)]


STAFF = a_staff_sheet(
    staff("谷知春", phones=("+8617100000001",), deputy="岑见山"),
    staff("岑见山", Post.class_teacher, "三年级2班", phones=("+8617100000002",)),
    staff("闻朝晖", Post.principal, None, phones=("+8617100000003",)),
    staff("闻朝晖", Post.hotline_duty, None, phones=("+8617100000003",)),
)


async def test_a_staff_sheet_gives_posts_and_deputies(office: Office) -> None:
    imported = await office.staff(STAFF)

    assert (imported.staff, imported.added) == (4, 4)
    assert await office.posts() == sorted(
        [
            ("谷知春", "三年级1班", Post.class_teacher),
            ("岑见山", "三年级1班", Post.deputy),
            ("岑见山", "三年级2班", Post.class_teacher),
            ("闻朝晖", "青禾小学", Post.principal),
            ("闻朝晖", "青禾小学", Post.hotline_duty),
        ]
    )
    assert len(await office.people()) == 3


async def test_the_same_staff_sheet_twice_changes_nothing(office: Office) -> None:
    await office.staff(STAFF)
    posts, people = await office.posts(), await office.people()

    again = await office.staff(STAFF)

    assert (again.added, again.changed, again.unchanged) == (0, 0, 4)
    assert (await office.posts(), await office.people()) == (posts, people)


async def test_two_teachers_of_one_name_stay_two_the_second_time_too(office: Office) -> None:
    sheet = a_staff_sheet(
        staff("谷知春", phones=("+8617100000001",)),
        staff("谷知春", Post.class_teacher, "三年级2班", phones=("+8617100000002",)),
    )
    await office.staff(sheet)
    people = await office.people()

    again = await office.staff(sheet)

    assert len(people) == 2
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert await office.people() == people


async def test_a_new_teacher_with_the_name_of_an_old_one_is_somebody_else(
    office: Office,
) -> None:
    old = staff("谷知春", phones=("+8617100000001",))
    await office.staff(a_staff_sheet(old))
    new = staff("谷知春", Post.class_teacher, "三年级2班", phones=("+8617100000002",))

    await office.staff(a_staff_sheet(old, new))

    assert [p.phones for p in await office.people()] == [("+8617100000001",), ("+8617100000002",)]


async def test_a_teachers_new_number_counts(office: Office) -> None:
    await office.staff(a_staff_sheet(staff("谷知春", phones=("+8617100000001",))))

    changed = await office.staff(a_staff_sheet(staff("谷知春", phones=("+8617100000005",))))

    assert (changed.added, changed.changed) == (0, 1)
    assert [person.phones for person in await office.people()] == [("+8617100000005",)]


async def test_two_children_of_one_name_without_a_birthday_stay_two(office: Office) -> None:
    twice = a_roster(
        a_row("鹿小禾", father(), birth=None, sex="female"),
        a_row("鹿小禾", father("云见川", ("+8617000000005",)), birth=None, class_name="三年级2班"),
    )
    await office.roster(twice)
    ids = await office.children()

    again = await office.roster(twice)

    assert counts(again) == (0, 0, 2, 0)
    assert {name: sorted(found) for name, found in (await office.children()).items()} == {
        name: sorted(found) for name, found in ids.items()
    }
    assert len(ids["鹿小禾"]) == 2


async def test_a_child_who_changes_class_is_the_same_child(office: Office) -> None:
    await office.roster(a_roster())

    imported = await office.roster(a_roster(a_row(class_name="四年级1班")))

    assert counts(imported) == (0, 1, 0, 0)
    assert len((await office.children())["鹿小禾"]) == 1


async def test_the_duties_of_a_child_who_changes_class_go_along(office: Office) -> None:
    async with office.store.write() as work:
        await use_plan(work, office.school.id, CALLS, (), MONDAY, START)
    await office.roster(a_roster())
    await office.goes_live()
    await office.roster(a_roster(a_row(class_name="四年级1班")))

    (child,) = (await office.children())["鹿小禾"]
    async with office.store.read() as work:
        (duty,) = await work.duties.open_of_children([child])
    assert duty.unit_id == (await office.units())["四年级1班"].id


async def test_new_children_of_a_class_that_is_live_get_their_duties(office: Office) -> None:
    async with office.store.write() as work:
        await use_plan(work, office.school.id, CALLS, (), MONDAY, START)

    first = await office.roster(a_roster())
    live = await office.goes_live()
    second = await office.roster(a_roster(a_row(), a_row("鹿小满", row=6)))

    assert (first.planned, live, second.planned) == (0, 1, 1)


async def test_a_class_that_comes_later_to_a_live_school_waits_for_the_switch(
    office: Office,
) -> None:
    async with office.store.write() as work:
        await use_plan(work, office.school.id, CALLS, (), MONDAY, START)
    await office.roster(a_roster())
    await office.goes_live()

    later = await office.roster(a_roster(a_row("鹿小满", class_name="四年级1班", row=6)))

    assert (later.added, later.planned) == (1, 0)


async def test_an_import_that_fails_half_way_leaves_nothing_behind(office: Office) -> None:
    class PowerCutError(Exception):
        pass

    async def import_half() -> None:
        async with office.store.write() as work:
            await import_roster(work, a_roster(a_row(class_teacher="谷知春")), office.school, START)
            raise PowerCutError

    with pytest.raises(PowerCutError):
        await import_half()

    assert await office.people() == []
    assert await office.units() == {}
    async with office.store.read() as work:
        assert await work.journal.of_event("child.added") == []


async def test_two_schools_of_one_name_are_one_school_and_keep_their_zone(store: Store) -> None:
    async with store.write() as work:
        first = await school_named(work, "青禾小学", SHANGHAI, START)
        second = await school_named(work, "青禾小学", "Asia/Urumqi", START)

    assert first == second
    assert first.kind is UnitKind.school


async def test_new_people_hear_at_the_usual_hours_of_the_schools_zone(store: Store) -> None:
    async with store.write() as work:
        school = await school_named(work, "西山小学", "Asia/Urumqi", START)
        await import_roster(work, a_roster(), school, START)
        (person,) = await work.people.named(["鹿远山"])
        habits = await work.people.habits(person.id)

    assert habits == Habits(zone="Asia/Urumqi")


async def test_adding_and_changing_a_child_is_in_its_history(office: Office) -> None:
    await office.roster(a_roster())
    await office.roster(a_roster(a_row(remark="转入")), timedelta(days=1))

    (child,) = (await office.children())["鹿小禾"]
    async with office.store.read() as work:
        history = [row.entry.event for row in await work.journal.about_child(child)]
    assert history == ["child.added", "child.changed"]
