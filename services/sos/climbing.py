"""The chain of an emergency: the next rung is told, each emergency in a transaction of its own.

One that cannot be handled must not keep the others waiting, so they are not taken in a batch.
"""

from collections.abc import Iterable
from datetime import datetime

from care import sos
from care.sos import HELD, PATIENCE, STEP, Code
from care.words import Reach, RequestKind, RequestState
from services.sos.places import Parts, circles_around, never_told
from services.sos.telling import Word, alarmed, entry, tell
from storage.journal import Entry
from storage.requests import TOLD, RequestRow
from storage.work import Work

AT_ONCE = 100


async def due_alarms(work: Work, now: datetime) -> list[int]:
    """The emergencies that have to be looked at by now, the longest waiting first."""
    return await work.requests.due_of(RequestKind.sos, now, AT_ONCE)


async def look_at(work: Work, request_id: int, now: datetime) -> None:
    """Do what is due about one emergency."""
    request = await work.requests.hold(request_id)
    if request is None or request.next_at is None or request.next_at > now:
        return
    if request.state is RequestState.open:
        await climb(work, request, now)
    elif request.due_at is None and await _can_be_asked(work, request):
        await tell(work, request, [Word(Code.still, [request.owner_id])], now)
        await work.requests.postpone(request.id, now + PATIENCE, now + PATIENCE)
        asked = entry(request, "sos.asked_again", request.owner_id)
        await work.journal.write([asked], now)
    else:
        await let_go(work, request, now)


async def _can_be_asked(work: Work, request: RequestRow) -> bool:
    account = await work.accounts.of(request.owner_id or 0)
    return account is not None and account.reach is Reach.joined


async def climb(work: Work, request: RequestRow, now: datetime) -> None:
    """Tell the next rung that can answer; at the chain's end say so and begin again."""
    never = never_told(request, (await work.request_parts.of([request.id]))[request.id])
    heard = {said.person_id for said in await alarmed(work, request)}
    circles = await circles_around(work, request, now)
    found = sos.climb(circles, never, heard, request.step, now)
    entries = [entry(request, "sos.rung_passed", rung=rung) for rung in found.passed]
    if found.tell:
        entries += await _tell_rung(work, request, found, now)
    else:
        asker, details = [request.asker_id], {"round": request.rounds}
        await tell(work, request, [Word(Code.nobody, asker, details)], now)
        again = now + sos.pause_after(request.rounds)
        await work.requests.climb(request.id, 0, again, request.rounds + 1)
        entries.append(entry(request, "sos.exhausted", round=request.rounds))
    await work.journal.write(entries, now)


async def _tell_rung(
    work: Work, request: RequestRow, found: sos.Climb, now: datetime
) -> Iterable[Entry]:
    at = {"round": request.rounds, "step": found.step}
    words = [
        Word(Code.alarm, found.tell, at, once=str(request.rounds)),
        Word(Code.calling, [request.asker_id], at | {"told": list(found.tell)}),
    ]
    await tell(work, request, words, now)
    await work.request_parts.add({request.id: found.tell}, TOLD, now)
    await work.requests.climb(request.id, found.step, now + STEP, request.rounds)
    return [entry(request, "sos.told", person_id, **at) for person_id in found.tell]


async def let_go(work: Work, request: RequestRow, now: datetime) -> None:
    """Who accepted it has not said how it stands, or is left out now: the chain goes on."""
    asker = Word(Code.let_go, [request.asker_id], {"owner": request.owner_id})
    if request.owner_id not in never_told(
        request, (await work.request_parts.of([request.id]))[request.id]
    ):
        await tell(work, request, [asker], now)
    await work.requests.take(request.id, None)
    await work.requests.postpone(request.id, None, now)
    await work.journal.write([entry(request, "sos.let_go", request.owner_id)], now)
    held = await work.requests.hold(request.id)
    if held is not None:
        await climb(work, held, now)


async def taken(work: Work, request: RequestRow, person_id: int, now: datetime) -> None:
    """Somebody sees to it, and is asked after an hour how it stands."""
    await work.requests.take(request.id, person_id)
    await work.requests.postpone(request.id, None, now + HELD)


def told_but(request: RequestRow, parts: Parts, person_id: int | None) -> list[int]:
    """Everybody of the staff who knows of it, but for one person and those left out."""
    never = never_told(request, parts)
    return [each for each in parts.get(TOLD, ()) if each != person_id and each not in never]
