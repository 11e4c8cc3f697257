"""`hongyan backup`, `restore`, `key`, `erase`, `keep`, as somebody types them."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cli.terminal import T
from scheduler.clock import system_clock
from storage.seal import Keyring
from storage.store import Store, shown
from storage.tables import Child, Person
from tests.cli.office import Office


@pytest.fixture
def school(office: Office) -> Office:
    office.has_imported()
    return office


def test_a_backup_is_made_and_brought_back_and_everything_is_there(school: Office) -> None:
    before, file = school.rows(), school.folder / "a.backup"

    made = school.types("backup", file, "--json")
    again = school.types("backup", file)
    kept = school.types("restore", file)
    brought = school.types("restore", file, "--replace", "--yes", "--json")

    assert (made.code, again.code, kept.code, brought.code) == (0, 1, 1, 0)
    assert again.complaint == T("backup.exists", file=file)
    assert kept.complaint == T("restore.not_empty")
    assert made.json["tables"] == brought.json["tables"]
    assert made.json["rows"] == sum(len(rows) for rows in before.values())
    assert str(school.folder / "key") in made.err
    assert school.rows() == before


def test_replacing_asks_first_and_no_changes_nothing(school: Office) -> None:
    before, file = school.rows(), school.folder / "a.backup"
    school.types("backup", file)
    school.monkeypatch.setattr("typer.confirm", lambda *_, **__: False)

    said = school.types("restore", file, "--replace")

    assert (said.code, said.complaint) == (2, T("cli.nothing_changed"))
    assert school.rows() == before


def test_without_the_key_nothing_is_backed_up_brought_back_or_made(office: Office) -> None:
    for words in (("backup", "a.backup"), ("restore", "a.backup")):
        said = office.types(*words)

        assert said.code == 1
        assert said.complaint == T("backup.no_key", file=office.folder / "key")
    assert not (office.folder / "key").exists()


def test_a_key_is_changed_retired_and_taken_in_again_for_an_old_backup(school: Office) -> None:
    key, old, file = (school.folder / name for name in ("key", "old.key", "a.backup"))
    before = school.types("key", "status", "--json").json
    school.types("backup", file)
    shutil.copy(key, old)

    rotated = school.types("key", "rotate")
    fresh = school.types("key", "retire", "1")
    _let_rest(school)
    retired = school.types("key", "retire", "1")
    after = school.types("key", "status", "--json").json
    refused = school.types("restore", file, "--replace", "--yes")
    added = school.types("key", "add", old)
    brought = school.types("restore", file, "--replace", "--yes")

    assert [each.code for each in (rotated, fresh, retired, refused, added, brought)] == [
        *(0, 1, 0, 1, 0, 0)
    ]
    assert before["active"] == 1
    assert after == {"active": 2, "keys": {"2": before["keys"]["1"]}}
    assert refused.complaint == T("restore.key_gone", file=file, keys="1")
    assert school.types("key", "status", "--json").json["keys"] == {**before["keys"], "2": 0}
    assert school.types("coverage").code == 0


def test_a_damaged_cell_does_not_hold_up_another_key_for_ever(school: Office) -> None:
    async def damage(store: Store) -> None:
        async with store.write() as work:
            (person,) = (await work._room.get(select(Person.id).limit(1))).scalars()
            cut = update(Person).where(Person.id == person).values(name=b"\1damaged")
            await work._room.run(cut)

    school.asks(damage)

    rotated = [school.types("key", "rotate") for _ in range(2)]

    assert [said.code for said in rotated] == [1, 1]
    assert all(T("cli.key.shut", n=1) in said.err for said in rotated)
    cells = school.types("key", "status", "--json").json
    assert (cells["active"], cells["keys"]["1"], cells["keys"]["2"]) == (3, 1, 0)


def _let_rest(office: Office) -> None:
    """As if the key had been changed an hour ago."""
    key = office.folder / "key"
    ring = Keyring.read(key)
    since = system_clock() - timedelta(hours=1)
    Keyring(ring.active, ring.keys, ring.finding, since).replace(key)


def test_a_child_that_has_left_is_erased_for_good(school: Office) -> None:
    async def the_first_leaves(store: Store) -> tuple[int, str]:
        async with store.write() as work:
            (unit, *_) = await work.units.schools()
            below = await work.units.below(unit.id)
            child = (await work.children.in_units([each.id for each in below]))[0]
            left = update(Child).where(Child.id == child.id)
            await work._room.run(left.values(until=system_clock().date()))
            return child.id, child.facts.name

    file = school.folder / "a.backup"
    child, name = school.asks(the_first_leaves)
    school.types("backup", file)

    nobody = school.types("erase", "child", "没有这个人")
    erased = school.types("erase", "child", name, "--yes")
    twice = school.types("erase", "child", child, "--yes")
    brought = school.types("restore", file, "--replace", "--yes", "--json")

    assert [each.code for each in (nobody, erased, twice, brought)] == [1, 0, 1, 0]
    assert twice.complaint == T("erase.erased")
    assert brought.json["erased_again"] == 1
    assert school.types("erase", "child", name, "--yes").complaint == T(
        "cli.erase.nobody", who=name
    )


def test_what_is_kept_is_shown_and_nothing_is_changed(school: Office) -> None:
    before = school.rows()

    said, shown_ = school.types("keep", "--json"), school.types("keep")

    assert (said.code, shown_.code) == (0, 0)
    assert said.json["for_a_while"]["media"] == {"count": 0, "oldest": None, "days": 400}
    assert said.json["without_end"]["journal"] == len(before["journal"])
    assert T("kept.media") in shown_.out
    assert school.rows() == before


def test_what_the_database_refuses_is_said_in_its_own_words(school: Office) -> None:
    async def a_child(store: Store) -> int:
        async with store.write() as work:
            await work._room.connection.exec_driver_sql("DROP TABLE tombstone")
            (child,) = (await work._room.get(select(Child.id).limit(1))).scalars()
            return int(child)

    said = school.types("erase", "child", school.asks(a_child), "--yes")

    assert said.code == 1
    assert "tombstone" in said.complaint


def test_a_place_that_cannot_be_used_is_named(office: Office) -> None:
    letter = office.folder / "letter.txt"
    letter.touch()
    office.sets(key_file=str(letter / "key"))

    said = office.types("keep")

    assert said.code == 1
    assert str(letter) in said.complaint


def test_where_there_is_no_store_yet_nothing_is_backed_up(office: Office) -> None:
    Keyring.fresh().write(office.folder / "key")
    office.sets(database=f"sqlite:///{office.folder / 'none.db'}")

    said = office.types("backup", office.folder / "a.backup")

    assert said.code == 1
    assert not (office.folder / "none.db").exists()
    assert shown(office.database) not in said.err
