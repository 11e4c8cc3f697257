"""Queries about children and the ties of their circles."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct, field
from sqlalchemy import ColumnElement, and_, bindparam, or_, select, update

from care.words import Role, Status
from storage.prebuilt import Prebuilt, among
from storage.room import Room, chunks, runs_around
from storage.tables import Child, Move, Tie, new_id

Details = dict[str, Any]


class ChildFacts(Struct, frozen=True):
    """What is known of a child. `birth` is an ISO date, perhaps without day or month."""

    unit_id: int
    name: str
    birth: str | None = None
    sex: str | None = None
    left_behind: str | None = None
    away_since: str | None = None
    details: Details = field(default_factory=dict)


class ChildRow(Struct, frozen=True):
    """A child in the store, opened."""

    id: int
    facts: ChildFacts


class TieFacts(Struct, frozen=True):
    """One person's place in one child's circle."""

    child_id: int
    person_id: int
    role: Role
    status: Status
    details: Details = field(default_factory=dict)


class TieRow(Struct, frozen=True):
    """A tie in the store, opened."""

    id: int
    facts: TieFacts
    since: date
    until: date | None

    def runs(self, today: date) -> bool:
        """Whether it is in force on a day of the child's school."""
        return self.since <= today and (self.until is None or today <= self.until)


class Children:
    """Children, and who is tied to them."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def _child_values(self, child_id: int, facts: ChildFacts) -> dict[str, Any]:
        sealer = self._room.sealer
        birth = facts.birth
        return {
            "unit_id": facts.unit_id,
            "name": sealer.seal("child", child_id, "name", facts.name),
            "name_hash": sealer.find("child", facts.name),
            "birth": None if birth is None else sealer.seal("child", child_id, "birth", birth),
            "sex": facts.sex,
            "left_behind": facts.left_behind,
            "away_since": facts.away_since,
            "details": sealer.seal_json("child", child_id, "details", facts.details),
        }

    async def add(self, children: Sequence[ChildFacts], since: date, now: datetime) -> list[int]:
        """Add children from a local day on; returns their ids in the same order."""
        ids = [new_id() for _ in children]
        rows = [
            {"id": i, **self._child_values(i, c), "since": since, "until": None, "created_at": now}
            for i, c in zip(ids, children, strict=True)
        ]
        await self._room.add(Child, rows)
        return ids

    async def change(self, child_id: int, facts: ChildFacts) -> None:
        """Replace what is known of a child."""
        values = self._child_values(child_id, facts)
        await self._room.run(update(Child).where(Child.id == child_id).values(values))

    async def change_all(self, changes: Mapping[int, ChildFacts]) -> None:
        """Replace what is known of many children, in one statement."""
        rows = [self._child_values(i, facts) for i, facts in changes.items()]
        await self._change_all(Child, changes, rows)

    async def _change_all(
        self, table: type[Child] | type[Tie], ids: Iterable[int], rows: list[dict[str, Any]]
    ) -> None:
        if not rows:
            return
        statement = update(table).where(table.id == bindparam("whose"))
        new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0]}
        named = [{f"new_{name}": value for name, value in row.items()} for row in rows]
        values = [{"whose": i, **row} for i, row in zip(ids, named, strict=True)]
        await self._room.run(statement.values(new), values)

    async def _find(self, condition: ColumnElement[bool]) -> list[ChildRow]:
        query = select(*Child.__table__.columns).where(condition, Child.until.is_(None))
        return [self._open(row) for row in await self._room.get(query.order_by(Child.id))]

    def _open(self, row: Any) -> ChildRow:
        sealer = self._room.sealer
        birth = None if row.birth is None else sealer.open("child", row.id, "birth", row.birth)
        facts = ChildFacts(
            unit_id=row.unit_id,
            name=sealer.open("child", row.id, "name", row.name),
            birth=birth,
            sex=row.sex,
            left_behind=row.left_behind,
            away_since=row.away_since,
            details=sealer.open_json("child", row.id, "details", row.details) or {},
        )
        return ChildRow(row.id, facts)

    async def in_units(self, unit_ids: Iterable[int]) -> list[ChildRow]:
        """All present children of the given classes."""
        found: list[ChildRow] = []
        for part in chunks(set(unit_ids)):
            found.extend(await self._find(Child.unit_id.in_(part)))
        return found

    async def ever_in(
        self, unit_ids: Iterable[int], names: Iterable[str]
    ) -> list[tuple[ChildRow, date | None]]:
        """Children of these exact names who are in these classes or were, with their last day."""
        find, units, found = self._room.sealer.find, list(unit_ids), []
        moved = select(Move.child_id).where(Move.from_id.in_(units))
        here = or_(Child.unit_id.in_(units), Child.id.in_(moved))
        for part in chunks({find("child", name) for name in names}):
            query = select(*Child.__table__.columns).where(Child.name_hash.in_(part), here)
            found += [(self._open(row), row.until) for row in await self._room.get(query)]
        return found

    async def by_id(self, child_ids: Iterable[int]) -> dict[int, ChildRow]:
        """Many children at once, opened."""
        found: dict[int, ChildRow] = {}
        for part in chunks(set(child_ids)):
            found |= {row.id: row for row in await self._find(Child.id.in_(part))}
        return found

    async def hold(self, child_id: int) -> None:
        """Keep a child's place from everybody else until the transaction ends."""
        await self._hold(Child.id == child_id)

    async def hold_in(self, unit_ids: Iterable[int]) -> None:
        """Keep the places of all children of these classes, as `hold` does."""
        await self._hold(Child.unit_id.in_(list(unit_ids)))

    async def _hold(self, condition: ColumnElement[bool]) -> None:
        query = select(Child.id).where(condition).order_by(Child.id)
        await self._room.get(query.with_for_update(key_share=True))

    async def names(self, child_ids: Iterable[int]) -> dict[int, str]:
        """The names of many children."""
        found: dict[int, str] = {}
        for part in chunks(set(child_ids)):
            for row in await self._room.again(HOMES, part):
                found[row.id] = self._room.sealer.open("child", row.id, "name", row.name)
        return found

    def _tie_values(self, tie_id: int, facts: TieFacts) -> dict[str, Any]:
        return {
            "child_id": facts.child_id,
            "person_id": facts.person_id,
            "role": facts.role,
            "status": facts.status,
            "details": self._room.sealer.seal_json("tie", tie_id, "details", facts.details),
        }

    async def tie(self, ties: Sequence[TieFacts], since: date) -> None:
        """Tie people to children from a local day on."""
        ids = [new_id() for _ in ties]
        rows = [
            {"id": i, **self._tie_values(i, t), "since": since, "until": None}
            for i, t in zip(ids, ties, strict=True)
        ]
        await self._room.add(Tie, rows)

    async def change_tie(self, tie_id: int, facts: TieFacts) -> None:
        """Replace the role, status or details of a tie."""
        values = self._tie_values(tie_id, facts)
        await self._room.run(update(Tie).where(Tie.id == tie_id).values(values))

    async def change_ties(self, changes: Mapping[int, TieFacts]) -> None:
        """Replace role, status and details of many ties, in one statement."""
        rows = [self._tie_values(i, facts) for i, facts in changes.items()]
        await self._change_all(Tie, changes, rows)

    async def ties(self, child_ids: Iterable[int], today: date) -> list[TieRow]:
        """The present ties of the given children, opened."""
        found: list[TieRow] = []
        for part in chunks(set(child_ids)):
            found.extend(await self._ties(Tie.child_id.in_(part), today))
        return found

    async def end_ties(self, tie_ids: Iterable[int], last_day: date) -> None:
        """End ties with their last local day; yesterday's date ends them at once."""
        for part in chunks(tie_ids):
            await self._room.run(update(Tie).where(Tie.id.in_(part)).values(until=last_day))

    async def end(self, child_ids: Iterable[int], last_day: date) -> None:
        """Children leave the lists with their last local day; nothing about them is forgotten."""
        for part in chunks(child_ids):
            await self._room.run(update(Child).where(Child.id.in_(part)).values(until=last_day))

    async def place(self, child_ids: Iterable[int], unit_id: int) -> None:
        """Put children into a class; their duties are moved by `Duties.move_all_to`."""
        for part in chunks(child_ids):
            await self._room.run(update(Child).where(Child.id.in_(part)).values(unit_id=unit_id))

    async def ties_of_person(self, person_id: int, today: date) -> list[TieRow]:
        """The present ties of one person to children on the lists, opened."""
        return await self._ties(and_(Tie.person_id == person_id, Tie.child_id.in_(_PRESENT)), today)

    async def _ties(self, condition: ColumnElement[bool], today: date) -> list[TieRow]:
        query = (
            select(*Tie.__table__.columns)
            .where(condition, runs_around(Tie.since, Tie.until, today))
            .order_by(Tie.id)
        )
        found = []
        for row in await self._room.get(query):
            details = self._room.sealer.open_json("tie", row.id, "details", row.details) or {}
            role, status = Role(row.role), Status(row.status)
            facts = TieFacts(row.child_id, row.person_id, role, status, details)
            found.append(TieRow(row.id, facts, row.since, row.until))
        return found


_PRESENT = select(Child.id).where(Child.until.is_(None))
HOMES = Prebuilt(select(Child.id, Child.unit_id, Child.until, Child.name).where(among(Child.id)))
"""Where children belong and how they are called: whoever shows a circle names its child too."""
