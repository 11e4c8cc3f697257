"""Keys change while the bot runs: whatever happens in between, every cell stays readable."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.keys import RESTS, KeyChangeError, add_new, take_in, take_out
from storage.rotating import cells_by_key, retire, seal_all_again
from storage.seal import Keyring
from storage.sealing import sealed_tables
from storage.store import Store
from tests.storage.backups import quietly, with_everything
from tests.world import START


class PowerCutError(Exception):
    """The process dies in the middle."""


@pytest.fixture
def key_file(tmp_path: Path, keyring: Keyring) -> Path:
    keyring.write(tmp_path / "key")
    return tmp_path / "key"


async def opened(url: str, key_file: Path) -> Store:
    return await Store.open(url, Keyring.read(key_file))


@pytest.fixture
async def office(store: Store, store_url: str, key_file: Path) -> AsyncIterator[Store]:
    """The same store as the command line has it open, with the key file beside it."""
    command_line = await opened(store_url, key_file)
    yield command_line
    await command_line.close()


async def name_of(store: Store, person: int) -> str:
    async with store.read() as work:
        return (await work.people.by_id([person]))[person].name


async def rename(store: Store, person: int, name: str) -> None:
    async with store.write() as work:
        await work.people.rename(person, name)


async def test_all_cells_go_under_a_new_key_and_say_what_they_said(
    store: Store, office: Store, key_file: Path
) -> None:
    world = await with_everything(store)
    before = await cells_by_key(office)

    ring = add_new(key_file, START)
    again = await seal_all_again(office, before.total(), quietly)

    assert (again.done, again.shut) == (before.total(), 0)
    assert await cells_by_key(office) == Counter({2: before.total()})
    assert await name_of(office, world.father) == "禾远舟"
    assert (ring.active, set(ring.keys)) == (2, {1, 2})


async def test_a_running_bot_reads_and_writes_with_the_new_key_at_once(
    store: Store, office: Store, store_url: str, key_file: Path
) -> None:
    world = await with_everything(store)
    bot = await opened(store_url, key_file)
    assert await name_of(bot, world.father) == "禾远舟"

    add_new(key_file, START)
    await rename(office, world.father, "禾千里")
    assert await name_of(bot, world.father) == "禾千里"
    await rename(bot, world.mother, "祁若水")

    assert (await cells_by_key(bot))[2] == 2
    await bot.close()


async def test_what_the_bot_writes_meanwhile_is_not_lost(
    store: Store, office: Store, key_file: Path
) -> None:
    """The row has been read by the change of keys, and the bot changes it before it is written."""
    world = await with_everything(store)
    add_new(key_file, START)
    tables = {table.name: (table, columns) for table, columns in sealed_tables()}
    person = tables["person"]
    async with office.read() as work:
        rows = await work.sealing.of_other_keys(*person, 0, 100)
    await rename(office, world.father, "禾千里")
    async with office.write() as work:
        again = await work.sealing.seal_again(person[0], rows)

    assert again.done == len(rows) - 1
    assert await name_of(office, world.father) == "禾千里"


async def test_broken_off_in_the_middle_everything_opens_and_it_goes_on_where_it_was(
    store: Store, office: Store, store_url: str, key_file: Path
) -> None:
    world = await with_everything(store)
    add_new(key_file, START)

    def power_cut(_done: int, _total: int) -> None:
        raise PowerCutError

    with pytest.raises(PowerCutError):
        await seal_all_again(office, 1, power_cut)
    half = await opened(store_url, key_file)
    cells = await cells_by_key(half)
    assert min(cells[1], cells[2]) > 0
    assert await name_of(half, world.father) == "禾远舟"

    await seal_all_again(half, cells[1], quietly)

    assert set(await cells_by_key(half)) == {2}
    await half.close()


async def test_a_key_goes_only_when_it_has_rested_and_nothing_needs_it(
    store: Store, office: Store, store_url: str, key_file: Path
) -> None:
    world = await with_everything(store)

    async def tried(number: int, now: timedelta = RESTS) -> str:
        try:
            await retire(office, Keyring.read(key_file), number, START + now)
        except KeyChangeError as error:
            return error.code
        return "retired"

    assert await tried(1) == "key.active"
    add_new(key_file, START)
    assert await tried(7) == "key.unknown"
    assert await tried(1, timedelta(minutes=3)) == "key.fresh"
    assert await tried(1) == "key.needed"
    await seal_all_again(office, 1, quietly)
    assert await tried(1) == "retired"
    assert set(Keyring.read(key_file).keys) == {2}
    again = await opened(store_url, key_file)
    assert await name_of(again, world.father) == "禾远舟"
    await again.close()


async def test_a_cell_that_no_key_opens_is_counted_and_let_alone(
    store: Store, office: Store, key_file: Path
) -> None:
    await with_everything(store)
    async with store.write() as work:
        damage = "UPDATE person SET name = substr(name, 1, 20)"
        await work._room.connection.exec_driver_sql(damage)
    add_new(key_file, START)

    again = await seal_all_again(office, 1, quietly)

    cells = await cells_by_key(office)
    assert again.shut == cells[1] == 5


def test_the_keys_of_an_older_copy_come_back_and_those_of_a_stranger_do_not(
    key_file: Path, tmp_path: Path
) -> None:
    older, strange = tmp_path / "older", tmp_path / "strange"
    Keyring.read(key_file).write(older)
    Keyring.fresh().write(strange)
    add_new(key_file, START)
    take_out(key_file, 1)

    assert take_in(key_file, older) == [1]
    assert set(Keyring.read(key_file).keys) == {1, 2}
    assert take_in(key_file, older) == []
    with pytest.raises(KeyChangeError, match=r"key\.no_copy"):
        take_in(key_file, strange)
    with pytest.raises(KeyChangeError, match=r"key\.newer_copy"):
        take_in(older, key_file)


def test_a_new_key_is_for_its_owners_eyes_only_and_old_files_can_still_be_read(
    key_file: Path,
) -> None:
    before = Keyring.read(key_file)

    ring = add_new(key_file, START)

    assert key_file.stat().st_mode & 0o077 == 0
    assert ring == Keyring.read(key_file)
    assert (before.since, ring.since) == (None, START)
    assert ring.fingerprint == before.fingerprint
