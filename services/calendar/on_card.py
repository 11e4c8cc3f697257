"""What the calendar says of a child on its card: for the staff, and what the family may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from care.circumstances import SpanKind
from care.hours import local_date
from care.people import OUT_OF_THE_CIRCLE, PARENTS, Circle
from services.actor import Actor
from services.calendar.key_child import Flag, flag_of, may_mark
from services.calendar.spans import begun, touching
from storage.spans import SpanRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Stay:
    """A parent is at home, or the child is with its parents: who, from when to when (local)."""

    kind: SpanKind
    names: tuple[str, ...]
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class OnCalendar:
    """Whether the reader may see and say that it is a key child; the flag, where it stands; who is
    at home or responsible now and in the days to come.
    """

    may_mark: bool = False
    flag: Flag | None = None
    stays: tuple[Stay, ...] = ()


NOT_SHOWN = OnCalendar()


async def on_calendar(
    work: Work, actor: Actor, child_id: int, circle: Circle, now: datetime
) -> OnCalendar:
    """As much of it as this reader may see."""
    today = local_date(now, circle.zone)
    found = await stays(work, child_id, circle, now)
    if not may_mark(circle, actor.person_id, now):
        return OnCalendar(stays=found)
    return OnCalendar(True, await flag_of(work, child_id, today), found)


async def stays(work: Work, child_id: int, circle: Circle, now: datetime) -> tuple[Stay, ...]:
    """Who is at home, and who has the child, today and in the days to come."""
    today = local_date(now, circle.zone)
    spans: list[SpanRow] = []
    for kind in (SpanKind.child_away, SpanKind.parent_home):
        spans += await touching(work, [child_id], kind, today, None)
    people = await work.people.by_id({i for span in spans for i in _who(span, circle)})
    since = await begun(work, [span for span in spans if today in span.stretch])
    return tuple(
        Stay(
            span.facts.kind,
            tuple(people[i].name for i in _who(span, circle)),
            *(since.get(span.id, span.facts.starts_on), span.facts.ends_on),
        )
        for span in spans
    )


def _who(span: SpanRow, circle: Circle) -> Iterable[int]:
    """The parent who said so; where it was somebody else, every parent of the circle."""
    if span.facts.person_id is not None:
        return [span.facts.person_id]
    parents = (t for t in circle.ties if t.role in PARENTS and t.status not in OUT_OF_THE_CIRCLE)
    return list(dict.fromkeys(tie.person.id for tie in parents))
