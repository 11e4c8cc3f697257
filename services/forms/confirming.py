"""The other side's word on a record: it was so, it was not, it was another day.

What does not fit goes quietly to the school leader; nobody is blamed, and the family is never told.
"""

from datetime import date, datetime
from enum import StrEnum

from care.words import NewsCode
from services.actor import Actor
from services.forms.around import around
from services.news import News, spread
from storage.journal import Entry
from storage.work import Work


class Word(StrEnum):
    """What somebody of the other side says; each has a sentence of its own in `locales/`."""

    yes = "yes"
    no = "no"
    another_day = "another_day"


async def confirm(
    work: Work, actor: Actor, record_id: int, word: Word, day: date | None, now: datetime
) -> bool:
    """Keep what they say; said again, the last word counts. False where they were not asked, or
    have nothing to do with the child any more.
    """
    asked = await work.confirmations.hold(record_id, actor.person_id)
    record = (await work.records.by_id([record_id])).get(record_id)
    if asked is None or record is None or record.child_id is None or record.withdrawn_at:
        return False
    about = await around(work, actor, record.child_id, now)
    if about is None:
        return False
    await work.confirmations.answer(asked.id, word, day, now)
    entry = Entry(
        f"record.{'confirmed' if word is Word.yes else 'doubted'}",
        person_id=actor.person_id,
        child_id=record.child_id,
        unit_id=record.unit_id,
        record_id=record_id,
        details={"word": word} | ({"day": day.isoformat()} if day else {}),
    )
    await work.journal.write([entry], now)
    if word is not Word.yes and asked.answer in (None, Word.yes):
        leaders = about.circle.deciders(about.today)
        heads = [p.id for p in about.circle.reachable(leaders) if p.id != record.author_id]
        news = [News(p, NewsCode.doubt, record.unit_id, record.child_id) for p in heads]
        await spread(work, news, now)
    return True
