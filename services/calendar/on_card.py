"""What the calendar says of a child on its card: for the staff."""

from dataclasses import dataclass
from datetime import datetime

from care.hours import local_date
from care.people import Circle
from services.actor import Actor
from services.calendar.key_child import Flag, flag_of, may_mark
from storage.work import Work


@dataclass(frozen=True, slots=True)
class OnCalendar:
    """Whether the reader may see and say that it is a key child; the flag, where it stands."""

    may_mark: bool = False
    flag: Flag | None = None


NOT_SHOWN = OnCalendar()


async def on_calendar(
    work: Work, actor: Actor, child_id: int, circle: Circle, now: datetime
) -> OnCalendar:
    """As much of it as this reader may see."""
    if not may_mark(circle, actor.person_id, now):
        return NOT_SHOWN
    return OnCalendar(True, await flag_of(work, child_id, local_date(now, circle.zone)))
