"""Reading what was written: staff who may read it, and everybody their own of the last day.

Nobody of the family reads what a teacher wrote, and no teacher what colleagues write of their own
family. Every look is journaled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from care.forms.form import Form
from care.forms.given import Value
from services.actor import Actor
from services.entries import of_record
from services.forms.around import around, around_all
from services.forms.correcting import WITHIN
from services.forms.library import opened
from services.forms.raising import heard
from services.forms.stored import answers_of
from storage.journal import Entry
from storage.records import RecordRow
from storage.work import Work

SHOWN = 10
"""So many of a child's latest records are listed."""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record in a list. `day` is the local date that it is about; `told_by` is for whom the
    author noted it.
    """

    record_id: int
    form: Form
    child: str
    day: date
    author: str
    told_by: str | None
    corrected: bool


@dataclass(frozen=True, slots=True)
class RecordsView:
    """A child's latest records, as far as the reader may read them."""

    child_id: int
    child: str
    lines: tuple[RecordLine, ...]


@dataclass(frozen=True, slots=True)
class WordView:
    """What somebody of the other side said; no word yet where it is None."""

    who: str
    word: str | None
    day: date | None


@dataclass(frozen=True, slots=True)
class RecordView:
    """One record, opened. `mine`: its reader wrote it and can still change it; `reads`: they may
    read what others wrote about the child.
    """

    line: RecordLine
    child_id: int
    answers: Mapping[str, Value]
    words: tuple[WordView, ...]
    mine: bool
    reads: bool


async def records_about(
    work: Work, actor: Actor, child_id: int, now: datetime
) -> RecordsView | None:
    """The latest records about a child; None where they are not this person's to read."""
    about = await around(work, actor, child_id, now)
    if about is None or not about.reads:
        return None
    sources = await work.forms.sources(await work.written.forms_about(child_id))
    readable = [key for key, text in sources.items() if about.may_read(opened(text).form)]
    rows = await work.written.about(child_id, readable, SHOWN)
    entry = Entry("records.seen", person_id=actor.person_id, child_id=child_id)
    await work.journal.write([entry], now)
    return RecordsView(child_id, about.child, await _lines(work, rows, {child_id: about.child}))


async def written_lately(work: Work, actor: Actor, now: datetime) -> tuple[RecordLine, ...]:
    """What this person wrote within the last day, newest first; of children who are still theirs
    to write about.
    """
    rows = await work.written.by_author(actor.person_id, now - WITHIN)
    found = await around_all(work, actor, [row.child_id or 0 for row in rows], now)
    names = {child_id: each.child for child_id, each in found.items()}
    return await _lines(work, [row for row in rows if row.child_id in names], names)


async def written_about(
    work: Work, actor: Actor, child_id: int, now: datetime
) -> tuple[RecordLine, ...]:
    """What this person has written about a child who is theirs to write about, newest first."""
    about = await around(work, actor, child_id, now)
    if about is None:
        return ()
    rows = await work.written.by_author_about(actor.person_id, child_id, SHOWN)
    return await _lines(work, rows, {child_id: about.child})


async def read(work: Work, actor: Actor, record_id: int, now: datetime) -> RecordView | None:
    """A record, or the one that has taken its place; None where it was taken back or is not this
    person's to read. What the family said counts as heard from now on.
    """
    record = await work.written.standing(record_id)
    if record is None or record.form_hash is None or record.child_id is None:
        return None
    about = await around(work, actor, record.child_id, now)
    form = opened((await work.forms.sources([record.form_hash]))[record.form_hash]).form
    own = record.author_id == actor.person_id
    if about is None or not (own or about.may_read(form)):
        return None
    await work.journal.write([of_record(record, "record.read", actor.person_id)], now)
    if not own:
        await heard(work, actor, record, now)
    (line,) = await _lines(work, [record], {record.child_id: about.child})
    return RecordView(
        line,
        record.child_id,
        answers_of(form, await work.records.answers(record.id)),
        await _words(work, record) if about.reads else (),
        own and now - record.made_at <= WITHIN,
        about.reads,
    )


async def _lines(
    work: Work, rows: Sequence[RecordRow], children: Mapping[int, str]
) -> tuple[RecordLine, ...]:
    sources = await work.forms.sources({row.form_hash for row in rows if row.form_hash})
    ids = {person for row in rows for person in (row.author_id, row.behalf_of_id) if person}
    people = await work.people.by_id(ids)
    return tuple(
        RecordLine(
            row.id,
            opened(sources[row.form_hash or ""]).form,
            children[row.child_id or 0],
            row.about_on,
            people[row.author_id].name,
            people[row.behalf_of_id].name if row.behalf_of_id else None,
            row.corrects_id is not None,
        )
        for row in rows
    )


async def _words(work: Work, record: RecordRow) -> tuple[WordView, ...]:
    rows = await work.confirmations.of([record.id])
    people = await work.people.by_id([row.person_id for row in rows])
    return tuple(WordView(people[row.person_id].name, row.answer, row.day) for row in rows)
