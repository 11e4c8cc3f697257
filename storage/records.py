"""Queries about records, their typed answers, and the closures by which they end duties."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import select, update

from storage import record_statements as built
from storage.room import Room, chunks
from storage.tables import Answer, Closure, Record, new_id


class NewRecord(Struct, frozen=True):
    """What was done, and the duty it answers. `about_on` is the local date it happened on."""

    kind: str
    unit_id: int
    child_id: int | None
    author_id: int
    behalf_of_id: int | None
    duty_id: int | None
    about_on: date
    form_hash: str | None = None
    corrects_id: int | None = None


class NewAnswer(Struct, frozen=True):
    """One typed answer; `words` are sealed, the others stay open to be counted."""

    question: str
    choice: str | None = None
    number: float | None = None
    day: date | None = None
    words: str | None = None
    media: dict[str, Any] | None = None
    """A voice message or photo, as `bot.media` describes it."""


class RecordRow(Struct, frozen=True):
    """A record in the store."""

    id: int
    kind: str
    unit_id: int
    child_id: int | None
    author_id: int
    behalf_of_id: int | None
    duty_id: int | None
    about_on: date
    made_at: datetime
    withdrawn_at: datetime | None
    form_hash: str | None = None
    corrects_id: int | None = None


class ClosureRow(Struct, frozen=True):
    """A duty closed by a record."""

    id: int
    record_id: int
    duty_id: int
    person_id: int
    at: datetime
    undone_at: datetime | None


class Ending(Struct, frozen=True):
    """How a duty came to be done: its closure, the local date of the record, who closed it."""

    closure: ClosureRow
    done_on: date
    done_by: str


class Records:
    """What was done, and what it closed."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def add(self, record: NewRecord, answers: Sequence[NewAnswer], now: datetime) -> int:
        """Store a record with its answers; returns its id."""
        return (await self.add_all([record], answers, now))[0]

    async def add_all(
        self, records: Sequence[NewRecord], answers: Sequence[NewAnswer], now: datetime
    ) -> list[int]:
        """Store records that have the same answers; returns their ids in the same order."""
        rows = []
        for record in records:
            values = {name: getattr(record, name) for name in NewRecord.__struct_fields__}
            rows.append({"id": new_id(), **values, "made_at": now, "withdrawn_at": None})
        await self._room.add(Record, rows)
        given = [self._answer(row["id"], answer, now) for row in rows for answer in answers]
        await self._room.add(Answer, given)
        return [row["id"] for row in rows]

    def _answer(self, record_id: int, answer: NewAnswer, now: datetime) -> dict[str, Any]:
        answer_id = new_id()
        words, media = answer.words, answer.media
        sealer = self._room.sealer
        return {
            "id": answer_id,
            "record_id": record_id,
            "question": answer.question,
            "choice": answer.choice,
            "number": answer.number,
            "day": answer.day,
            "words": None if words is None else sealer.seal("answer", answer_id, "words", words),
            "media": media and sealer.seal_json("answer", answer_id, "media", media),
            "media_at": now if media else None,
        }

    async def answers(self, record_id: int) -> list[NewAnswer]:
        """The answers of a record, opened."""
        return (await self.answers_of([record_id])).get(record_id, [])

    async def answers_of(
        self, record_ids: Iterable[int], only: Collection[str] | None = None
    ) -> dict[int, list[NewAnswer]]:
        """The answers of many records, opened; `only` those to questions of these names."""
        found: dict[int, list[NewAnswer]] = defaultdict(list)
        for part in chunks(set(record_ids)):
            query = select(*Answer.__table__.columns).where(Answer.record_id.in_(part))
            query = query if only is None else query.where(Answer.question.in_(list(only)))
            for row in await self._room.get(query.order_by(Answer.id)):
                found[row.record_id].append(self._answered(row))
        return found

    def _answered(self, row: Any) -> NewAnswer:
        words, media = row.words, row.media
        if words is not None:
            words = self._room.sealer.open("answer", row.id, "words", words)
        if media is not None:
            media = self._room.sealer.open_json("answer", row.id, "media", media)
        return NewAnswer(row.question, row.choice, row.number, row.day, words, media)

    async def close(
        self, record_id: int, duty_ids: Iterable[int], person_id: int, now: datetime
    ) -> None:
        """A record closes duties."""
        rows = [
            {
                "id": new_id(),
                "record_id": record_id,
                "duty_id": duty_id,
                "person_id": person_id,
                "at": now,
                "undone_at": None,
            }
            for duty_id in duty_ids
        ]
        await self._room.add(Closure, rows)

    async def closures(self, duty_ids: Iterable[int]) -> dict[int, ClosureRow]:
        """The closure in force of each of these duties."""
        found: dict[int, ClosureRow] = {}
        for part in chunks(set(duty_ids)):
            for row in await self._room.get(built.CLOSURES, {"ids": part}):
                found[row.duty_id] = ClosureRow(*row)
        return found

    async def endings(self, duty_ids: Iterable[int]) -> dict[int, Ending]:
        """The closure in force of each of these duties, and what is shown of it."""
        found: dict[int, Ending] = {}
        for part in chunks(set(duty_ids)):
            for row in await self._room.get(built.ENDINGS, {"ids": part}):
                name = self._room.sealer.open("person", row.person_id, "name", row.name)
                found[row.duty_id] = Ending(ClosureRow(*row[:-2]), row.about_on, name)
        return found

    async def closed_lately(
        self, child_ids: Iterable[int] | None, person_id: int | None, since: datetime
    ) -> list[int]:
        """The duties closed since then, newest first: of some children or of all, by one person or
        by anybody.
        """
        query = (
            select(Closure.duty_id)
            .join(Record, Record.id == Closure.record_id)
            .where(Closure.undone_at.is_(None), Closure.at >= since)
            .order_by(Closure.at.desc(), Closure.duty_id)
        )
        if person_id is not None:
            query = query.where(Closure.person_id == person_id)
        if child_ids is not None:
            query = query.where(Record.child_id.in_(list(child_ids)))
        return list((await self._room.get(query)).scalars())

    async def closed_by(self, record_id: int) -> list[ClosureRow]:
        """The closures in force that a record made."""
        query = select(*built.CLOSURE).where(
            Closure.record_id == record_id, Closure.undone_at.is_(None)
        )
        return [ClosureRow(*row) for row in await self._room.get(query)]

    async def undo(self, record_id: int, now: datetime) -> None:
        """Withdraw a record and all that it closed; both stay as history."""
        await self._room.run(built.in_force(record_id).values(undone_at=now))
        await self._room.run(update(Record).where(Record.id == record_id).values(withdrawn_at=now))

    async def undo_closures(self, record_id: int, duty_ids: Iterable[int], now: datetime) -> None:
        """A record that stands closes these duties no longer."""
        closed = built.in_force(record_id).values(undone_at=now)
        for part in chunks(duty_ids):
            await self._room.run(closed.where(Closure.duty_id.in_(part)))

    async def hold(self, record_id: int) -> RecordRow | None:
        """A record that nobody else changes until the transaction ends."""
        query = select(*built.RECORD).where(Record.id == record_id).with_for_update()
        return next((RecordRow(*row) for row in await self._room.get(query)), None)

    async def replace(self, old_id: int, new_id_: int, now: datetime) -> None:
        """A corrected record takes the place of the one before, which stays as history."""
        await self._room.run(built.in_force(old_id).values(record_id=new_id_))
        await self._room.run(update(Record).where(Record.id == old_id).values(withdrawn_at=now))

    async def by_id(self, record_ids: Iterable[int]) -> dict[int, RecordRow]:
        """Many records at once."""
        found: dict[int, RecordRow] = {}
        for part in chunks(set(record_ids)):
            rows = await self._room.get(built.BY_ID, {"ids": part})
            found |= {row.id: RecordRow(*row) for row in rows}
        return found

    async def choices_for(self, duty_ids: Iterable[int], kind: str) -> dict[int, str]:
        """The choice made in the last record of a kind that answers each of these duties."""
        found: dict[int, str] = {}
        for part in chunks(set(duty_ids)):
            rows = await self._room.get(built.CHOICES, {"ids": part, "kind": kind})
            found |= {row.duty_id: row.choice for row in rows}
        return found

    async def last_days(self, child_ids: Iterable[int]) -> dict[tuple[int, str], date]:
        """The last local date of every kind of record per child."""
        found: dict[tuple[int, str], date] = {}
        for part in chunks(set(child_ids)):
            rows = await self._room.get(built.LAST_DAYS, {"ids": part})
            found |= {(row[0], row[1]): row[2] for row in rows}
        return found
