"""The virtual clock: now = base + rate x real seconds since it was set. Instants are UTC."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.errors import ControlError
from sandbox.signals import Signal

Seconds = Callable[[], float]
"""A real monotonic clock, in seconds; tests give their own."""


def real_now() -> datetime:
    """The machine's own time, where the virtual clock begins unless told otherwise."""
    return datetime.now(UTC).replace(microsecond=0)


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with a Z, to the millisecond when there is a fraction."""
    precision = "milliseconds" if moment.microsecond else "seconds"
    return moment.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")


def instant(text: object) -> datetime:
    """Read an ISO 8601 instant; one without a zone is refused, because it would be guessed."""
    if not isinstance(text, str):
        raise ControlError(400, f"a time must be an ISO 8601 text, not {text!r}")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ControlError(400, f"not an ISO 8601 time: {text!r}") from error
    if moment.tzinfo is None:
        raise ControlError(400, f"a time needs its zone, like 2026-03-02T01:00:00Z: {text!r}")
    return moment.astimezone(UTC)


class Clock:
    """Runs (rate 1), stands (rate 0) or jumps; each jump or bump is a `step` the bot follows."""

    def __init__(self, now: datetime, rate: float, seconds: Seconds) -> None:
        self.seconds = seconds
        self._base = now
        self._since = seconds()
        self.rate = rate
        self.step = 1
        self.settled_step = 0
        self.next_at: datetime | None = None
        self.forwarding = False
        self.changed = Signal()
        """Fires when anything in the sandbox changes that somebody could wait for."""

    def now(self) -> datetime:
        """The virtual instant, UTC."""
        return self._base + timedelta(seconds=self.rate * (self.seconds() - self._since))

    def set(self, now: datetime | None = None, rate: float | None = None) -> None:
        """Jump to `now` and run at `rate`, each unchanged if not given; a new step begins."""
        self._base = self.now() if now is None else now
        self._since = self.seconds()
        if rate is not None:
            self.rate = rate
        self.step += 1
        self.changed.fire()

    def settle(self, step: int, next_at: datetime | None) -> None:
        """The bot has done all that was due in `step`; `next_at` is its next moment, if any."""
        if step > self.step:
            raise ControlError(400, f"step {step} has not begun, the clock is at {self.step}")
        if step >= self.settled_step:
            self.settled_step = step
            self.next_at = next_at
        self.changed.fire()

    def settled(self) -> bool:
        """Whether the bot has reported the latest step as done."""
        return self.settled_step >= self.step

    def view(self) -> dict[str, Any]:
        """The clock as the control API shows it."""
        return {
            "now": iso(self.now()),
            "rate": self.rate,
            "step": self.step,
            "forwarding": self.forwarding,
            "next_at": iso(self.next_at) if self.next_at else None,
        }
