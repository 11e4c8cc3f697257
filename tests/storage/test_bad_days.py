"""What an operator meets on a bad day: the wrong place, a link, a lock, no rights. Each is said in
a sentence, and nothing is lost.
"""

import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

import storage.backup.bring
from storage.backup.archive import BackupError
from storage.backup.bring import bring
from storage.backup.take import take
from storage.keys import add_new
from storage.lock import BusyError, LockError, file_kept_for_one
from storage.seal import KeyFileError, Keyring
from storage.store import Store, UnreachableError, WrongKeyError
from storage.tombstones import Sidecar
from tests.storage.backups import quietly, rows_of, with_everything
from tests.world import START


@pytest.fixture
def key_file(tmp_path: Path, keyring: Keyring) -> Path:
    keyring.write(tmp_path / "key")
    return tmp_path / "key"


@pytest.mark.parametrize("replace", [False, True])
async def test_the_tables_of_another_program_are_never_taken_for_an_empty_store(
    store: Store,
    store_url: str,
    empty_store_url: str,
    keyring: Keyring,
    file: Path,
    sidecar: Sidecar,
    replace: bool,
) -> None:
    """A database was named by mistake in which somebody else has a table of persons, too."""
    take(store_url, keyring, file, START, quietly)
    url = make_url(empty_store_url)
    engine = create_engine(url.set(drivername=url.drivername.replace("+aiosqlite", "")))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE person (name VARCHAR(20))"))
        connection.execute(text("INSERT INTO person VALUES ('theirs')"))

    with pytest.raises(BackupError, match=r"restore\.not_ours"):
        bring(empty_store_url, keyring, file, sidecar, quietly, replace=replace)

    with engine.begin() as connection:
        assert connection.execute(text("SELECT name FROM person")).scalars().all() == ["theirs"]
    engine.dispose()


@pytest.mark.only_on("postgresql")  # SQLite itself waits no longer than half a minute
async def test_behind_somebody_who_has_a_table_open_nobody_waits_for_ever(
    store: Store,
    store_url: str,
    keyring: Keyring,
    file: Path,
    sidecar: Sidecar,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await with_everything(store)
    before = await rows_of(store)
    take(store_url, keyring, file, START, quietly)
    await store.close()
    monkeypatch.setattr(storage.backup.bring, "TABLE_SECONDS", "0.05")
    psql = create_engine(store_url)

    with psql.begin() as connection:
        connection.execute(text("SELECT count(*) FROM person"))
        with pytest.raises(BackupError, match=r"restore\.held"):
            bring(store_url, keyring, file, sidecar, quietly, replace=True)
    psql.dispose()

    assert await rows_of(store) == before


async def test_a_file_that_is_no_database_is_said_to_be_none(
    store: Store, store_url: str, keyring: Keyring, tmp_path: Path, file: Path, sidecar: Sidecar
) -> None:
    take(store_url, keyring, file, START, quietly)
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all, this is no database, and it is to stay as it is." * 9)
    before = letter.read_text()

    for place in (letter, letter / "below"):
        with pytest.raises(UnreachableError):
            bring(f"sqlite:///{place}", keyring, file, sidecar, quietly, replace=True)

    assert letter.read_text() == before


def test_a_store_is_kept_for_one_by_whatever_link_it_is_reached(tmp_path: Path) -> None:
    there, link = tmp_path / "there.db", tmp_path / "link.db"
    sqlite3.connect(there).close()
    link.symlink_to(there)

    with file_kept_for_one(there), pytest.raises(BusyError), file_kept_for_one(link):
        pass


def test_a_lock_that_cannot_be_made_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()

    with pytest.raises(LockError), file_kept_for_one(tmp_path / "letter.txt" / "store.db"):
        pass


def test_a_key_behind_a_link_changes_where_it_lies(key_file: Path, tmp_path: Path) -> None:
    """Whoever keeps it on another disk, and copies it from there, has the new one."""
    link = tmp_path / "elsewhere" / "key"
    link.parent.mkdir()
    link.symlink_to(key_file)

    ring = add_new(link, START)

    assert link.is_symlink()
    assert Keyring.read(key_file) == ring


def test_whoever_could_read_the_key_can_read_the_new_one(key_file: Path) -> None:
    """As where a bot reads it by its group, or where somebody changes it as root."""
    key_file.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(key_file, 12345, 12346)
    before = key_file.stat()

    add_new(key_file, START)

    after = key_file.stat()
    assert after.st_ino != before.st_ino
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        *(before.st_mode, before.st_uid, before.st_gid),
    )


async def test_a_key_that_changes_while_a_bot_starts_is_noticed(
    store: Store, store_url: str, key_file: Path
) -> None:
    """The bot has read the file, and has not opened the store yet."""
    ring = Keyring.read(key_file)
    add_new(key_file, START)

    bot = await Store.open(store_url, ring)
    async with bot.read() as work:
        active = work._room.sealer.active
    await bot.close()

    assert active == 2


async def test_an_older_copy_of_the_key_is_said_to_be_older_and_not_another_stores(
    store_url: str, key_file: Path, keyring: Keyring, file: Path
) -> None:
    ring = add_new(key_file, START)
    await (await Store.open(store_url, ring)).close()

    with pytest.raises(WrongKeyError) as opened:
        await Store.open(store_url, keyring)
    with pytest.raises(WrongKeyError) as taken:
        take(store_url, keyring, file, START, quietly)

    assert {opened.value.code, taken.value.code} == {"key.outdated"}


async def test_the_key_of_a_backup_in_which_nothing_is_sealed_yet_is_asked_for(
    store_url: str, key_file: Path, keyring: Keyring, file: Path, sidecar: Sidecar
) -> None:
    await (await Store.open(store_url, keyring)).close()
    assert take(store_url, keyring, file, START, quietly).keys == {1: 1}
    ring = add_new(key_file, START)
    later = Keyring(2, {2: ring.keys[2]}, ring.finding)

    with pytest.raises(BackupError, match=r"restore\.key_gone"):
        bring(store_url, later, file, sidecar, quietly, replace=True)


def test_a_key_file_that_cannot_be_read_is_not_called_damaged(tmp_path: Path) -> None:
    """Nobody is to throw away the right one."""
    for place in (tmp_path, tmp_path / "missing"):
        with pytest.raises(KeyFileError, match=r"key\.unreadable"):
            Keyring.read(place)
