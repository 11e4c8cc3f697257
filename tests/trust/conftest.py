"""One town for all tests of a worker; each test gets it as it was."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from storage.seal import Keyring
from storage.store import Store
from tests.stores import Databases
from tests.trust.at_once import engine_at_once
from tests.trust.desk import Desk, a_desk
from tests.trust.things import a_town
from tests.trust.town import Town

SHEET = "班级,学生姓名\n三年级1班,新来的\n".encode()
"""A roster that somebody sends."""


@pytest.fixture(scope="session")
def built_town(sqlite_databases: Databases) -> Town:
    """The town on SQLite, built once and never changed."""

    async def build() -> Town:
        store = await Store.open(sqlite_databases.copy(), Keyring.fresh())
        town = await a_town(store)
        await store.close()
        return town

    return asyncio.run(build())


@pytest.fixture
async def desk(built_town: Town) -> AsyncIterator[Desk]:
    """The bot over the town; nothing of what is done there stays."""
    store = built_town.store
    file = store.file
    assert file is not None
    store.engine = engine_at_once(file)
    async with a_desk(replace(built_town)) as desk:
        yield desk
    await store.close()


@pytest.fixture
async def desk_on_both(store: Store) -> AsyncIterator[Desk]:
    """A town of its own, on either database as the product opens it."""
    async with a_desk(await a_town(store)) as desk:
        yield desk
