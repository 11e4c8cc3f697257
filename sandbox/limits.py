"""Telegram's sending limits, in real time: so many messages a second overall and for each chat.

Telegram does not publish whether it counts with a bucket or a strict window, so both are here.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from sandbox.clock import Seconds
from sandbox.errors import ApiError

Window = Literal["bucket", "strict"]


@dataclass(frozen=True)
class LimitSettings:
    """What is allowed; rates are messages per real second."""

    enabled: bool = False
    per_second: float = 30
    per_chat_per_second: float = 1
    burst: float | None = None
    """How many may go at once overall before the rate counts (bucket only); default per_second."""
    per_chat_burst: float | None = None
    """The same for one chat; default per_chat_per_second, at least 1."""
    window: Window = "bucket"
    penalty: float = 3
    """Seconds for which the whole bot is refused after it went over the overall limit."""


class Bucket:
    """Fills at `rate` a second up to `size`; each message takes one."""

    def __init__(self, rate: float, size: float) -> None:
        self._rate = rate
        self._size = size
        self._level = size
        self._at: float | None = None

    def wait(self, now: float) -> float:
        """Seconds until one more message fits, 0 if it fits now."""
        if self._at is not None:
            self._level = min(self._size, self._level + (now - self._at) * self._rate)
        self._at = now
        return max(0.0, (1 - self._level) / self._rate)

    def take(self, _now: float) -> None:
        """Count one message."""
        self._level -= 1


class StrictWindow:
    """At most `rate` messages in any one second, however they are spread."""

    def __init__(self, rate: float) -> None:
        self._most = max(1, math.floor(rate))
        self._span = 1.0 if rate >= 1 else 1 / rate
        self._sent: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until one more message fits, 0 if it fits now."""
        while self._sent and self._sent[0] <= now - self._span:
            self._sent.popleft()
        if len(self._sent) < self._most:
            return 0.0
        return self._sent[0] + self._span - now

    def take(self, now: float) -> None:
        """Count one message."""
        self._sent.append(now)


@dataclass
class Limits:
    """Decides whether one more message may go to a chat now."""

    seconds: Seconds
    settings: LimitSettings = field(default_factory=LimitSettings)

    def __post_init__(self) -> None:
        self.set(self.settings)

    def set(self, settings: LimitSettings) -> None:
        """Begin anew with other settings; what was counted is forgotten."""
        self.settings = settings
        self._chats: dict[int, Bucket | StrictWindow] = {}
        self._overall = self._gauge(settings.per_second, settings.burst)
        self._refused_until = -math.inf

    def _gauge(self, rate: float, burst: float | None) -> Bucket | StrictWindow:
        if self.settings.window == "strict":
            return StrictWindow(rate)
        return Bucket(rate, max(1.0, rate if burst is None else burst))

    def spend(self, chat_id: int) -> None:
        """Count one message to `chat_id`; 429 with `retry_after` if it is one too many."""
        if not self.settings.enabled:
            return
        now = self.seconds()
        if now < self._refused_until:
            raise _too_many(self._refused_until - now)
        if self._overall.wait(now) > 0:
            self._refused_until = now + self.settings.penalty
            raise _too_many(self.settings.penalty)
        chat = self._chat(chat_id)
        if (wait := chat.wait(now)) > 0:
            raise _too_many(wait)
        self._overall.take(now)
        chat.take(now)

    def _chat(self, chat_id: int) -> Bucket | StrictWindow:
        if chat_id not in self._chats:
            settings = self.settings
            self._chats[chat_id] = self._gauge(
                settings.per_chat_per_second, settings.per_chat_burst
            )
        return self._chats[chat_id]


def _too_many(wait: float) -> ApiError:
    seconds = max(1, math.ceil(wait))
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
