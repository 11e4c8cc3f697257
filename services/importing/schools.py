"""One school of a file into the store: its roster, then its staff, in the caller's transaction.

A file of many schools is written school by school, each in a transaction of its own: a running bot
waits for one of them at most, and what has been written stays if the next one fails.
"""

from datetime import datetime

from care.rosters.model import SchoolPart
from services.importing.roster import Imported, import_roster
from services.importing.staff import import_staff
from storage.units import UnitRow
from storage.work import Work


async def import_school(
    work: Work, part: SchoolPart, school: UnitRow, now: datetime
) -> list[Imported]:
    """Bring what a file without faults says of one school; returns the counts of each part."""
    parts = []
    if part.roster is not None:
        parts.append(await import_roster(work, part.roster, school, now))
    if part.staff is not None:
        parts.append(await import_staff(work, part.staff, school, now))
    return parts
