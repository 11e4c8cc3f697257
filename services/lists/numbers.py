"""Correcting somebody's number or name."""

from datetime import datetime

from care.words import NewsCode
from services.lists.people import set_phones
from services.lists.telling import tell_joined
from services.lists.values import Change
from services.news import News
from storage.journal import Entry
from storage.work import Work


async def change_number(work: Work, by: int | None, change: Change, now: datetime) -> bool:
    """The new numbers of somebody (E.164); False where they had changed meanwhile."""
    person_id, new = change.person_id or 0, tuple(change.data["phones"])
    person = (await work.people.by_id([person_id]))[person_id]
    if "before" in change.data and tuple(change.data["before"]) != person.phones:
        return False
    if await set_phones(work, by, person_id, new, now):
        await tell_joined(work, [News(person_id, NewsCode.number_changed)], now)
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
    await tell_joined(work, [News(person_id, NewsCode.name_changed)], now)
    return True
