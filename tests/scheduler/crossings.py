"""Messages on their way to a server that counts, in virtual seconds: each starts when the pace lets
it, a little late where the machine is; is on the wire for a while; is counted; and is answered.
"""

import math
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

from care.delivery import Priority
from sandbox.errors import ApiError
from sandbox.limits import Limits, LimitSettings, Window
from scheduler.pace import Pace

PENALTY = 3.0


class FixedSeconds:
    """At most so many messages in every second of the clock; one more has all refused a while."""

    def __init__(self, per_second: float, seconds: Callable[[], float]) -> None:
        self._most = per_second
        self._seconds = seconds
        self._counted = (0, 0)
        self._until = -math.inf

    def spend(self, _chat: int) -> None:
        """Count one message; raises ApiError where it is refused."""
        now = self._seconds()
        second = math.floor(now)
        counted = self._counted[1] + 1 if self._counted[0] == second else 1
        if now >= self._until and counted <= self._most:
            self._counted = (second, counted)
            return
        self._until = max(self._until, now + PENALTY if now >= self._until else 0.0)
        rest = math.ceil(self._until - now)
        raise ApiError(429, "Too Many Requests", retry_after=rest)


Counting = Callable[[float, Callable[[], float]], FixedSeconds | Limits]
"""Makes a server with so many messages a second, which goes by this clock."""


def sliding(per_second: float, seconds: Callable[[], float], window: Window = "strict") -> Limits:
    """The sandbox's way of counting."""
    return Limits(seconds, LimitSettings(enabled=True, window=window, per_second=per_second))


def bucket(per_second: float, seconds: Callable[[], float]) -> Limits:
    """A bucket that holds a second's worth."""
    return sliding(per_second, seconds, "bucket")


@dataclass(frozen=True)
class Weather:
    """How late things are, in seconds: each start, each way over the wire, and both now and then:
    so often, for so long at most.
    """

    start: float = 0.002
    wire: float = 0.010
    often: float = 0.0
    stall: float = 0.0
    hiccup: float = 0.0


CALM = Weather()
UNRULY = Weather(wire=0.020, often=0.01, stall=0.08, hiccup=0.06)
FAR_AWAY = Weather(wire=0.120, often=0.01, hiccup=0.1)


@dataclass
class Crossing:
    """One pace against one server."""

    counting: Counting
    limit: float = 30.0
    weather: Weather = CALM
    seed: int = 1
    pace: Pace = field(default_factory=Pace)
    now: float = 100.0
    arrived: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server = self.counting(self.limit, lambda: self.now)
        self._dice = random.Random(self.seed)  # noqa: S311 - no secret
        self._waiting: deque[int] = deque()
        self._order = count()
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._start_at: float | None = None

    def send(self, messages: int) -> None:
        """One message each to so many chats; what is refused goes again."""
        self._waiting.extend(range(1, messages + 1))
        self._plan_start()
        while self._events:
            self.now, _, happens = heappop(self._events)
            happens()

    def share(self, since: float = 0.0) -> float:
        """Of the limit, from so many seconds after the first message that arrived to the last."""
        begun = self.arrived[0] + since
        counted = sum(at > begun for at in self.arrived)
        return counted / (self.arrived[-1] - begun) / self.limit

    def refusals(self, since: float = 0.0) -> int:
        """Messages refused later than so many seconds after the first that arrived."""
        return sum(at > self.arrived[0] + since for at in self.refused)

    def _at(self, moment: float, happens: Callable[[], None]) -> None:
        heappush(self._events, (moment, next(self._order), happens))

    def _plan_start(self) -> None:
        """Somebody waits at the gate until the pace lets them go, and is woken a little late."""
        moment = self.now + self.pace.wait(self.now, Priority.REMINDER)
        self._start_at = moment + self._dice.uniform(0, self.weather.start)
        if self._dice.random() < self.weather.often:
            self._start_at += self._dice.uniform(0, self.weather.stall)
        self._at(self._start_at, self._started)

    def _started(self) -> None:
        if self.now != self._start_at or not self._waiting:
            return
        if self.pace.wait(self.now, Priority.REMINDER) <= 1e-5:
            chat, began = self._waiting.popleft(), self.now
            self.pace.spend(began, Priority.REMINDER)
            self._at(began + self._way(), lambda: self._counted(chat, began))
        self._plan_start()

    def _way(self) -> float:
        way = self.weather.wire * (0.5 + self._dice.expovariate(4))
        if self._dice.random() < self.weather.often:
            way += self._dice.uniform(0, self.weather.hiccup)
        return way

    def _counted(self, chat: int, began: float) -> None:
        back = self.now + self._way()
        try:
            self._server.spend(chat)
        except ApiError as error:
            rest = float(error.retry_after or 1)
            self.refused.append(self.now)
            self._at(back, lambda: self._refused(chat, rest, began))
        else:
            self.arrived.append(self.now)
            self._at(back, lambda: self._accepted(began))

    def _accepted(self, began: float) -> None:
        self.pace.accepted(began, self.now)
        self._plan_start()

    def _refused(self, chat: int, rest: float, began: float) -> None:
        self.pace.refused(chat, rest, began, self.now)
        self._waiting.append(chat)
        self._plan_start()
