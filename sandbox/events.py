"""Server-sent events to the page: what changed, as it changes."""

import asyncio
import json
from typing import Any

QUEUE_SIZE = 1000


class Listener:
    """One open page. If it cannot follow, it gets the whole state instead of what it missed."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(QUEUE_SIZE)
        self.lagging = False

    def put(self, event: dict[str, Any] | None) -> None:
        """Queue one event, or note that too many wait already."""
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            self.lagging = True

    def restart(self) -> None:
        """Forget what waits: the whole state is sent next."""
        self.lagging = False
        while not self._queue.empty():
            self._queue.get_nowait()

    async def next(self, at_most: float) -> dict[str, Any] | None:
        """The next event, or None if there is none within `at_most` real seconds."""
        try:
            return await asyncio.wait_for(self._queue.get(), at_most)
        except TimeoutError:
            return None


class Events:
    """Everybody who listens."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    @property
    def listened(self) -> bool:
        """Whether it is worth making an event at all."""
        return bool(self._listeners)

    def join(self) -> Listener:
        """A new listener; it hears everything from now on."""
        listener = Listener()
        self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Stop telling this one."""
        self._listeners.discard(listener)

    def end(self) -> None:
        """Wake all listeners without an event: the server stops."""
        for listener in self._listeners:
            listener.put(None)

    def emit(self, event: dict[str, Any]) -> None:
        """Tell all listeners."""
        for listener in self._listeners:
            listener.put(event)


def encoded(event: dict[str, Any]) -> bytes:
    """One event in the wire form of server-sent events."""
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
