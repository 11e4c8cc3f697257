"""The messages of an emergency: queued before everything else, and noticed when they are lost.

A message holds ids; names and numbers are looked up when it is written (`services.sos.showing`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from care.delivery import ALARM_FRESH, Kind, NoticeState, Priority
from care.sos import Code
from care.words import Reach, RequestKind, RequestState
from storage.journal import Entry
from storage.notices import NewNotice, NoticeRow, Said
from storage.requests import RequestRow
from storage.tables import new_id
from storage.work import Work

LOST = frozenset({NoticeState.failed, NoticeState.cancelled, NoticeState.expired})


@dataclass(frozen=True, slots=True)
class Word:
    """One message to some people. `details` are ids and counts; `once` names it, so that nobody
    gets it twice.
    """

    code: Code
    people: Iterable[int | None]
    details: Mapping[str, Any] = field(default_factory=dict)
    once: str | None = None


async def tell(work: Work, request: RequestRow, words: Iterable[Word], now: datetime) -> None:
    """Queue messages about an emergency, to go out now, whatever the hour."""
    notices = [
        _notice(request, word, person_id, now)
        for word in words
        for person_id in dict.fromkeys(word.people)
        if person_id is not None
    ]
    await work.outbox.put(notices, now)


def _notice(request: RequestRow, word: Word, person_id: int, now: datetime) -> NewNotice:
    return NewNotice(
        group_key=f"{_group(request, word.code)}{word.once or new_id()}/{person_id}",
        person_id=person_id,
        kind=Kind.sos,
        priority=Priority.EMERGENCY,
        send_at=now,
        expires_at=now + ALARM_FRESH,
        code=word.code,
        request_id=request.id,
        details=dict(word.details),
    )


def _group(request: RequestRow, code: Code) -> str:
    return f"sos/{request.id}/{code}/"


async def alarmed(work: Work, request: RequestRow) -> list[Said]:
    """The alarms of the present round, one for each who was told."""
    group = f"{_group(request, Code.alarm)}{request.rounds}/"
    return await work.outbox.in_request(request.id, group)


async def waits(work: Work, request: RequestRow, never: Iterable[int] = ()) -> bool:
    """Whether somebody of the rung that was told last may still answer: the message was not lost,
    they get messages, and they are not left out.
    """
    told = {
        said.person_id
        for said in await alarmed(work, request)
        if said.state not in LOST and said.details.get("step") == request.step
    } - set(never)
    accounts = await work.accounts.of_people(told)
    return any(account.reach is Reach.joined for account in accounts.values())


async def lost(work: Work, notices: Iterable[NoticeRow], now: datetime) -> None:
    """These messages have come to nothing: a chain that waited for nobody else goes on at once."""
    ids = {n.request_id for n in notices if n.code == Code.alarm and n.request_id is not None}
    await _hurry(work, (await work.requests.by_id(ids)).values(), now)


async def gone(work: Work, person_id: int, now: datetime) -> None:
    """Somebody gets no messages any more: no chain waits for them."""
    await _hurry(work, await work.requests.running_told(person_id), now)


async def _hurry(work: Work, requests: Iterable[RequestRow], now: datetime) -> None:
    for request in requests:
        if request.kind is not RequestKind.sos or request.state is not RequestState.open:
            continue
        if request.next_at is None or request.next_at <= now or await waits(work, request):
            continue
        if request.step:
            await work.requests.climb(request.id, request.step, now, request.rounds)
            await work.journal.write([entry(request, "sos.nobody_hears")], now)


def entry(request: RequestRow, event: str, person_id: int | None = None, **details: Any) -> Entry:
    """An entry of the journal about an emergency: ids and codes."""
    return Entry(
        event,
        person_id=person_id,
        child_id=request.child_id,
        unit_id=request.unit_id,
        details={"request": request.id, **details},
    )
