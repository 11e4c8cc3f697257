"""One bot per store: a file lock beside a SQLite file, an advisory lock in PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from storage.patience import APPLICATION, process_name
from storage.seal import StoreError
from storage.store import Store

BOT_LOCK = 0x686F6E6779
ANSWER_SECONDS = 4
FAULTS = (SQLAlchemyError, OSError, TimeoutError)
GIVE_BACK = text("SELECT pg_advisory_unlock(:lock)")


class BusyError(StoreError):
    """Another bot works on this store."""


class LockError(StoreError):
    """Nobody can say whether another bot works on this store."""


@asynccontextmanager
async def only_bot(store: Store) -> AsyncIterator[None]:
    """Hold the store for one bot; raises BusyError while another one holds it. Should the session
    end before its time on PostgreSQL, the lock is gone and nobody notices: enough for a sandbox;
    any other bot leads (`storage.leading`).
    """
    if store.database == "sqlite":
        async with _file_locked(store.file):
            yield
        return
    async with store.engine.connect() as connection:
        query = text("SELECT pg_try_advisory_lock(:lock)")
        if not (await connection.execute(query, {"lock": BOT_LOCK})).scalar_one():
            raise BusyError("store.busy", database=store.database)
        await connection.commit()
        try:
            yield
        finally:
            with suppress(*FAULTS):  # a session that has ended has given it back already
                giving_back = connection.execute(GIVE_BACK, {"lock": BOT_LOCK})
                await asyncio.wait_for(giving_back, ANSWER_SECONDS)


def only_bot_on(connection: Connection) -> None:
    """Hold a PostgreSQL store until this transaction ends; raises BusyError as above, and while any
    other process has it open: workers that only take updates hold no lock.
    """
    leads = connection.execute(_TRY, {"lock": BOT_LOCK}).scalar_one()
    names = {"like": f"{APPLICATION} %", "own": process_name()}
    if not leads or connection.execute(_OPEN, names).scalar_one():
        raise BusyError("store.busy", database=connection.dialect.name)


_TRY = text("SELECT pg_try_advisory_xact_lock(:lock)")
_OPEN = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name LIKE :like AND application_name <> left(:own, 63)"
)


@asynccontextmanager
async def _file_locked(file: Path | None) -> AsyncIterator[None]:
    if file is None:
        yield
        return
    with file_kept_for_one(file):
        yield


@contextmanager
def file_kept_for_one(file: Path) -> Iterator[None]:
    """Hold the file of a SQLite store, by whatever link it is reached; raises BusyError as above,
    and LockError where the lock's own file cannot be made or opened.
    """
    lock = FileLock(f"{file.resolve()}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BusyError("store.busy", database=str(file)) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise LockError("store.no_lock", file=lock.lock_file, why=why) from error
    try:
        yield
    finally:
        lock.release()
