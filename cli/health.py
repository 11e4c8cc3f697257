"""`hongyan health`: whether the bot's heart has beaten lately."""

from pathlib import Path

import typer

from cli.settings import Settings
from cli.terminal import fail, say
from scheduler.clock import system_clock

FRESH_SECONDS = 60


def age_of(file: Path) -> float | None:
    """Seconds since the last sign of life, or until it where the clock was set back since; None
    where there was none.
    """
    try:
        return abs(system_clock().timestamp() - file.stat().st_mtime)
    except OSError:
        return None


def alive(file: Path) -> bool:
    """Whether the last sign of life is fresh."""
    age = age_of(file)
    return age is not None and age <= FRESH_SECONDS


def health() -> None:
    """Exit code 0 while the bot lives, 1 otherwise."""
    file = Settings().heartbeat_file
    age = age_of(file)
    if age is None:
        fail("health.never", file=file)
    if age > FRESH_SECONDS:
        fail("health.stale", seconds=round(age))
    say("health.fine", seconds=round(age))
    raise typer.Exit(0)
