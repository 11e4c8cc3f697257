"""What the other side says of a record, in memory; and which record stands."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from msgspec.structs import replace

from care.almanac import Review
from care.forms.checks import OWNER, OWNERS, REVIEW
from storage.confirmations import ConfirmationRow, Confirmations
from storage.memory.room import NoRoom
from storage.memory.state import State
from storage.records import RecordRow
from storage.tables import new_id
from storage.written import Written


class MemoryConfirmations(Confirmations):
    """Who was asked about a record, and what they said."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def ask(self, record_id: int, people: Iterable[int], now: datetime) -> None:
        """Ask people about a record, each once."""
        known = {row.person_id for row in await self.of([record_id])}
        for person_id in dict.fromkeys(people):
            if person_id not in known:
                row = ConfirmationRow(new_id(), record_id, person_id, now, None, None, None)
                self._state.confirmations.put(row)

    async def hold(self, record_id: int, person_id: int) -> ConfirmationRow | None:
        """What one person was asked."""
        asked = await self.of([record_id])
        return next((row for row in asked if row.person_id == person_id), None)

    async def of(self, record_ids: Iterable[int]) -> list[ConfirmationRow]:
        """Everybody who was asked about these records."""
        ids = (i for record_id in set(record_ids) for i in self._state.asked_about.ids(record_id))
        rows = self._state.confirmations.get(ids)
        return sorted(rows, key=lambda row: (row.asked_at, row.id))

    async def answer(
        self, confirmation_id: int, answer: str, day: date | None, now: datetime
    ) -> None:
        """What somebody said; said again, the last word counts."""
        row = self._state.confirmations.rows[confirmation_id]
        self._state.confirmations.put(replace(row, answer=answer, day=day, answered_at=now))

    async def follow(self, old_id: int, new_id_: int) -> None:
        """A corrected record takes over what was asked about the one before."""
        for row in await self.of([old_id]):
            self._state.confirmations.put(replace(row, record_id=new_id_))


class MemoryWritten(Written):
    """Records that were made with a form, or by a tap."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def standing(self, record_id: int) -> RecordRow | None:
        """The record itself, or the one that has taken its place; None where it was taken back."""
        record = self._state.records.rows.get(record_id)
        while record is not None and record.withdrawn_at is not None:
            record = self._after(record)
        return record

    def _after(self, record: RecordRow) -> RecordRow | None:
        of_child = self._state.records.get(self._state.records_on.ids(record.child_id))
        return next((row for row in of_child if row.corrects_id == record.id), None)

    async def reviews(
        self, child_ids: Iterable[int], kinds: Collection[str]
    ) -> dict[int, tuple[Review, ...]]:
        """What records of these kinds about children say of the next look."""
        found = {}
        for child_id in set(child_ids):
            rows = self._state.records.get(self._state.records_on.ids(child_id))
            named = [r for r in rows if r.kind in kinds and r.form_hash and not r.withdrawn_at]
            named.sort(key=lambda row: (row.made_at, row.id))
            if named:
                found[child_id] = tuple(self._review(row) for row in named)
        return found

    def _review(self, record: RecordRow) -> Review:
        rows = self._state.answers.get(self._state.answers_in.ids(record.id))
        said = {row.answer.question: row.answer for row in rows}
        on = said[REVIEW].day if REVIEW in said else None
        owner = OWNERS.get(said[OWNER].choice or "") if OWNER in said else None
        return Review(record.kind, record.id, record.about_on, on, owner)
