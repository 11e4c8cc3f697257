"""Opening the store for a command: key file, first run, refusals."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
import typer

from cli.settings import Settings
from cli.terminal import fail, warn
from scheduler.clock import pause
from services.holidays import YearFileError, look_in
from storage.seal import Keyring, StoreError
from storage.store import Store, UnreachableError, key_in_use, shown

log = structlog.get_logger()
RETRY_SECONDS = 5


async def keyring(settings: Settings) -> Keyring:
    """The keys of the store. Made on the first run, with a warning; never for a store with data."""
    file = settings.key_file
    if file.exists():
        return Keyring.read(file)
    if await key_in_use(settings.database) is not None:
        fail("key.missing", file=file, database=shown(settings.database))
    ring = Keyring.fresh()
    ring.write(file)
    warn("key.made", file=file)
    return ring


@asynccontextmanager
async def opened(settings: Settings, stop: asyncio.Event | None = None) -> AsyncIterator[Store]:
    """The store of these settings, migrated; its troubles become sentences. Meanwhile the bureau's
    own days off count. A bot, which has to be there when its PostgreSQL comes back, waits for it
    until `stop` is set; then the run ends.
    """
    own_days_off(settings)
    try:
        store = await _store(settings, stop)
    except StoreError as error:
        fail(error.code, **error.params)
    try:
        yield store
    finally:
        await store.close()
        look_in(None)


async def _store(settings: Settings, stop: asyncio.Event | None) -> Store:
    waits = stop is not None and settings.database.startswith("postgresql")
    while True:
        try:
            return await Store.open(settings.database, await keyring(settings))
        except UnreachableError as error:
            if stop is None or not waits:
                raise
            log.warning("no database yet", why=error.params.get("why"))
            await pause(stop, RETRY_SECONDS)
            if stop.is_set():
                raise typer.Exit from error


def own_days_off(settings: Settings) -> None:
    """From now on the years in the bureau's folder go before ours."""
    try:
        look_in(settings.plans_dir)
    except YearFileError as error:
        fail("doctor.holidays.bad", year=error.year, key=error.key)
