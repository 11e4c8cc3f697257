"""An even pace for sending, which learns a limit that nobody publishes.

Telegram allows about 30 messages a second in all, one a second for each chat and 20 a minute for a
group, and does not say how it counts (FACTS). So: begin at 30 a second, evenly; when Telegram
refuses everything, rest as long as it says, remember the rate that was refused, and go on a little
below it; after a long calm a little faster again. From the first such refusal on it is taken to
count strictly: no more messages go in a second than it may count (`scheduler.places`).

Pure: every moment is an argument, in seconds of any clock that goes on.
"""

import math

from care.delivery import Priority
from scheduler.places import Places

FASTEST = 30.0
"""Messages a second to begin with."""

SLOWEST = 1.0
BELOW = 0.95
"""So much of what the server is taken to allow is tried next."""

AT_ONCE = 1.1
"""Refused so soon (seconds) after the first message: what was taken until then is what goes into a
second.
"""

AT_LEAST = 0.5
"""So much of a rate is left by one refusal, whatever it seems to say."""

FAR_BELOW = 0.85
"""The same where only the time until it came says how much too fast it was."""

CALM = 300.0
"""So long (seconds) nothing must be refused before it goes a little faster."""

REMEMBERED = 3600.0
"""So long (seconds) a rate that was refused is not tried again."""

UP_TO = 0.97
"""Of a rate that was refused, so much at most is gone up to again while it is remembered."""

CREEP = 0.1
"""Of what is missing to the limit, so much at a time."""

ROOM = 0.8
"""Bulk takes so much of the pace, the rest is for replies."""

LATE_AT_FIRST, LATE = 10.0, 1.0
"""So many messages may be made up for when the machine was slow; fewer once the server has shown
that it counts strictly.
"""

IDLE = 1.0
"""After so long (seconds) without a message there is nothing to make up for."""

TRY = 5.0
"""So long (seconds) after its last try an emergency tries again, while everything else rests."""

PER_CHAT = 1.0
PER_GROUP = 3.0
"""Seconds between two messages to one chat; a group has a negative id."""

MANY = 1000


class Pace:
    """Says how long to wait, and learns from what is refused."""

    def __init__(self, fastest: float = FASTEST) -> None:
        self._fastest = fastest
        self._forget_all(0.0)
        self.rate = fastest
        """Messages a second, at present."""
        self._late = LATE_AT_FIRST
        self._top: float | None = None
        self._most: int | None = None
        self._top_at = self._calm_since = 0.0
        self._latest = 0.0

    def _forget_all(self, now: float) -> None:
        self._next = now
        self._rested_at = self._resting_until = now
        self._try_at = now
        self._free: dict[int, float] = {}
        self._resting: dict[int, float] = {}
        self._refusals: list[tuple[int, float, float]] = []
        self._places = Places()
        self._begin_anew()

    def _begin_anew(self) -> None:
        """What is sent next is the first after a pause."""
        self._starts: list[float] = []
        self._latest_start = -math.inf

    def wait(self, now: float, rank: int) -> float:
        """Seconds until a message of this priority may go. An emergency waits for no other message,
        and while everything rests for the last try of one.
        """
        self._look_at(now)
        if rank == Priority.EMERGENCY:
            return self.rests(now, rank)
        return max(0.0, self.rests(now, rank), self._next - now, self._full(now))

    def _full(self, now: float) -> float:
        """Seconds until the server counts fewer than it may."""
        if self._most is None:
            return 0.0
        return self._places.wait(now, max(self._most, math.ceil(self.rate)))

    def spend(self, now: float, rank: int) -> None:
        """One message goes now."""
        self._look_at(now)
        if rank == Priority.EMERGENCY:
            self._try_at = now + TRY
        self._note_start(now)
        self._places.begin(now)
        between, late = self.spacing(rank)
        late = late if now - self._next < IDLE else 0.0
        self._next = max(self._next, now - late) + between
        self._creep(now)

    def _note_start(self, now: float) -> None:
        if now - self._latest_start > IDLE:
            self._starts = [now]
        elif now - self._starts[0] <= AT_ONCE:
            self._starts.append(now)
        self._latest_start = now

    def spacing(self, rank: int) -> tuple[float, float]:
        """Seconds from a message of this priority to the next, and how many may be made up for."""
        share = ROOM if rank == Priority.BULK else 1.0
        return 1 / (self.rate * share), self._late / self.rate

    def rest(self, seconds: float, now: float) -> None:
        """Everything was refused elsewhere: rest as long, and learn nothing from it."""
        if now + seconds > self._resting_until:
            self._rested_at = self._try_at = now
            self._resting_until = self._next = now + seconds
            self._begin_anew()

    def rests(self, now: float, rank: int = Priority.REPLY) -> float:
        """Seconds for which nothing of this priority may go. That everything is refused is only
        inferred, so an emergency tries all the same, now and then.
        """
        rest = max(0.0, self._resting_until - now)
        if rank == Priority.EMERGENCY:
            return min(rest, max(0.0, self._try_at - now))
        return rest

    def chat_rests(self, chat: int, now: float) -> float:
        """Seconds for which Telegram wants nothing to this chat."""
        return max(0.0, self._resting.get(chat, now) - now)

    def chat_wait(self, chat: int, now: float) -> float:
        """Seconds until this chat may get its next message."""
        return max(self.chat_rests(chat, now), self._free.get(chat, now) - now)

    def book(self, chat: int, moment: float) -> None:
        """A message goes to this chat at that moment. Replies go at once, however many somebody's
        presses ask for: they leave no debt that would hold up what comes after them.
        """
        between = PER_GROUP if chat < 0 else PER_CHAT
        self._free[chat] = max(moment + between, self._free.get(chat, moment))
        if len(self._free) > MANY:
            self._free = {c: at for c, at in self._free.items() if at > moment}
            self._resting = {c: at for c, at in self._resting.items() if at > moment}

    def answered(self, began: float, now: float) -> None:
        """The server has said something to a message that was begun then, whatever it was."""
        self._places.answered(began, now)

    def accepted(self, began: float, now: float) -> None:
        """A message that was begun then has arrived: who was refused before was refused alone, and
        a rest that had begun before is over.
        """
        self.answered(began, now)
        self._refusals = [each for each in self._refusals if each[1] > began]
        if self._rested_at <= began < self._resting_until:
            self._resting_until = began
            self._next = began + 1 / self.rate

    def refused(self, chat: int, seconds: float, began: float, now: float) -> bool:
        """A 429 for a message that was begun then: its chat rests as long as it was told. Returns
        whether everything rests: two chats in a row are refused, with nothing accepted in between.
        """
        self.answered(began, now)
        self._resting[chat] = max(now + seconds, self._resting.get(chat, now))
        if self.rests(now):
            return True
        self._refusals.append((chat, began, seconds))
        if len({each[0] for each in self._refusals}) < 2:
            return False
        self._slow_down(min(each[2] for each in self._refusals), now)
        return True

    def _slow_down(self, seconds: float, now: float) -> None:
        allowed = self._allowed(min(each[1] for each in self._refusals))
        self._top, self._top_at = self.rate, now
        self._most = math.ceil(allowed)
        self.rate = max(SLOWEST, allowed * BELOW)
        self._late = LATE
        self._rested_at = self._try_at = now
        self._resting_until = self._next = self._calm_since = now + seconds
        self._refusals.clear()
        self._begin_anew()

    def _allowed(self, began: float) -> float:
        """Messages a second that the server seems to allow, now that one begun then was refused. A
        bucket that holds a second's worth is empty the later, the less too fast it was drawn from.
        """
        held = max(0.0, began - self._starts[0]) if self._starts else 0.0
        taken = sum(start <= began for start in self._starts) - 1
        if held <= AT_ONCE and taken > 0:
            allowed = min(self.rate, taken)
        elif self._top is None:
            allowed = self.rate
        else:
            allowed = self.rate * max(held / (held + 1), FAR_BELOW)
        return max(allowed, self.rate * AT_LEAST)

    def _creep(self, now: float) -> None:
        if self._top is None or now - self._calm_since < CALM:
            return
        if now - self._top_at > REMEMBERED:
            limit = self._fastest
        else:
            limit = max(self.rate, self._top * UP_TO)
        self.rate += (limit - self.rate) * CREEP
        self._calm_since = now

    def _look_at(self, now: float) -> None:
        """A clock that was set back makes nobody wait for what is undone."""
        if now < self._latest:
            self._forget_all(now)
            self._calm_since = self._top_at = now
        self._latest = now
