"""One PostgreSQL database, opened by two processes as it were."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text

from storage.seal import Keyring
from storage.store import Store
from tests.stores import Databases


@pytest.fixture
def shared_url(postgres_databases: Databases) -> Iterator[str]:
    url = postgres_databases.copy()
    yield url
    postgres_databases.drop(url)


@pytest.fixture
async def here(shared_url: str, keyring: Keyring) -> AsyncIterator[Store]:
    """The store as one process has it open."""
    opened = await Store.open(shared_url, keyring)
    yield opened
    await opened.close()


@pytest.fixture
async def there(shared_url: str, keyring: Keyring, here: Store) -> AsyncIterator[Store]:
    """The same store as another process has it open."""
    opened = await Store.open(shared_url, keyring)
    yield opened
    await opened.close()


async def end_sessions_with_locks(store: Store) -> int:
    """As an administrator, or a database that restarts, ends them; returns how many there were.
    Their locks are free by then.
    """
    query = text(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks"
        " JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory' AND granted"
        " AND datname = current_database()"
    )
    async with store.engine.connect() as connection:
        return len((await connection.execute(query)).all())
