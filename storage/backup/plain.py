"""A store's database without the async drivers: rows pass through one by one, whatever the size.

The tables are read from the database itself, not from the code: a store that an older version of
the program has left is copied as it is.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    JSON,
    URL,
    Connection,
    DateTime,
    Engine,
    MetaData,
    Table,
    Text,
    cast,
    create_engine,
    event,
    select,
)
from sqlalchemy.exc import DBAPIError

from storage.patience import NETWORK
from storage.sealing import is_sealed
from storage.store import UnreachableError, async_url, first_line
from storage.tables import Base
from storage.tables.base import UtcDateTime

BATCH = 2000
"""Rows that are in memory at once."""
VERSION = "alembic_version"


def file_of(url: str) -> Path | None:
    """The file of a SQLite store."""
    address = async_url(url)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """Everything as it is at one moment, whoever goes on writing; nothing can be changed in it."""
    file = file_of(url)
    if file is None:
        engine = _postgresql(url, isolation_level="REPEATABLE READ")
        options: dict[str, Any] = {"postgresql_readonly": True, "stream_results": True}
    else:
        engine, options = _sqlite(f"{file.absolute().as_uri()}?mode=ro", "BEGIN"), {}
    with _reported(engine), engine.connect() as connection:
        yield connection.execution_options(yield_per=BATCH, **options)


@contextmanager
def alone(url: str) -> Iterator[Connection]:
    """One transaction that writes; on SQLite nobody else does meanwhile, and foreign keys are not
    looked at before its end.
    """
    file = file_of(url)
    if file is None:
        engine = _postgresql(url)
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        engine = _sqlite(file.absolute().as_uri(), "BEGIN IMMEDIATE")
    with _reported(engine), engine.begin() as connection:
        yield connection


@contextmanager
def _reported(engine: Engine) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise UnreachableError("store.unreachable", why=first_line(error)) from error
    finally:
        engine.dispose()


def _postgresql(url: str, **options: Any) -> Engine:
    address: URL = async_url(url)
    return create_engine(address, connect_args=NETWORK, hide_parameters=True, **options)


def _sqlite(place: str, begin: str) -> Engine:
    def connect() -> sqlite3.Connection:
        opened = sqlite3.connect(place, uri=True, timeout=30, isolation_level=None)
        opened.execute("PRAGMA synchronous=FULL")
        return opened

    engine = create_engine("sqlite://", creator=connect, hide_parameters=True)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def revision(connection: Connection) -> str | None:
    """The schema's step that the store stands at."""
    return MigrationContext.configure(connection).get_current_revision()


def tables_in(connection: Connection) -> list[Table]:
    """The product's tables as they are in this database, each after those it refers to."""
    found = MetaData()
    event.listen(found, "column_reflect", _portable)
    found.reflect(connection, only=lambda name, _: name in Base.metadata.tables)
    return found.sorted_tables


def _portable(_inspector: object, _table: object, column: Any) -> None:
    """Instants as the store keeps them; JSON as the text that it is."""
    if isinstance(column["type"], DateTime):
        column["type"] = UtcDateTime()
    elif isinstance(column["type"], JSON):
        column["type"] = Text()


def everything(table: Table) -> Any:
    """The query for all of a table, in the order of its columns."""
    texts = (cast(c, Text).label(c.name) if isinstance(c.type, Text) else c for c in table.columns)
    return select(*texts)


def sealed_columns(table: Table) -> list[str]:
    """The sealed ones among its columns; a keyed hash is none."""
    known = Base.metadata.tables[table.name].columns
    return [c.name for c in table.columns if c.name in known and is_sealed(known[c.name])]
