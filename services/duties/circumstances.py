"""What is so of children and schools for a while, read for a whole batch in one query per kind."""

from collections.abc import Iterable, Sequence

from care.almanac import Stretch
from care.circumstances import Circumstances, SpanKind
from storage.spans import SpanRow
from storage.work import Work


async def circumstances(work: Work, child_ids: Iterable[int]) -> dict[int, Circumstances]:
    """Of each child of whom anything is so; the others are left out."""
    spans = await work.spans.of_children(child_ids)
    return {child_id: _of(rows) for child_id, rows in spans.items()}


def _of(rows: Sequence[SpanRow]) -> Circumstances:
    return Circumstances(
        key_child=_stretches(rows, SpanKind.key_child),
        child_away=_stretches(rows, SpanKind.child_away),
        parent_home=tuple(
            (row.facts.person_id or 0, row.stretch)
            for row in rows
            if row.facts.kind is SpanKind.parent_home
        ),
    )


async def closures(work: Work, school_ids: Iterable[int]) -> dict[int, tuple[Stretch, ...]]:
    """While schools are closed for longer."""
    spans = await work.spans.of_units(school_ids)
    return {unit_id: _stretches(rows, SpanKind.closure) for unit_id, rows in spans.items()}


def _stretches(rows: Sequence[SpanRow], kind: SpanKind) -> tuple[Stretch, ...]:
    return tuple(row.stretch for row in rows if row.facts.kind is kind)
