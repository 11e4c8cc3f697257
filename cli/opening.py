"""Opening the store for a command: key file, first run, refusals."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from cli.settings import Settings
from cli.terminal import fail, warn
from services.holidays import YearFileError, look_in
from storage.seal import Keyring, StoreError
from storage.store import Store, key_in_use, shown


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
async def opened(settings: Settings) -> AsyncIterator[Store]:
    """The store of these settings, migrated; its troubles become sentences. Meanwhile the bureau's
    own days off count.
    """
    own_days_off(settings)
    try:
        store = await Store.open(settings.database, await keyring(settings))
    except StoreError as error:
        fail(error.code, **error.params)
    try:
        yield store
    finally:
        await store.close()
        look_in(None)


def own_days_off(settings: Settings) -> None:
    """From now on the years in the bureau's folder go before ours."""
    try:
        look_in(settings.plans_dir)
    except YearFileError as error:
        fail("doctor.holidays.bad", year=error.year, key=error.key)
