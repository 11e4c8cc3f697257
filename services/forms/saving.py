"""A form that is filled in becomes a record: its answers, the duties it closes, what it raises."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from care.forms import filling as way
from care.forms.checks import DAY
from care.forms.form import Form
from care.roles import Act, may
from care.ties import Person
from care.words import RequestKind
from services.actor import Actor
from services.duties.closing import close, closed_by_kind
from services.duties.outlook import Outlook, look_around
from services.duties.redating import redate
from services.duties.reviews import follow_reviews
from services.entries import of_record
from services.forms.around import Around, around_draft
from services.forms.confirming import NOBODY_ASKED, Asking, ask_other_side
from services.forms.correcting import still_mine
from services.forms.draft import Draft, drop, load
from services.forms.raising import raise_requests
from services.forms.stored import rows_of
from services.forms.telling import Telling, tell_family
from storage.duties import DutyRow
from storage.records import NewRecord, RecordRow
from storage.work import Work


class Unsaved(StrEnum):
    """Why a draft was not saved; each has a sentence of its own in `locales/`."""

    nothing = "nothing"
    not_yours = "not_yours"
    missing = "missing"
    too_late = "too_late"


@dataclass(frozen=True, slots=True)
class Saved:
    """What has come of it."""

    draft: Draft
    names: tuple[str, ...]
    records: tuple[int, ...]
    closed: int = 0
    """How many duties are done by it."""
    raised: tuple[RequestKind, ...] = ()
    asking: Asking = NOBODY_ASKED
    unheard: bool = False
    """Somebody of the school has to open what the family said."""
    telling: Telling | None = None
    """For a card that the family is told: to whom it went."""
    told_by: Mapping[int, str] = field(default_factory=dict)
    """Names of those for one of whom staff wrote it, where it is not known for whom."""


async def save(work: Work, actor: Actor, now: datetime) -> Saved | Unsaved:
    """Save the draft of an account."""
    known = await load(work, actor.address)
    if known is None:
        return Unsaved.nothing
    if way.finish(known.draft.form, known.draft.filling) is None:
        return Unsaved.missing
    await drop(work, actor.address)
    return await save_draft(work, actor, known.draft, now)


async def save_draft(work: Work, actor: Actor, draft: Draft, now: datetime) -> Saved | Unsaved:
    """Save what is filled in, wherever it was kept until now."""
    mine = await around_draft(work, actor, draft.form, draft.children, now)
    old = await still_mine(work, actor, draft.corrects, now) if draft.corrects else None
    if mine is None:
        return Unsaved.not_yours
    if draft.corrects is not None:
        return await _corrected(work, actor, draft, mine[0], old, now) if old else Unsaved.too_late
    if draft.form.several:
        return await _together(work, actor, draft, mine, now)
    return await _new(work, actor, draft, mine[0], now)


async def _together(
    work: Work, actor: Actor, draft: Draft, children: tuple[Around, ...], now: datetime
) -> Saved:
    """One record for each child; nobody's own duty is closed by it."""
    new = [_record(actor, draft, each, _done_on(draft, each)) for each in children]
    rows = rows_of(draft.form, way.complete(draft.form, draft.filling))
    ids = await work.records.add_all(new, rows, now)
    await _journal(work, "record.saved", actor, draft, ids, now)
    return Saved(draft, tuple(each.child for each in children), tuple(ids))


async def _new(work: Work, actor: Actor, draft: Draft, about: Around, now: datetime) -> Saved:
    form, given = draft.form, way.complete(draft.form, draft.filling)
    done_on, told_by = _done_on(draft, about), about.told_by(form)
    doer = told_by[0].id if len(told_by) == 1 else actor.person_id
    closed, outlook = await _closes(work, actor, draft, about, doer, done_on, now)
    duty_id = closed[0].id if closed else draft.duty
    behalf = _holder_of(closed, about, outlook, actor) or (
        None if doer == actor.person_id else doer
    )
    record = _record(actor, draft, about, done_on, behalf, duty_id)
    record_id = await work.records.add(record, rows_of(form, given), now)
    await _journal(work, "record.saved", actor, draft, [record_id], now)
    await close(work, record_id, closed, outlook, actor.person_id, done_on, now)
    if form.support:
        await follow_reviews(work, about.child_id, now)
    raised = await raise_requests(work, actor, form, given, about, record_id, now)
    asking = await ask_other_side(work, actor, form, given, about, record_id, now)
    telling = await _tell(work, actor, form, about, record_id, now)
    whom = {} if behalf else await _names(work, told_by)
    result = (len(closed), raised.kinds, asking, raised.unheard, telling, whom)
    return Saved(draft, (about.child,), (record_id,), *result)


async def _corrected(
    work: Work, actor: Actor, draft: Draft, about: Around, old: RecordRow, now: datetime
) -> Saved:
    """The new record takes the place of the old one in everything."""
    form, given = draft.form, way.complete(draft.form, draft.filling)
    new = _record(actor, draft, about, _done_on(draft, about), old.behalf_of_id, old.duty_id)
    record_id = await work.records.add(new, rows_of(form, given), now)
    await work.records.replace(old.id, record_id, now)
    await work.confirmations.follow(old.id, record_id)
    await _journal(work, "record.corrected", actor, draft, [record_id], now)
    closed = await _follows_the_day(work, actor, draft, about, old, record_id, now)
    if form.support:
        await follow_reviews(work, about.child_id, now)
    raised = await raise_requests(work, actor, form, given, about, record_id, now, old)
    asking = await ask_other_side(work, actor, form, given, about, record_id, now)
    telling = await _tell(work, actor, form, about, record_id, now)
    whom = {} if old.behalf_of_id else await _names(work, about.told_by(form))
    result = (closed, raised.kinds, asking, raised.unheard, telling, whom)
    return Saved(draft, (about.child,), (record_id,), *result)


async def _tell(
    work: Work, actor: Actor, form: Form, about: Around, record_id: int, now: datetime
) -> Telling | None:
    """What a card says to the family goes out to them."""
    return await tell_family(work, actor, form, about, record_id, now) if form.told else None


async def _follows_the_day(  # noqa: PLR0913 - the parts of one fact
    work: Work,
    actor: Actor,
    draft: Draft,
    about: Around,
    old: RecordRow,
    record_id: int,
    now: datetime,
) -> int:
    """Duties go along with a record that speaks of another day; returns how many it closes anew."""
    day = _done_on(draft, about)
    if day == old.about_on:
        return 0
    await _hold_duties(work, about.child_id)
    kept = await redate(work, record_id, day, actor.person_id, now)
    doer = old.behalf_of_id or actor.person_id
    found, outlook = await _closes(work, actor, draft, about, doer, day, now)
    closed = [duty for duty in found if duty.previous_id not in kept]
    await close(work, record_id, closed, outlook, actor.person_id, day, now)
    return len(closed)


async def _hold_duties(work: Work, child_id: int) -> None:
    """The open duties about a child stay as they are until the transaction ends."""
    duties = await work.duties.open_of_children([child_id])
    if duties:
        await work.duties.hold(duties[0].id)


async def _names(work: Work, people: tuple[Person, ...]) -> dict[int, str]:
    rows = await work.people.by_id([person.id for person in people])
    return {person.id: rows[person.id].name for person in people}


def _done_on(draft: Draft, about: Around) -> date:
    """The day that the form asks for, else today, local."""
    given = way.complete(draft.form, draft.filling)
    return date.fromisoformat(given[DAY]) if DAY in given else about.today


def _record(
    actor: Actor,
    draft: Draft,
    about: Around,
    done_on: date,
    behalf: int | None = None,
    duty_id: int | None = None,
) -> NewRecord:
    return NewRecord(
        kind=draft.form.kind,
        unit_id=about.unit_id,
        child_id=about.child_id,
        author_id=actor.person_id,
        behalf_of_id=behalf,
        duty_id=duty_id,
        about_on=done_on,
        form_hash=draft.hash,
        corrects_id=draft.corrects,
    )


async def _closes(  # noqa: PLR0913 - the parts of one fact
    work: Work,
    actor: Actor,
    draft: Draft,
    about: Around,
    doer_id: int,
    done_on: date,
    now: datetime,
) -> tuple[list[DutyRow], Outlook]:
    """The open duties that it answers: of those this person owes, or may record for the family."""
    await _hold_duties(work, about.child_id)
    duties = await work.duties.open_of_children([about.child_id])
    outlook = await look_around(work, duties, now)
    for_family = may(about.names, Act.record_for_family)
    mine = [d for d in duties if for_family or outlook.owes(d, actor.person_id, now)]
    return closed_by_kind(draft.form.kind, mine, outlook, doer_id, done_on), outlook


def _holder_of(closed: list[DutyRow], about: Around, outlook: Outlook, actor: Actor) -> int | None:
    """For whom staff record: the one who owes it, where that is one other person."""
    for duty in closed:
        rule = outlook.rule(duty)
        holders = about.circle.holders(rule.holder, about.today) if rule else ()
        if len(holders) == 1 and holders[0].id != actor.person_id:
            return holders[0].id
    return None


async def _journal(
    work: Work, event: str, actor: Actor, draft: Draft, records: list[int], now: datetime
) -> None:
    details: dict[str, Any] = {"form": draft.form.id}
    if draft.corrects is not None:
        details["corrects"] = draft.corrects
    rows = await work.records.by_id(records)
    entries = [of_record(rows[i], event, actor.person_id, **details) for i in records]
    await work.journal.write(entries, now)
