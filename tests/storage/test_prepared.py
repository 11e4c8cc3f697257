"""What PostgreSQL has prepared, and planned, it need not prepare and plan anew."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from storage.seal import Keyring
from storage.store import Store
from tests.stores import Databases
from tests.world import World, a_school

PLANNED_BY_VALUES = 5
"""So often psycopg gives the text, and PostgreSQL then plans for the very values, before they keep
what they have."""
OFTEN = 2 * PLANNED_BY_VALUES + 2


@pytest.fixture
async def world(postgres_databases: Databases, keyring: Keyring) -> AsyncIterator[World]:
    url = postgres_databases.copy()
    store = await Store.open(url, keyring)
    yield await a_school(store)
    await store.close()
    postgres_databases.drop(url)


async def plans_kept(store: Store, table: str) -> dict[str, int]:
    """How often a plan was used again, by the statement that reads the table."""
    asked = text(
        "SELECT statement, generic_plans FROM pg_prepared_statements WHERE statement LIKE :like"
    )
    async with store.write() as work:
        rows = await work._room.get(asked.bindparams(like=f"SELECT%FROM {table} %"))
        return {row.statement: row.generic_plans for row in rows}


async def test_who_asks_for_one_child_again_and_again_is_answered_by_one_plan(
    world: World,
) -> None:
    for _ in range(OFTEN):
        async with world.store.write() as work:
            assert await work.children.names([world.child])

    (used,) = (await plans_kept(world.store, "child")).values()
    assert used > 0


async def test_reading_keeps_what_is_prepared(world: World) -> None:
    for _ in range(OFTEN):
        async with world.store.read() as work:
            assert await work.children.names([world.child])

    assert await plans_kept(world.store, "child")
