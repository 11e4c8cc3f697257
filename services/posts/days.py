"""When the next post begins or ends as planned: midnight in its unit's own zone."""

from datetime import datetime, time

from care.hours import at_wall_clock
from storage.work import Work


async def next_moment(work: Work) -> datetime | None:
    """When `taking` has something to do again (UTC)."""
    days = await work.posts.next_days()
    return min((at_wall_clock(day, time.min, zone) for day, zone in days), default=None)
