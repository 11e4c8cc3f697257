"""The bot's queue of updates: long poll, confirmation by a later offset, and a limited life."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import Clock
from sandbox.errors import ApiError

BUTTON_LIFE = timedelta(seconds=150)
"""A button press leaves the queue after this, in virtual time."""
MESSAGE_LIFE = timedelta(hours=24)
"""Every other update leaves the queue after this, in virtual time."""
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that a bot gets only if it asks for them."""
FIRST_ID = 726_000_001
LONGEST_POLL = 50
"""Seconds; Telegram answers a longer poll after this."""
BATCH = 100

TWO_POLLERS = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
POLL_AND_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
ENDED_BY_WEBHOOK = "Conflict: terminated by setWebhook request"


@dataclass(frozen=True)
class Pending:
    """One update nobody has confirmed yet."""

    update_id: int
    kind: str
    payload: dict[str, Any]
    ends_at: datetime
    chat_id: int


@dataclass
class _Poller:
    """Who waits for updates; `ousted` is raised when they must not any more."""

    ousted: Exception | None = None


class UpdateQueue:
    """Updates in the order they came, until confirmed or too old."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queue: list[Pending] = []
        self._next_id = FIRST_ID
        self._allowed: tuple[str, ...] = ()
        self._poller: _Poller | None = None
        self.changed = clock.changed
        self.polled_at: float | None = None

    @property
    def allowed(self) -> tuple[str, ...]:
        """The kinds the bot asked for last; empty means all but the rare ones."""
        return self._allowed

    @property
    def polling(self) -> bool:
        """Whether a long poll is open now."""
        return self._poller is not None

    def add(self, kind: str, content: dict[str, Any], chat_id: int) -> None:
        """Queue one update, unless the bot did not ask for its kind."""
        wanted = kind in self._allowed if self._allowed else kind not in NOT_BY_DEFAULT
        if not wanted:
            return
        life = BUTTON_LIFE if kind == "callback_query" else MESSAGE_LIFE
        payload = {"update_id": self._next_id, kind: content}
        self._queue.append(Pending(self._next_id, kind, payload, self._clock.now() + life, chat_id))
        self._next_id += 1
        self.changed.fire()

    def pending(self) -> Sequence[Pending]:
        """What waits, the oldest first; what became too old is dropped."""
        now = self._clock.now()
        if any(update.ends_at <= now for update in self._queue):
            self._queue = [update for update in self._queue if update.ends_at > now]
            self.changed.fire()
        return self._queue

    def oldest(self) -> Iterator[Pending]:
        """The oldest update of each chat, the oldest first."""
        chats: set[int] = set()
        for update in self.pending():
            if update.chat_id not in chats:
                chats.add(update.chat_id)
                yield update

    def confirm(self, update_ids: Iterable[int]) -> None:
        """Take delivered updates out."""
        done = frozenset(update_ids)
        self._queue = [update for update in self._queue if update.update_id not in done]
        self.changed.fire()

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Remember the kinds wanted from now on; `None` leaves them as they are."""
        if kinds is not None:
            self._allowed = tuple(kinds)

    async def poll(
        self, offset: int, limit: int, wait: float, allowed: Sequence[str] | None
    ) -> list[dict[str, Any]]:
        """Answer getUpdates; the earlier of two pollers gets 409. `wait` in real seconds."""
        self._forget_until(offset)
        self.allow(allowed)
        self.oust(ApiError(409, TWO_POLLERS))
        me = self._poller = _Poller()
        try:
            await self.changed.until(lambda: bool(me.ousted or self.pending()), wait)
        finally:
            if self._poller is me:
                self._poller = None
        if me.ousted:
            raise me.ousted
        return [update.payload for update in self.pending()[:limit]]

    def oust(self, reason: Exception) -> None:
        """End the long poll that is open now, if any, with this error."""
        if self._poller is not None:
            self._poller.ousted = reason
            self._poller = None
            self.changed.fire()

    def clear(self) -> None:
        """Drop every pending update."""
        self._queue = []
        self.changed.fire()

    def _forget_until(self, offset: int) -> None:
        if offset < 0:
            self._queue = list(self.pending()[offset:])
        else:
            self._queue = [update for update in self.pending() if update.update_id >= offset]
        self.changed.fire()
