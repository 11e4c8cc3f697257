"""A backup of a store, taken while the bot goes on writing."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select

from storage.backup.archive import FORMAT, BackupError, Manifest, Writer
from storage.backup.cells import changed, writers
from storage.backup.plain import (
    BATCH,
    everything,
    file_of,
    revision,
    sealed_columns,
    snapshot,
    tables_in,
)
from storage.examine import key_of
from storage.migrations.run import steps
from storage.seal import Keyring
from storage.store import fits, wrong_key

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""


def take(url: str, ring: Keyring, path: Path, now: datetime, progress: Progress) -> Manifest:
    """Write all of a store into a file that is not there yet; `now` in UTC.

    Raises BackupError, WrongKeyError or UnreachableError, and leaves no file then.
    """
    file = file_of(url)
    if file is not None and not file.is_file():
        raise BackupError("backup.no_store", database=str(file))
    with snapshot(url) as connection:
        known = _revision(connection)
        check = _check_key(connection, ring)
        with Writer(path, ring) as writer:
            taking = _Taking(connection, writer, progress)
            taking.keys[check[0]] += 1
            parts = tuple(taking.table(table) for table in taking.tables)
            manifest = Manifest(
                FORMAT,
                now.isoformat(),
                connection.dialect.name,
                known,
                ring.fingerprint,
                dict(sorted(taking.keys.items())),
                parts,
            )
            writer.finish(manifest)
    return manifest


def _revision(connection: Connection) -> str:
    found = revision(connection)
    if found is None:
        raise BackupError("backup.no_store", database=connection.dialect.name)
    if found not in steps():
        raise BackupError("backup.newer")
    return found


def _check_key(connection: Connection, ring: Keyring) -> bytes:
    """The value by which the key is known: one of the cells that a key has sealed."""
    known = key_of(connection)
    if known is None:
        raise BackupError("backup.no_store", database=connection.dialect.name)
    if not fits(ring, *known):
        raise wrong_key(ring, known[0])
    return known[1]


class _Taking:
    """Goes through the tables, counting."""

    def __init__(self, connection: Connection, writer: Any, progress: Progress) -> None:
        self._connection, self._writer, self._progress = connection, writer, progress
        self.tables = tables_in(connection)
        self.keys: Counter[int] = Counter()
        self._total = sum(self._count(table) for table in self.tables)
        self._done = 0

    def table(self, table: Table) -> Any:
        """One table into the file."""
        return self._writer.put(table.name, table.columns.keys(), self._rows(table))

    def _rows(self, table: Table) -> Iterator[list[Any]]:
        names = table.columns.keys()
        sealed, changes = [names.index(n) for n in sealed_columns(table)], writers(table)
        for batch in self._connection.execute(everything(table)).partitions(BATCH):
            for row in batch:
                self.keys.update(row[i][0] for i in sealed if row[i])
                yield changed(row, changes)
            self._done += len(batch)
            self._progress(self._done, self._total)

    def _count(self, table: Table) -> int:
        return self._connection.execute(select(func.count()).select_from(table)).scalar_one()
