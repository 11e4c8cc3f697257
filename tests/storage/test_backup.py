"""A backup brought back is the store that it was made of, on whichever database."""

import asyncio
import threading
import zipfile
from datetime import UTC, datetime
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from care.habits import Habits
from storage.backup.bring import bring
from storage.backup.take import take
from storage.journal import Entry
from storage.people import NewPerson
from storage.records import NewAnswer, NewRecord
from storage.seal import Keyring
from storage.store import Store
from storage.tombstones import Sidecar
from tests.storage.backups import is_private, quietly, rows_at, rows_of, with_everything
from tests.stores import Databases
from tests.world import START, a_school


async def test_what_comes_back_is_what_there_was_to_the_last_cell(
    store: Store, store_url: str, other_url: str, keyring: Keyring, file: Path, sidecar: Sidecar
) -> None:
    await with_everything(store)
    taken = take(store_url, keyring, file, START, quietly)

    brought = bring(other_url, keyring, file, sidecar, quietly, replace=False)

    assert brought.manifest == taken
    assert await rows_at(other_url, keyring) == await rows_of(store)
    assert is_private(file)


async def test_a_store_moves_from_one_kind_of_database_to_the_other_and_back(
    sqlite_databases: Databases,
    postgres_databases: Databases,
    keyring: Keyring,
    tmp_path: Path,
    sidecar: Sidecar,
) -> None:
    urls = [sqlite_databases.copy(), postgres_databases.copy(), sqlite_databases.copy()]
    store = await Store.open(urls[0], keyring)
    await with_everything(store)
    before = await rows_of(store)
    await store.close()
    for number, (here, there) in enumerate(pairwise(urls)):
        take(here, keyring, tmp_path / str(number), START, quietly)
        bring(there, keyring, tmp_path / str(number), sidecar, quietly, replace=False)

    after = [await rows_at(url, keyring) for url in urls]
    for url, databases in zip(
        urls, (sqlite_databases, postgres_databases, sqlite_databases), strict=True
    ):
        databases.drop(url)
    assert after == [before] * 3


NUMBERS = count()
LONG_AGO, FAR_AHEAD = datetime(1970, 1, 2), datetime(2200, 1, 1)  # noqa: DTZ001 - the zone is added
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
lives = st.lists(
    st.tuples(
        texts,
        st.none() | texts,
        st.dictionaries(texts, st.none() | st.booleans() | st.integers() | texts, max_size=3),
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
        st.datetimes(LONG_AGO, FAR_AHEAD, timezones=st.just(UTC)),
    ),
    max_size=6,
)


@pytest.mark.hypothesis
@given(lives)
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
async def test_whatever_is_in_a_store_comes_back(
    databases: Databases, keyring: Keyring, tmp_path: Path, told: list[Any]
) -> None:
    here, there = databases.copy(), databases.copy()
    file = tmp_path / f"{next(NUMBERS)}.backup"
    store = await Store.open(here, keyring)
    world = await a_school(store)
    async with store.write() as work:
        for name, words, details, number, at in told:
            await work.people.add([NewPerson(name, (name,))], Habits(), at)
            await work.journal.write([Entry("x", details=details, old=words)], at)
            talk = NewRecord("talk", world.class_.id, None, world.teacher, None, None, at.date())
            await work.records.add(talk, [NewAnswer("q", number=number, words=words)], at)
    take(here, keyring, file, START, quietly)
    bring(there, keyring, file, Sidecar(tmp_path / "key", ""), quietly, replace=False)

    same = await rows_at(there, keyring) == await rows_of(store)
    await store.close()
    for url in (here, there):
        databases.drop(url)
    assert same


async def test_a_backup_is_of_one_moment_whoever_goes_on_writing(
    store: Store, store_url: str, other_url: str, keyring: Keyring, file: Path, sidecar: Sidecar
) -> None:
    await with_everything(store)
    before = await rows_of(store)
    written: list[bool] = []

    def write_meanwhile(_done: int, _total: int) -> None:
        if not written:
            written.append(True)
            thread = threading.Thread(target=_somebody_comes_in, args=(store_url, keyring))
            thread.start()
            thread.join()

    take(store_url, keyring, file, START, write_meanwhile)
    bring(other_url, keyring, file, sidecar, quietly, replace=False)

    assert await rows_at(other_url, keyring) == before
    assert await rows_of(store) != before


def _somebody_comes_in(url: str, keyring: Keyring) -> None:
    async def write() -> None:
        store = await Store.open(url, keyring)
        async with store.write() as work:
            await work.people.add([NewPerson("云见川", ("+8616700000042",))], Habits(), START)
        await store.close()

    asyncio.run(write())


async def test_the_key_is_not_in_it_nor_any_name(
    store: Store, store_url: str, keyring: Keyring, file: Path
) -> None:
    await with_everything(store)
    take(store_url, keyring, file, START, quietly)
    with zipfile.ZipFile(file) as members:
        inside = b"".join(members.read(name) for name in members.namelist())

    for secret in (*keyring.keys.values(), keyring.finding):
        assert secret not in inside
        assert secret.hex().encode() not in inside
    for name in ("禾小满", "禾远舟", "16700000001", "想妈妈了"):
        assert name.encode() not in inside
    assert "三年级1班".encode() in inside
