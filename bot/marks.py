"""Marks replies that went out: those that are ready at the same time together.

Under load ten replies are marked in one transaction, so that the mark does not cost as much as the
answer itself, and a disk is waited for once.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from storage.store import Store


class Marks:
    """Whoever comes while marks are being written waits, and is written with all who wait."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._waiting: set[int] = set()
        self._turn = asyncio.Lock()

    async def replied(self, update_id: int) -> None:
        """Returns once the mark is stored; raises when it cannot be."""
        self._waiting.add(update_id)
        try:
            async with self._turn:
                if update_id in self._waiting:
                    await self._write(frozenset(self._waiting))
        finally:
            self._waiting.discard(update_id)

    async def _write(self, ids: frozenset[int]) -> None:
        async with self._store.write() as work:
            await work.incoming.replied(ids, self._clock())
        self._waiting -= ids
