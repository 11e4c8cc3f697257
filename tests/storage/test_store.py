"""Units of work: all or nothing, one writer after the other, reads that change nothing."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from care.habits import Habits
from storage.lines import OnlyReadsError
from storage.people import NewPerson
from storage.readiness import is_ready
from storage.seal import Keyring, StoreError
from storage.store import Store, async_url
from tests.stores import Databases
from tests.world import START, a_school


class PowerCutError(Exception):
    """The process dies in the middle."""


async def add(store: Store, name: str) -> None:
    async with store.write() as work:
        await work.people.add([NewPerson(name, ("+8616700000042",))], Habits(), START)


async def names(store: Store, *wanted: str) -> list[str]:
    async with store.read() as work:
        return sorted(person.name for person in await work.people.named(wanted))


async def test_what_was_written_is_read_after_opening_again(
    store_url: str, keyring: Keyring
) -> None:
    store = await Store.open(store_url, keyring)
    await add(store, "云见川")
    await store.close()

    again = await Store.open(store_url, keyring)
    assert await names(again, "云见川") == ["云见川"]
    await again.close()


async def test_an_exception_takes_everything_back(store: Store) -> None:
    async def half() -> None:
        async with store.write() as work:
            await work.people.add([NewPerson("云见川", ())], Habits(), START)
            raise PowerCutError

    with pytest.raises(PowerCutError):
        await half()

    assert await names(store, "云见川") == []


async def test_after_a_failure_the_next_unit_of_work_is_served(store: Store) -> None:
    async def fail() -> None:
        async with store.write():
            raise PowerCutError

    with pytest.raises(PowerCutError):
        await fail()
    await add(store, "云见川")

    assert await names(store, "云见川") == ["云见川"]


async def test_whoever_only_reads_cannot_write_and_the_next_one_can(store: Store) -> None:
    with pytest.raises(OnlyReadsError):
        async with store.read() as work:
            await work.people.add([NewPerson("云见川", ())], Habits(), START)
    assert await names(store, "云见川") == []

    await add(store, "云见川")

    assert await names(store, "云见川") == ["云见川"]


async def test_many_writers_of_one_process_come_one_after_the_other(store: Store) -> None:
    await asyncio.gather(*(add(store, f"人{number}") for number in range(20)))

    assert len(await names(store, *(f"人{number}" for number in range(20)))) == 20


async def test_two_processes_write_at_once_and_both_succeed(
    store_url: str, keyring: Keyring
) -> None:
    """The bot and the command line: two stores on one database, each with its own connections."""
    stores = [await Store.open(store_url, keyring) for _ in range(2)]
    writes = [add(stores[number % 2], f"人{number}") for number in range(20)]

    await asyncio.gather(*writes)

    found = await names(stores[0], *(f"人{number}" for number in range(20)))
    for store in stores:
        await store.close()
    assert len(found) == 20


async def test_who_waits_for_another_process_that_writes_holds_nobody_up(
    sqlite_databases: Databases, keyring: Keyring
) -> None:
    url = sqlite_databases.copy()
    store = await Store.open(url, keyring)
    await add(store, "云见川")
    assert store.file is not None
    with closing(sqlite3.connect(store.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(add(store, "禾小满"))
        async with asyncio.timeout(5):
            assert await names(store, "云见川") == ["云见川"]
        assert not waiting.done()
        other.execute("COMMIT")

    await asyncio.wait_for(waiting, 20)

    assert await names(store, "禾小满") == ["禾小满"]
    await store.close()
    sqlite_databases.drop(url)


async def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    await a_school(store)
    async with store.write() as work:
        await work.people.add([NewPerson("云见川", ())], Habits(), START)
        async with asyncio.timeout(5):
            assert await names(store, "云见川") == []

    assert await names(store, "云见川") == ["云见川"]


async def test_whether_a_store_is_ready_is_known_while_somebody_writes(store: Store) -> None:
    async with store.write() as work:
        await work.people.add([NewPerson("云见川", ())], Habits(), START)

        assert await is_ready(store)


async def test_two_processes_may_open_a_new_store_at_once(
    empty_store_url: str, keyring: Keyring
) -> None:
    stores = await asyncio.gather(*(Store.open(empty_store_url, keyring) for _ in range(2)))

    await add(stores[0], "云见川")
    assert await names(stores[1], "云见川") == ["云见川"]
    for store in stores:
        await store.close()


async def test_sqlite_writes_survive_a_power_cut(
    sqlite_databases: Databases, keyring: Keyring
) -> None:
    url = sqlite_databases.copy()
    store = await Store.open(url, keyring)
    async with store.engine.connect() as connection:
        settings = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    await store.close()
    sqlite_databases.drop(url)

    assert settings == ["wal", 2, 1]


@pytest.mark.parametrize("url", ["mysql://host/db", "no address at all"])
def test_an_address_that_is_no_store_is_refused_with_a_message(url: str) -> None:
    with pytest.raises(StoreError):
        async_url(url)


@pytest.mark.parametrize(
    ("plain", "driver"),
    [("sqlite:///var/h.sqlite", "sqlite+aiosqlite"), ("postgresql://h/d", "postgresql+psycopg")],
)
def test_a_plain_address_gets_the_driver_that_can_wait(plain: str, driver: str) -> None:
    assert async_url(plain).drivername == driver


async def test_a_line_that_the_database_has_dropped_is_replaced_without_a_word(
    store: Store,
) -> None:
    await add(store, "云见川")
    for line in store._lines._free:
        await line._driver.close()

    await add(store, "云见山")

    assert await names(store, "云见川", "云见山") == ["云见山", "云见川"]


async def test_who_is_cancelled_while_the_database_drops_a_line_begins_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(store, "云见川")
    [line] = store._lines._free

    async def cancelled_on_the_way(**_: bool) -> None:
        await line._driver.close()
        raise asyncio.CancelledError

    monkeypatch.setattr(line, "begin", cancelled_on_the_way)
    with pytest.raises(asyncio.CancelledError):
        await add(store, "云见山")

    assert await names(store, "云见川", "云见山") == ["云见川"]


async def test_what_was_asked_before_a_change_is_asked_again_after_it(store: Store) -> None:
    world = await a_school(store, joined=False)
    async with store.write() as work:
        before = await work.circles.around([world.child], START.date())
        await work.accounts.join(world.mother, 4711, START)
        after = await work.circles.around([world.child], START.date())

    assert before != after
