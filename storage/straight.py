"""The short way to the database, for statements that are built beforehand (`storage.prebuilt`).

PostgreSQL's driver is given the text and waited for. SQLite is asked at once, in the thread of the
event loop: for a few rows that is done in microseconds, and a trip to another thread costs ten
times as much. Nothing that may wait goes this way: a transaction's begin and end, and whatever is
about many rows, still make the trip.
"""

# ruff: noqa: SLF001 - aiosqlite shows its connection and its thread to nobody

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.prebuilt import Prebuilt, Ready, Rows

FEW = 32
"""For more ids or rows than this SQLite works in its own thread."""

Values = Mapping[str, Any]


class Straight:
    """A connection, inside a transaction, without SQLAlchemy's engine around it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = cast("Any", connection.sync_connection)
        self._dialect = connection.dialect
        self._driver = self._connection.connection.driver_connection
        self._is_sqlite = connection.dialect.name == "sqlite"
        heard = self._connection.dispatch
        self._listeners = (*heard.before_cursor_execute, *heard.after_cursor_execute)

    async def get(self, prebuilt: Prebuilt, values: Values) -> Rows:
        """The rows that a query finds, or a change returns."""
        ready = prebuilt.ready_for(self._dialect, values)
        cursor = await self._execute(ready, values)
        return ready.rows(cursor.fetchall() if self._is_sqlite else await cursor.fetchall())

    async def change(self, prebuilt: Prebuilt, values: Values) -> int:
        """How many rows a change was about."""
        ready = prebuilt.ready_for(self._dialect, values)
        return int((await self._execute(ready, values)).rowcount)

    async def change_all(self, prebuilt: Prebuilt, rows: Sequence[Values]) -> None:
        """The same change for each of many."""
        if len(rows) == 1:
            await self.change(prebuilt, rows[0])
        if len(rows) < 2:
            return
        ready = prebuilt.ready(self._dialect)
        try:
            many = [ready.values(row) for row in rows]
            self._tell(ready, many, many=True)
            if not self._is_sqlite:
                await self._cursor.executemany(ready.text, many)
            elif len(many) > FEW:
                await self._driver._execute(self._driver._conn.executemany, ready.text, many)
            else:
                self._driver._conn.executemany(ready.text, many)
        except Exception as error:
            raise self._wrapped(ready, error) from error

    async def _execute(self, ready: Ready, values: Values) -> Any:
        try:
            given = ready.values(values)
            self._tell(ready, given)
            if not self._is_sqlite:
                return await self._cursor.execute(ready.text, given)
            if any(len(values[name]) > FEW for name in ready.lists):
                return await self._driver._execute(self._driver._conn.execute, ready.text, given)
            return self._driver._conn.execute(ready.text, given)
        except Exception as error:
            raise self._wrapped(ready, error) from error

    @cached_property
    def _cursor(self) -> Any:
        """The one of PostgreSQL's driver: its rows are fetched before it is used again."""
        return self._driver.cursor()

    def _tell(self, ready: Ready, given: Any, *, many: bool = False) -> None:
        """Who counts the engine's statements counts these too."""
        for listener in self._listeners:
            listener(self._connection, None, ready.text, given, None, many)

    def _wrapped(self, ready: Ready, error: Exception) -> BaseException:
        """The driver's error as the engine would raise it."""
        base: Any = self._dialect.loaded_dbapi.Error
        return DBAPIError.instance(
            ready.text, None, error, base, hide_parameters=True, dialect=self._dialect
        )
