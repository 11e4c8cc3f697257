"""Places for messages at a server that counts strictly: each is taken from the start of a message
until a second after its answer, less the time that any message needs to the server and back.

The server counts a message at some moment between its start and its answer. So whoever starts one
only where a place is free is not counted more often than there are places, in any second, however
uneven the way there is.

Pure: every moment is an argument, in seconds of any clock that goes on.
"""

from collections import deque

SECOND = 1.01
"""What a server takes for a second, and a little for its clock."""

LATEST = 50
"""Of so many messages the quickest tells how long the way there and back takes at least."""

UNANSWERED = 1.0
"""So long after its start a message without an answer counts as answered: silence must not fill all
places.
"""


class Places:
    """Which messages are under way, and when the latest were answered."""

    def __init__(self) -> None:
        self._begun: deque[float] = deque()
        self._answered: deque[float] = deque()
        self._ways: deque[float] = deque(maxlen=LATEST)

    def begin(self, now: float) -> None:
        """A message starts."""
        self._forget(now)
        self._begun.append(now)

    def answered(self, began: float, now: float) -> None:
        """One that was begun then is answered; which one it is makes no difference to the count."""
        if self._begun:
            self._ways.append(max(0.0, now - began))
            self._begun.popleft()
            self._answered.append(now - min(self._ways))

    def wait(self, now: float, most: int) -> float:
        """Seconds until one of so many places is free; after them it may be asked again."""
        self._forget(now)
        leave = len(self._begun) + len(self._answered) - most
        if leave < 0:
            return 0.0
        if leave < len(self._answered):
            return self._answered[leave] + SECOND - now
        return self._begun[0] + UNANSWERED - now

    def _forget(self, now: float) -> None:
        while self._begun and self._begun[0] + UNANSWERED <= now:
            self._begun.popleft()
            self._answered.append(now)
        while self._answered and self._answered[0] + SECOND <= now:
            self._answered.popleft()
