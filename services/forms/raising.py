"""What a record opens: a request where an option says so, and something the family said, which
waits until the teacher has opened it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from care.forms.form import IN_WORDS, Form
from care.forms.given import Value
from care.requests import What
from care.words import RequestKind, RequestState
from services.actor import Actor
from services.calendar import with_parents
from services.entries import of_record
from services.forms.around import Around
from services.forms.library import opened
from services.forms.stored import answers_of
from services.forms.unheard import tell_heard, wait_to_be_heard
from services.requests.raising import Wish, raise_request
from services.requests.searching import answered
from storage.records import RecordRow
from storage.work import Work

AWAY = "away"
"""The kind of record that says where a child is which is not here."""


@dataclass(frozen=True, slots=True)
class Raised:
    """The requests that were opened by it, and whether somebody has to open what was said."""

    kinds: tuple[RequestKind, ...]
    unheard: bool


async def raise_requests(  # noqa: PLR0913 - the parts of one fact
    work: Work,
    actor: Actor,
    form: Form,
    given: Mapping[str, Value],
    about: Around,
    record_id: int,
    now: datetime,
    corrected: RecordRow | None = None,
) -> Raised:
    """Open what the answers ask for. A corrected record takes over what the one before it has
    opened, and opens nothing twice.
    """
    known: set[RequestKind] = set()
    before: dict[str, Value] = {}
    if corrected is not None:
        known = {request.kind for request in await work.requests.of_record(corrected.id)}
        await work.requests.follow(corrected.id, record_id)
        before = await _answers(work, corrected)
    kinds = [kind for kind in _chosen(form, given) if kind not in known]
    words = _to_open(form, given)
    if form.kind == AWAY:
        await with_parents.follow(work, actor, about, given, now)
    unheard = about.of_family and bool(words) and words != _to_open(form, before)
    for kind in kinds:
        if kind is not RequestKind.whereabouts:  # has a way of its own
            wish = Wish(kind, about.child_id, _what(given))
            await raise_request(work, actor.person_id, wish, now, record_id)
    search = RequestKind.whereabouts
    if search not in known and (search in kinds or form.kind == AWAY):
        known_where = search not in _chosen(form, given)
        await answered(work, actor, about.child_id, record_id, now, known=known_where)
    if unheard:
        await _end_unheard(work, actor, record_id, RequestState.cancelled, now)
        await wait_to_be_heard(work, actor, about, record_id, now)
    return Raised(tuple(kinds), unheard)


async def taken_back(work: Work, actor: Actor, record_id: int, now: datetime) -> None:
    """Nobody has to open what was taken back, and the child is not with its parents after all."""
    await _end_unheard(work, actor, record_id, RequestState.cancelled, now)
    record = (await work.records.by_id([record_id]))[record_id]
    if record.kind == AWAY and record.child_id is not None:
        await with_parents.back(work, actor, record.child_id, record.about_on, now)


async def heard(work: Work, actor: Actor, record: RecordRow, now: datetime) -> None:
    """Somebody of the staff has opened what the family said."""
    ended = await _end_unheard(work, actor, record.id, RequestState.closed, now)
    if ended:
        await work.journal.write([of_record(record, "record.heard", actor.person_id)], now)
        await tell_heard(work, actor, record, now)


async def _end_unheard(
    work: Work, actor: Actor, record_id: int, state: RequestState, now: datetime
) -> int:
    waiting = [
        request
        for request in await work.requests.of_record(record_id)
        if request.kind is RequestKind.unheard and request.runs
    ]
    for request in waiting:
        await work.requests.end(request.id, state, actor.person_id, now)
    return len(waiting)


async def _answers(work: Work, record: RecordRow) -> dict[str, Value]:
    source = (await work.forms.sources([record.form_hash or ""]))[record.form_hash or ""]
    return answers_of(opened(source).form, await work.records.answers(record.id))


def _chosen(form: Form, given: Mapping[str, Value]) -> list[RequestKind]:
    """What chosen options open, each once."""
    kinds = []
    for name, value in given.items():
        question = form.question(name)
        for option_id in value if isinstance(value, list) else [value]:
            option = question.option(option_id) if question.options else None
            if option is not None and option.raises is not None:
                kinds.append(RequestKind(option.raises))
    return list(dict.fromkeys(kinds))


def _to_open(form: Form, given: Mapping[str, Value]) -> dict[str, Value]:
    """What was said in words, typed or spoken, or shown on a photo; all of a card that says so,
    unless it opens a search.
    """
    if form.to_open and RequestKind.whereabouts not in _chosen(form, given):
        return dict(given)
    return {name: value for name, value in given.items() if form.question(name).type in IN_WORDS}


def _what(given: Mapping[str, Value]) -> What:
    """What it is about, where one of the answers says so in the words of needs and worries."""
    known = {what.value for what in What}
    said = (value for value in given.values() if isinstance(value, str) and value in known)
    return What(next(said, What.other))
