"""SQLite without a thread of its own: thousands of presses on one small file are done a good deal
sooner where no statement changes threads. Only for tests with one connection at a time.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.store import _begin_sqlite, _prepare_sqlite


def engine_at_once(file: Path) -> AsyncEngine:
    """An engine over a file, prepared as the store prepares its own."""

    async def connect(*_args: Any, **_more: Any) -> "Connection":
        return Connection(sqlite3.connect(file))

    url = f"sqlite+aiosqlite:///{file}"
    engine = create_async_engine(url, connect_args={"async_creator_fn": connect})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


class Cursor:
    """A cursor that answers before it is waited for."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, *args: Any) -> None:
        self._cursor.execute(*args)

    async def executemany(self, *args: Any) -> None:
        self._cursor.executemany(*args)

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()


class Connection:
    """What SQLAlchemy asks of an aiosqlite connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._conn = self._connection = connection
        self._tx = self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)

    def cursor(self) -> Cursor:
        return Cursor(self._conn.cursor())

    def put_nowait(self, asked: tuple[asyncio.Future[Any], Callable[[], Any]]) -> None:
        future, function = asked
        future.set_result(function())

    async def _execute(self, function: Callable[..., Any], *args: Any) -> Any:
        return function(*args)

    async def create_function(self, *args: Any, **more: Any) -> None:
        self._conn.create_function(*args, **more)

    async def commit(self) -> None:
        self._conn.commit()

    async def rollback(self) -> None:
        self._conn.rollback()

    async def close(self) -> None:
        self._conn.close()

    def stop(self) -> None:
        self._conn.close()
