"""One PostgreSQL database, opened by two processes as it were."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from psycopg import AsyncConnection
from sqlalchemy import make_url, text

from storage.seal import Keyring
from storage.store import Store
from storage.turns import Turns
from tests.bot.test_webhook import Door, a_door
from tests.bot.tiny import TinyTelegram, tiny_telegram
from tests.stores import Databases

PATIENCE = 60
"""Seconds for what comes at once, unless it never does."""


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


@pytest.fixture
async def api(at_once: None) -> AsyncIterator[TinyTelegram]:
    async with tiny_telegram() as server:
        yield server


@pytest.fixture
async def doors(
    here: Store, there: Store, api: TinyTelegram, unused_tcp_port_factory: Callable[[], int]
) -> AsyncIterator[tuple[Door, Door]]:
    first, second = Turns(here), Turns(there)
    ports = unused_tcp_port_factory(), unused_tcp_port_factory()
    async with (
        a_door(here, api.url, ports[0], turns=first) as one,
        a_door(there, api.url, ports[1], turns=second) as other,
    ):
        yield one, other
    await first.close()
    await second.close()


async def end_sessions_with_locks(store: Store) -> int:
    """As an administrator, or a database that restarts, ends them; returns how many there were.
    Their locks are free by then.
    """
    async with store.engine.connect() as connection:
        return len((await connection.execute(text(_LOCKED))).all())


async def end_locks_at(url: str) -> None:
    """The same, where no store has a connection."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(False)
    async with await AsyncConnection.connect(plain, autocommit=True) as connection:
        ended = await connection.execute(_LOCKED)
        assert await ended.fetchall()


_LOCKED = (
    "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks"
    " JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory' AND granted"
    " AND datname = current_database()"
)


async def end_all_sessions(store: Store) -> None:
    """As a database that restarts ends them, all but the one that asks."""
    query = text(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    async with store.engine.connect() as connection:
        assert (await connection.execute(query)).all()
