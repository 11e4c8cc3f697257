"""The other side's word on a record: it was so, it was not, it was another day.

What does not fit goes quietly to the school leader; nobody is blamed, and the family is never told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from care.forms.form import Form
from care.forms.given import Value
from care.ties import Person
from care.words import NewsCode, Post, Reach
from services.actor import Actor
from services.entries import of_record
from services.forms.around import Around, around
from services.forms.asking import Asked, asked_about
from services.forms.library import opened
from services.news import News, spread
from storage.records import RecordRow
from storage.work import Work


class Word(StrEnum):
    """What somebody of the other side says; each has a sentence of its own in `locales/`."""

    yes = "yes"
    no = "no"
    another_day = "another_day"


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether a record wants the other side's word, and how many people are asked for it."""

    wanted: bool
    asked: int


NOBODY_ASKED = Asking(wanted=False, asked=0)


async def ask_other_side(  # noqa: PLR0913 - the parts of one fact
    work: Work,
    actor: Actor,
    form: Form,
    given: Mapping[str, Value],
    about: Around,
    record_id: int,
    now: datetime,
) -> Asking:
    """The other side is asked whether it was so, everybody once for each record."""
    roles = _roles(form, given)
    people = about.circle.reachable(about.circle.holders(roles, about.today))
    others = [person.id for person in people if person.id != actor.person_id]
    if roles and form.not_yet and not others:
        others = [each.id for each in _teachers(about) if each.id != actor.person_id]
    known = {row.person_id for row in await work.confirmations.of([record_id])}
    new = [person for person in others if person not in known]
    await work.confirmations.ask(record_id, new, now)
    unit, child = about.unit_id, about.child_id
    news = [News(p, NewsCode.confirm, unit, child, record_id=record_id) for p in new]
    await spread(work, news, now)
    return Asking(bool(roles), len(others))


def _teachers(about: Around) -> Sequence[Person]:
    """Who may know whether something has come, where nobody of the family can be asked."""
    return about.circle.reachable(about.circle.told(Post.class_teacher, about.today))


def _roles(form: Form, given: Mapping[str, Value]) -> tuple[str, ...]:
    """Who is asked: whom a chosen option names, else whom the form names."""
    for name, value in given.items():
        question = form.question(name)
        option = question.option(value) if question.type == "choice" else None
        if option is not None and option.confirm:
            return option.confirm
    return form.confirm


async def question(work: Work, actor: Actor, record_id: int, now: datetime) -> Asked | None:
    """What this person was asked about a record; None where they were not, or have nothing to do
    with the child any more.
    """
    asked = await asked_about(work, record_id, actor.person_id)
    record = None if asked is None else await work.written.standing(asked.record_id)
    if record is None or record.child_id is None:
        return None
    return asked if await around(work, actor, record.child_id, now) is not None else None


async def confirm(
    work: Work, actor: Actor, record_id: int, word: Word, day: date | None, now: datetime
) -> bool:
    """Keep what they say; said again, the last word counts. False where they were not asked, or
    have nothing to do with the child any more, or name a day that has not come.
    """
    asked = await work.confirmations.hold(record_id, actor.person_id)
    record = (await work.records.by_id([record_id])).get(record_id)
    if asked is None or record is None or record.child_id is None or record.withdrawn_at:
        return False
    if await asked_about(work, record_id, actor.person_id) is None:
        return False
    about = await around(work, actor, record.child_id, now)
    day = day if word is Word.another_day else None
    if about is None or (day is not None and day > about.today):
        return False
    await work.confirmations.answer(asked.id, word, day, now)
    event = f"record.{'confirmed' if word is Word.yes else 'doubted'}"
    details = {"word": str(word)} | ({"day": day.isoformat()} if day else {})
    await work.journal.write([of_record(record, event, actor.person_id, **details)], now)
    fitted = asked.answer in (None, Word.yes)
    if word is not Word.yes and fitted and await _is_mismatch(work, record):
        await _tell_leader(work, record, about, now)
    return True


async def _is_mismatch(work: Work, record: RecordRow) -> bool:
    """A call that a family does not remember, or what may still come, is none."""
    source = (await work.forms.sources([record.form_hash or ""])).get(record.form_hash or "")
    return source is not None and not opened(source).form.not_yet


async def _tell_leader(work: Work, record: RecordRow, about: Around, now: datetime) -> None:
    """The nearest leader who can be reached and has not written it, nor is of the family."""
    silent = {h.person.id for h in about.circle.staff if h.person.reach is not Reach.joined}
    without = silent | about.circle.staff_of_the_family() | {record.author_id}
    leaders = about.circle.deciders(about.today, without)
    news = [News(p.id, NewsCode.doubt, record.unit_id, record.child_id) for p in leaders]
    await spread(work, news, now)
