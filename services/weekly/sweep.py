"""Once a week every live class with families out of reach gets its list, the staff hear what became
of the week before, and stays without an end are asked about: driven by the store.

There is no job per class. The store remembers for each zone up to which Monday the lists are
planned; a beat looks further only when the next Monday has begun there. Planning twice is harmless:
a list is one group in the outbox, named by its reader, class and Monday. A zone seen for the first
time waits for its next Monday.
"""

from collections.abc import Iterator
from datetime import date, datetime

from care.delivery import Kind, Priority
from care.hours import local_date, polite
from care.people import Circle
from care.weekly import LATE, last_day, list_day, list_moment, next_list
from care.words import NewsCode, Post
from services.weekly.digests import week_notices
from services.weekly.stays import stay_notices
from storage.journal import Entry
from storage.notices import NewNotice
from storage.work import Work


async def next_sweep(work: Work) -> datetime | None:
    """When (UTC) lists are to be planned again in a zone that is known already."""
    swept = await work.weekly.swept()
    zones = (zone for zone in await work.weekly.zones() if zone in swept)
    return min((next_list(swept[zone], zone) for zone in zones), default=None)


async def is_due(work: Work, now: datetime) -> bool:
    """Whether a sweep has anything to do: a new week somewhere, or a new zone."""
    swept = await work.weekly.swept()
    zones = await work.weekly.zones()
    return any(zone not in swept or next_list(swept[zone], zone) <= now for zone in zones)


async def sweep(work: Work, now: datetime) -> int:
    """Plan the lists of the zones in which a new week has begun; returns how many."""
    swept, planned = await work.weekly.swept(), 0
    for zone in await work.weekly.zones():
        monday = list_day(local_date(now, zone))
        known = swept.get(zone)
        if known is None or known < monday:
            await work.weekly.mark_swept(zone, monday)
        if known is not None and known < monday:
            planned += await _plan(work, zone, known, monday, now)
    return planned


async def _plan(work: Work, zone: str, known: date, monday: date, now: datetime) -> int:
    today = local_date(now, zone)
    classes = await work.weekly.classes(zone, today, last_day(today))
    circles = await work.circles.of_units(classes, now.date())
    notices = [
        notice for unit_id in classes for notice in _lists(unit_id, circles[unit_id], monday, now)
    ]
    notices += await week_notices(work, zone, monday, now)
    notices += await stay_notices(work, zone, known, monday, now)
    await work.outbox.put(notices, now)
    entries = [
        Entry(f"{notice.code}.planned", person_id=notice.person_id, unit_id=notice.unit_id)
        for notice in notices
    ]
    await work.journal.write(entries, now)
    return len(notices)


def _lists(unit_id: int, circle: Circle, monday: date, now: datetime) -> Iterator[NewNotice]:
    """To the class teacher; to the deputy or the principal where the post is vacant."""
    holders = circle.holders((Post.class_teacher,), local_date(now, circle.zone))
    for person in circle.reachable(holders):
        moment = list_moment(monday, person.habits)
        if moment + LATE <= now:
            continue
        yield NewNotice(
            group_key=f"{person.id}/{unit_id}/weekly/{monday.isoformat()}",
            person_id=person.id,
            kind=Kind.news,
            priority=Priority.BULK,
            send_at=moment if moment >= now else polite(now, person.habits),
            expires_at=moment + LATE,
            code=NewsCode.weekly,
            unit_id=unit_id,
        )
