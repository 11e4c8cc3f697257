"""What the store in memory is built of: rows that can be put back, moments that are found again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.memory.agenda import Agenda
from storage.memory.room import NotInMemoryError
from storage.memory.store import MemoryStore
from storage.memory.table import Index, Table, Undo, Unique

EPOCH = datetime(2026, 9, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    id: int
    kind: int
    at: int | None

    @property
    def moment(self) -> datetime | None:
        return None if self.at is None else EPOCH + timedelta(minutes=self.at)


rows = st.builds(
    Row, st.integers(1, 6), st.integers(0, 2), st.one_of(st.none(), st.integers(0, 20))
)
changes = st.lists(st.one_of(rows, st.integers(1, 6)), max_size=30)
"""A row to be put, or the id of one to be dropped."""


class Books:
    def __init__(self) -> None:
        self.undo = Undo()
        self.by_kind = Index[Row](lambda row: row.kind)
        self.called = Unique[Row](lambda row: f"row {row.id}")
        self.agenda = Agenda[Row](lambda row: row.moment)
        self.table = Table[Row](self.undo, self.by_kind, self.agenda, fixed=(self.called,))

    def apply(self, change: Row | int) -> None:
        if isinstance(change, Row):
            self.table.put(change)
        elif change in self.table.rows:
            self.table.drop(change)

    def agree(self) -> None:
        """Indexes and agenda say what a look at all rows says."""
        there = self.table.rows.values()
        for kind in range(3):
            ids = {row.id for row in there if row.kind == kind}
            assert set(self.by_kind.ids(kind)) == ids
            assert self.by_kind.count(kind) == len(ids)
            assert tuple(reversed(list(self.by_kind.newest_first(kind)))) == self.by_kind.ids(kind)
        assert self.by_kind.known(range(-1, 3)) == {row.kind for row in there}
        for row_id in range(1, 7):
            assert self.called.id(f"row {row_id}") == (
                row_id if row_id in self.table.rows else None
            )
        moments = [row.moment for row in there if row.moment is not None]
        assert self.agenda.first(self.table.rows) == min(moments, default=None)
        latest = max(moments, default=None)
        last = self.agenda.first(self.table.rows, lambda row: row.moment == latest)
        assert last == latest
        noon = EPOCH + timedelta(minutes=10)
        due = self.agenda.until(noon, self.table.rows)
        assert sorted(due, key=lambda row: row.id) == sorted(
            (row for row in there if row.moment is not None and row.moment <= noon),
            key=lambda row: row.id,
        )


@given(changes)
def test_index_and_agenda_follow_every_change(story: list[Row | int]) -> None:
    books = Books()
    for change in story:
        books.apply(change)
        books.agree()


@given(changes, changes)
def test_a_failed_transaction_leaves_everything_as_it_was(
    before: list[Row | int], failed: list[Row | int]
) -> None:
    books = Books()
    for change in before:
        books.apply(change)
    books.undo.forget()
    there = dict(books.table.rows)
    for change in failed:
        books.apply(change)
        books.agree()

    books.undo.back_to(0)

    assert books.table.rows == there
    books.agree()


async def test_what_is_not_in_memory_says_so() -> None:
    store = MemoryStore()

    async with store.read() as work:
        with pytest.raises(NotInMemoryError):
            await work.tasks.by_id([1])


async def test_an_exception_takes_a_unit_of_work_back() -> None:
    store = MemoryStore()

    async def fails() -> None:
        async with store.write() as work:
            await work.pauses.pause_everything(EPOCH)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()

    async with store.read() as work:
        assert await work.pauses.everything_since() is None
