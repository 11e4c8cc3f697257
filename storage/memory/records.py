"""Records, their answers, and the closures by which they end duties, in memory."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from storage.memory.room import NoRoom
from storage.memory.state import State
from storage.memory.stored import StoredAnswer
from storage.records import ClosureRow, Ending, NewAnswer, NewRecord, RecordRow, Records
from storage.tables import new_id


class MemoryRecords(Records):
    """What was done, and what it closed."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def add_all(
        self, records: Sequence[NewRecord], answers: Sequence[NewAnswer], now: datetime
    ) -> list[int]:
        """Store records that have the same answers; returns their ids in the same order."""
        rows = [_row(record, now) for record in records]
        for row in rows:
            self._state.records.put(row)
            for answer in answers:
                self._state.answers.put(StoredAnswer(new_id(), row.id, answer))
        return [row.id for row in rows]

    async def answers_of(
        self, record_ids: Iterable[int], only: Collection[str] | None = None
    ) -> dict[int, list[NewAnswer]]:
        """The answers of many records, or those to some questions `only`."""
        found = {
            record_id: [a for a in self._answers(record_id) if only is None or a.question in only]
            for record_id in set(record_ids)
        }
        return {record_id: answers for record_id, answers in found.items() if answers}

    def _answers(self, record_id: int) -> Iterator[NewAnswer]:
        rows = self._state.answers.get(self._state.answers_in.ids(record_id))
        return (row.answer for row in rows)

    async def close(
        self, record_id: int, duty_ids: Iterable[int], person_id: int, now: datetime
    ) -> None:
        """A record closes duties."""
        for duty_id in duty_ids:
            row = ClosureRow(new_id(), record_id, duty_id, person_id, now, None)
            self._state.closures.put(row)

    async def closures(self, duty_ids: Iterable[int]) -> dict[int, ClosureRow]:
        """The closure in force of each of these duties."""
        ids = (i for duty_id in set(duty_ids) for i in self._state.closures_of.ids(duty_id))
        return {row.duty_id: row for row in self._in_force(ids)}

    async def endings(self, duty_ids: Iterable[int]) -> dict[int, Ending]:
        """The closure in force of each of these duties, and what is shown of it."""
        records, people = self._state.records.rows, self._state.people.rows
        return {
            duty_id: Ending(row, records[row.record_id].about_on, people[row.person_id].name)
            for duty_id, row in (await self.closures(duty_ids)).items()
        }

    def _in_force(self, ids: Iterable[int]) -> list[ClosureRow]:
        return [row for row in self._state.closures.get(ids) if row.undone_at is None]

    async def closed_lately(
        self, child_ids: Iterable[int] | None, person_id: int | None, since: datetime
    ) -> list[int]:
        """The duties closed since then, newest first."""
        children = None if child_ids is None else set(child_ids)
        found = [
            row
            for row in self._in_force(self._state.closures.rows)
            if row.at >= since
            and person_id in (None, row.person_id)
            and (children is None or self._state.records.rows[row.record_id].child_id in children)
        ]
        found.sort(key=lambda row: row.duty_id)
        return [row.duty_id for row in sorted(found, key=lambda row: row.at, reverse=True)]

    async def closed_by(self, record_id: int) -> list[ClosureRow]:
        """The closures in force that a record made."""
        return self._in_force(self._state.closures_by.ids(record_id))

    async def undo(self, record_id: int, now: datetime) -> None:
        """Withdraw a record and all that it closed; both stay as history."""
        for row in await self.closed_by(record_id):
            self._state.closures.put(replace(row, undone_at=now))
        self._withdraw(record_id, now)

    def _withdraw(self, record_id: int, now: datetime) -> None:
        record = self._state.records.rows[record_id]
        self._state.records.put(replace(record, withdrawn_at=now))

    async def hold(self, record_id: int) -> RecordRow | None:
        """A record; nobody else is here."""
        return self._state.records.rows.get(record_id)

    async def replace(self, old_id: int, new_id_: int, now: datetime) -> None:
        """A corrected record takes the place of the one before, which stays as history."""
        for row in await self.closed_by(old_id):
            self._state.closures.put(replace(row, record_id=new_id_))
        self._withdraw(old_id, now)

    async def by_id(self, record_ids: Iterable[int]) -> dict[int, RecordRow]:
        """Many records at once."""
        return {row.id: row for row in self._state.records.get(record_ids)}

    async def speak_for(self, record_id: int, person_id: int) -> None:
        """It turns out for whom the staff wrote it down."""
        record = self._state.records.rows[record_id]
        self._state.records.put(replace(record, behalf_of_id=person_id))

    async def choices_for(self, duty_ids: Iterable[int], kind: str) -> dict[int, str]:
        """The choice made in the last record of a kind that answers each of these duties."""
        found: dict[int, str] = {}
        for duty_id in self._state.records_about.known(duty_ids):
            for record in self._about(duty_id, kind):
                for answer in self._answers(record.id):
                    if answer.choice is not None:
                        found[duty_id] = answer.choice
        return found

    def _about(self, duty_id: int, kind: str) -> list[RecordRow]:
        rows = self._state.records.get(self._state.records_about.ids(duty_id))
        standing = (row for row in rows if row.kind == kind and row.withdrawn_at is None)
        return sorted(standing, key=lambda row: row.made_at)

    async def last_days(self, child_ids: Iterable[int]) -> dict[tuple[int, str], date]:
        """The last local date of every kind of record per child."""
        days = self._state.last_days
        return {
            (child_id, kind): day
            for child_id in set(child_ids)
            for kind, day in days.of(child_id).items()
        }

    async def of_child(self, child_id: int, limit: int) -> list[RecordRow]:
        """The latest records about a child that stand, newest first."""
        rows = self._state.records.get(self._state.records_on.ids(child_id))
        standing = [row for row in rows if row.withdrawn_at is None]
        standing.sort(key=lambda row: (row.about_on, row.made_at), reverse=True)
        return standing[:limit]


def _row(record: NewRecord, now: datetime) -> RecordRow:
    return RecordRow(
        id=new_id(),
        kind=record.kind,
        unit_id=record.unit_id,
        child_id=record.child_id,
        author_id=record.author_id,
        behalf_of_id=record.behalf_of_id,
        duty_id=record.duty_id,
        about_on=record.about_on,
        made_at=now,
        withdrawn_at=None,
        form_hash=record.form_hash,
        corrects_id=record.corrects_id,
    )
