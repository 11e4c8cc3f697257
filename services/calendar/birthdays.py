"""Birthdays that staff enter on the page of the people around a child: of an adult, or the child's
own where the family celebrates by the moon. Sealed; what counts from them follows at once.
"""

from datetime import datetime

from care.circumstances import birthday_text
from services.actor import Actor
from services.duties.shifting import shift_children
from services.lists.access import Place, child_place
from storage.journal import Entry
from storage.work import Work


async def whose(
    work: Work, actor: Actor, child_id: int, person_id: int | None, now: datetime
) -> tuple[str, str | None] | None:
    """The name of whose birthday it is, and what was entered; None for whoever may not."""
    place = await _place(work, actor, child_id, person_id, now)
    if place is None:
        return None
    entered = (await work.birthdays.entered([child_id])).get(child_id, {})
    people = await work.people.by_id([] if person_id is None else [person_id])
    name = place.child if person_id is None else people[person_id].name
    return name, entered.get(person_id)


async def enter(
    work: Work,
    actor: Actor,
    child_id: int,
    person_id: int | None,
    day: tuple[int, int, bool] | None,
    now: datetime,
) -> bool:
    """Month, day and whether by the moon; None: as on the roster, or not known. False for a day
    that does not exist, and for whoever may not.
    """
    before = await whose(work, actor, child_id, person_id, now)
    born = None if day is None else birthday_text(day[0], day[1], lunar=day[2])
    if before is None or (day is not None and born is None):
        return False
    if born == before[1]:
        return True

    async def change() -> None:
        await work.birthdays.enter(child_id, person_id, born)

    await shift_children(work, [child_id], change, now)
    details = {"about": person_id}
    entry = Entry("birthday.entered", actor.person_id, child_id, details=details, old=before[1])
    await work.journal.write([entry], now)
    return True


async def _place(
    work: Work, actor: Actor, child_id: int, person_id: int | None, now: datetime
) -> Place | None:
    place = await child_place(work, actor, child_id, now)
    if place is None:
        return None
    around = {tie.person.id for tie in place.circle.ties}
    return place if person_id is None or person_id in around else None
