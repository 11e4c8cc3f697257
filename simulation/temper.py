"""How invented people behave: who is in the chat, who answers when, who blocks the bot.

The shares are assumptions, not findings (`docs/simulation.md`).
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from random import Random

_MINUTE = timedelta(minutes=1)


class Pace(StrEnum):
    """How soon somebody answers a message."""

    prompt = "prompt"
    same_day = "same_day"
    days = "days"
    never = "never"


@dataclass(frozen=True, slots=True)
class Tempers:
    """Shares of the people of one kind, between 0 and 1, and risks per year."""

    joined: float
    paces: tuple[float, float, float, float]
    """Prompt, the same day, after days, never: they add up to 1."""
    later: float
    """Of the answers, how many put it off first."""
    could_not: float
    blocks: float
    """How many block the bot within a year."""
    changes_phone: float
    """How many are out of reach for a while within a year, with another phone."""


PARENTS = Tempers(0.70, (0.45, 0.30, 0.15, 0.10), 0.10, 0.04, 0.04, 0.12)
GUARDIANS = Tempers(0.35, (0.35, 0.35, 0.15, 0.15), 0.05, 0.03, 0.03, 0.06)
STAFF = Tempers(0.98, (0.25, 0.45, 0.26, 0.04), 0.12, 0.02, 0.0, 0.02)
HELPERS = Tempers(0.60, (0.30, 0.40, 0.20, 0.10), 0.10, 0.04, 0.02, 0.06)

WEEKLY_TICKED = 0.75
"""Of the families on a weekly list, how many the teacher asks within two days."""

_SLIPS = 0.04
"""Of the messages to anybody, how many are never answered."""

_AFTER = {
    Pace.prompt: (2 * _MINUTE, timedelta(hours=1)),
    Pace.same_day: (timedelta(hours=1), timedelta(hours=16)),
    Pace.days: (timedelta(days=1), timedelta(days=5)),
}


@dataclass(frozen=True, slots=True)
class Temper:
    """One person's way with messages."""

    pace: Pace
    later: float
    could_not: float


def draw(tempers: Tempers, chance: Random) -> Temper:
    """Somebody of a kind."""
    pace = chance.choices(tuple(Pace), tempers.paces)[0]
    return Temper(pace, tempers.later, tempers.could_not)


def answers_after(temper: Temper, chance: Random) -> timedelta | None:
    """How long after a message somebody answers it; None for never. Even prompt people sometimes
    let one slip.
    """
    span = _AFTER.get(temper.pace)
    if span is None or chance.random() < _SLIPS:
        return None
    low, high = span
    return low + (high - low) * chance.random() ** 2
