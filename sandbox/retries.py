"""Which deliveries by webhook wait for another try. The waits pass in virtual time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.clock import Clock
from sandbox.updates import Pending

WAITS = (0, 2, 4, 8, 16, 32, 64, 120)
"""Virtual seconds before the next try after each failure in a row; the last one stays."""
LONGEST_ASKED = 3600
"""Virtual seconds; a longer Retry-After of the bot counts as this."""


@dataclass(frozen=True)
class Retry:
    """An update that failed `failures` times and is tried again at `at` (virtual, UTC)."""

    update_id: int
    failures: int
    at: datetime


class Retries:
    """The failed updates, one a chat: it holds up what came after it there, and nobody else."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._chats: dict[int, Retry] = {}

    def failed(self, update: Pending, asked: int | None) -> None:
        """Once more; `asked` is the bot's Retry-After in seconds, if it gave one."""
        before = self._chats.get(update.chat_id)
        same = before is not None and before.update_id == update.update_id
        failures = before.failures if before is not None and same else 0
        wait = min(asked, LONGEST_ASKED) if asked else WAITS[min(failures, len(WAITS) - 1)]
        at = self._clock.now() + timedelta(seconds=wait)
        self._chats[update.chat_id] = Retry(update.update_id, failures + 1, at)

    def done(self, chat_id: int) -> None:
        """The chat's update has been taken."""
        self._chats.pop(chat_id, None)

    def clear(self) -> None:
        """Try everything again at once."""
        self._chats.clear()

    def wait(self, update: Pending) -> datetime | None:
        """When this update, the first of its chat, may be tried again; None if now."""
        retry = self._chats.get(update.chat_id)
        if retry is None or retry.update_id != update.update_id or retry.at <= self._clock.now():
            return None
        return retry.at
