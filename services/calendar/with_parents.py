"""The child is with its parents for a while: what is owed at home pauses, and the parents are
responsible. Said on the card of a child that is not here (`plans/forms/away.toml`).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from care.circumstances import SpanKind
from care.people import PARENTS
from services.actor import Actor, names_in
from services.calendar.spans import FAR, cut, touching
from services.duties.shifting import shift_children
from services.forms.around import Around
from storage.journal import Entry
from storage.spans import NewSpan
from storage.work import Work

PARENTS_PLACE = "parents"


async def follow(
    work: Work, actor: Actor, about: Around, given: Mapping[str, Any], now: datetime
) -> None:
    """What a card says of where the child is: with its parents it pauses, anywhere else no more."""
    if given.get("place") != PARENTS_PLACE:
        await back(work, actor, about.child_id, about.today, now)
        return
    since = _day(given.get("since")) or about.today
    until = _day(given.get("until"))
    if until is not None and until < since:
        until = since
    person_id = _parent(about, actor, now)
    span = NewSpan(
        *(SpanKind.child_away, since, until),
        child_id=about.child_id,
        person_id=person_id,
        said_by_id=actor.person_id,
    )
    before = await touching(work, [about.child_id], SpanKind.child_away, since, None)

    async def change() -> None:
        await cut(work, before, since)
        await work.spans.add(span, now)

    await shift_children(work, [about.child_id], change, now)
    details = {"since": since.isoformat(), "until": None if until is None else until.isoformat()}
    await _journal(work, "child.with_parents", actor, about.child_id, details, now)


async def back(work: Work, actor: Actor, child_id: int, today: date, now: datetime) -> None:
    """The child is not with its parents any more, or never was: what is owed at home goes on."""
    spans = await touching(work, [child_id], SpanKind.child_away, today, FAR)
    if not spans:
        return

    async def change() -> None:
        await cut(work, spans, today)

    await shift_children(work, [child_id], change, now)
    await _journal(work, "child.back_from_parents", actor, child_id, {}, now)


def _parent(about: Around, actor: Actor, now: datetime) -> int | None:
    """Who is responsible: the parent who says so; otherwise all of them are."""
    is_parent = not PARENTS.isdisjoint(names_in(about.circle, actor.person_id, now))
    return actor.person_id if is_parent else None


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


async def _journal(
    work: Work, event: str, actor: Actor, child_id: int, details: dict[str, Any], now: datetime
) -> None:
    entry = Entry(event, person_id=actor.person_id, child_id=child_id, details=details)
    await work.journal.write([entry], now)
