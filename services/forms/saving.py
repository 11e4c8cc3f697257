"""A form that is filled in becomes a record: its answers, the duties it closes, what it raises."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from care.forms import filling as way
from care.forms.form import IN_WORDS, Form, Question
from care.forms.given import Value
from care.roles import Act, may
from care.words import NewsCode, RequestKind
from services.actor import Actor
from services.duties.closing import close, closed_by_kind
from services.duties.outlook import Outlook, look_around
from services.forms.around import Around, around
from services.forms.draft import Draft, drop, load
from services.news import News, spread
from storage.duties import DutyRow
from storage.journal import Entry
from storage.records import NewAnswer, NewRecord
from storage.requests import NewRequest
from storage.work import Work

DAY = "day"
"""The question that says on which day it was."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What has come of it."""

    draft: Draft
    names: tuple[str, ...]
    records: tuple[int, ...]
    closed: int
    """How many duties are done by it."""
    raised: tuple[RequestKind, ...]
    asked: int
    """How many people of the other side are asked about it."""
    unheard: bool
    """Somebody of the school has to open what the family said."""


async def save(work: Work, actor: Actor, now: datetime) -> Saved | None:
    """Save the draft of an account; None where there is none that may be saved."""
    known = await load(work, actor.address)
    if known is None or way.finish(known.draft.form, known.draft.filling) is None:
        return None
    draft = known.draft
    found = [await around(work, actor, child_id, now) for child_id in draft.children]
    mine = [each for each in found if each is not None and each.may_fill(draft.form)]
    if not mine or len(mine) < len(found):
        return None
    results = [await _one(work, actor, draft, each, now) for each in mine]
    await drop(work, actor.address)
    return Saved(
        draft,
        tuple(each.child for each in mine),
        tuple(result.record_id for result in results),
        sum(result.closed for result in results),
        results[0].raised,
        sum(result.asked for result in results),
        any(result.unheard for result in results),
    )


@dataclass(frozen=True, slots=True)
class _Result:
    record_id: int
    closed: int
    raised: tuple[RequestKind, ...]
    asked: int
    unheard: bool


async def _one(work: Work, actor: Actor, draft: Draft, about: Around, now: datetime) -> _Result:
    form, given = draft.form, way.complete(draft.form, draft.filling)
    done_on = date.fromisoformat(given[DAY]) if DAY in given else about.today
    closed, outlook = await _closes(work, actor, draft, about, done_on, now)
    record = NewRecord(
        form.kind,
        about.unit_id,
        about.child_id,
        actor.person_id,
        _behalf(actor, about, closed, outlook),
        closed[0].id if closed else draft.duty,
        done_on,
        draft.hash,
        draft.corrects,
    )
    record_id = await work.records.add(record, _rows(form, given), now)
    if draft.corrects is not None:
        await work.records.replace(draft.corrects, record_id, now)
        await work.confirmations.follow(draft.corrects, record_id)
    await _journal(work, actor, draft, about, record_id, now)
    await close(work, record_id, closed, outlook, actor.person_id, done_on, now)
    raised = await _raise(work, actor, form, given, about, record_id, now)
    unheard = await _unheard(work, actor, form, given, about, record_id, now)
    asked = await _ask_other_side(work, actor, form, about, record_id, now)
    return _Result(record_id, len(closed), raised, asked, unheard)


async def _closes(
    work: Work, actor: Actor, draft: Draft, about: Around, done_on: date, now: datetime
) -> tuple[list[DutyRow], Outlook]:
    """The open duties that it answers: of those this person owes, or may record for the family."""
    group = draft.form.several or draft.corrects is not None
    duties = [] if group else await work.duties.open_of_children([about.child_id])
    if duties:
        await work.duties.hold(duties[0].id)
        duties = await work.duties.open_of_children([about.child_id])
    outlook = await look_around(work, duties, now)
    for_family = may(about.names, Act.record_for_family)
    mine = [d for d in duties if for_family or outlook.owes(d, actor.person_id, now)]
    kind = draft.form.kind
    return closed_by_kind(kind, mine, outlook, actor.person_id, done_on), outlook


def _behalf(actor: Actor, about: Around, closed: Iterable[DutyRow], outlook: Outlook) -> int | None:
    """For whom staff record: the one who owes it, where that is one other person."""
    for duty in closed:
        rule = outlook.rule(duty)
        holders = about.circle.holders(rule.holder, about.today) if rule else ()
        if len(holders) == 1 and holders[0].id != actor.person_id:
            return holders[0].id
    return None


def _rows(form: Form, given: Mapping[str, Value]) -> list[NewAnswer]:
    return [row for name, value in given.items() for row in _answers(form.question(name), value)]


def _answers(question: Question, value: Value) -> Iterable[NewAnswer]:
    """Choices, numbers and dates stay open to be counted; words and media are sealed."""
    match question.type:
        case "choice":
            yield NewAnswer(question.id, choice=value)
        case "choices":
            yield from (NewAnswer(question.id, choice=each) for each in value)
        case "faces" | "number":
            yield NewAnswer(question.id, number=value)
        case "date":
            yield NewAnswer(question.id, day=date.fromisoformat(value))
        case _:
            yield NewAnswer(question.id, words=value.get("words"), media=value.get("media"))


async def _journal(
    work: Work, actor: Actor, draft: Draft, about: Around, record_id: int, now: datetime
) -> None:
    details: dict[str, Any] = {"form": draft.form.id}
    if draft.corrects is not None:
        details["corrects"] = draft.corrects
    entry = Entry(
        "record.corrected" if draft.corrects else "record.saved",
        person_id=actor.person_id,
        child_id=about.child_id,
        unit_id=about.unit_id,
        record_id=record_id,
        details=details,
    )
    await work.journal.write([entry], now)


async def _raise(  # noqa: PLR0913 - the parts of one fact
    work: Work,
    actor: Actor,
    form: Form,
    given: Mapping[str, Value],
    about: Around,
    record_id: int,
    now: datetime,
) -> tuple[RequestKind, ...]:
    """The requests that chosen options open."""
    kinds: list[RequestKind] = []
    for name, value in given.items():
        for option_id in value if isinstance(value, list) else [value]:
            option = form.question(name).option(option_id) if form.question(name).options else None
            if option is not None and option.raises is not None:
                kinds.append(RequestKind(option.raises))
    kinds = list(dict.fromkeys(kinds))
    for kind in kinds:
        await _request(work, actor, kind, about, record_id, now)
    return tuple(kinds)


async def _unheard(  # noqa: PLR0913 - the parts of one fact
    work: Work,
    actor: Actor,
    form: Form,
    given: Mapping[str, Value],
    about: Around,
    record_id: int,
    now: datetime,
) -> bool:
    """What somebody of the family says in words waits until the teacher has opened it."""
    spoken = any(form.question(name).type in IN_WORDS for name in given)
    if not spoken or not about.of_family:
        return False
    await _request(work, actor, RequestKind.unheard, about, record_id, now)
    return True


async def _request(
    work: Work, actor: Actor, kind: RequestKind, about: Around, record_id: int, now: datetime
) -> None:
    new = NewRequest(kind, about.unit_id, about.child_id, actor.person_id, record_id, next_at=now)
    await work.requests.add(new, now)


async def _ask_other_side(
    work: Work, actor: Actor, form: Form, about: Around, record_id: int, now: datetime
) -> int:
    """The other side is asked whether it was so, once for each record."""
    people = about.circle.reachable(about.circle.holders(form.confirm, about.today))
    others = [person.id for person in people if person.id != actor.person_id]
    known = {row.person_id for row in await work.confirmations.of([record_id])}
    await work.confirmations.ask(record_id, others, now)
    news = [
        News(p, NewsCode.confirm, about.unit_id, about.child_id, record_id=record_id)
        for p in others
        if p not in known
    ]
    await spread(work, news, now)
    return len(news)
