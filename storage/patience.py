"""How long a PostgreSQL is waited for, and which of its faults pass by themselves.

The server itself ends what takes too long, so that a process that hangs, or a network that is cut,
holds nobody up for longer than is said here (docs/decisions/several-processes.md).
"""

import asyncio
import os
import socket
import sqlite3
from collections.abc import Coroutine
from typing import Any, TypeVar

from psycopg import errors
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

CONNECT_SECONDS = 5
CONNECTIONS, MORE_CONNECTIONS = 5, 10
"""Kept open by each process, and opened beside them while much is to do."""
APPLICATION = "hongyan"
"""By this name, with one of its own for each process, a server knows who has a store open."""
SERVER_SETTINGS = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
NETWORK: dict[str, object] = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""A server that is there no more (its machine has lost its power, a cable is out) is given up after
twenty seconds, asked or waited for; without this a line waits until TCP gives up, a quarter of an
hour. The last is in milliseconds. Nothing of it counts on a socket of the same machine.
"""
T = TypeVar("T")
_BREAKING_OFF = set[asyncio.Task[Any]]()
_PASSING = (
    errors.LockNotAvailable,
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.IdleInTransactionSessionTimeout,
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
    errors.TooManyConnections,
    errors.ReadOnlySqlTransaction,
)


def process_name() -> str:
    """This process as a server knows it."""
    return f"{APPLICATION} {os.getpid()}@{socket.gethostname()}"


def connect_args() -> dict[str, object]:
    """What every connection to a PostgreSQL is opened with."""
    options = " ".join(f"-c {name}={value}" for name, value in SERVER_SETTINGS.items())
    return {
        **NETWORK,
        "application_name": process_name(),
        "options": options,
    }


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns. Raises TimeoutError after so many seconds, also where breaking off takes
    longer: psycopg waits ten more for a server that hangs.
    """
    task = asyncio.create_task(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    finally:
        if not task.done():
            task.cancel()
            _BREAKING_OFF.add(task)
            task.add_done_callback(_broken_off)
    if not done:
        raise TimeoutError
    return task.result()


def _broken_off(task: asyncio.Task[Any]) -> None:
    """Nobody waits any more for what went wrong with it."""
    _BREAKING_OFF.discard(task)
    if not task.cancelled():
        task.exception()


def is_passing(error: BaseException) -> bool:
    """Whether the same work may well succeed a moment later: the database restarts, is cut off or
    overrun. What it refuses for good, or cannot finish in its time, is not.
    """
    if isinstance(error, NoConnectionFreeError | ConnectionError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    cause = error.orig
    if isinstance(cause, sqlite3.OperationalError):
        return cause.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    if isinstance(cause, _PASSING):
        return True
    return error.connection_invalidated or _never_reached(cause)


def is_refused_write(error: BaseException) -> bool:
    """Whether a transaction that only reads was to write."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.OperationalError):
        return cause.sqlite_errorcode == sqlite3.SQLITE_READONLY
    return isinstance(cause, errors.ReadOnlySqlTransaction)


def _never_reached(cause: BaseException | None) -> bool:
    """A fault of the connection has no code, since no server has given one."""
    return isinstance(cause, errors.OperationalError) and cause.sqlstate is None
