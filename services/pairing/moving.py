"""A child goes to another school: the pairs of the old one end with the day of the move."""

from datetime import datetime

from care.hours import local_date
from care.people import PAIRED
from care.words import ChangeCode
from services.lists.ties import MOVED, end_person
from services.lists.values import Change
from storage.work import Work


async def end_pairs(work: Work, child_id: int, from_id: int, by: int | None, now: datetime) -> None:
    """The mentors of a school that a child has left (`from_id`: its class there), and the helpers
    whom that school let in, have no more to do with the child: the new school chooses its own.
    """
    zone = (await work.units.get(from_id)).zone
    today, ties = local_date(now, zone), await work.children.ties([child_id], now.date())
    paired = {t.facts.person_id for t in ties if t.facts.role in PAIRED and t.runs(today)}
    for person_id in sorted(paired):
        change = Change(ChangeCode.unpair, from_id, child_id, person_id, {"why": MOVED})
        await end_person(work, by, change, now)
