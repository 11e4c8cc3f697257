"""What is so of a child or a school for a while, in memory."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from msgspec.structs import replace

from care.circumstances import SpanKind
from care.words import UnitKind
from storage.memory.room import NoRoom
from storage.memory.state import State
from storage.memory.table import Index
from storage.spans import NewSpan, SpanRow, Spans
from storage.tables import new_id


class MemorySpans(Spans):
    """What is so for a while."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def add(self, span: NewSpan, now: datetime) -> int:
        """Write one down; returns its id."""
        row = SpanRow(new_id(), span, now)
        self._state.spans.put(row)
        return row.id

    async def end(self, span: SpanRow, last_day: date | None) -> None:
        """It ends with this local day."""
        row = self._state.spans.rows[span.id]
        self._state.spans.put(replace(row, facts=replace(row.facts, ends_on=last_day)))

    async def of_children(self, child_ids: Iterable[int]) -> dict[int, tuple[SpanRow, ...]]:
        """What was, is and will be so of each of these children."""
        return self._owned(self._state.spans_of, child_ids)

    async def of_units(self, unit_ids: Iterable[int]) -> dict[int, tuple[SpanRow, ...]]:
        """The same of schools."""
        return self._owned(self._state.spans_in, unit_ids)

    async def by_id(self, span_ids: Iterable[int]) -> dict[int, SpanRow]:
        """Many spans at once, ended or not."""
        return {row.id: row for row in self._state.spans.get(set(span_ids))}

    async def hold(self, span_ids: Iterable[int]) -> dict[int, SpanRow]:
        """Spans that nobody else changes until the transaction ends."""
        return await self.by_id(span_ids)

    async def without_end(
        self, kinds: Collection[SpanKind], zone: str, today: date, latest: date
    ) -> list[SpanRow]:
        """The spans of these kinds, of present children in the live classes of a zone, that began
        on the local day `latest` or before and have no end; the earliest first.
        """
        rows = (
            row
            for kind in kinds
            for row in self._state.spans.get(self._state.spans_running.ids(kind))
            if row.facts.starts_on <= latest and self._asked_about(row, zone, today)
        )
        return sorted(rows, key=lambda row: (row.facts.starts_on, row.id))

    def _asked_about(self, row: SpanRow, zone: str, today: date) -> bool:
        child = self._state.children.rows.get(row.facts.child_id or 0)
        if child is None or child.until is not None:
            return False
        unit = self._state.units.rows[child.facts.unit_id]
        return unit.kind is UnitKind.class_ and unit.zone == zone and unit.is_live(today)

    def _owned(self, index: Index[SpanRow], ids: Iterable[int]) -> dict[int, tuple[SpanRow, ...]]:
        found = {}
        for owner in index.known(ids):
            rows = [row for row in self._state.spans.get(index.ids(owner)) if _is_real(row)]
            if rows:
                found[owner] = tuple(sorted(rows, key=lambda r: (r.facts.starts_on, r.id)))
        return found


def _is_real(row: SpanRow) -> bool:
    return row.facts.ends_on is None or row.facts.ends_on >= row.facts.starts_on
