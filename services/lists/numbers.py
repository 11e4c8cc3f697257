"""Correcting somebody's number or name."""

from collections.abc import Sequence
from datetime import datetime

from care.words import ChangeCode, NewsCode
from services.lists.people import set_phones
from services.lists.statuses import has_a_place
from services.lists.telling import tell_joined
from services.lists.values import Change
from services.news import News
from storage.journal import Entry
from storage.people import PersonRow
from storage.work import Work

TAIL = 4
"""How many digits of a number are shown where it need not be read in full."""


def number_change(
    unit_id: int, child_id: int | None, person: PersonRow, phones: Sequence[str]
) -> Change:
    """The wish that these (E.164) be somebody's numbers, with all that is asked and shown of it."""
    old = f"…{person.phones[0][-TAIL:]}" if person.phones else "—"
    new = "、".join(number for number in phones if number not in person.phones) or phones[0]
    data = {"old": old, "new": new, "phones": list(phones), "before": list(person.phones)}
    return Change(ChangeCode.number, unit_id, child_id, person.id, data)


async def change_number(work: Work, by: int | None, change: Change, now: datetime) -> bool:
    """The new numbers of somebody (E.164); False where they had changed meanwhile."""
    person_id, new = change.person_id or 0, tuple(change.data["phones"])
    person = (await work.people.by_id([person_id]))[person_id]
    if tuple(change.data["before"]) != person.phones:
        return False
    if await set_phones(work, by, person_id, new, now):
        await _tell(work, person_id, NewsCode.number_changed, now)
    return True


async def change_name(work: Work, by: int | None, change: Change, now: datetime) -> bool:
    """The right name of somebody; False where it had changed meanwhile."""
    person_id, name = change.person_id or 0, str(change.data["name"])
    person = (await work.people.by_id([person_id]))[person_id]
    if "old" in change.data and change.data["old"] != person.name:
        return False
    if person.name == name:
        return True
    await work.people.rename(person_id, name)
    details = {"field": "name", "source": "chat", "by": by}
    entry = Entry("person.changed", person_id=person_id, details=details, old=person.name)
    await work.journal.write([entry], now)
    await _tell(work, person_id, NewsCode.name_changed, now)
    return True


async def _tell(work: Work, person_id: int, code: NewsCode, now: datetime) -> None:
    """They hear of it, unless they have no place left: the barred hear nothing."""
    if await has_a_place(work, person_id, now):
        await tell_joined(work, [News(person_id, code)], now)
