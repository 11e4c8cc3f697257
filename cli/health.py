"""`hongyan health`: whether the bot's heart has beaten lately."""

import typer

from cli.settings import Settings
from cli.terminal import fail, say
from scheduler.clock import system_clock

FRESH_SECONDS = 60


def health() -> None:
    """Exit code 0 while the bot lives, 1 otherwise."""
    file = Settings().heartbeat_file
    if not file.exists():
        fail("health.never", file=file)
    age = system_clock().timestamp() - file.stat().st_mtime
    if age > FRESH_SECONDS:
        fail("health.stale", seconds=round(age))
    say("health.fine", seconds=round(age))
    raise typer.Exit(0)
