"""A need or a worry is raised: stored, and told to the first who may see to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from care.hours import local_date
from care.people import OUT_OF_THE_CIRCLE, Circle
from care.requests import Asked, What, due_at, next_told
from care.roles import Act, may
from care.words import NewsCode, RequestKind
from services.actor import names_in
from services.requests.entries import about
from services.requests.telling import tell_next
from storage.journal import Entry
from storage.requests import CONCERNED, NewRequest
from storage.work import Work

TRY_AGAIN = timedelta(days=1)
"""Where nobody could be told, somebody may have joined by then."""

FIRST = 1
"""The step at which somebody has been told, or nobody could be."""

LONGEST = 1000
"""Signs of somebody's own words that are kept."""


class Raised(StrEnum):
    """What became of it; each has a sentence of its own."""

    sent = "sent"
    nobody = "nobody"
    not_yours = "not_yours"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. `text` is sealed; `concerned` never hear of it."""

    kind: RequestKind
    child_id: int
    what: What = What.other
    text: str | None = None
    harm: bool = False
    concerned: tuple[int, ...] = ()


async def raise_request(
    work: Work, asker_id: int, wish: Wish, now: datetime, record_id: int | None = None
) -> tuple[Raised, int | None]:
    """Store it and tell the class teacher, or who stands in; returns the request's id.

    `record_id` is the record in which it was said. Rows 83 and 86 of SYSTEMS.md.
    """
    circle = (await work.circles.around([wish.child_id], now.date())).get(wish.child_id)
    if circle is None or not may(names_in(circle, asker_id, now), Act.ask_for_help):
        entry = Entry("request.refused", person_id=asker_id, child_id=wish.child_id)
        await work.journal.write([entry], now)
        return Raised.not_yours, None
    concerned = frozenset(wish.concerned) & set(around(circle, asker_id, now))
    asked = Asked(wish.kind, wish.what, wish.harm, asker_id, concerned)
    told = next_told(asked, circle, 0, local_date(now, circle.zone))
    request_id = await _store(work, asked, wish, now, record_id)
    await work.request_parts.add({request_id: concerned}, CONCERNED, now)
    row = (await work.requests.by_id([request_id]))[request_id]
    await work.journal.write([about(row, "raised", asker_id, kind=row.kind, harm=row.harm)], now)
    next_at = row.due_at if told.people or asked.searched else now + TRY_AGAIN
    await work.requests.climb(request_id, max(told.step, FIRST), next_at)
    await tell_next(work, row, told, NewsCode.request_new, now)
    return (Raised.sent if told.people else Raised.nobody), request_id


async def _store(work: Work, asked: Asked, wish: Wish, now: datetime, record_id: int | None) -> int:
    child = (await work.children.by_id([wish.child_id]))[wish.child_id]
    words = {"what": wish.what.value, "text": (wish.text or "")[:LONGEST]}
    new = NewRequest(
        wish.kind,
        child.facts.unit_id,
        wish.child_id,
        asked.asker_id,
        record_id,
        harm=wish.harm,
        due_at=due_at(asked, now),
        words=words,
    )
    return await work.requests.add(new, now)


def around(circle: Circle, asker_id: int | None, now: datetime) -> tuple[int, ...]:
    """Everybody around a child whom a request may concern: family, helpers and staff."""
    today = local_date(now, circle.zone)
    family = (tie.person.id for tie in circle.ties if tie.status not in OUT_OF_THE_CIRCLE)
    staff = (held.person.id for held in circle.staff if held.runs(today))
    return tuple(i for i in dict.fromkeys((*family, *staff)) if i != asker_id)
