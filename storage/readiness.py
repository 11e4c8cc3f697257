"""Whether a store can be worked with at this moment."""

import asyncio

from sqlalchemy.exc import SQLAlchemyError

from storage.lines import BEGUN
from storage.migrations.run import fits
from storage.store import Store

PATIENCE_SECONDS = 3


async def is_ready(store: Store) -> bool:
    """Whether the store answers within three seconds, with tables that this version works with."""
    try:
        return await asyncio.wait_for(_fits(store), PATIENCE_SECONDS)
    except (SQLAlchemyError, OSError, TimeoutError):
        return False


async def _fits(store: Store) -> bool:
    async with store.engine.connect() as connection:
        await connection.execution_options(**{BEGUN: True})  # on SQLite it waits for no writer so
        return await connection.run_sync(fits)
