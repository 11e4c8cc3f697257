"""Queries about what was written on record cards: about one child, by one author."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import aliased

from care.almanac import Review
from care.forms.checks import OWNER, OWNERS, REVIEW
from storage.records import RecordRow
from storage.room import Room, chunks
from storage.tables import Answer, Confirmation, Record


class LetterRow(Struct, frozen=True):
    """A letter: its local date, which way it went, and since when it is said to be there (UTC)."""

    child_id: int
    about_on: date
    way: str
    arrived_at: datetime | None


class Written:
    """Records that were made with a form; what was taken back or replaced is history."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def standing(self, record_id: int) -> RecordRow | None:
        """The record itself, or the one that has taken its place; None where it was taken back."""
        record = next(iter(await self._find(Record.id == record_id)), None)
        while record is not None and record.withdrawn_at is not None:
            same_child = Record.child_id == record.child_id
            later = await self._find(same_child & (Record.corrects_id == record.id))
            record = next(iter(later), None)
        return record

    async def speak_for(self, record_id: int, person_id: int) -> None:
        """It turns out for whom the staff wrote it down."""
        change = update(Record).where(Record.id == record_id)
        await self._room.run(change.values(behalf_of_id=person_id))

    async def line_of(self, record_id: int) -> list[RecordRow]:
        """A record and all that it has replaced, the newest first, whether it stands or not."""
        line = await self._find(Record.id == record_id)
        while line and line[-1].corrects_id is not None:
            line += await self._find(Record.id == line[-1].corrects_id)
        return line

    async def latest(self, child_id: int, kind: str) -> RecordRow | None:
        """The last record of a kind about a child that stands."""
        query = select(*_COLUMNS).where(Record.child_id == child_id, Record.kind == kind, _STANDS)
        newest = query.order_by(Record.made_at.desc(), Record.id).limit(1)
        row = (await self._room.get(newest)).one_or_none()
        return None if row is None else RecordRow(*row)

    async def since(self, child_id: int, day: date, made_after: datetime | None) -> list[RecordRow]:
        """What was written about a child since a local date and after a moment (UTC), the newest
        first.
        """
        wanted = (Record.child_id == child_id) & (Record.about_on >= day) & _STANDS
        if made_after is not None:
            wanted &= Record.made_at > made_after
        found = await self._find(wanted)
        return sorted(found, key=lambda record: (record.made_at, record.id), reverse=True)

    async def of_kind(self, child_ids: Iterable[int], kind: str, since: date) -> list[RecordRow]:
        """The records of a kind about these children since a local date."""
        found: list[RecordRow] = []
        for part in chunks(set(child_ids)):
            of_them = Record.child_id.in_(part) & (Record.kind == kind)
            found += await self._find(of_them & (Record.about_on >= since) & _STANDS)
        return found

    async def tapped_in(
        self, unit_ids: Iterable[int], kind: str, since: datetime, most: int, *, own: bool = False
    ) -> list[RecordRow]:
        """The records of a kind without a form in these units since a moment (UTC), newest first:
        so many at most; with `own` none about a child.
        """
        tapped = Record.form_hash.is_(None) & Record.withdrawn_at.is_(None)
        found: list[RecordRow] = []
        for part in chunks(set(unit_ids)):
            query = select(*_COLUMNS).where(Record.unit_id.in_(part), Record.kind == kind)
            query = query.where(Record.made_at >= since, tapped)
            if own:
                query = query.where(Record.child_id.is_(None))
            rows = await self._room.get(query.order_by(Record.made_at.desc()).limit(most))
            found += [RecordRow(*row) for row in rows]
        return sorted(found, key=lambda row: (row.made_at, row.id), reverse=True)[:most]

    async def noted_for(
        self, author_id: int, behalf_of_id: int, child_id: int, kind: str, day: date
    ) -> bool:
        """Whether somebody has noted this kind of thing for another on a local day, card or not."""
        same = (Record.author_id == author_id) & (Record.behalf_of_id == behalf_of_id)
        about = (Record.child_id == child_id) & (Record.kind == kind) & (Record.about_on == day)
        return bool(await self._find(same & about & Record.withdrawn_at.is_(None)))

    async def last_heard(self, child_id: int, kind: str) -> date | None:
        """The last local date of a record of a kind that somebody of the family has read or was
        told.
        """
        heard = select(Confirmation.id).where(
            Confirmation.record_id == Record.id, Confirmation.answer.in_(("read", "told"))
        )
        of_kind = (Record.child_id == child_id) & (Record.kind == kind) & _STANDS
        query = select(func.max(Record.about_on)).where(of_kind, heard.exists())
        day: date | None = (await self._room.get(query)).scalar_one()
        return day

    async def by_author(self, author_id: int, since: datetime) -> list[RecordRow]:
        """What somebody has written since then (UTC) and what stands, newest first."""
        mine = (Record.author_id == author_id) & (Record.made_at >= since)
        found = await self._find(mine & _STANDS)
        return sorted(found, key=lambda record: (record.made_at, record.id), reverse=True)

    async def by_author_about(self, author_id: int, child_id: int, limit: int) -> list[RecordRow]:
        """The latest that somebody has written about a child and that stands, newest first."""
        mine = (Record.author_id == author_id) & (Record.child_id == child_id) & _STANDS
        newest = select(*_COLUMNS).where(mine).order_by(Record.made_at.desc(), Record.id)
        return [RecordRow(*row) for row in await self._room.get(newest.limit(limit))]

    async def about(self, child_id: int, forms: Iterable[str], limit: int) -> list[RecordRow]:
        """The latest about a child that were made with these forms (hashes of their texts), newest
        first.
        """
        wanted = (Record.child_id == child_id) & Record.form_hash.in_(list(forms)) & _STANDS
        query = select(*_COLUMNS).where(wanted)
        newest = query.order_by(Record.about_on.desc(), Record.made_at.desc(), Record.id)
        return [RecordRow(*row) for row in await self._room.get(newest.limit(limit))]

    async def all_of_kind(self, child_id: int, kind: str) -> list[RecordRow]:
        """All of a kind about a child that stands, the oldest first."""
        wanted = (Record.child_id == child_id) & (Record.kind == kind) & _STANDS
        oldest = select(*_COLUMNS).where(wanted).order_by(Record.made_at, Record.id)
        return [RecordRow(*row) for row in await self._room.get(oldest)]

    async def forms_about(self, child_id: int) -> list[str]:
        """The forms (hashes of their texts) of all that was written about a child."""
        query = select(Record.form_hash).where((Record.child_id == child_id) & _STANDS)
        return list((await self._room.get(query.distinct())).scalars())

    async def letters(
        self, child_ids: Iterable[int], kind: str, way: str, since: date
    ) -> list[LetterRow]:
        """Records of a kind about these children since a local date, the oldest first, with the
        choice made for the question `way`, and since when one of the other side says yes (UTC).
        """
        found: list[LetterRow] = []
        arrived = func.min(Confirmation.answered_at).filter(Confirmation.answer == "yes")
        for part in chunks(set(child_ids)):
            query = (
                select(Record.child_id, Record.about_on, Answer.choice, arrived)
                .join(Answer, Answer.record_id == Record.id)
                .outerjoin(Confirmation, Confirmation.record_id == Record.id)
                .where(Record.child_id.in_(part), Record.kind == kind, Record.about_on >= since)
                .where(Answer.question == way, _STANDS)
                .group_by(
                    Record.id, Record.child_id, Record.about_on, Record.made_at, Answer.choice
                )
                .order_by(Record.about_on, Record.made_at)
            )
            found += [LetterRow(*row) for row in await self._room.get(query)]
        return found

    async def last_word_on_calls(
        self, child_id: int, since: date, without: Collection[str]
    ) -> str | None:
        """What the family last said about what was done without a card since a local date: whether
        the child did hear from the parents. Records of the kinds `without` are no calls.
        """
        asked = (Record.child_id == child_id) & Record.form_hash.is_(None)
        asked &= Record.kind.not_in(without)
        query = (
            select(Confirmation.answer)
            .join(Record, Record.id == Confirmation.record_id)
            .where(asked, Record.withdrawn_at.is_(None), Record.about_on >= since)
            .where(Confirmation.answer.is_not(None))
            .order_by(Confirmation.answered_at.desc(), Confirmation.id)
            .limit(1)
        )
        return (await self._room.get(query)).scalar_one_or_none()

    async def reviews(
        self, child_ids: Iterable[int], kinds: Collection[str]
    ) -> dict[int, tuple[Review, ...]]:
        """What records of these kinds about children say of the next look, in the order of writing;
        children without such a record are left out.
        """
        found: dict[int, list[Review]] = defaultdict(list)
        day, holder = aliased(Answer), aliased(Answer)
        query = (
            select(Record.child_id, Record.kind, Record.id, Record.about_on, day.day, holder.choice)
            .outerjoin(day, (day.record_id == Record.id) & (day.question == REVIEW))
            .outerjoin(holder, (holder.record_id == Record.id) & (holder.question == OWNER))
            .where(Record.kind.in_(list(kinds)), _STANDS)
            .order_by(Record.made_at, Record.id)
        )
        for part in chunks(set(child_ids)):
            rows = await self._room.get(query.where(Record.child_id.in_(part)))
            for row in rows:
                child_id, kind, record_id, said_on, on, owner = row
                found[child_id].append(Review(kind, record_id, said_on, on, OWNERS.get(owner)))
        return {child_id: tuple(reviews) for child_id, reviews in found.items()}

    async def _find(self, condition: ColumnElement[bool]) -> list[RecordRow]:
        rows = await self._room.get(select(*_COLUMNS).where(condition))
        return [RecordRow(*row) for row in rows]


_STANDS = Record.withdrawn_at.is_(None) & Record.form_hash.is_not(None)
_COLUMNS = tuple(getattr(Record, name) for name in RecordRow.__struct_fields__)
