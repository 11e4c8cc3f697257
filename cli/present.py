"""What time it is for a command: the machine's, or that of the sandbox that is followed."""

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime

from cli.settings import Settings
from cli.terminal import fail
from scheduler.clock import system_clock

TIMEOUT_SECONDS = 10


def present(settings: Settings) -> datetime:
    """The present moment in UTC."""
    if settings.clock_url is None:
        return system_clock()
    try:
        with urllib.request.urlopen(settings.clock_url, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            shown: str = json.load(answer)["now"]
    except (OSError, ValueError, KeyError, urllib.error.URLError):
        fail("cli.no_clock", url=settings.clock_url)
    return datetime.fromisoformat(shown).astimezone(UTC)
