"""What both sides of a span need: which of a child's spans touch some days, and making room."""

from collections.abc import Iterable
from datetime import date, timedelta

from care.circumstances import SpanKind
from storage.spans import SpanRow
from storage.work import Work

FAR = date.max
"""The end of what has none."""
_DAY = timedelta(days=1)


async def touching(
    work: Work, child_ids: Iterable[int], kind: SpanKind, first: date, last: date | None
) -> list[SpanRow]:
    """The spans of a kind that have any day between two, both included."""
    found = await work.spans.of_children(child_ids)
    return [
        span
        for spans in found.values()
        for span in spans
        if span.facts.kind is kind and span.stretch.touches(first, last or FAR)
    ]


async def cut(work: Work, spans: Iterable[SpanRow], first: date) -> None:
    """End spans on the eve of a local day; what would begin then or later never was."""
    for span in spans:
        await work.spans.end(span, max(first, span.facts.starts_on) - _DAY)


async def begun(work: Work, spans: Iterable[SpanRow]) -> dict[int, date]:
    """Since which local day it has been so, by span: one said again goes on where the one before
    it ended.
    """
    spans = list(spans)
    of_children = await work.spans.of_children(span.facts.child_id or 0 for span in spans)
    return {span.id: _begun(span, of_children[span.facts.child_id or 0]) for span in spans}


def _begun(span: SpanRow, all_of_child: Iterable[SpanRow]) -> date:
    ended = {
        each.facts.ends_on: each.facts.starts_on
        for each in all_of_child
        if (each.facts.kind, each.facts.person_id) == (span.facts.kind, span.facts.person_id)
    }
    day = span.facts.starts_on
    while (before := ended.get(day - _DAY)) is not None:
        day = before
    return day
