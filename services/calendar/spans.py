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
        await work.spans.end(span.id, max(first, span.facts.starts_on) - _DAY)
