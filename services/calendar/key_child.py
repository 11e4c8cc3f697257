"""A key child (SYSTEMS.md rows 19, 48): marked by the staff, with a reason and an end.

Seen by those who may mark it and by nobody else: never by the family, never in a notification.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from care.circumstances import KeyReason, SpanKind, last_day
from care.hours import local_date
from care.people import HOME, Circle
from care.roles import Act, may
from services.actor import Actor, names_in
from services.duties.shifting import shift_children
from storage.journal import Entry
from storage.spans import NewSpan, SpanRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Flag:
    """Why somebody is a key child, and from when to when (local days, both included)."""

    reason: KeyReason
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class KeyView:
    """The page about it: the child by name, and the flag that stands, if any."""

    child_id: int
    name: str
    today: date
    flag: Flag | None


def may_mark(circle: Circle, person_id: int, now: datetime) -> bool:
    """Whether somebody may see and set the flag: staff, and nobody of the child's own family."""
    names = names_in(circle, person_id, now)
    return may(names, Act.mark_key_child) and names.isdisjoint(HOME)


async def key_view(work: Work, actor: Actor, child_id: int, now: datetime) -> KeyView | None:
    """What stands of a child; None for whoever may not see it."""
    circle = await _circle(work, actor, child_id, now)
    if circle is None:
        return None
    today = local_date(now, circle.zone)
    names = await work.children.names([child_id])
    return KeyView(child_id, names[child_id], today, await flag_of(work, child_id, today))


async def flag_of(work: Work, child_id: int, today: date) -> Flag | None:
    """The flag of a child on a local day."""
    standing = await _standing(work, child_id, today)
    if not standing:
        return None
    facts = standing[-1].facts
    reason = KeyReason(facts.reason or KeyReason.other)
    return Flag(reason, facts.starts_on, facts.ends_on or facts.starts_on)


async def mark(
    work: Work, actor: Actor, child_id: int, reason: KeyReason, months: int, now: datetime
) -> bool:
    """Mark a child from today on, for so many months; a flag that stands gives way to this one.
    False for whoever may not.
    """
    circle = await _circle(work, actor, child_id, now)
    if circle is None:
        return False
    today = local_date(now, circle.zone)
    until = last_day(today, months)
    flag = await flag_of(work, child_id, today)
    if flag is not None and (flag.reason, flag.until) == (reason, until):
        return True
    span = NewSpan(
        *(SpanKind.key_child, today, until),
        child_id=child_id,
        reason=reason,
        said_by_id=actor.person_id,
    )

    async def change() -> None:
        await _end_all(work, child_id, today)
        await work.spans.add(span, now)

    await shift_children(work, [child_id], change, now)
    details = {"reason": reason, "until": until.isoformat()}
    await _journal(work, "key_child.set", actor, child_id, details, now)
    return True


async def end(work: Work, actor: Actor, child_id: int, now: datetime) -> bool:
    """The flag ends today; what is open goes back to its usual days. False for whoever may not."""
    circle = await _circle(work, actor, child_id, now)
    if circle is None:
        return False
    today = local_date(now, circle.zone)
    if not await _standing(work, child_id, today):
        return True

    async def change() -> None:
        await _end_all(work, child_id, today)

    await shift_children(work, [child_id], change, now)
    await _journal(work, "key_child.ended", actor, child_id, {}, now)
    return True


async def _circle(work: Work, actor: Actor, child_id: int, now: datetime) -> Circle | None:
    circle = (await work.circles.around([child_id], now.date())).get(child_id)
    return circle if circle is not None and may_mark(circle, actor.person_id, now) else None


async def _standing(work: Work, child_id: int, today: date) -> list[SpanRow]:
    spans = (await work.spans.of_children([child_id])).get(child_id, ())
    return [s for s in spans if s.facts.kind is SpanKind.key_child and today in s.stretch]


async def _end_all(work: Work, child_id: int, today: date) -> None:
    for span in await _standing(work, child_id, today):
        await work.spans.end(span, today - timedelta(days=1))


async def _journal(
    work: Work, event: str, actor: Actor, child_id: int, details: dict[str, str], now: datetime
) -> None:
    entry = Entry(event, person_id=actor.person_id, child_id=child_id, details=details)
    await work.journal.write([entry], now)
