"""Faults on demand: Telegram out of reach, slow, its replies lost, or asking the bot to wait.

Deterministic: whether a fault strikes the nth call of a method to a chat depends only on its seed.
"""

import asyncio
import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import Clock, iso
from sandbox.errors import ApiError, FrontPage, HangUp

KINDS = ("outage", "slow", "lost", "too_many")
MODES = ("unreachable", "bad_gateway", "bad_gateway_page", "server_error")
"""How an outage looks: no answer at all, 502 in JSON, 502 as a page of the front server, 500."""
GET_UPDATES = "getUpdates"
DELIVERY = "webhook"
"""In `methods`, stands for the sandbox's own calls to the bot's webhook."""
DOWNLOAD = "download"
"""In `methods`, stands for the download of a file."""


@dataclass(frozen=True)
class FaultSettings:
    """What goes wrong, for which calls, and how often."""

    kind: str
    mode: str = "unreachable"
    before: float = 0
    """Real seconds a slow call waits before it takes effect."""
    after: float = 0
    """Real seconds its answer waits then."""
    retry_after: int | None = None
    """Seconds told with 429; by default as long as the fault still lasts, at least 1."""
    methods: tuple[str, ...] = ()
    """Only these; empty means every method, and deliveries too where it is an outage."""
    chat_id: int | None = None
    share: float = 1
    """Of so many calls, from 0 to 1."""
    seed: int = 0
    times: int | None = None
    """The fault ends after it has struck so many calls."""
    seconds: float | None = None
    """The fault ends after so many virtual seconds."""

    @property
    def refuses(self) -> bool:
        """Whether a call struck by it takes no effect."""
        return self.kind in ("outage", "too_many")


@dataclass
class Fault:
    """A fault that has begun; it stays in the list, `over`, when it has ended by itself."""

    number: int
    settings: FaultSettings
    ends_at: datetime | None
    hits: int = 0
    _draws: dict[tuple[str, int | None], random.Random] = field(default_factory=dict)

    def over(self, now: datetime) -> bool:
        """Whether it has ended by itself at `now` (UTC)."""
        spent = self.settings.times is not None and self.hits >= self.settings.times
        return spent or (self.ends_at is not None and self.ends_at <= now)

    def concerns(self, method: str, chat_id: int | None) -> bool:
        """Whether such calls can be struck at all."""
        wanted = self.settings
        if wanted.chat_id is not None and wanted.chat_id != chat_id:
            return False
        if wanted.methods:
            return method in wanted.methods
        return method != DELIVERY or wanted.kind == "outage"

    def strikes(self, method: str, chat_id: int | None) -> bool:
        """Draw whether this call is struck, and count it."""
        if not self.concerns(method, chat_id):
            return False
        if self.settings.share < 1:
            key = (method, chat_id)
            seed = f"{self.settings.seed}/{method}/{chat_id}"
            draw = self._draws.setdefault(key, random.Random(seed))  # noqa: S311 - no secret
            if draw.random() >= self.settings.share:
                return False
        self.hits += 1
        return True

    def refusal(self, now: datetime) -> Exception:
        """What a call gets that this outage or 429 strikes at `now` (UTC)."""
        if self.settings.kind == "too_many":
            left = (self.ends_at - now).total_seconds() if self.ends_at else 0
            wait = self.settings.retry_after or max(1, math.ceil(left))
            return ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        if self.settings.mode == "bad_gateway":
            return ApiError(502, "Bad Gateway")
        if self.settings.mode == "bad_gateway_page":
            return FrontPage(502, "Bad Gateway")
        if self.settings.mode == "server_error":
            return ApiError(500, "Internal Server Error")
        return HangUp("no answer: an outage")

    def view(self, now: datetime) -> dict[str, Any]:
        """The fault as the control API shows it; `hits` says how many calls it has struck."""
        ends_at = iso(self.ends_at) if self.ends_at else None
        mine = {"id": self.number, "hits": self.hits, "over": self.over(now), "ends_at": ends_at}
        return asdict(self.settings) | {"methods": list(self.settings.methods)} | mine


@dataclass(frozen=True)
class Blow:
    """What befalls one call, of all faults together."""

    refusal: Exception | None = None
    before: float = 0
    after: float = 0
    lost: bool = False

    async def begin(self) -> None:
        """Before the call takes effect: wait, or raise the refusal."""
        if self.refusal is not None:
            raise self.refusal
        await asyncio.sleep(self.before)

    async def end(self) -> None:
        """After its effect: wait, or raise HangUp where the answer is to be lost."""
        await asyncio.sleep(self.after)
        if self.lost:
            raise HangUp("the answer is lost")


NOTHING = Blow()


class Faults:
    """All faults begun since they were last cleared."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._faults: dict[int, Fault] = {}
        self._numbers = itertools.count(1)

    def begin(self, settings: FaultSettings) -> Fault:
        """From now on; its `seconds` count in virtual time."""
        lasts = settings.seconds
        ends_at = None if lasts is None else self._clock.now() + timedelta(seconds=lasts)
        fault = Fault(next(self._numbers), settings, ends_at)
        self._faults[fault.number] = fault
        self._clock.changed.fire()
        return fault

    def end(self, number: int) -> bool:
        """End one and forget it; False if there is none with this number."""
        gone = self._faults.pop(number, None)
        self._clock.changed.fire()
        return gone is not None

    def clear(self) -> None:
        """End and forget all."""
        self._faults.clear()
        self._clock.changed.fire()

    def strike(self, method: str, chat_id: int | None) -> Blow:
        """What befalls this call; whatever strikes it counts it. A refusal spares it the rest."""
        before = after = 0.0
        lost = False
        for fault in sorted(self._active(), key=lambda each: not each.settings.refuses):
            if not fault.strikes(method, chat_id):
                continue
            if fault.settings.refuses:
                return Blow(fault.refusal(self._clock.now()))
            before += fault.settings.before
            after += fault.settings.after
            lost = lost or fault.settings.kind == "lost"
        return Blow(None, before, after, lost) if before or after or lost else NOTHING

    def shut(self, method: str) -> bool:
        """Whether every such call is refused until somebody or the clock ends it."""
        return any(
            fault.settings.refuses
            and fault.settings.share == 1
            and fault.settings.times is None
            and fault.concerns(method, None)
            for fault in self._active()
        )

    def next_end(self) -> datetime | None:
        """The next virtual moment at which one ends by itself, UTC."""
        return min((fault.ends_at for fault in self._active() if fault.ends_at), default=None)

    def view(self) -> list[dict[str, Any]]:
        """All of them as the control API shows them, the oldest first."""
        now = self._clock.now()
        return [fault.view(now) for fault in self._faults.values()]

    def _active(self) -> Iterator[Fault]:
        now = self._clock.now()
        return (fault for fault in list(self._faults.values()) if not fault.over(now))
