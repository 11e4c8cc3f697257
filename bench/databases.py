"""Both kinds of database, as safe as in life: nothing acknowledged before it is on the disk."""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Connection, event, make_url

from storage.seal import Keyring
from storage.store import Store
from tests.stores import SPARED, Databases, Postgres, Sqlite, migrate, postgres

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@contextmanager
def sqlite() -> Iterator[Databases]:
    """Files in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="hongyan-bench-") as folder:
        made = Sqlite(Path(folder))
        migrate(made.template())
        yield made


@contextmanager
def postgresql() -> Iterator[Postgres]:
    """The tests' server, but with the care for a power cut that they spare themselves."""
    with postgres() as made:
        url = made.template()
        migrate(url)
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as admin:
            for setting in SPARED:
                admin.execute(f"ALTER SYSTEM RESET {setting}".encode())
            admin.execute("SELECT pg_reload_conf()")
        yield made


Kind = Callable[[], AbstractContextManager[Databases]]
KINDS: dict[str, Kind] = {SQLITE: sqlite, POSTGRESQL: postgresql}


@asynccontextmanager
async def a_store(databases: Databases) -> AsyncIterator[Store]:
    """A new, empty, open store."""
    url = databases.copy()
    store = await Store.open(url, Keyring.fresh())
    try:
        yield store
    finally:
        await store.close()
        databases.drop(url)


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Every statement that goes to the database inside the block."""
    seen: list[str] = []

    def note(_c: Connection, _cursor: object, text: str, *_rest: object) -> None:
        seen.append(text)

    event.listen(store.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store.engine.sync_engine, "before_cursor_execute", note)
