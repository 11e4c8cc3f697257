"""A backup brought back: in one transaction, so that it is wholly there or nothing has changed.

The tables are made as they were when the backup was made, filled, brought to the present schema as
any older store is, and only then what had been erased is erased again; nobody sees them before.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import AddConstraint, DropConstraint, ForeignKeyConstraint

from storage.backup.archive import BackupError, Manifest, Reader, TablePart
from storage.backup.cells import changed, readers
from storage.backup.plain import BATCH, VERSION, alone, file_of, revision, tables_in
from storage.backup.take import Progress
from storage.examine import key_of
from storage.lock import file_kept_for_one, only_bot_on
from storage.migrations.run import TABLE_SECONDS, steps, upgrade, upgrade_to
from storage.seal import Keyring, Sealer
from storage.store import UnreachableError, first_line, fits, switch_to_wal, wrong_key
from storage.tombstones import Sidecar, Tombstone, bury, tombstones_in


@dataclass(frozen=True, slots=True)
class Brought:
    """What was brought back, and how many erasures were done once more because of it."""

    manifest: Manifest
    erased: int


def looked_at(path: Path, ring: Keyring) -> Manifest:
    """What a backup holds; raises BackupError where this program and these keys cannot bring it
    back. Its rows are not looked at.
    """
    with Reader(path, ring) as reader:
        manifest = reader.manifest
    if manifest.revision not in steps():
        raise BackupError("restore.newer", file=str(path))
    if lost := sorted(set(manifest.keys) - set(ring.keys)):
        raise BackupError("restore.key_gone", file=str(path), keys=", ".join(map(str, lost)))
    return manifest


def bring(
    url: str, ring: Keyring, path: Path, sidecar: Sidecar, progress: Progress, *, replace: bool
) -> Brought:
    """Fill a store that is empty, or, with `replace`, whatever is in it.

    Raises BackupError, BusyError while a bot works on the store, WrongKeyError or UnreachableError;
    nothing has changed then.
    """
    manifest = looked_at(path, ring)
    file = file_of(url)
    with ExitStack() as stack:
        if file is not None:
            _make_ready(file)
            stack.enter_context(file_kept_for_one(file))
        reader = stack.enter_context(Reader(path, ring))
        connection = stack.enter_context(alone(url))
        if file is None:
            only_bot_on(connection)
        buried = sidecar.read() | _known(connection, ring, replace=replace)
        _clear(connection)
        _fill(connection, reader, progress)
        upgrade(connection)
        _check_key(connection, ring)
        buried |= tombstones_in(connection)
        bury(connection, Sealer(ring), buried)
        _check_references(connection)
        sidecar.add(buried)
    return Brought(manifest, len(buried))


def _make_ready(file: Path) -> None:
    try:
        switch_to_wal(file)
    except (sqlite3.Error, OSError) as error:
        raise UnreachableError("store.unreachable", why=first_line(error)) from error


def _known(connection: Connection, ring: Keyring, *, replace: bool) -> set[Tombstone]:
    """What was erased in the store that is there; refuses to lose one that is not empty, and tables
    of our names that another program has made.
    """
    found, tables = revision(connection), tables_in(connection)
    if found is None and tables:
        raise BackupError("restore.not_ours", tables=", ".join(table.name for table in tables))
    if found is None:
        return set()
    if found not in steps():
        raise BackupError("restore.store_newer")
    if not replace and any(_filled(connection, table) for table in tables):
        raise BackupError("restore.not_empty")
    known = key_of(connection)
    mine = known is not None and known[0] == ring.fingerprint
    return tombstones_in(connection) if mine else set()


def _filled(connection: Connection, table: Table) -> bool:
    if table.name == "meta":
        return False
    rows = select(func.count()).select_from(select(table.columns[0]).limit(1).subquery())
    return connection.execute(rows).scalar_one() > 0


def _clear(connection: Connection) -> None:
    """Take away the product's tables and no others. Whoever else has one open has to end first;
    nobody is to wait behind them.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{TABLE_SECONDS}s'"))
    cascade = " CASCADE" if connection.dialect.name == "postgresql" else ""
    names = [table.name for table in reversed(tables_in(connection))]
    try:
        for name in [*names, VERSION]:
            connection.execute(text(f'DROP TABLE IF EXISTS "{name}"{cascade}'))
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise BackupError("restore.held") from error
        raise


def _fill(connection: Connection, reader: Reader, progress: Progress) -> None:
    manifest, done = reader.manifest, 0
    upgrade_to(connection, manifest.revision)
    tables = {table.name: table for table in tables_in(connection)}
    references = _references(connection, tables.values())
    for reference in references:
        connection.execute(DropConstraint(reference))
    put = _copied if connection.dialect.name == "postgresql" else _inserted
    for part in manifest.tables:
        table = tables[part.name]
        for rows in _batches(reader, part, table):
            put(connection, table, part.columns, rows)
            done += len(rows)
            progress(done, manifest.rows)
    for reference in references:
        connection.execute(AddConstraint(reference))


def _references(connection: Connection, tables: Any) -> list[ForeignKeyConstraint]:
    """The foreign keys that PostgreSQL would look at row by row; SQLite does at the end."""
    if connection.dialect.name != "postgresql":
        return []
    return [each for table in tables for each in table.foreign_key_constraints]


def _batches(reader: Reader, part: TablePart, table: Table) -> Iterator[list[list[Any]]]:
    changes, batch = readers(table, list(part.columns)), []
    for row in reader.rows(part):
        batch.append(changed(row, changes))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _inserted(connection: Connection, table: Table, columns: Any, rows: list[list[Any]]) -> None:
    values = [dict(zip(columns, row, strict=True)) for row in rows]
    connection.execute(table.insert(), values)


def _copied(connection: Connection, table: Table, columns: Any, rows: list[list[Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as to:
        for row in rows:
            to.write_row(row)


def _check_key(connection: Connection, ring: Keyring) -> None:
    known = key_of(connection)
    if known is None or not fits(ring, *known):
        raise wrong_key(ring, "" if known is None else known[0])


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if lost is not None:
        raise BackupError("restore.references", table=str(lost[0]))
