"""Somebody asks that what is stored about them, or about a child, be erased.

The payload goes, the fact stays: records, duties and the journal keep their ids, dates and choices,
so that no count changes and no child's care is undone; names, numbers, accounts, addresses, words,
voices and pictures are blanked (DESIGN, promise 6). It cannot be taken back. Who still has a part
in the care of a child is refused: they are taken out of the lists first, by somebody who sees what
that means for the child.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from care.hours import local_date
from care.people import OUT_OF_THE_CIRCLE
from services.lists.access import has_a_post
from storage.erasing import Kind
from storage.journal import Entry
from storage.work import Work

LARGEST_ID = 2**63 - 1


class Refused(StrEnum):
    """Why somebody is not erased; each has a text `erase.<code>`."""

    erased = "erased"
    on_the_lists = "on_the_lists"
    has_a_place = "has_a_place"
    in_need = "in_need"
    newer = "newer"


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody by whom one may be meant: `place` is the child's last class."""

    row_id: int
    name: str
    place: str = ""


async def named(work: Work, kind: Kind, who: str) -> list[Found]:
    """Everybody of this exact name, or with this id."""
    row_id = int(who) if who.isdecimal() and int(who) <= LARGEST_ID else None
    if kind is Kind.child:
        return await _children(work, who if row_id is None else None, row_id)
    if row_id is None:
        people = await work.people.named([who])
    else:
        people = list((await work.people.by_id([row_id])).values())
    return [Found(person.id, person.name) for person in people]


async def _children(work: Work, name: str | None, row_id: int | None) -> list[Found]:
    classes = await work.erasing.children(name, row_id)
    names = await work.children.names(classes)
    units = await work.units.by_id(list(set(classes.values())))
    return [Found(i, names[i], units[unit].name) for i, unit in classes.items()]


async def why_not(work: Work, kind: Kind, row_id: int, now: datetime) -> Refused | None:
    """What stands against it; `now` in UTC."""
    if await work.sealing.in_newer_tables():
        return Refused.newer
    if await work.erasing.is_erased(kind, row_id):
        return Refused.erased
    if kind is Kind.person:
        return Refused.has_a_place if await _has_a_place(work, row_id, now) else None
    if row_id not in await work.leavers.by_id([row_id]):
        return Refused.on_the_lists
    return Refused.in_need if await work.erasing.open_requests(row_id) else None


async def _has_a_place(work: Work, person_id: int, now: datetime) -> bool:
    """Whether somebody has a post or stands in a circle, by the day where that is: what was ended
    at once ended yesterday.
    """
    if await has_a_post(work, person_id, now):
        return True
    ties = await work.children.ties_of_person(person_id, now.date())
    ties = [tie for tie in ties if tie.facts.status not in OUT_OF_THE_CIRCLE]
    children = await work.children.by_id([tie.facts.child_id for tie in ties])
    units = await work.units.by_id([child.facts.unit_id for child in children.values()])
    for tie in ties:
        zone = units[children[tie.facts.child_id].facts.unit_id].zone
        if tie.until is None or tie.until >= local_date(now, zone):
            return True
    return False


async def erase(work: Work, kind: Kind, row_id: int, now: datetime, by: int | None) -> None:
    """Erase one whom nothing stands against; journaled. `by` None: on the command line."""
    await work.erasing.erase(kind, row_id, now, by)
    person, child = (row_id, None) if kind is Kind.person else (None, row_id)
    entry = Entry(f"{kind}.erased", person_id=person, child_id=child, details={"by": by})
    await work.journal.write([entry], now)
