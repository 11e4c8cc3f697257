"""The people around children and units, for the care rules, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from care.habits import Habits
from care.people import OUT_OF_THE_CIRCLE, PAIRED, Circle
from care.ties import Holding, Person, Tie
from care.words import Post, Reach, Role, Status
from storage import tables
from storage.children import HOMES
from storage.prebuilt import Prebuilt, among
from storage.room import Room, chunks, days_around, runs_around, runs_then
from storage.units import UnitRow, Units


class PairRow(Struct, frozen=True):
    """Somebody paired with a child, from a local day on; `until` is the last day."""

    child_id: int
    person_id: int
    role: Role
    since: date
    until: date | None

    def runs(self, today: date) -> bool:
        """Whether it is in force on a day of the child's school."""
        return self.since <= today and (self.until is None or today <= self.until)


class Circles:
    """Circles of children, and the staff of units."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def around(
        self, child_ids: Iterable[int], today: date, *, also_gone: bool = False
    ) -> dict[int, Circle]:
        """The circle of each child, by its id: family ties, and staff of its class and all units
        above.

        Around a child who has left there is nobody any more, unless `also_gone`: then it is the
        circle that was left behind.
        """
        asked, made = ("around", frozenset(child_ids), today, also_gone), self._room.made
        if asked not in made:
            made[asked] = await self._read_around(asked[1], today, also_gone=also_gone)
        found: dict[int, Circle] = made[asked]
        return dict(found)

    async def _read_around(
        self, child_ids: Collection[int], today: date, *, also_gone: bool
    ) -> dict[int, Circle]:
        homes, present = dict[int, int](), set[int]()
        for part in chunks(child_ids):
            for row in await self._room.again(HOMES, part):
                homes[row.id] = row.unit_id
                if also_gone or row.until is None:
                    present.add(row.id)
        chains = await Units(self._room).chains(list(set(homes.values())))
        ties = await self._ties(present, today)
        staff = await self._staff(chains, today)
        return {
            child_id: Circle(
                child_id,
                chains[unit][0].zone,
                tuple(ties[child_id]),
                staff[unit] if child_id in present else (),
            )
            for child_id, unit in sorted(homes.items())
        }

    async def of_units(self, unit_ids: Iterable[int], today: date) -> dict[int, Circle]:
        """The staff of units and all above, for duties that a unit itself owes."""
        chains = await Units(self._room).chains(list(set(unit_ids)))
        staff = await self._staff(chains, today)
        return {
            unit: Circle(None, chain[0].zone, (), staff[unit]) for unit, chain in chains.items()
        }

    async def barred(self, child_ids: Iterable[int]) -> set[tuple[int, int]]:
        """Who is or was barred when the tie ended, as (child, person)."""
        found: set[tuple[int, int]] = set()
        query = select(tables.Tie.child_id, tables.Tie.person_id).where(
            tables.Tie.status == Status.barred
        )
        for part in chunks(set(child_ids)):
            rows = await self._room.get(query.where(tables.Tie.child_id.in_(part)))
            found.update((row.child_id, row.person_id) for row in rows)
        return found

    async def pairs_in(self, unit_ids: Iterable[int], today: date) -> list[PairRow]:
        """Who is paired with the present children of these classes, mentors and helpers, the
        longest first; who is dead, barred or without contact is not.
        """
        tie, child, found = tables.Tie, tables.Child, list[PairRow]()
        pairs = (
            select(tie.child_id, tie.person_id, tie.role, tie.since, tie.until)
            .join(child, child.id == tie.child_id)
            .where(tie.role.in_(PAIRED), tie.status.not_in(OUT_OF_THE_CIRCLE))
            .where(runs_around(tie.since, tie.until, today), child.until.is_(None))
            .order_by(tie.since, tie.id)
        )
        for part in chunks(set(unit_ids)):
            rows = await self._room.get(pairs.where(child.unit_id.in_(part)))
            found += [PairRow(r.child_id, r.person_id, Role(r.role), *r[3:]) for r in rows]
        return found

    async def _ties(self, child_ids: Iterable[int], today: date) -> dict[int, list[Tie]]:
        found = defaultdict(list)
        for part in chunks(child_ids):
            for row in await self._room.again(_TIES, part, **days_around(today)):
                role, status = Role(row.role), Status(row.status)
                found[row.child_id].append(Tie(_person(row), role, status, row.since, row.until))
        return found

    async def _staff(
        self, chains: Mapping[int, tuple[UnitRow, ...]], today: date
    ) -> dict[int, tuple[Holding, ...]]:
        units = {unit.id: unit for chain in chains.values() for unit in chain}
        held = defaultdict(list)
        for part in chunks(units):
            for row in await self._room.again(_STAFF, part, **days_around(today)):
                level = units[row.unit_id].kind
                holding = Holding(_person(row), Post(row.kind), level, row.since, row.until)
                held[row.unit_id].append(holding)
        return {
            unit: tuple(holding for above in chain for holding in held[above.id])
            for unit, chain in chains.items()
        }


_PERSON = (
    tables.Person.id,
    tables.Person.zone,
    tables.Person.hour,
    tables.Person.quiet_from,
    tables.Person.quiet_to,
    tables.Person.other_hour,
    tables.Account.reach,
)
# Built once: these are asked at nearly every press and every beat.
_TIE, _POST = tables.Tie, tables.Post
_TIES = Prebuilt(
    select(_TIE.child_id, _TIE.role, _TIE.status, _TIE.since, _TIE.until, *_PERSON)
    .join(tables.Person, tables.Person.id == _TIE.person_id)
    .outerjoin(tables.Account, tables.Account.person_id == _TIE.person_id)
    .where(among(_TIE.child_id), runs_then(_TIE.since, _TIE.until))
    .order_by(_TIE.id)
)
_STAFF = Prebuilt(
    select(_POST.unit_id, _POST.kind, _POST.since, _POST.until, *_PERSON)
    .join(tables.Person, tables.Person.id == _POST.person_id)
    .outerjoin(tables.Account, tables.Account.person_id == _POST.person_id)
    .where(among(_POST.unit_id), runs_then(_POST.since, _POST.until))
    .order_by(_POST.since, _POST.id)
)


def _person(row: Any) -> Person:
    reach = Reach.not_joined if row.reach is None else Reach(row.reach)
    habits = Habits(row.zone, row.hour, row.quiet_from, row.quiet_to, row.other_hour)
    return Person(row.id, reach, habits)
