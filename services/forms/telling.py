"""A card is told to the family: sent, read, told by phone, mended on the phones where it stands.

Who cannot be reached is told by phone or on paper, and that counts; who has not read it is never
blamed for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from care.forms.form import Form
from care.words import NewsCode, Reach
from services.actor import Actor, names_in
from services.entries import of_record
from services.forms.around import Around, around
from services.forms.letter import Heard, Letter, letter_for, readers
from services.forms.library import opened
from services.forms.stored import answers_of
from services.news import News, spread
from storage.records import RecordRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Telling:
    """To how many it was sent, and who is left to be told by phone or on paper. `told`: nobody
    could be sent anything, and its author says that they were told.
    """

    sent: int = 0
    others: Mapping[int, str] = field(default_factory=dict)
    told: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """A word that was said: who was told and what they said of it, and who is left to be told by
    phone or on paper, by id and name.
    """

    letter: Letter
    words: tuple[tuple[str, str | None], ...]
    left: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """A message on somebody's phone, and what it should say now; None: it was taken back."""

    chat_id: int
    message_id: int
    language: str | None
    letter: Letter | None


async def tell_family(
    work: Work, actor: Actor, form: Form, about: Around, record_id: int, now: datetime
) -> Telling:
    """Send what a saved card says, to each once; corrected, it is unread again. Where nobody gets
    messages, saving it says that they were told by phone or on paper.
    """
    found = await readers(work, actor, form, about)
    await work.confirmations.forget(record_id, Heard.read)
    known = {row.person_id: row.answer for row in await work.confirmations.of([record_id])}
    if not found.reached:
        await work.confirmations.ask(record_id, found.others, now)
        for person_id in found.others:
            await _hear(work, record_id, person_id, Heard.told, now)
        return Telling(told=len(found.others))
    new = [person_id for person_id in found.reached if person_id not in known]
    await work.confirmations.ask(record_id, new, now)
    about_it = (about.unit_id, about.child_id)
    news = [News(p, NewsCode.told, *about_it, record_id=record_id) for p in new]
    await spread(work, news, now)
    left = {i: name for i, name in found.others.items() if i not in known}
    return Telling(len(found.reached), left)


async def _hear(work: Work, record_id: int, person_id: int, how: Heard, now: datetime) -> None:
    row = await work.confirmations.hold(record_id, person_id)
    if row is not None and row.answer is None:
        await work.confirmations.answer(row.id, how, None, now)


async def mark_read(work: Work, actor: Actor, record_id: int, now: datetime) -> Letter | None:
    """Somebody of the family says that they have read it; said again, nothing changes. None where
    it is not told to them, or was taken back.
    """
    letter = await letter_for(work, record_id, actor.person_id)
    if letter is None:
        return None
    record = (await work.records.by_id([letter.record_id]))[letter.record_id]
    if await around(work, actor, record.child_id or 0, now) is None:
        return None
    if not letter.read:
        await _hear(work, record.id, actor.person_id, Heard.read, now)
        await work.journal.write([of_record(record, "record.heard", actor.person_id)], now)
    return await letter_for(work, record.id, actor.person_id)


async def told_by_phone(
    work: Work, actor: Actor, record_id: int, person_id: int, now: datetime
) -> bool:
    """Staff who may fill in such a card say that somebody out of reach was told. False where it is
    not theirs to say, or not somebody who was to be told.
    """
    record = await work.written.standing(record_id)
    about = None if record is None else await _told_about(work, actor, record, now)
    if record is None or about is None:
        return False
    found = await readers(work, actor, about[0], about[1])
    if person_id not in found.others:
        return False
    await work.confirmations.ask(record.id, [person_id], now)
    await _hear(work, record.id, person_id, Heard.told, now)
    entry = of_record(record, "record.told", actor.person_id, whom=person_id)
    await work.journal.write([entry], now)
    return True


async def state_of(work: Work, actor: Actor, record_id: int, now: datetime) -> State | None:
    """A word that was said, for staff who may say such words; None for anybody else."""
    record = await work.written.standing(record_id)
    found = None if record is None else await _told_about(work, actor, record, now)
    if record is None or found is None:
        return None
    form, about = found
    rows = await work.confirmations.of([record.id])
    people = await work.people.by_id([row.person_id for row in rows])
    answers = answers_of(form, await work.records.answers(record.id))
    to = await readers(work, actor, form, about)
    told = {row.person_id for row in rows if row.answer}
    await work.journal.write([of_record(record, "record.read", actor.person_id)], now)
    return State(
        Letter(record.id, form, about.child, answers),
        tuple((people[row.person_id].name, row.answer) for row in rows),
        {i: name for i, name in to.others.items() if i not in told},
    )


async def _told_about(
    work: Work, actor: Actor, record: RecordRow, now: datetime
) -> tuple[Form, Around] | None:
    about = await around(work, actor, record.child_id or 0, now)
    if about is None or record.form_hash is None:
        return None
    form = opened((await work.forms.sources([record.form_hash]))[record.form_hash]).form
    return (form, about) if form.told and about.may_fill(form) else None


async def standing(work: Work, record_id: int, now: datetime) -> list[Standing]:
    """The messages on phones that say what a record, or one that it has replaced, said; not those
    of people who are nothing to the child any more.
    """
    line = await work.written.line_of(record_id)
    if not line:
        return []
    notices = await work.outbox.sent_of_records([row.id for row in line], NewsCode.told)
    circle = (await work.circles.around([line[0].child_id or 0], now.date())).get(
        line[0].child_id or 0
    )
    accounts = await work.accounts.of_people(notice.person_id for notice in notices)
    found = []
    for notice in notices:
        account = accounts.get(notice.person_id)
        if account is None or account.reach is not Reach.joined or circle is None:
            continue
        if notice.chat_id is None or notice.message_id is None:
            continue
        if names_in(circle, notice.person_id, now):
            letter = await letter_for(work, notice.record_id, notice.person_id)
            where = (notice.chat_id, notice.message_id, account.language)
            found.append(Standing(*where, letter))
    return found
