"""What is refused, what breaks in the middle, what is older: nothing is lost, nothing half done."""

import json
import os
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import create_async_engine

import storage.backup.bring
from storage.backup.archive import BackupError
from storage.backup.bring import bring
from storage.backup.plain import alone
from storage.backup.take import take
from storage.lock import BusyError, only_bot
from storage.migrations.run import newest, upgrade_to
from storage.patience import APPLICATION
from storage.seal import Keyring
from storage.store import Store, WrongKeyError, key_rows
from storage.tables import Meta
from storage.tombstones import Sidecar
from tests.storage.backups import Rows, names_in, quietly, rows_at, rows_of, with_everything
from tests.world import START, a_school


class PowerCutError(Exception):
    """The process dies in the middle."""


def write(file: Path, text: str) -> None:
    file.write_text(text)


def read(file: Path) -> str:
    return file.read_text()


async def a_school_at(url: str, keyring: Keyring) -> Rows:
    """A school in the store there; returns what is in it then."""
    store = await Store.open(url, keyring)
    await a_school(store)
    rows = await rows_of(store)
    await store.close()
    return rows


async def test_a_file_that_is_there_is_not_written_over(
    store: Store, store_url: str, keyring: Keyring, file: Path
) -> None:
    write(file, "mine")

    with pytest.raises(BackupError, match=r"backup\.exists"):
        take(store_url, keyring, file, START, quietly)

    assert (names_in(file.parent), read(file)) == ([file.name], "mine")


async def test_a_backup_that_fails_in_the_middle_leaves_no_file(
    store: Store, store_url: str, keyring: Keyring, file: Path
) -> None:
    await with_everything(store)

    def power_cut(_done: int, _total: int) -> None:
        raise PowerCutError

    with pytest.raises(PowerCutError):
        take(store_url, keyring, file, START, power_cut)

    assert names_in(file.parent) == []


async def test_another_stores_key_takes_no_backup_and_brings_none_back(
    store: Store, store_url: str, other_url: str, keyring: Keyring, file: Path, sidecar: Sidecar
) -> None:
    with pytest.raises(WrongKeyError):
        take(store_url, Keyring.fresh(), file, START, quietly)
    take(store_url, keyring, file, START, quietly)

    with pytest.raises(BackupError, match=r"restore\.foreign"):
        bring(other_url, Keyring.fresh(), file, sidecar, quietly, replace=False)


async def test_a_sealing_key_that_is_gone_is_asked_for_before_anything_is_touched(
    store: Store, store_url: str, other_url: str, keyring: Keyring, file: Path, sidecar: Sidecar
) -> None:
    await with_everything(store)
    take(store_url, keyring, file, START, quietly)
    later = Keyring(2, {2: os.urandom(32)}, keyring.finding)

    with pytest.raises(BackupError, match=r"restore\.key_gone"):
        bring(other_url, later, file, sidecar, quietly, replace=False)


async def test_over_a_store_that_holds_something_it_goes_only_when_told_so(
    store: Store, store_url: str, other_url: str, keyring: Keyring, file: Path, sidecar: Sidecar
) -> None:
    await with_everything(store)
    before = await rows_of(store)
    take(store_url, keyring, file, START, quietly)
    there = await a_school_at(other_url, keyring)

    with pytest.raises(BackupError, match=r"restore\.not_empty"):
        bring(other_url, keyring, file, sidecar, quietly, replace=False)
    assert await rows_at(other_url, keyring) == there

    bring(other_url, keyring, file, sidecar, quietly, replace=True)
    assert await rows_at(other_url, keyring) == before


async def test_a_store_on_which_a_bot_runs_is_let_alone(
    store: Store, store_url: str, keyring: Keyring, file: Path, sidecar: Sidecar
) -> None:
    await with_everything(store)
    before = await rows_of(store)
    take(store_url, keyring, file, START, quietly)

    async with only_bot(store):
        with pytest.raises(BusyError):
            bring(store_url, keyring, file, sidecar, quietly, replace=True)

    assert await rows_of(store) == before


@pytest.mark.only_on("postgresql")  # a file has one bot, which holds its lock
async def test_a_postgresql_that_another_process_has_open_is_let_alone(
    store: Store, store_url: str, keyring: Keyring, file: Path, sidecar: Sidecar
) -> None:
    """Workers that only take updates hold no lock."""
    await with_everything(store)
    take(store_url, keyring, file, START, quietly)
    named = {"connect_args": {"application_name": f"{APPLICATION} 1@elsewhere"}}
    worker = create_async_engine(store.engine.url, **named)

    async with worker.connect():
        with pytest.raises(BusyError):
            bring(store_url, keyring, file, sidecar, quietly, replace=True)
    await worker.dispose()

    bring(store_url, keyring, file, sidecar, quietly, replace=True)


@pytest.mark.parametrize("hurt", ["cut off", "a bit", "manifest", "member gone", "no zip"])
async def test_a_damaged_file_is_refused_and_the_store_stays_as_it_was(
    store: Store, store_url: str, keyring: Keyring, file: Path, sidecar: Sidecar, hurt: str
) -> None:
    await with_everything(store)
    before = await rows_of(store)
    take(store_url, keyring, file, START, quietly)
    damage(file, hurt)

    with pytest.raises(BackupError, match=r"restore\.damaged"):
        bring(store_url, keyring, file, sidecar, quietly, replace=True)

    assert await rows_of(store) == before


def damage(file: Path, how: str) -> None:
    data = bytearray(file.read_bytes())
    if how == "cut off":
        file.write_bytes(data[: len(data) // 2])
    elif how == "a bit":
        with zipfile.ZipFile(file) as members:
            place = members.getinfo("person.jsonl")
        data[place.header_offset + 100] ^= 1
        file.write_bytes(data)
    elif how == "no zip":
        file.write_bytes(b"SQLite format 3\0")
    else:
        _written_again(file, how)


def _written_again(file: Path, how: str) -> None:
    with zipfile.ZipFile(file) as members:
        inside = {name: members.read(name) for name in members.namelist()}
    if how == "manifest":
        manifest = json.loads(inside["manifest.json"])
        manifest["made_at"] = "2020-01-01T00:00:00+00:00"
        inside["manifest.json"] = json.dumps(manifest).encode()
    else:
        del inside["child.jsonl"]
    with zipfile.ZipFile(file, "w") as members:
        for name, text in inside.items():
            members.writestr(name, text)


async def test_a_backup_of_a_newer_version_is_refused(
    store: Store,
    store_url: str,
    keyring: Keyring,
    file: Path,
    sidecar: Sidecar,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take(store_url, keyring, file, START, quietly)
    monkeypatch.setattr(storage.backup.bring, "steps", lambda: frozenset({"0001"}))

    with pytest.raises(BackupError, match=r"restore\.newer"):
        bring(store_url, keyring, file, sidecar, quietly, replace=True)


async def test_a_power_cut_in_the_middle_changes_nothing(
    store: Store, store_url: str, other_url: str, keyring: Keyring, file: Path, sidecar: Sidecar
) -> None:
    """The process is gone from one moment to the next, as after `kill -9`."""
    await with_everything(store)
    take(store_url, keyring, file, START, quietly)
    before = await a_school_at(other_url, keyring)

    assert died_half_way(other_url, keyring, file, sidecar)
    assert await rows_at(other_url, keyring) == before
    bring(other_url, keyring, file, sidecar, quietly, replace=True)
    assert await rows_at(other_url, keyring) == await rows_of(store)


def died_half_way(url: str, keyring: Keyring, file: Path, sidecar: Sidecar) -> bool:
    """In a process of its own, which nothing is left of."""
    child = os.fork()
    if child == 0:
        _die_half_way(url, keyring, file, sidecar)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 9


def _die_half_way(url: str, keyring: Keyring, file: Path, sidecar: Sidecar) -> None:
    def die(done: int, total: int) -> None:
        if done > total // 2:
            os._exit(9)

    try:
        bring(url, keyring, file, sidecar, die, replace=True)
    finally:
        os._exit(1)


async def test_a_backup_of_an_older_schema_is_brought_to_the_present_one(
    empty_store_url: str, other_url: str, keyring: Keyring, file: Path, sidecar: Sidecar
) -> None:
    """As an operator has it who updates the program before the first start of it."""
    with alone(empty_store_url) as connection:
        upgrade_to(connection, "0005")
        connection.execute(insert(Meta), key_rows(keyring))
        connection.exec_driver_sql(
            "INSERT INTO unit (id, kind, name, zone, created_at) "
            "VALUES (7, 'school', '溪口', 'UTC', '2025-03-03 00:00:00')"
        )
    taken = take(empty_store_url, keyring, file, START, quietly)

    bring(other_url, keyring, file, sidecar, quietly, replace=False)

    assert (taken.revision, newest()) == ("0005", newest())
    store = await Store.open(other_url, keyring)
    async with store.read() as work:
        assert (await work.units.by_id([7]))[7].name == "溪口"
    await store.close()
