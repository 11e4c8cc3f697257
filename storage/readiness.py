"""Whether a store can be worked with at this moment."""

from sqlalchemy.exc import SQLAlchemyError

from storage.lines import BEGUN
from storage.migrations.run import fits
from storage.patience import within
from storage.store import Store

PATIENCE_SECONDS = 3


async def is_ready(store: Store) -> bool:
    """Whether the store answers within three seconds, with tables that this version works with."""
    try:
        return await within(PATIENCE_SECONDS, _fits(store))
    except (SQLAlchemyError, OSError, TimeoutError):
        return False


async def _fits(store: Store) -> bool:
    async with store.engine.connect() as connection:
        await connection.execution_options(**{BEGUN: True})  # on SQLite it waits for no writer so
        return await connection.run_sync(fits)
