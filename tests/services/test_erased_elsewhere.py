"""Of somebody erased nothing is left in what is stored about others, whatever brings it back."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update

from care.almanac import Birthday
from care.words import Role
from services.calendar import birthdays
from services.keeping.erasing import erase, why_not
from services.lists.wishes import wish_adult
from services.tasks.settling import settle
from storage.backup.bring import bring
from storage.backup.take import take
from storage.erasing import Kind
from storage.seal import Keyring, Sealer
from storage.sealing import sealed_tables
from storage.store import Store
from storage.tables import Child
from storage.tombstones import Sidecar
from tests.care.builders import MONDAY, at
from tests.services.rosters import FATHERS, a_roster, a_row, father, mother
from tests.world import START, World, a_school

NAME, NEWCOMERS = "鹿远山", "+8617000000009"
LATER = at(date(2025, 5, 5), "08:00")


async def everything_sealed(store: Store, keyring: Keyring) -> str:
    """All that the key opens, as one text."""
    sealer, said = Sealer(keyring), []
    async with store.read() as work:
        for table, columns in sealed_tables():
            for column in columns:
                rows = await work._room.get(select(table.c.id, column).where(column.is_not(None)))
                said += [sealer.open(table.name, row[0], column.name, row[1]) for row in rows]
    return "\n".join(said)


async def whose_father_is_gone(store: Store) -> tuple[World, int, int]:
    """A child of a roster whose father is in its circle no longer: world, child, father."""
    world = await a_school(store)
    row = a_row("鹿小禾", father(workplace="宁州"), mother())
    await world.import_(a_roster(row))
    async with store.write() as work:
        (person,) = await work.people.named([NAME])
        (child,) = (await work.erasing.children("鹿小禾", None)).keys()
        for day in (Birthday(11, 23), Birthday(10, 27)):
            assert await birthdays.enter(
                work, world.actor(world.teacher), child, person.id, day, START
            )
        ties = await work.children.ties([child], MONDAY)
        await work.children.end_ties([t.id for t in ties if t.facts.person_id == person.id], MONDAY)
    return world, child, person.id


async def erased(store: Store, person: int) -> None:
    async with store.write() as work:
        assert await why_not(work, Kind.person, person, LATER) is None
        await erase(work, Kind.person, person, LATER, None)


async def test_what_a_roster_said_of_a_father_goes_with_him_and_the_rest_stays(
    store: Store, keyring: Keyring
) -> None:
    world, child, person = await whose_father_is_gone(store)
    before = await everything_sealed(store, keyring)
    assert all(word in before for word in (NAME, *FATHERS, "宁州", "11-23"))

    await erased(store, person)

    after = await everything_sealed(store, keyring)
    assert [word for word in (NAME, *FATHERS, "宁州", "11-23", "10-27") if word in after] == []
    async with store.read() as work:
        said = (await work.sheets.of_children([child]))[child]
        assert [adult["name"] for adult in said["adults"]] == ["苗知雨"]
        assert said["fields"]["name"] == "鹿小禾"
    again = await world.import_(a_roster(a_row("鹿小禾", mother())), LATER)
    assert (again.unchanged, again.changed) == (1, 0)


async def test_what_a_roster_said_is_gone_again_when_an_old_backup_comes_back(
    store: Store, store_url: str, keyring: Keyring, tmp_path: Path
) -> None:
    _, _, person = await whose_father_is_gone(store)
    sidecar, file = Sidecar(tmp_path / "key", keyring.fingerprint), tmp_path / "a.backup"
    take(store_url, keyring, file, START, lambda _done, _total: None)
    await erased(store, person)

    bring(store_url, keyring, file, sidecar, lambda _done, _total: None, replace=True)

    again = await Store.open(store_url, keyring)
    after = await everything_sealed(again, keyring)
    await again.close()
    assert [word for word in (NAME, *FATHERS, "宁州", "11-23") if word in after] == []


@pytest.mark.parametrize("answer", ["yes", "no"])
async def test_a_settled_question_whether_to_add_somebody_does_not_outlive_them(
    store: Store, keyring: Keyring, answer: str
) -> None:
    world, _, person = await whose_father_is_gone(store)
    async with store.write() as work:
        actor = world.actor(world.teacher)
        _, task = await wish_adult(work, actor, world.child, Role.helper, NAME, NEWCOMERS, START)
        _, other = await wish_adult(work, actor, world.child, Role.helper, "云见川", None, START)
        assert task is not None
        assert other is not None
        principal = world.actor(world.principal)
        await settle(work, principal, task.id, answer, START)
        await settle(work, principal, other.id, answer, START)
        theirs = [p.id for p in await work.people.named([NAME]) if p.id != person]
        ties = await work.children.ties([world.child], MONDAY)
        last = [tie.id for tie in ties if tie.facts.person_id in theirs]
        await work.children.end_ties(last, MONDAY)

    for one in [*theirs, person]:
        await erased(store, one)

    after = await everything_sealed(store, keyring)
    assert NAME not in after
    assert "云见川" in after


async def test_a_cell_that_no_key_opens_holds_up_no_erasure(store: Store, keyring: Keyring) -> None:
    _, child, person = await whose_father_is_gone(store)
    async with store.write() as work:
        damaged = update(Child).where(Child.id == child).values(sheet=b"\1damaged")
        await work._room.run(damaged)

    await erased(store, person)

    async with store.read() as work:
        sheet = (await work._room.get(select(Child.sheet).where(Child.id == child))).scalar_one()
    assert sheet is None
    assert NAME not in await everything_sealed(store, keyring)


async def test_a_settled_question_whose_row_it_was_does_not_outlive_the_child(
    store: Store, keyring: Keyring
) -> None:
    """A later sheet has a child of nearly the same name: it was another one, and has left."""
    world = await a_school(store)
    await world.import_(a_roster(a_row("鹿小禾")))
    await world.import_(a_roster(a_row("鹿小荷")))
    async with store.write() as work:
        (held,) = [t for t in await work.tasks.open_in_units([world.class_.id]) if "row" in t.data]
        await settle(work, world.actor(world.teacher), held.id, "two", START)
        (child,) = (await work.erasing.children("鹿小荷", None)).keys()
        await work.children.end([child], MONDAY)
        await erase(work, Kind.child, child, LATER, None)

    after = await everything_sealed(store, keyring)
    assert "鹿小荷" not in after
    assert "鹿小禾" in after
