"""Open lines to the database, kept between units of work.

A line is a connection that stays checked out. A transaction on it begins and ends with the driver's
own call, so that it costs SQLAlchemy's engine nothing unless a statement needs it. What waits for
somebody else, SQLite's lock or the disk, happens in the driver's thread or on the wire.
"""

# ruff: noqa: SLF001 - aiosqlite shows its connection and its thread to nobody

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.patience import is_refused_write

AT_ONCE = 10
"""More transactions than this wait for each other."""

PATIENCE_SECONDS = 30
"""So long SQLite waits for another process that writes."""

BEGUN = "hongyan_begun"
"""Marks connections, those of lines among them, on which the engine begins nothing."""


class OnlyReadsError(RuntimeError):
    """A unit of work that only reads was to write: a fault of ours, which no waiting mends."""


class _Line:
    """One connection and the driver's below it."""

    def __init__(self, connection: AsyncConnection, *, sqlite: bool) -> None:
        self.connection = connection
        self._sync = cast("Any", connection.sync_connection)
        self._driver = self._sync.connection.driver_connection
        self._sqlite = sqlite
        self._only_reads = False

    async def begin(self, *, writes: bool) -> None:
        """Begin; whoever does not write is refused by the database if it tries to. On SQLite this
        waits for another writer, in the driver's thread, and a reader takes its view at once, so
        that no statement after it has to wait for anybody.
        """
        if not self._sqlite:
            await self._driver.execute("BEGIN" if writes else "BEGIN READ ONLY")
            return
        plain = self._driver._conn
        if self._only_reads is writes:
            self._only_reads = not writes
            plain.execute(f"PRAGMA query_only={not writes}")
        if writes and _at_once(plain):
            return

        def begin() -> None:
            plain.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            if not writes:
                plain.execute("SELECT 1 FROM meta").fetchone()

        await self._driver._execute(begin)

    async def commit(self) -> None:
        """End well, on the disk."""
        if self._sync.in_transaction():
            await self.connection.commit()
        else:
            await self._driver.commit()

    async def leave(self) -> None:
        """End after reading. psycopg forgets at every rollback what it has prepared, so that here
        too PostgreSQL commits: nothing, as its transaction began read-only.
        """
        await (self.roll_back() if self._sqlite else self.commit())

    async def roll_back(self) -> None:
        """End as if it had never been."""
        if self._sync.in_transaction():
            await self.connection.rollback()
        if not self._sync.invalidated:
            await self._driver.rollback()

    @property
    def broken(self) -> bool:
        """Whether the database has hung up."""
        return self._sync.invalidated or getattr(self._driver, "closed", False)


def _at_once(plain: Any) -> bool:
    """Begin to write if nobody else does: in the loop's thread, since it waits for nothing."""
    plain.execute("PRAGMA busy_timeout=0")
    try:
        plain.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    finally:
        plain.execute(f"PRAGMA busy_timeout={PATIENCE_SECONDS * 1000}")
    return True


class Lines:
    """The lines of a store: as many as there are transactions at once, at most `AT_ONCE`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._sqlite = engine.dialect.name == "sqlite"
        self._driver_error: Any = engine.dialect.loaded_dbapi.Error
        self._free: list[_Line] = []
        self._room = asyncio.Semaphore(AT_ONCE)

    @asynccontextmanager
    async def transaction(self, *, writes: bool) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end where it `writes`, rolled back on an exception."""
        async with self._room:
            line = await self._begun(writes=writes)
            try:
                yield line.connection
                await (line.commit() if writes else line.leave())
            except BaseException as error:
                await asyncio.shield(self._give_up(line))
                if not writes and is_refused_write(error):
                    raise OnlyReadsError from error
                if isinstance(error, self._driver_error):
                    raise self._wrapped(error) from error
                raise
            self._free.append(line)

    async def _begun(self, *, writes: bool) -> _Line:
        """A line with a transaction; one that the database has dropped while it was free is
        replaced without a word.
        """
        while True:
            fresh = not self._free
            line = await self._new() if fresh else self._free.pop()
            try:
                await line.begin(writes=writes)
            except Exception as error:
                kept = await asyncio.shield(self._give_up(line))
                if fresh or kept:
                    raise self._wrapped(error) from error
            except BaseException:  # whoever is cancelled does not go on with another line
                await asyncio.shield(self._give_up(line))
                raise
            else:
                return line

    async def _new(self) -> _Line:
        connection = await self._engine.connect()
        try:
            await connection.execution_options(**{BEGUN: True})
            line = _Line(connection, sqlite=self._sqlite)
            if not self._sqlite:
                await line._driver.set_autocommit(True)
        except BaseException:  # whoever was cancelled meanwhile leaves no line open
            await asyncio.shield(connection.close())
            raise
        return line

    async def _give_up(self, line: _Line) -> bool:
        """Roll back; a line on which not even that works is closed. Whether it was kept."""
        try:
            await line.roll_back()
        except (DBAPIError, self._driver_error, ValueError):  # the first error is the one to tell
            await line.connection.invalidate()
        if line.broken:
            await line.connection.close()
            return False
        self._free.append(line)
        return True

    def _wrapped(self, error: BaseException) -> BaseException:
        """The driver's error as the engine would raise it."""
        base, dialect = self._driver_error, self._engine.dialect
        return DBAPIError.instance(
            "BEGIN … COMMIT", None, error, base, hide_parameters=True, dialect=dialect
        )

    async def close(self) -> None:
        """Give all lines back."""
        while self._free:
            await self._free.pop().connection.close()
