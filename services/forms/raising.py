"""What a record opens: a request where an option says so, and something the family said, which
waits until the teacher has opened it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from care.forms.form import IN_WORDS, Form
from care.forms.given import Value
from care.words import RequestKind, RequestState
from services.actor import Actor
from services.entries import of_record
from services.forms.around import Around
from services.forms.library import opened
from services.forms.stored import answers_of
from storage.records import RecordRow
from storage.requests import NewRequest
from storage.work import Work


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
    words = _words(form, given)
    unheard = about.of_family and bool(words) and words != _words(form, before)
    new = [*kinds, RequestKind.unheard] if unheard else kinds
    if unheard:
        await _end_unheard(work, actor, record_id, RequestState.cancelled, now)
    for kind in new:
        await work.requests.add(_request(kind, actor, about, record_id, now), now)
    return Raised(tuple(kinds), unheard)


async def taken_back(work: Work, actor: Actor, record_id: int, now: datetime) -> None:
    """Nobody has to open what was taken back."""
    await _end_unheard(work, actor, record_id, RequestState.cancelled, now)


async def heard(work: Work, actor: Actor, record: RecordRow, now: datetime) -> None:
    """Somebody of the staff has opened what the family said."""
    ended = await _end_unheard(work, actor, record.id, RequestState.closed, now)
    if ended:
        await work.journal.write([of_record(record, "record.heard", actor.person_id)], now)


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


def _words(form: Form, given: Mapping[str, Value]) -> dict[str, Value]:
    """What was said in words, typed or spoken, or shown on a photo."""
    return {name: value for name, value in given.items() if form.question(name).type in IN_WORDS}


def _request(
    kind: RequestKind, actor: Actor, about: Around, record_id: int, now: datetime
) -> NewRequest:
    child, unit = about.child_id, about.unit_id
    return NewRequest(kind, unit, child, actor.person_id, record_id, next_at=now)
