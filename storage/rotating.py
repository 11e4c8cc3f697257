"""All sealed cells under the active key, while the bot goes on working.

Read in a view of its own, written in short transactions of a few hundred rows; what the bot changes
in between stays as the bot has it. Broken off anywhere it is begun again and finds what is left.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from storage.keys import KeyChangeError, check_rested, take_out
from storage.seal import Keyring
from storage.sealing import Again, sealed_tables
from storage.store import Store

BATCH = 200
"""Rows in one transaction: some milliseconds."""

Progress = Callable[[int, int], None]
"""Told how many cells are done, of how many."""


async def cells_by_key(store: Store) -> Counter[int]:
    """How many cells each key has sealed."""
    async with store.read() as work:
        return await work.sealing.by_key()


async def seal_all_again(store: Store, total: int, progress: Progress) -> Again:
    """Seal everything with the active key. `shut` counts what no key opens, and stays."""
    found = Again()
    while (again := await _one_pass(store, found, total, progress)).done:
        found = Again(found.done + again.done, again.shut)
    return Again(found.done, again.shut)


async def _one_pass(store: Store, before: Again, total: int, progress: Progress) -> Again:
    async with store.write() as work:
        found = await work.sealing.seal_check_again()
    for table, columns in sealed_tables():
        after = -(2**63)
        while True:
            async with store.read() as work:
                rows = await work.sealing.of_other_keys(table, columns, after, BATCH)
            if not rows:
                break
            async with store.write() as work:
                found += await work.sealing.seal_again(table, rows)
            after = rows[-1].row_id
            progress(before.done + found.done, total)
    return found


async def retire(store: Store, ring: Keyring, number: int, now: datetime) -> None:
    """Take a key out of the key file (`now` in UTC); raises KeyChangeError while a cell needs it.

    The cells are counted in a unit of work that writes, so that on SQLite nobody adds one; a key
    that has rested seals nothing anywhere.
    """
    check_rested(ring, number, now)
    async with store.write() as work:
        if await work.sealing.in_newer_tables():
            raise KeyChangeError("key.newer_store")
        left = (await work.sealing.by_key())[number]
        if left:
            raise KeyChangeError("key.needed", number=str(number), cells=str(left))
        if ring.file is not None:
            take_out(ring.file, number)
