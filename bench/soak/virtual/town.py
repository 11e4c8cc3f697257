"""What everybody in a scenario shares: the time, the dice, what is wrong at the moment."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bench.soak.virtual.timeline import Timeline

BEGIN = datetime(2026, 10, 12, 0, 30, tzinfo=UTC)
"""A Monday, half past eight in the morning in Shanghai."""


@dataclass(slots=True)
class Town:
    """The state of the world outside the bot."""

    timeline: Timeline
    offset: timedelta = timedelta(0)
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    """Something has happened that a sleeping bot has to look at."""
    broken: list[str] = field(default_factory=list)
    alive: int = 0
    """How many bots run."""
    light: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while one does."""
    dark: list[tuple[float, float | None]] = field(default_factory=list)
    """When none ran: from a second to another, None while it goes on."""
    failed: list[float] = field(default_factory=list)
    """When transactions failed."""
    died: list[float] = field(default_factory=list)
    """When bots died."""

    @property
    def second(self) -> float:
        """Seconds since the beginning, whatever clocks show."""
        return asyncio.get_running_loop().time()

    def now(self) -> datetime:
        """What the machine's clock shows (UTC)."""
        return self.at(self.second)

    def at(self, second: float) -> datetime:
        """What the clock, as it is set now, shows at a second."""
        start = BEGIN + timedelta(days=self.timeline.weekday)
        return start + timedelta(seconds=second) + self.offset

    @property
    def calm(self) -> bool:
        """Whether faults are over."""
        return self.timeline.calm(self.second)

    def happens(self, odds: float) -> bool:
        """Whether something of these odds happens now."""
        return odds > 0 and not self.calm and self.timeline.dice.random() < odds

    def lights(self) -> None:
        """A bot has begun or ended."""
        (self.light.set if self.alive else self.light.clear)()
        if self.alive and self.dark and self.dark[-1][1] is None:
            self.dark[-1] = (self.dark[-1][0], self.second)
        elif not self.alive:
            self.dark.append((self.second, None))

    def in_the_dark(self, since: float) -> float:
        """For how many seconds since then no bot ran."""
        ends = ((begin, self.second if end is None else end) for begin, end in self.dark)
        return sum(max(0.0, end - max(begin, since)) for begin, end in ends)

    def set_clock(self, by: float) -> None:
        """The clock is set on or back by so many seconds."""
        self.offset += timedelta(seconds=by)
        self.stir()

    def stir(self) -> None:
        """Wake who sleeps."""
        self.stirred.set()

    def wrong(self, law: str, *what: object) -> None:
        """A law is broken."""
        details = " ".join(str(each) for each in what)
        self.broken.append(f"{law}: {details} (second {self.second:.1f}, {self.now():%d %H:%M:%S})")

    async def until(self, second: float) -> None:
        """Wait for a second."""
        await asyncio.sleep(max(0.0, second - self.second))
