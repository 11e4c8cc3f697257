"""Is it still so? Stays without an end, a parent at home or a child with its parents, as whoever is
asked about them sees them: who may answer, and what there still is to answer.

The message names spans. One that has an end by now has been answered, so whatever is left is read
from the store, when the message is written as well as when a button below it is pressed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from care.circumstances import SpanKind
from care.people import HOME, PARENTS, Circle
from care.roles import Act, may
from care.words import NewsCode
from services.actor import names_in
from services.calendar.spans import begun
from storage.notices import NoticeRow
from storage.spans import SpanRow
from storage.work import Work

STAYS = (SpanKind.parent_home, SpanKind.child_away)
SPANS = "spans"
"""The detail of a notice that holds the ids of what it asks about."""


@dataclass(frozen=True, slots=True)
class StayLine:
    """One thing to be answered. `span_id` stands for all of it: a parent is at home for all their
    children. `who` is at home, where the reader may know; `own`: the reader has said so.
    """

    span_id: int
    kind: SpanKind
    children: tuple[str, ...]
    who: str | None
    since: date
    own: bool


@dataclass(frozen=True, slots=True)
class StaysView:
    """What is still to be answered of a message, the oldest first."""

    notice_id: int
    lines: tuple[StayLine, ...]


def runs(span: SpanRow, today: date) -> bool:
    """Whether it has begun by a local day, and has no end."""
    return span.facts.ends_on is None and span.facts.starts_on <= today


def asked_of(span: SpanRow) -> int:
    """Who is asked first: the parent whose stay it is, else whoever said it."""
    return span.facts.person_id or span.facts.said_by_id or 0


def may_answer(circle: Circle, span: SpanRow, person_id: int, now: datetime) -> bool:
    """Whether somebody may say how it is: who said it, while they still might, and who records for
    the family.
    """
    names = names_in(circle, person_id, now)
    if person_id == asked_of(span):
        return not names.isdisjoint(PARENTS) if _at_home(span) else may(names, Act.ask_for_help)
    return may(names, Act.record_for_family) and names.isdisjoint(HOME)


async def stays_asked(work: Work, notice: NoticeRow, now: datetime) -> StaysView | None:
    """What a message asks, as its reader sees it now; None where it has all been answered, and for
    any other news.
    """
    if notice.code != NewsCode.still_so:
        return None
    span_ids = (notice.details or {})[SPANS]
    return await _view(work, notice.person_id, span_ids, notice.id, now)


async def left_of(
    work: Work, person_id: int, notice_id: int, also: Collection[int], now: datetime
) -> StaysView | None:
    """What is left to be answered of a message that this person was sent, and of other spans."""
    notices = await work.outbox.by_id([notice_id])
    theirs = (n for n in notices if (n.person_id, n.code) == (person_id, NewsCode.still_so))
    asked = [span_id for notice in theirs for span_id in (notice.details or {})[SPANS]]
    return await _view(work, person_id, [*asked, *also], notice_id, now)


async def _view(
    work: Work, person_id: int, span_ids: Iterable[int], notice_id: int, now: datetime
) -> StaysView | None:
    found = (await work.spans.by_id(span_ids)).values()
    spans = [span for span in found if span.facts.ends_on is None and span.facts.kind in STAYS]
    circles = await work.circles.around({_child(span) for span in spans}, now.date())
    spans = [
        span
        for span in spans
        if (circle := circles.get(_child(span))) and may_answer(circle, span, person_id, now)
    ]
    if not spans:
        return None
    children = await work.children.names(_child(span) for span in spans)
    people = await work.people.by_id({span.facts.person_id or 0 for span in spans})
    names = {i: row.name for i, row in people.items() if _is_around(circles.values(), i, now)}
    since = await begun(work, spans)
    lines = [
        _line(alike, person_id, children, names, min(since[span.id] for span in alike))
        for alike in _together(spans)
    ]
    return StaysView(notice_id, tuple(sorted(lines, key=lambda line: (line.since, line.children))))


def _line(
    alike: list[SpanRow],
    reader: int,
    children: Mapping[int, str],
    names: Mapping[int, str],
    since: date,
) -> StayLine:
    span = min(alike, key=lambda span: span.id)
    return StayLine(
        span.id,
        span.facts.kind,
        tuple(sorted(children[_child(each)] for each in alike)),
        names.get(span.facts.person_id or 0),
        since,
        own=reader == asked_of(span),
    )


def _together(spans: Iterable[SpanRow]) -> Iterable[list[SpanRow]]:
    """A parent's stay at home is one thing, however many children there are."""
    found: dict[tuple[SpanKind, int], list[SpanRow]] = {}
    for span in spans:
        of = (span.facts.person_id or 0) if _at_home(span) else _child(span)
        found.setdefault((span.facts.kind, of), []).append(span)
    return found.values()


def _is_around(circles: Iterable[Circle], person_id: int, now: datetime) -> bool:
    """Whether somebody is in one of these circles; who is out of them is not named."""
    return any(names_in(circle, person_id, now) for circle in circles)


def _at_home(span: SpanRow) -> bool:
    return span.facts.kind is SpanKind.parent_home


def _child(span: SpanRow) -> int:
    return span.facts.child_id or 0
