"""A school's line: its hours, the kinds of days around now, and which times are free."""

from collections.abc import Sequence
from datetime import datetime

from care.hours import local_date
from care.openings import AHEAD, USUAL, Hours, Line, Slot, overlapping
from care.words import UnitKind
from services.holidays import year_of
from storage.journal import Entry
from storage.units import UnitRow
from storage.work import Work


async def school_of(work: Work, unit_id: int) -> UnitRow | None:
    """The school that a class belongs to."""
    chain = (await work.units.chains([unit_id])).get(unit_id, ())
    return next((unit for unit in chain if unit.kind is UnitKind.school), None)


async def hours_of(work: Work, school_id: int) -> tuple[Hours, ...]:
    """When a school's line is open; the usual hours where it has set none."""
    return (await work.sessions.hours([school_id])).get(school_id, USUAL)


async def set_hours(work: Work, school_id: int, hours: Sequence[Hours], now: datetime) -> None:
    """Set when a school's line is open; sessions already booked stay. None at all: always closed.

    Raises ValueError where two of them overlap.
    """
    if overlapping(hours) is not None:
        raise ValueError("hours overlap")
    await work.sessions.set_hours(school_id, hours)
    details = {"hours": [f"{h.days} {h.opens:%H:%M}-{h.closes:%H:%M}" for h in hours]}
    await work.journal.write([Entry("line.hours", unit_id=school_id, details=details)], now)


async def free_slots(work: Work, school: UnitRow, now: datetime) -> tuple[Slot, ...]:
    """The times of the next seven days that nobody has booked, the earliest first."""
    terms = (await work.plans.terms([school.id])).get(school.id, ())
    today = local_date(now, school.zone)
    years = {year: year_of(year) for year in (today.year, today.year + 1)}
    line = Line(school.zone, await hours_of(work, school.id), terms, years)
    return line.free(await work.sessions.booked(school.id, now, now + 2 * AHEAD), now)
