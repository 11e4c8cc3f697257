"""An even pace for sending: never a burst, slower after a refusal, creeping up again.

Telegram publishes about 30 messages a second in all and one a second per chat (FACTS). Seconds
are those of the event loop, or of the clock that is followed: between two moments of a clock that
jumps nobody need wait.
"""

import asyncio
from collections.abc import Callable

FASTEST = 28.0
SLOWEST = 1.0
PER_CHAT_SECONDS = 1.0
CREEP = 1.02


class Pace:
    """Gives out moments to send, overall and per chat."""

    def __init__(
        self, fastest: float = FASTEST, seconds: Callable[[], float] | None = None
    ) -> None:
        self._seconds = seconds or _loop_seconds
        self._latest = 0.0
        self._fastest = fastest
        self._rate = fastest
        self._next = 0.0
        self._chats: dict[int, float] = {}

    async def turn(self, chat: int, *, urgent: bool = False) -> None:
        """Wait for this message's moment. What is urgent waits for its chat only: the others, which
        have their moments already, are the ones to be slowed down by it.
        """
        now = self._now()
        queue = now if urgent else self._next
        moment = max(now, queue, self._chats.get(chat, now))
        self._next = max(now, self._next) + 1 / self._rate
        self._chats[chat] = moment + PER_CHAT_SECONDS
        self._rate = min(self._fastest, self._rate * CREEP)
        if len(self._chats) > self._fastest * 10:
            self._forget(now)
        await asyncio.sleep(moment - now)

    def refused(self, chat: int, seconds: float) -> None:
        """A 429: the chat rests as long as it was told, and everything goes at half the pace."""
        now = self._now()
        self._chats[chat] = now + seconds
        self._rate = max(SLOWEST, self._rate / 2)

    def _now(self) -> float:
        """The present second; a clock that was set back makes nobody wait for what is undone."""
        now = self._seconds()
        if now < self._latest:
            self._next, self._chats = now, {}
        self._latest = now
        return now

    def _forget(self, now: float) -> None:
        self._chats = {chat: moment for chat, moment in self._chats.items() if moment > now}


def _loop_seconds() -> float:
    return asyncio.get_running_loop().time()
