"""The store: one engine, short units of work, and the refusals that protect the data.

`Store.open` migrates the schema, checks that the key belongs to the data, and then hands out
units of work. On SQLite writers take `BEGIN IMMEDIATE` one after the other (FACTS: "SQL").
"""

import asyncio
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, nullcontext
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import URL, Connection, event, insert, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.lasting import Lasting
from storage.lines import BEGUN, PATIENCE_SECONDS, Lines
from storage.migrations.run import upgrade
from storage.one_trip import make_one_trip
from storage.patience import CONNECTIONS, MORE_CONNECTIONS, connect_args
from storage.seal import Keyring, Sealer, SealError, StoreError
from storage.sealing import CHECK
from storage.tables import Meta
from storage.work import Work

CACHE_KIB = 64 * 1024
"""What SQLite keeps of its file in memory: a county's indexes fit, so that ids that fall anywhere
in them are written without reading the disk.
"""


class WrongKeyError(StoreError):
    """The key file does not belong to this store."""


class UnreachableError(StoreError):
    """The database does not answer, or the address is none."""


def async_url(text: str) -> URL:
    """The SQLAlchemy URL with the async driver for its database: aiosqlite or psycopg."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise StoreError("store.bad_url") from error
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
    if "@" in (url.host or ""):  # of a password: it would be shown as a host that is not found
        raise StoreError("store.bad_url")
    backend = url.get_backend_name()
    if backend not in drivers:
        raise StoreError("store.unknown_database", database=backend)
    return url.set(drivername=drivers[backend])


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(
            url,
            pool_pre_ping=True,
            pool_size=CONNECTIONS,
            max_overflow=MORE_CONNECTIONS,
            hide_parameters=True,
            connect_args=connect_args(),
        )
    if url.database and url.database != ":memory:":
        switch_to_wal(Path(url.database))
    engine = create_async_engine(
        url, connect_args={"timeout": PATIENCE_SECONDS}, hide_parameters=True
    )
    make_one_trip(engine)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def switch_to_wal(file: Path) -> None:
    """Set the write-ahead log once for the file; two that open a new one at once take turns, since
    SQLite refuses this change to a second one without waiting.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{file}.opening"), closing(sqlite3.connect(file, timeout=30)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("synchronous=FULL", "foreign_keys=ON", f"cache_size=-{CACHE_KIB}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if BEGUN not in connection.get_execution_options():
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class Store:
    """An open store. Use `write` for a unit of work and `read` for queries only."""

    def __init__(self, engine: AsyncEngine, ring: Keyring) -> None:
        self.engine = engine
        self._sealer = Sealer(ring)
        self._one_writer = asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()
        self._lines = Lines(engine)
        self._lasting = Lasting()

    @classmethod
    async def open(cls, url: str, ring: Keyring) -> "Store":
        """Open and migrate; raises WrongKeyError when the key is not the one of the data."""
        address = async_url(url)
        try:
            engine = _engine(address)
        except (sqlite3.Error, OSError) as error:
            raise UnreachableError("store.unreachable", why=first_line(error)) from error
        store = cls(engine, ring)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(upgrade)
                await _check_key(connection, ring)
        except (DBAPIError, sqlite3.Error, OSError) as error:
            await engine.dispose()
            raise UnreachableError("store.unreachable", why=first_line(error)) from error
        except BaseException:
            await engine.dispose()
            raise
        return store

    @property
    def database(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @property
    def file(self) -> Path | None:
        """The file of a SQLite store."""
        name = self.engine.url.database
        return Path(name) if self.database == "sqlite" and name != ":memory:" and name else None

    async def close(self) -> None:
        """Give all connections back."""
        await self._lines.close()
        await self.engine.dispose()

    def write(self) -> AbstractAsyncContextManager[Work]:
        """One transaction: committed at the end of the block, rolled back on an exception."""
        return self._writing()

    def read(self) -> AbstractAsyncContextManager[Work]:
        """A consistent view for queries; the database refuses to write in it (OnlyReadsError)."""
        return self._reading()

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[Work]:
        async with self._one_writer, self._lines.transaction(writes=True) as connection:
            work = Work(connection, self._sealer.up_to_date(), self._lasting)
            yield work
            await work.finish()

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[Work]:
        async with self._lines.transaction(writes=False) as connection:
            yield Work(connection, self._sealer.up_to_date(), self._lasting)


def first_line(error: Exception) -> str:
    """What a driver says, without the statement and its values."""
    origin = getattr(error, "orig", None) or error
    return str(origin).splitlines()[0] if str(origin) else type(origin).__name__


def refusal_of(error: Exception) -> str | None:
    """What the database said, where it is the one that refused something."""
    return first_line(error) if isinstance(error, DBAPIError) else None


def shown(url: str) -> str:
    """A database's address for people: without its password."""
    return make_url(url).render_as_string(hide_password=True)


async def key_in_use(url: str) -> str | None:
    """The fingerprint of the key that a store's data is sealed with; None for a store not yet made.

    A new key may be made only where this is None.
    """
    parsed = async_url(url)
    if _not_yet_made(parsed):
        return None
    engine = _engine(parsed)
    try:
        async with engine.connect() as connection:
            known = await connection.run_sync(lambda c: inspect(c).has_table(Meta.__tablename__))
            return await _fingerprint(connection) if known else None
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise UnreachableError("store.unreachable", why=first_line(error)) from error
    finally:
        await engine.dispose()


def _not_yet_made(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file()


async def _fingerprint(connection: AsyncConnection) -> str | None:
    query = select(Meta.value).where(Meta.name == "key fingerprint")
    return (await connection.execute(query)).scalar_one_or_none()


async def _check_key(connection: AsyncConnection, ring: Keyring) -> None:
    """The finding key by its fingerprint, the sealing keys by a value that they must open."""
    known = await _fingerprint(connection)
    if known is None:
        await connection.execute(insert(Meta), key_rows(ring))
        return
    query = select(Meta.value).where(Meta.name == "key check")
    check = (await connection.execute(query)).scalar_one()
    if not fits(ring, known, b64decode(check)):
        raise wrong_key(ring, known)


def wrong_key(ring: Keyring, fingerprint: str) -> WrongKeyError:
    """What is wrong with keys that do not fit a store with this fingerprint."""
    if fingerprint == ring.fingerprint:
        return WrongKeyError("key.outdated", file=str(ring.file))
    return WrongKeyError("key.foreign", expected=fingerprint, found=ring.fingerprint)


def key_rows(ring: Keyring) -> list[dict[str, str]]:
    """What a store keeps of its key: a fingerprint, and a value that only the key opens."""
    check = b64encode(Sealer(ring).seal(*CHECK, ring.fingerprint)).decode()
    return [
        {"name": "key fingerprint", "value": ring.fingerprint},
        {"name": "key check", "value": check},
    ]


def fits(ring: Keyring, fingerprint: str, check: bytes) -> bool:
    """Whether a key is the one of a store with this fingerprint and this sealed value."""
    try:
        return fingerprint == ring.fingerprint == Sealer(ring).open(*CHECK, check)
    except SealError:
        return False
