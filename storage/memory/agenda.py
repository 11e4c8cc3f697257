"""Rows by the moment at which they are next to be looked at."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from heapq import heappop, heappush
from typing import Generic

from storage.memory.table import Row

_Entry = tuple[datetime, int]


class Agenda(Generic[Row]):
    """A heap of moments (UTC). An entry counts while its row still waits for that moment, so that
    moving a row costs one push and nothing is ever searched for. What has been handed out stays
    outside until somebody looks again: most of it waits for another moment by then.
    """

    def __init__(self, moment: Callable[[Row], datetime | None]) -> None:
        self._moment = moment
        self._heap: list[_Entry] = []
        self._handed_out: list[_Entry] = []

    def changed(self, old: Row | None, new: Row | None) -> None:
        """Keep step with a row."""
        before = None if old is None else self._moment(old)
        after = None if new is None else self._moment(new)
        if new is not None and after is not None and before != after:
            heappush(self._heap, (after, new.id))

    def until(self, moment: datetime, rows: Mapping[int, Row]) -> list[Row]:
        """The rows that wait for that moment or an earlier one, the longest waiting first."""
        self._take_back(rows)
        found = list(self._taken(moment, rows))
        self._handed_out = [entry for entry, _ in found]
        return [row for _, row in found]

    def _take_back(self, rows: Mapping[int, Row]) -> None:
        for entry in self._handed_out:
            if self._waiting(entry, rows) is not None:
                heappush(self._heap, entry)
        self._handed_out = []

    def _taken(self, moment: datetime, rows: Mapping[int, Row]) -> Iterator[tuple[_Entry, Row]]:
        seen: set[int] = set()
        while self._heap and self._heap[0][0] <= moment:
            entry = heappop(self._heap)
            row = self._waiting(entry, rows)
            if row is not None and row.id not in seen:
                seen.add(row.id)
                yield entry, row

    def first(
        self, rows: Mapping[int, Row], fits: Callable[[Row], bool] | None = None
    ) -> datetime | None:
        """The earliest moment for which a row waits, or one that fits."""
        self._take_back(rows)
        aside: list[_Entry] = []
        found = None
        while self._heap and found is None:
            entry = self._heap[0]
            row = self._waiting(entry, rows)
            if row is not None and (fits is None or fits(row)):
                found = entry[0]
            else:
                heappop(self._heap)
                if row is not None:
                    aside.append(entry)
        for entry in aside:
            heappush(self._heap, entry)
        return found

    def _waiting(self, entry: _Entry, rows: Mapping[int, Row]) -> Row | None:
        """The row of an entry, if it still waits for this moment."""
        moment, row_id = entry
        row = rows.get(row_id)
        return row if row is not None and self._moment(row) == moment else None
