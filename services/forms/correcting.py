"""A record corrected or taken back by its author, within a day; the old one stays as history."""

from datetime import datetime, timedelta
from enum import StrEnum

from care.forms import filling as way
from care.forms.filling import Filling
from care.forms.form import Form
from care.forms.given import Value
from services.actor import Actor
from services.duties.undoing import undo_record
from services.forms.conversation import Step, shown
from services.forms.draft import Draft, keep, new_tag
from services.forms.library import opened
from storage.journal import Entry
from storage.records import NewAnswer, RecordRow
from storage.work import Work

WITHIN = timedelta(days=1)


class Back(StrEnum):
    """What became of taking a record back; each has a sentence of its own in `locales/`."""

    taken_back = "taken_back"
    too_late = "too_late"
    in_use = "in_use"


async def correct(work: Work, actor: Actor, record_id: int, now: datetime) -> Step | None:
    """The record's form again, filled in as it was, at the summary; None where it is too late."""
    record = await _mine(work, actor, record_id, now)
    if record is None or record.form_hash is None or record.child_id is None:
        return None
    source = (await work.forms.sources([record.form_hash]))[record.form_hash]
    form = opened(source).form
    answers = answers_of(form, await work.records.answers(record_id))
    filling = way.finish(form, Filling(answers)) or way.begin(form, answers)
    draft = Draft(form, record.form_hash, (record.child_id,), filling, new_tag(), None, record_id)
    await keep(work, actor.address, draft, now)
    return await shown(work, actor, draft, now)


async def take_back(work: Work, actor: Actor, record_id: int, now: datetime) -> Back:
    """It was not so: the record is withdrawn, and what it closed is open again."""
    record = await _mine(work, actor, record_id, now)
    if record is None:
        return Back.too_late
    if not await undo_record(work, actor, record_id, now):
        return Back.in_use
    entry = Entry(
        "record.withdrawn",
        person_id=actor.person_id,
        child_id=record.child_id,
        unit_id=record.unit_id,
        record_id=record_id,
    )
    await work.journal.write([entry], now)
    return Back.taken_back


async def _mine(work: Work, actor: Actor, record_id: int, now: datetime) -> RecordRow | None:
    record = await work.records.hold(record_id)
    if record is None or record.author_id != actor.person_id or record.withdrawn_at is not None:
        return None
    return record if now - record.made_at <= WITHIN else None


def answers_of(form: Form, rows: list[NewAnswer]) -> dict[str, Value]:
    """Stored answers as the form's values."""
    found: dict[str, Value] = {}
    known = {question.id: question for question in form.questions}
    for row in rows:
        question = known.get(row.question)
        if question is None:
            continue
        match question.type:
            case "choices":
                found.setdefault(row.question, []).append(row.choice)
            case "choice":
                found[row.question] = row.choice
            case "faces" | "number":
                found[row.question] = int(row.number or 0)
            case "date":
                found[row.question] = row.day.isoformat() if row.day else None
            case _:
                value = {"words": row.words} if row.words is not None else {"media": row.media}
                found[row.question] = value
    return found
