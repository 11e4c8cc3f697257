"""A word to somebody outside after each minute of beating: when it stays away, that one tells a
human. A bot that is silent cannot say so itself.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import aiohttp
import structlog

from scheduler.clock import Clock

log = structlog.get_logger()
AT_MOST_EVERY = timedelta(minutes=1)
PATIENCE = aiohttp.ClientTimeout(total=10)


class Pulse:
    """The signs of life of this process: the file that `hongyan health` looks at, the moment of the
    last beat, and the word outside.
    """

    def __init__(self, clock: Clock, touch: Callable[[], None], url: str | None) -> None:
        self._clock = clock
        self._touch = touch
        self._url = url
        self._told: datetime | None = None
        self._telling: asyncio.Task[None] | None = None
        self.beaten: datetime | None = None
        """When the heart has beaten last (UTC)."""

    def beat(self) -> None:
        """The heart has done all that was due."""
        self.beaten = self._clock()
        self.live()
        since = None if self._told is None else self.beaten - self._told
        told = since is not None and abs(since) < AT_MOST_EVERY  # the clock may be set back
        if self._url is None or told or (self._telling and not self._telling.done()):
            return
        self._told = self.beaten
        self._telling = asyncio.create_task(self._tell(self._url))

    def live(self) -> None:
        """The process lives, whether or not it is the one that beats."""
        self._touch()

    async def close(self) -> None:
        """Wait for a word that is on its way."""
        if self._telling is not None:
            await self._telling

    async def _tell(self, url: str) -> None:
        """The address is a secret of its own: whoever knows it can say that all is well."""
        try:
            async with aiohttp.ClientSession(timeout=PATIENCE) as http, http.get(url) as answer:
                if not answer.ok:
                    log.warning("heartbeat not heard", status=answer.status)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("heartbeat not heard", error=type(error).__name__)
