"""How a need or worry ends. Suspected harm ends only with "reported to whom, when", or with a
reason that a second person signs.
"""

from datetime import date, datetime

from care.requests import PLAIN_ENDINGS, Ending, ReportedTo, may_end, signers
from care.words import NewsCode, RequestState
from services.actor import Actor
from services.requests.access import Matter, matter
from services.requests.entries import about
from services.requests.handling import Did, refused
from services.requests.raising import LONGEST
from services.requests.telling import say
from storage.requests import TOLD
from storage.work import Work


async def end(work: Work, actor: Actor, request_id: int, ending: Ending, now: datetime) -> Did:
    """The owner closes what is no suspicion of harm."""
    seen = await matter(work, request_id, actor.person_id, now, hold=True)
    if seen is None or not seen.owned or ending not in PLAIN_ENDINGS:
        return await refused(work, actor, request_id, "end", now)
    if not may_end(seen.asked, ending, actor.person_id, None):
        return Did.needs_more
    await ended(work, seen, ending, actor.person_id, now)
    return Did.done


async def report(
    work: Work, actor: Actor, request_id: int, to: ReportedTo, on: date, now: datetime
) -> Did:
    """The owner has reported suspected harm on a local day, and to whom."""
    seen = await matter(work, request_id, actor.person_id, now, hold=True)
    if seen is None or not seen.owned or on > seen.today:
        return await refused(work, actor, request_id, "report", now)
    if not may_end(seen.asked, Ending.reported, actor.person_id, None):
        return Did.not_yours
    reported = {"reported_to": to.value, "reported_on": on.isoformat()}
    await work.requests.say(request_id, seen.row.words | reported)
    await ended(work, seen, Ending.reported, actor.person_id, now, details=reported)
    return Did.done


async def give_reason(work: Work, actor: Actor, request_id: int, reason: str, now: datetime) -> Did:
    """The owner gives a reason why nothing is to be reported; a second person is asked to sign."""
    seen = await matter(work, request_id, actor.person_id, now, hold=True)
    if seen is None or not seen.owned or not seen.row.harm:
        return await refused(work, actor, request_id, "reason", now)
    people = signers(seen.asked, actor.person_id, seen.circle, seen.today)
    if not people:
        return Did.nobody
    given = {"reason": reason[:LONGEST], "reason_by": actor.person_id}
    await work.requests.say(request_id, seen.row.words | given)
    ids = [person.id for person in people]
    await work.request_parts.add({request_id: ids}, TOLD, now)
    await work.journal.write([about(seen.row, "reason", actor.person_id)], now)
    await say(work, seen.row, ids, NewsCode.request_sign, now)
    return Did.done


def may_sign(seen: Matter) -> bool:
    """Whether this person's signature closes it now."""
    closer = seen.row.words.get("reason_by")
    if closer is None or not seen.row.runs or not seen.row.harm or closer != seen.row.owner_id:
        return False
    people = signers(seen.asked, closer, seen.circle, seen.today)
    return any(person.id == seen.person_id for person in people)


async def sign(work: Work, actor: Actor, request_id: int, now: datetime, *, agrees: bool) -> Did:
    """The second person signs the reason, and it is closed; or does not, and it stays open."""
    seen = await matter(work, request_id, actor.person_id, now, hold=True)
    if seen is None or not may_sign(seen):
        return await refused(work, actor, request_id, "sign", now)
    closer: int = seen.row.words["reason_by"]
    if agrees and may_end(seen.asked, Ending.unfounded, closer, actor.person_id):
        await ended(work, seen, Ending.unfounded, closer, now, signed_by=actor.person_id)
        return Did.done
    kept = {name: value for name, value in seen.row.words.items() if name != "reason_by"}
    await work.requests.say(request_id, kept)
    await work.journal.write([about(seen.row, "not_signed", actor.person_id)], now)
    await say(work, seen.row, [closer], NewsCode.request_unsigned, now)
    return Did.done


async def withdraw(work: Work, actor: Actor, request_id: int, now: datetime) -> Did:
    """The asker needs it no longer; a suspicion of harm stays."""
    seen = await matter(work, request_id, actor.person_id, now, hold=True)
    if seen is None or not seen.as_asker or seen.row.harm or seen.asked.searched:
        return await refused(work, actor, request_id, "withdraw", now)
    if not seen.row.runs:
        return Did.already
    await work.requests.end(
        request_id, RequestState.cancelled, actor.person_id, now, outcome=Ending.withdrawn
    )
    await work.journal.write([about(seen.row, "withdrawn", actor.person_id)], now)
    await say(work, seen.row, [seen.row.owner_id], NewsCode.request_closed, now)
    return Did.done


async def ended(  # noqa: PLR0913 - the parts of one fact
    work: Work,
    seen: Matter,
    ending: Ending,
    by: int,
    now: datetime,
    signed_by: int | None = None,
    details: dict[str, str] | None = None,
) -> None:
    """It is closed, and whoever asked hears so."""
    row = seen.row
    await work.requests.end(
        row.id, RequestState.closed, by, now, outcome=ending, signed_by=signed_by
    )
    extra = {"outcome": ending.value, "signed_by": signed_by} | (details or {})
    await work.journal.write([about(row, "closed", by, **extra)], now)
    told = [row.asker_id] if row.asker_id != by else []
    if signed_by is not None:
        told.append(by)
    await say(work, row, told, NewsCode.request_closed, now)
