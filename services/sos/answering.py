"""The staff's side of an emergency: one accepts it, tells the family, and says how it ended.

Each press is checked against the store: told of it, a post of the chain today, neither the asker
nor left out. A relative's word does not stop the chain; SYSTEMS.md row 79.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from care.sos import Code, Ending
from care.ties import Person
from care.words import RequestKind, RequestState
from services.actor import Actor
from services.sos.climbing import taken, told_but
from services.sos.places import (
    Parts,
    around_asker,
    circles_around,
    family_in,
    may_answer,
    never_told,
)
from services.sos.telling import Word, entry, tell
from storage.requests import RequestRow
from storage.work import Work

FAMILY = "family"
"""The part of those relatives who were told by the human who accepted."""


class Answer(StrEnum):
    """What a press led to; each has a sentence of its own in `locales/`."""

    taken = "taken"
    yours = "yours"
    others = "others"
    ended = "ended"
    over = "over"
    not_yours = "not_yours"
    no_child = "no_child"
    no_family = "no_family"
    family_told = "family_told"


@dataclass(frozen=True, slots=True)
class _Case:
    request: RequestRow
    parts: Parts


async def take(work: Work, actor: Actor, request_id: int, now: datetime) -> Answer:
    """I am on it: the climbing stops, the asker hears who comes, the others that they need not."""
    case = await _open(work, actor, request_id, now)
    if case is None:
        return Answer.not_yours
    request = case.request
    if not request.runs:
        return Answer.over
    if request.state is RequestState.taken and request.owner_id != actor.person_id:
        return Answer.others
    mine = request.state is RequestState.taken
    await taken(work, request, actor.person_id, now)
    event = "sos.still_on_it" if mine else "sos.taken"
    await work.journal.write([entry(request, event, actor.person_id)], now)
    if mine:
        return Answer.yours
    by = {"owner": actor.person_id}
    others = told_but(request, case.parts, actor.person_id)
    words = [Word(Code.answered, [request.asker_id], by), Word(Code.taken, others, by)]
    await tell(work, request, words, now)
    return Answer.taken


async def tell_family(
    work: Work, actor: Actor, request_id: int, now: datetime
) -> tuple[Answer, int]:
    """Who has accepted it has the family told, but for the asker and those left out; how many of
    them can be reached.
    """
    case = await _open(work, actor, request_id, now)
    if case is None or case.request.owner_id != actor.person_id:
        return Answer.not_yours, 0
    request = case.request
    if not request.runs:
        return Answer.over, 0
    if request.child_id is None:
        return Answer.no_child, 0
    people = sorted(await _family(work, request, case.parts, now))
    if not people:
        return Answer.no_family, 0
    await tell(work, request, [Word(Code.family, people, once="told")], now)
    await work.request_parts.add({request.id: people}, FAMILY, now)
    said = entry(request, "sos.family_told", actor.person_id, people=people)
    await work.journal.write([said], now)
    return Answer.family_told, len(people)


async def _family(work: Work, request: RequestRow, parts: Parts, now: datetime) -> set[int]:
    circles = await circles_around(work, request, now)
    wanted = family_in(circles, request.asker_id, now) - never_told(request, parts)
    tied = [tie.person for circle in circles for tie in circle.ties]
    reached: list[Person] = [p for circle in circles for p in circle.reachable(tied)]
    return wanted & {person.id for person in reached} - {request.owner_id or 0}


async def end(work: Work, actor: Actor, request_id: int, ending: Ending, now: datetime) -> Answer:
    """It is over, as somebody of the staff says who has heard of it; all who did hear how."""
    case = await _open(work, actor, request_id, now)
    if case is None:
        return Answer.not_yours
    request = case.request
    if not request.runs:
        return Answer.over
    if request.state is not RequestState.taken:
        return Answer.not_yours
    await work.requests.end(request.id, RequestState.closed, actor.person_id, now, outcome=ending)
    others = told_but(request, case.parts, actor.person_id)
    words = [
        Word(Code.done, [request.asker_id]),
        Word(Code.over, [*others, *case.parts.get(FAMILY, ())]),
    ]
    await tell(work, request, words, now)
    closed = entry(request, "sos.closed", actor.person_id, outcome=ending)
    await work.journal.write([closed], now)
    return Answer.ended


async def _open(work: Work, actor: Actor, request_id: int, now: datetime) -> _Case | None:
    """The emergency, held; None, and journaled, where this person may not answer it."""
    request = await work.requests.hold(request_id)
    if request is None or request.kind is not RequestKind.sos:
        return None
    parts = (await work.request_parts.of([request.id]))[request.id]
    for around in (circles_around, around_asker):
        if may_answer(request, parts, await around(work, request, now), actor.person_id, now):
            return _Case(request, parts)
    await work.journal.write([entry(request, "sos.refused", actor.person_id)], now)
    return None
