"""A child who is not here: is it known where? Deadlines, and how such a request ends.

Pure (SYSTEMS.md section 9). The way up is that of a suspicion of harm (`care.requests`), an hour
for each level, whatever the hour of the day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

ANSWER_WITHIN = timedelta(hours=1)
"""Whoever said that the child is not here has so long to say where it is; then somebody looks."""

NEXT_LEVEL = timedelta(hours=1)
AGAIN = timedelta(hours=4)
"""Between two words to the last level, until the request is closed."""

HOURS_BACK = (0, 1, 3, 6, 12, 24)
"""Moments that are offered for when the child was seen, or the police told."""


class Found(StrEnum):
    """Where the child was found."""

    home = "home"
    parents = "parents"
    relatives = "relatives"
    school = "school"
    elsewhere = "elsewhere"


class Spoke(StrEnum):
    """Who has seen the child or spoken with it; hearing that it is well is not enough."""

    seen = "seen"
    spoken = "spoken"
    family = "family"
    staff = "staff"


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where the child was found, who saw it or spoke with it, and when (UTC)."""

    where: Found
    spoke: Spoke
    at: datetime


def next_after(*, last: bool) -> timedelta:
    """How long one level has before the next word goes out; `last`: there is none above it."""
    return AGAIN if last else NEXT_LEVEL
