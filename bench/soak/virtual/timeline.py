"""What a seed draws: the school, what goes wrong and when."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

HOURS = 72
CALM = 30
"""Hours without any fault at the end: whatever waited for a retry comes to its end in them."""

_MINUTE, _HOUR = 60.0, 3600.0


@dataclass(frozen=True, slots=True)
class Span:
    """From a second to another one."""

    since: float
    until: float

    def holds(self, at: float) -> bool:
        """Whether it is going on."""
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Jump:
    """At this second the clock is set on or back by so many."""

    at: float
    by: float


@dataclass(frozen=True, slots=True)
class Odds:
    """How often, of all occasions, something happens."""

    dies: float
    fails: float
    unkind: float
    """Of all messages, how many do not simply arrive."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """One scenario."""

    seed: int
    children: int
    odds: Odds
    hours: int = HOURS
    down: tuple[Span, ...] = ()
    """The machine is off."""
    no_telegram: tuple[Span, ...] = ()
    two_pumps: tuple[Span, ...] = ()
    """A second bot that thinks it still leads."""
    jumps: tuple[Jump, ...] = ()
    cries: tuple[float, ...] = ()
    """Somebody calls for help."""
    confidences: tuple[float, ...] = ()
    """Somebody hears of something sensitive."""
    pauses: tuple[Span, ...] = ()
    """All sending is paused by hand."""
    weekday: int = 0
    dice: Random = field(default_factory=Random, compare=False, repr=False)

    @property
    def end(self) -> float:
        """The second at which faults stop."""
        return self.hours * _HOUR

    @property
    def last(self) -> float:
        """The second at which it is over."""
        return self.end + CALM * _HOUR

    def calm(self, at: float) -> bool:
        """Whether nothing goes wrong any more."""
        return at >= self.end


def drawn(seed: int, hours: int = HOURS) -> Timeline:
    """The scenario of a seed."""
    dice = Random(f"timeline/{seed}")
    end = hours * _HOUR
    odds = Odds(
        dies=dice.choice((0.0, 0.002, 0.01, 0.05)),
        fails=dice.choice((0.0, 0.002, 0.02, 0.1)),
        unkind=dice.choice((0.0, 0.05, 0.2, 0.5)),
    )
    return Timeline(
        seed=seed,
        children=dice.randint(4, 24),
        odds=odds,
        hours=hours,
        down=_spans(dice, end, 2, (_MINUTE, 14 * _HOUR)),
        no_telegram=_spans(dice, end, 2, (_MINUTE, 8 * _HOUR)),
        two_pumps=_spans(dice, end, 3, (10.0, 2 * _HOUR)),
        jumps=_jumps(dice, end),
        cries=tuple(sorted(dice.uniform(_HOUR, end) for _ in range(dice.choice((0, 1, 1, 2, 4))))),
        confidences=tuple(sorted(dice.uniform(_HOUR, end) for _ in range(dice.randint(0, 6)))),
        pauses=_spans(dice, end, 1, (_HOUR, 10 * _HOUR)) if dice.random() < _PAUSED else (),
        weekday=dice.randrange(7),
        dice=Random(f"chance/{seed}"),
    )


_PAUSED = 0.2
_SET = timedelta(seconds=90), timedelta(minutes=3), timedelta(hours=1), timedelta(hours=9)


def _spans(dice: Random, end: float, most: int, length: tuple[float, float]) -> tuple[Span, ...]:
    """Short ones more often than long ones, and never two at once."""
    spans: list[Span] = []
    for _ in range(dice.randint(0, most)):
        since = dice.uniform(_HOUR, end)
        low, high = length
        until = min(end, since + low * (high / low) ** dice.random())
        if not any(since < other.until and other.since < until for other in spans):
            spans.append(Span(since, until))
    return tuple(sorted(spans, key=lambda span: span.since))


def _jumps(dice: Random, end: float) -> tuple[Jump, ...]:
    count = dice.choice((0, 0, 0, 1, 2))
    jumps = [
        Jump(dice.uniform(0, end), dice.choice(_SET).total_seconds() * dice.choice((1, 1, -1)))
        for _ in range(count)
    ]
    return tuple(sorted(jumps, key=lambda jump: jump.at))
