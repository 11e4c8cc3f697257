"""Word of a need or worry. A notice never says whose it is nor about which child: it says that
something waits, and a button opens it for whoever may see it by then.
"""

from collections.abc import Iterable
from datetime import datetime

from care.delivery import Priority
from care.requests import Told
from care.words import NewsCode, Reach
from services.news import News, spread
from services.requests.entries import about
from storage.journal import Entry
from storage.requests import TOLD, RequestRow
from storage.work import Work


async def say(
    work: Work, row: RequestRow, people: Iterable[int | None], code: NewsCode, now: datetime
) -> None:
    """Tell people about a request, those of them who get messages, each once."""
    ids = {person_id for person_id in people if person_id is not None}
    accounts = await work.accounts.of_people(ids)
    reached = [i for i in ids if i in accounts and accounts[i].reach is Reach.joined]
    news = [News(person_id, code, request_id=row.id) for person_id in reached]
    await spread(work, news, now, priority=priority(harm=row.harm))


def priority(*, harm: bool) -> int:
    """Suspected harm is held back by no daily ceiling."""
    return Priority.REPLY if harm else Priority.REMINDER


async def tell_next(work: Work, row: RequestRow, told: Told, code: NewsCode, now: datetime) -> None:
    """The next of the way up hear of it and may see it from now on."""
    people = [person.id for person in told.people]
    await work.request_parts.add({row.id: people}, TOLD, now)
    await say(work, row, people, code, now)
    await work.journal.write(list(entries(row, told)), now)


def entries(row: RequestRow, told: Told) -> Iterable[Entry]:
    """Who was told, and which levels were passed because nobody could be."""
    for person in told.people:
        yield about(row, "told", person.id)
    for level in told.passed:
        yield about(row, "level_passed", level=level)
