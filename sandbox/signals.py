"""A bell that wakes whoever waits for a condition: long polls, presses, the clock's followers."""

import asyncio
from collections.abc import Callable


class Signal:
    """Wakes its waiters whenever it is fired; nobody misses a change, nobody polls."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()
        self._closed = False

    def fire(self) -> None:
        """Let every waiter look again at what it waits for."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    def close(self) -> None:
        """Let everybody go, now and later: the server stops."""
        self._closed = True
        self.fire()

    async def until(self, met: Callable[[], bool], at_most: float) -> bool:
        """Wait until `met()` holds, `at_most` so many real seconds; return whether it holds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + at_most
        while not met():
            left = deadline - loop.time()
            if left <= 0 or self._closed:
                return False
            await self._once(left)
        return True

    async def _once(self, at_most: float) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait((waiter,), timeout=at_most)
        finally:
            self._waiters.discard(waiter)
