"""A child of whom nobody knows where it is: asked about, looked for, found (SYSTEMS.md section 9).

Who says that a child is not here is asked where it is. Until they have answered there is a request
that nobody sees (`access.only_asked`); no answer within the hour, or "I do not know", opens it.
"""

from datetime import datetime, timedelta

from care.hours import local_date
from care.requests import Asked, Ending, What, due_at, may_end, next_told
from care.roles import Act, may
from care.whereabouts import ANSWER_WITHIN, Sighting
from care.words import NewsCode, RequestKind, RequestState
from services.actor import Actor, names_in
from services.requests.access import Matter, matter, only_asked
from services.requests.closing import ended
from services.requests.entries import about
from services.requests.handling import Did, refused
from services.requests.raising import FIRST, Wish, raise_request
from services.requests.telling import say, tell_next
from storage.journal import Entry
from storage.requests import CONCERNED, LEFT_OUT, TOLD, NewRequest, RequestRow
from storage.work import Work

SEARCH = ("found", "spoke", "seen_at", "police_at", "back_at", "told_at")
"""Words of such a request that its page shows; moments are ISO, UTC."""

FAR_BACK = timedelta(days=7)


async def not_here(work: Work, actor: Actor, child_id: int, now: datetime) -> str | None:
    """Somebody says that a child is not here: from now on an answer is waited for. Returns the
    child's name, or None where the child is nothing to them.
    """
    if not await _may_ask(work, actor, child_id, now):
        entry = Entry("request.refused", person_id=actor.person_id, child_id=child_id)
        await work.journal.write([entry], now)
        return None
    child = (await work.children.by_id([child_id]))[child_id]
    if await unanswered(work, actor, child_id) is None:
        until = now + ANSWER_WITHIN
        new = NewRequest(
            RequestKind.whereabouts, child.facts.unit_id, child_id, actor.person_id,
            due_at=until, next_at=until, words={"what": What.safety.value, "text": ""},
        )  # fmt: skip
        request_id = await work.requests.add(new, now)
        row = (await work.requests.by_id([request_id]))[request_id]
        await work.journal.write([about(row, "not_here", actor.person_id)], now)
    return child.facts.name


async def _may_ask(work: Work, actor: Actor, child_id: int, now: datetime) -> bool:
    circle = (await work.circles.around([child_id], now.date())).get(child_id)
    return circle is not None and may(names_in(circle, actor.person_id, now), Act.ask_for_help)


async def unanswered(work: Work, actor: Actor, child_id: int) -> RequestRow | None:
    """What this person has said and not answered yet, also where it has been opened meanwhile."""
    rows = await work.requests.running_of(actor.person_id)
    mine = [
        row
        for row in rows
        if row.kind is RequestKind.whereabouts
        and row.child_id == child_id
        and row.record_id is None
    ]
    return mine[-1] if mine else None


async def _held(work: Work, actor: Actor, child_id: int) -> RequestRow | None:
    """As `unanswered`, held: the heart may be opening it at this moment."""
    row = await unanswered(work, actor, child_id)
    return None if row is None else await work.requests.hold(row.id)


async def here_after_all(work: Work, actor: Actor, child_id: int, now: datetime) -> bool:
    """It was a mistake, or the child has come in: nobody is told. False where somebody has been, or
    where they have nothing to do with the child any more: then silence opens the search.
    """
    row = await _held(work, actor, child_id)
    if row is None or not only_asked(row) or not await _may_ask(work, actor, child_id, now):
        return False
    await _over(work, row, actor, "here", now)
    return True


async def _over(work: Work, row: RequestRow, actor: Actor, outcome: str, now: datetime) -> None:
    await work.requests.end(row.id, RequestState.cancelled, actor.person_id, now, outcome=outcome)
    await work.journal.write([about(row, outcome, actor.person_id)], now)


async def answered(
    work: Work, actor: Actor, child_id: int, record_id: int, now: datetime, *, known: bool
) -> None:
    """A record says where the child is, or that nobody knows."""
    row = await _held(work, actor, child_id)
    if row is not None:
        await work.requests.said_in(row.id, record_id)
    if row is None and not known:
        wish = Wish(RequestKind.whereabouts, child_id, What.safety)
        await raise_request(work, actor.person_id, wish, now, record_id)
    elif row is not None and only_asked(row):
        await (_over(work, row, actor, "known", now) if known else _opened(work, row, now))
    elif row is not None and known:
        await _late(work, row, actor, now)


async def _late(work: Work, row: RequestRow, actor: Actor, now: datetime) -> None:
    """The answer comes when somebody looks already: they hear so, and the search goes on."""
    await work.requests.say(row.id, row.words | {"told_at": now.isoformat()})
    await work.journal.write([about(row, "told_late", actor.person_id)], now)
    parts = (await work.request_parts.of([row.id]))[row.id]
    kept_from = {*parts.get(CONCERNED, ()), *parts.get(LEFT_OUT, ())}
    told = [i for i in parts.get(TOLD, ()) if i not in kept_from]
    people = told if row.owner_id is None else [row.owner_id]
    await say(work, row, people, NewsCode.request_back, now)


async def _opened(work: Work, row: RequestRow, now: datetime) -> None:
    """Nobody knows: somebody looks for the child from now on."""
    circle = (await work.circles.around([row.child_id or 0], now.date()))[row.child_id or 0]
    asked = Asked(row.kind, What.safety, harm=False, asker_id=row.asker_id)
    told = next_told(asked, circle, 0, local_date(now, circle.zone))
    until = due_at(asked, now)
    await work.requests.postpone(row.id, until, until)
    await work.requests.climb(row.id, max(told.step, FIRST), until)
    await work.journal.write([about(row, "raised", row.asker_id, kind=row.kind)], now)
    await tell_next(work, row, told, NewsCode.request_new, now)


async def found(
    work: Work, actor: Actor, request_id: int, sighting: Sighting, now: datetime
) -> Did:
    """The owner says where the child was found, and who saw it or spoke with it at which moment."""
    said = {"found": sighting.where.value, "spoke": sighting.spoke.value}
    said |= {"seen_at": sighting.at.isoformat()}
    return await _end(work, actor, request_id, (Ending.found, sighting.at), said, now)


async def police_told(
    work: Work, actor: Actor, request_id: int, at: datetime, now: datetime
) -> Did:
    """The owner has told the police, at which moment."""
    said = {"police_at": at.isoformat()}
    return await _end(work, actor, request_id, (Ending.police_told, at), said, now)


async def _end(
    work: Work,
    actor: Actor,
    request_id: int,
    how: tuple[Ending, datetime],
    said: dict[str, str],
    now: datetime,
) -> Did:
    ending, at = how
    seen = await matter(work, request_id, actor.person_id, now, hold=True)
    if seen is None or not seen.owned or not now - FAR_BACK <= at <= now:
        return await refused(work, actor, request_id, "end", now)
    if not may_end(seen.asked, ending, actor.person_id, None):
        return Did.not_yours
    await work.requests.say(request_id, seen.row.words | said)
    await ended(work, seen, ending, actor.person_id, now)
    return Did.done


async def say_back(work: Work, actor: Actor, request_id: int, now: datetime) -> Did:
    """The asker says that the child is back. Whoever sees to it hears so, and closes it when they
    have seen the child or spoken with it.
    """
    seen = await matter(work, request_id, actor.person_id, now, hold=True)
    if seen is None or not seen.as_asker or not seen.asked.searched or not seen.row.runs:
        return await refused(work, actor, request_id, "back", now)
    if "back_at" in seen.row.words:
        return Did.already
    await work.requests.say(request_id, seen.row.words | {"back_at": now.isoformat()})
    await work.journal.write([about(seen.row, "back", actor.person_id)], now)
    await say(work, seen.row, _seeing_to(seen), NewsCode.request_back, now)
    return Did.done


def _seeing_to(seen: Matter) -> list[int]:
    told = [i for i in seen.parts.get(TOLD, ()) if i not in seen.asked.concerned]
    return told if seen.row.owner_id is None else [seen.row.owner_id]
