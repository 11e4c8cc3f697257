"""Birthdays that staff enter on the page of the people around a child: of an adult, or the child's
own where the family celebrates by the moon. Sealed; what counts from them follows at once. One may
be typed: then it is waited for, as a draft.
"""

from dataclasses import dataclass
from datetime import datetime

from care.almanac import Birthday
from care.birthdays import birthday_of, birthday_text, entered_birthday, read_birthday
from services.actor import Actor
from services.duties.shifting import shift_children
from services.lists.access import Place, child_place
from services.lists.typed import CONVERSATION
from storage.journal import Entry
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose birthday it is, and what is known: `entered` here, or of a child on the roster."""

    name: str
    entered: str | None
    born: Birthday | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A birthday is waited for: of an adult around a child, or of the child itself."""

    child_id: int
    person_id: int | None


async def whose(
    work: Work, actor: Actor, child_id: int, person_id: int | None, now: datetime
) -> Whose | None:
    """Whose birthday it is; None for whoever may not enter it."""
    place = await _place(work, actor, child_id, person_id, now)
    if place is None:
        return None
    entered = (await work.birthdays.entered([child_id])).get(child_id, {})
    people = await work.people.by_id([] if person_id is None else [person_id])
    name = place.child if person_id is None else people[person_id].name
    text = entered.get(person_id)
    births = {} if person_id is not None else await work.birthdays.of_children([child_id])
    listed = birthday_of(births.get(child_id, ""))
    return Whose(name, text, listed if text is None else entered_birthday(text))


async def enter(
    work: Work,
    actor: Actor,
    child_id: int,
    person_id: int | None,
    day: Birthday | None,
    now: datetime,
) -> bool:
    """Write it down; None: as on the roster, or not known. False for a day that does not exist, and
    for whoever may not.
    """
    before = await whose(work, actor, child_id, person_id, now)
    born = None if day is None else birthday_text(day)
    if before is None or (day is not None and born is None):
        return False
    if born == before.entered:
        return True

    async def change() -> None:
        await work.birthdays.enter(child_id, person_id, born)

    await shift_children(work, [child_id], change, now)
    details = {"about": person_id}
    entry = Entry(
        "birthday.entered", actor.person_id, child_id, details=details, old=before.entered
    )
    await work.journal.write([entry], now)
    return True


async def begin(
    work: Work, actor: Actor, child_id: int, person_id: int | None, now: datetime
) -> Whose | None:
    """Wait for a birthday that is typed; None for whoever may not."""
    found = await whose(work, actor, child_id, person_id, now)
    if found is not None:
        data = {"birthday": True, "child": child_id, "person": person_id}
        await work.drafts.put(actor.address, CONVERSATION, data, now)
    return found


async def waiting_at(work: Work, address: int) -> Waiting | None:
    """Whose birthday is waited for at an address; None where it is something else."""
    draft = await work.drafts.get(address, CONVERSATION)
    if draft is None or "birthday" not in draft.data:
        return None
    return Waiting(draft.data["child"], draft.data["person"])


async def take(
    work: Work, actor: Actor, waiting: Waiting, text: str, now: datetime
) -> Birthday | None:
    """The birthday that was typed; None where it is none, or not theirs to enter: then it is waited
    for still.
    """
    born = read_birthday(text)
    if born is None:
        return None
    if not await enter(work, actor, waiting.child_id, waiting.person_id, born, now):
        return None
    await work.drafts.drop(actor.address, CONVERSATION)
    return born


async def _place(
    work: Work, actor: Actor, child_id: int, person_id: int | None, now: datetime
) -> Place | None:
    place = await child_place(work, actor, child_id, now)
    if place is None:
        return None
    around = {tie.person.id for tie in place.circle.ties}
    return place if person_id is None or person_id in around else None
