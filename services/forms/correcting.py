"""A record corrected or taken back by its author, within a day; the old one stays as history."""

from datetime import datetime, timedelta
from enum import StrEnum

from care.forms import filling as way
from care.forms.filling import Filling
from care.forms.form import IN_WORDS, Question
from services.actor import Actor
from services.duties.reviews import follow_reviews
from services.duties.undoing import undo_record
from services.entries import of_record
from services.forms.around import around
from services.forms.conversation import Stage, Step, shown, start
from services.forms.draft import Draft, keep, new_tag
from services.forms.library import opened
from services.forms.raising import taken_back
from services.forms.stored import answers_of
from storage.records import RecordRow
from storage.work import Work

_ADDED = IN_WORDS | {"date"}
WITHIN = timedelta(days=1)


class Back(StrEnum):
    """What became of taking a record back; each has a sentence of its own in `locales/`."""

    taken_back = "taken_back"
    too_late = "too_late"
    in_use = "in_use"


async def correct(work: Work, actor: Actor, record_id: int, now: datetime) -> Step | None:
    """The record's form again, filled in as it was, at the summary; None where it is too late."""
    record = await still_mine(work, actor, record_id, now)
    if record is None or record.form_hash is None or record.child_id is None:
        return None
    source = (await work.forms.sources([record.form_hash]))[record.form_hash]
    form = opened(source).form
    answers = answers_of(form, await work.records.answers(record_id))
    filling = way.finish(form, Filling(answers)) or way.begin(form, answers)
    draft = Draft(form, record.form_hash, (record.child_id,), filling, new_tag(), None, record_id)
    return await start(work, actor, draft, now)


async def add_words(work: Work, actor: Actor, record_id: int, now: datetime) -> Step | None:
    """The record's form at what may be added to it; None where it is too late."""
    step = await correct(work, actor, record_id, now)
    if step is None or step.stage is not Stage.summary or step.draft is None:
        return step
    question = more_to_add(step.draft)
    filling = question and way.change(step.draft.form, step.draft.filling, question.id)
    if not filling:
        return step
    await keep(work, actor.address, step.draft.at(filling), now)
    return await shown(work, actor, step.draft.at(filling), now)


def more_to_add(draft: Draft) -> Question | None:
    """The first question that takes words or a date, applies and has no answer."""
    given = way.complete(draft.form, draft.filling)
    asked = way.asked(draft.form, draft.filling.answers)
    return next((q for q in asked if q.type in _ADDED and q.id not in given), None)


async def take_back(work: Work, actor: Actor, record_id: int, now: datetime) -> Back:
    """It was not so: the record is withdrawn, and what it closed is open again."""
    record = await still_mine(work, actor, record_id, now)
    if record is None:
        return Back.too_late
    if not await undo_record(work, actor, record_id, now):
        return Back.in_use
    await taken_back(work, actor, record_id, now)
    if record.child_id is not None and await _of_support(work, record):
        await follow_reviews(work, record.child_id, now)
    await work.journal.write([of_record(record, "record.withdrawn", actor.person_id)], now)
    return Back.taken_back


async def _of_support(work: Work, record: RecordRow) -> bool:
    if record.form_hash is None:
        return False
    source = (await work.forms.sources([record.form_hash]))[record.form_hash]
    return bool(opened(source).form.support)


async def still_mine(work: Work, actor: Actor, record_id: int, now: datetime) -> RecordRow | None:
    """A record that its author can still change, held; None once it is a day old, was taken back
    or replaced, or is about a child that is theirs no longer.
    """
    record = await work.records.hold(record_id)
    if record is None or record.author_id != actor.person_id or record.withdrawn_at is not None:
        return None
    if record.child_id is None or await around(work, actor, record.child_id, now) is None:
        return None
    return record if now - record.made_at <= WITHIN else None
