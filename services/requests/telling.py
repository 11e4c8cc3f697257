"""Word of a need or worry. A notice never says whose it is nor about which child: it says that
something waits, and a button opens it for whoever may see it by then.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from care.delivery import Priority
from care.requests import Told
from care.words import NewsCode, Reach, RequestKind
from services.news import News, appoint, spread
from services.requests.entries import about
from storage.journal import Entry
from storage.requests import TOLD, RequestRow
from storage.work import Work

_WAITS = frozenset({NewsCode.request_new, NewsCode.request_given})


async def tell_search(
    work: Work, rows: Iterable[RequestRow], hearing: Mapping[int, Iterable[int]], now: datetime
) -> None:
    """Word of children who are being looked for: to whoever is next, to whoever has it, and to the
    asker whose silence has opened it. It goes out at once, also at night.
    """
    rows = [row for row in rows if row.kind is RequestKind.whereabouts]
    wanted = {i for row in rows for i in (row.owner_id, row.asker_id) if i is not None}
    accounts = await work.accounts.of_people(wanted)
    reached = {i for i, account in accounts.items() if account.reach is Reach.joined}
    news = []
    for row in rows:
        told = dict.fromkeys(hearing[row.id], NewsCode.request_urgent)
        if row.owner_id in reached:
            told[row.owner_id] = NewsCode.request_urgent
        if row.step == 0 and row.asker_id in reached:
            told[row.asker_id] = NewsCode.request_silent
        news += [(News(i, code, request_id=row.id), now) for i, code in told.items()]
    await appoint(work, news, now)


async def say(
    work: Work, row: RequestRow, people: Iterable[int | None], code: NewsCode, now: datetime
) -> None:
    """Tell people about a request, those of them who get messages, each once."""
    ids = {person_id for person_id in people if person_id is not None}
    accounts = await work.accounts.of_people(ids)
    reached = [i for i in ids if i in accounts and accounts[i].reach is Reach.joined]
    if row.kind is RequestKind.whereabouts:
        code = NewsCode.request_urgent if code in _WAITS else code
        news = [News(person_id, code, request_id=row.id) for person_id in reached]
        await appoint(work, [(each, now) for each in news], now)
        return
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
