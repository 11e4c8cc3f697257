"""Looking at a store from outside: nothing is made, moved or migrated by it."""

import sqlite3
from base64 import b64decode
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, Connection, Engine, create_engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from storage.migrations.run import fits as tables_fit
from storage.migrations.run import steps
from storage.patience import NETWORK
from storage.seal import Keyring
from storage.store import UnreachableError, async_url, first_line, fits
from storage.tables import Meta

KEY = ("key fingerprint", "key check")


class Schema(StrEnum):
    """How a store's schema stands to this program."""

    none = "none"
    current = "current"
    older = "older"
    unknown = "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """What an examination found. `file`, `wal` and `damage` are SQLite's."""

    database: str
    schema: Schema = Schema.none
    version: str = ""
    file: Path | None = None
    wal: bool = True
    damage: str | None = None
    sealed: bool = False
    """Whether the store belongs to a key already."""
    key_fits: bool | None = None


def examine(url: str, ring: Keyring | None) -> Condition:
    """How a store is. Raises StoreError where it is no database or does not answer."""
    address = async_url(url)
    sqlite = address.get_backend_name() == "sqlite"
    file = Path(address.database or "") if sqlite else None
    if file is not None and not file.is_file():
        return Condition("sqlite", file=file)
    engine = _engine(address, file)
    try:
        with engine.connect() as connection:
            return _condition(connection, file, ring)
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise UnreachableError("store.unreachable", why=first_line(error)) from error
    finally:
        engine.dispose()


def _engine(address: URL, file: Path | None) -> Engine:
    if file is None:
        return create_engine(address, connect_args=NETWORK, hide_parameters=True)
    place = f"{file.absolute().as_uri()}?mode=ro"
    return create_engine("sqlite://", creator=lambda: sqlite3.connect(place, uri=True))


def _condition(connection: Connection, file: Path | None, ring: Keyring | None) -> Condition:
    damage = None if file is None else connection.execute(text("PRAGMA quick_check(1)")).scalar()
    wal = file is None or connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    version = ".".join(map(str, connection.dialect.server_version_info or ()))
    known = key_of(connection)
    return Condition(
        connection.dialect.name,
        _schema(connection),
        version,
        file,
        wal,
        None if damage == "ok" else damage,
        known is not None,
        None if known is None or ring is None else fits(ring, *known),
    )


def _schema(connection: Connection) -> Schema:
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        return Schema.none
    if tables_fit(connection):
        return Schema.current
    return Schema.older if revision in steps() else Schema.unknown


def key_of(connection: Connection) -> tuple[str, bytes] | None:
    """The fingerprint of the store's key, and a value that only its key opens."""
    if not inspect(connection).has_table(Meta.__tablename__):
        return None
    rows = connection.execute(select(Meta.name, Meta.value).where(Meta.name.in_(KEY)))
    found = {row.name: row.value for row in rows}
    return (found[KEY[0]], b64decode(found[KEY[1]])) if len(found) == len(KEY) else None
