"""Three workers and two that would beat, on one PostgreSQL: one of each dies."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text, update

from bench.school import a_school, remind
from bench.soak.crew import watch_who_writes, who_wrote
from bench.soak.kills import Where
from bench.soak.lives import Nursery, a_nursery
from bench.soak.several import Size, through_deaths
from storage.leading import Candidate
from storage.seal import Keyring
from storage.store import Store
from storage.tables import Notice
from tests.stores import Databases


@pytest.fixture
async def nursery() -> AsyncIterator[Nursery]:
    async with a_nursery() as it:
        yield it


async def test_when_a_worker_and_the_leader_die_nothing_is_lost_and_one_leads_at_a_time(
    postgres_databases: Databases, nursery: Nursery, tmp_path: Path
) -> None:
    url = postgres_databases.copy()

    size = Size(notices=60, kills=3, writers=3, between=0.6)
    where = Where(nursery, url, tmp_path)
    result = await through_deaths(where, size, seed=3, first=("worker 1", "beat 1", "beat 2"))

    assert result.broken == []
    assert (result.killed["worker"], result.killed["leader"] > 0) == (1, True)
    assert result.led.times > 1
    postgres_databases.drop(url)


async def test_who_writes_without_the_lead_is_found_out(
    postgres_databases: Databases, keyring: Keyring
) -> None:
    url = postgres_databases.copy()
    store = await Store.open(url, keyring)
    await remind(store, await a_school(store, 2))
    await watch_who_writes(store)
    one = Candidate(store)
    await one.stand()
    claim = update(Notice).values(state="claimed")

    async with store.engine.begin() as connection:
        await connection.execute(claim)
    assert (await who_wrote(store)).strangers == []

    async with store.engine.begin() as connection:
        await connection.execute(text("SET LOCAL application_name = 'somebody else'"))
        await connection.execute(claim.values(state="sending"))
    assert (await who_wrote(store)).strangers == [("1", "somebody else")]

    await one.withdraw()
    await store.close()
    postgres_databases.drop(url)
