"""Nobody is forgotten because a link is broken: each school is looked over once a week.

Every duty plans the next one, so a chain without an open end would silence a child for ever
(docs/decisions/chain-of-duties.md). What is missing is planned, as an import does. Each school has
an hour of the week of its own, so that a county is not looked over all at once.
"""

from datetime import UTC, datetime, timedelta

from services.duties.planning import plan_school
from storage.journal import Entry
from storage.store import Store

HOUR = timedelta(hours=1)
HOURS = 7 * 24
_BEGAN = datetime(2020, 1, 6, tzinfo=UTC)


async def to_look_over(store: Store, since: datetime, now: datetime) -> list[int]:
    """The schools whose hour has begun after `since`, by `now` (UTC)."""
    begun = range(_hour(max(since, now - HOURS * HOUR)) + 1, _hour(now) + 1)
    theirs = {hour % HOURS for hour in begun}
    async with store.read() as work:
        schools = await work.units.schools()
    return [school.id for school in schools if school.id % HOURS in theirs]


async def mend(store: Store, school_id: int, now: datetime) -> int:
    """Plan what is missing about a school, in a transaction of its own; returns how many duties
    that was. Journaled.
    """
    async with store.write() as work:
        planned = await plan_school(work, school_id, now)
        if planned:
            entry = Entry("duties.mended", unit_id=school_id, details={"planned": planned})
            await work.journal.write([entry], now)
    return planned


def _hour(moment: datetime) -> int:
    return (moment - _BEGAN) // HOUR
