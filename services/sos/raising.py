"""The asker's side of an emergency: raised at once, sharpened afterwards, never taken back.

Whoever asks for help can neither accept nor end it: somebody may be standing beside them.
"""

from datetime import datetime
from enum import StrEnum

from care.sos import HEAD_START, STEP, Code
from care.words import RequestKind, RequestState
from services.actor import Actor
from services.sos.climbing import climb, let_go, told_but
from services.sos.places import (
    Place,
    circles_around,
    family_in,
    never_told,
    places_of,
    teachers_in,
)
from services.sos.telling import Word, entry, tell, waits
from storage.requests import LEFT_OUT, NewRequest, RequestRow
from storage.work import Work


class Without(StrEnum):
    """Whom the asker does not want to hear of it."""

    family = "family"
    teacher = "teacher"


async def asker_at(work: Work, address: int) -> Actor | None:
    """Who calls for help from an address: also somebody who has stopped the messages, as long as
    their consent is in force.
    """
    account = await work.accounts.at(address)
    if account is None or not await work.accounts.consents(account.person_id):
        return None
    return Actor(account.person_id, address, account.language)


async def raise_alarm(work: Work, actor: Actor, now: datetime) -> int | None:
    """Store an emergency, which goes out by itself after the head start; returns its request, None
    where there is nobody to call. Who asks again has it sent at once. SYSTEMS.md row 79.
    """
    await work.accounts.hold(actor.person_id)
    running = await _running(work, actor)
    if running is not None:
        await _asked_again(work, running, now)
        return running.id
    places = await places_of(work, actor.person_id, now)
    if not places:
        return None
    place = places[0] if len(places) == 1 else None
    new = NewRequest(
        kind=RequestKind.sos,
        unit_id=None if place is None else place.unit_id,
        child_id=None if place is None else place.child_id,
        asker_id=actor.person_id,
        next_at=now + HEAD_START,
    )
    request_id = await work.requests.add(new, now)
    request = (await work.requests.by_id([request_id]))[request_id]
    await work.journal.write([entry(request, "sos.raised", actor.person_id)], now)
    return request_id


async def _running(work: Work, actor: Actor) -> RequestRow | None:
    """The emergency of this person that has not ended; held."""
    rows = await work.requests.running_of(actor.person_id)
    found = [row for row in rows if row.kind is RequestKind.sos]
    return await work.requests.hold(found[0].id) if found else None


async def _asked_again(work: Work, request: RequestRow, now: datetime) -> None:
    """It goes out now; who has accepted hears, once in a while, that they are waited for."""
    if request.state is RequestState.taken:
        once = str(int(now.timestamp() // STEP.total_seconds()))
        await tell(work, request, [Word(Code.again, [request.owner_id], once=once)], now)
    else:
        await _at_once(work, request, now)
    await work.journal.write([entry(request, "sos.asked_again", request.asker_id)], now)


async def send_now(work: Work, actor: Actor, request_id: int, now: datetime) -> bool:
    """No head start; False where it is not this person's or has ended."""
    request = await _mine(work, actor, request_id)
    if request is None:
        return False
    await _at_once(work, request, now)
    return True


async def leave_out(
    work: Work, actor: Actor, request_id: int, without: Without, now: datetime
) -> bool:
    """Not through the family, or not through this teacher: they are not told any more, cannot
    accept it, and if they have, it goes on to the next. False as in `send_now`.
    """
    request = await _mine(work, actor, request_id)
    if request is None:
        return False
    circles = await circles_around(work, request, now)
    asker = request.asker_id
    if without is Without.family:
        people = family_in(circles, asker, now)
    else:
        people = teachers_in(circles, asker, now)
    await work.request_parts.add({request.id: sorted(people)}, LEFT_OUT, now)
    left = entry(request, "sos.left_out", asker, without=without, people=sorted(people))
    await work.journal.write([left], now)
    if request.owner_id in people:
        await let_go(work, request, now)
    else:
        await _at_once(work, request, now)
    return True


async def _at_once(work: Work, request: RequestRow, now: datetime) -> None:
    """Tell the next rung unless somebody may still answer."""
    never = never_told(request, (await work.request_parts.of([request.id]))[request.id])
    if request.state is RequestState.open and not await waits(work, request, never):
        await climb(work, request, now)


async def choose(
    work: Work, actor: Actor, request_id: int, child_id: int | None, unit_id: int, now: datetime
) -> bool:
    """It is about this child of theirs, or this unit; from now on the chain is that one's. False
    where it is not their emergency, or no place of theirs.
    """
    request = await _mine(work, actor, request_id)
    places = await places_of(work, actor.person_id, now)
    place = next((p for p in places if (p.child_id, p.unit_id) == (child_id, unit_id)), None)
    if request is None or place is None:
        return False
    if (request.child_id, request.unit_id) == (child_id, unit_id):
        return True
    await work.requests.about(request.id, place.child_id, place.unit_id)
    chosen = await work.requests.hold(request.id)
    if chosen is not None:
        await work.journal.write([entry(chosen, "sos.about", actor.person_id)], now)
        await _tell_which(work, chosen, place, now)
    return True


async def _tell_which(work: Work, request: RequestRow, place: Place, now: datetime) -> None:
    """Who was told hears which child it is, or that it is none of theirs; where nobody of its chain
    can answer now, the next one is told at once.
    """
    told = told_but(request, (await work.request_parts.of([request.id]))[request.id], None)
    if not told:
        return
    staff = {holding.person.id for holding in place.circle.staff}
    words = [
        Word(Code.child, [each for each in told if each in staff]),
        Word(Code.released, [e for e in told if e not in staff and e != request.owner_id]),
    ]
    await tell(work, request, words, now)
    never = never_told(request, (await work.request_parts.of([request.id]))[request.id])
    others = {each for each in told if each not in staff}
    if request.state is RequestState.open and not await waits(work, request, never | others):
        await climb(work, request, now)


async def _mine(work: Work, actor: Actor, request_id: int) -> RequestRow | None:
    """The running emergency that this person has raised; held."""
    request = await work.requests.hold(request_id)
    if request is None or request.kind is not RequestKind.sos or not request.runs:
        return None
    return request if request.asker_id == actor.person_id else None
