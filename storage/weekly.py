"""Queries about families out of reach: the weekly sweep, attempts to call, what was never known."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import ColumnElement, exists, func, or_, select, update

from care.people import OUT_OF_THE_CIRCLE
from care.words import DutyState, Reach, UnitKind
from storage.prebuilt import Prebuilt
from storage.room import Room, chunks, runs_around
from storage.tables import Account, Answer, Child, Duty, Meta, Record, Tie, Unit

SWEPT = "weekly "
"""With a zone behind it: the Monday (ISO) up to which its classes have had their lists."""


class InCircle(Struct, frozen=True):
    """An adult in the circle of a child of a class; `joined` where messages get to them."""

    class_id: int
    child_id: int
    person_id: int
    joined: bool


class Weekly:
    """Who cannot be reached by the bot, class by class."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def zones(self) -> list[str]:
        """The zones of the live classes."""
        return sorted((await self._room.get(_ZONES)).scalars())

    async def swept(self) -> dict[str, date]:
        """Up to which Monday the classes of each zone have had their lists."""
        rows = await self._room.get(_SWEPT)
        return {row.name.removeprefix(SWEPT): date.fromisoformat(row.value) for row in rows}

    async def mark_swept(self, zone: str, monday: date) -> None:
        """Remember the Monday whose lists are planned."""
        row = {"name": f"{SWEPT}{zone}", "value": monday.isoformat()}
        if not await self._room.add_new(Meta, [row], "name"):
            change = update(Meta).where(Meta.name == row["name"])
            await self._room.run(change.values(value=row["value"]))

    async def classes(self, zone: str, today: date, until: date) -> list[int]:
        """The live classes of a zone in which a duty about a child is due by then, around whom
        somebody cannot be reached. The rules say which of these duties are really out of reach.
        """
        away = exists().where(
            Tie.child_id == Duty.child_id,
            Tie.status.not_in(OUT_OF_THE_CIRCLE),
            ~exists().where(Account.person_id == Tie.person_id, Account.reach == Reach.joined),
        )
        query = (
            select(Duty.unit_id)
            .distinct()
            .join(Unit, Unit.id == Duty.unit_id)
            .where(Unit.kind == UnitKind.class_, Unit.zone == zone, Unit.live_on <= today)
            .where(Duty.state == DutyState.open, Duty.due_on <= until, away)
        )
        return sorted((await self._room.get(query)).scalars())

    async def attempts(self, duty_ids: Iterable[int], choice: str) -> dict[int, date]:
        """The last local day on which a record with this choice was made about each duty."""
        found: dict[int, date] = {}
        for part in chunks(set(duty_ids)):
            query = (
                select(Record.duty_id, func.max(Record.about_on).label("day"))
                .join(Answer, Answer.record_id == Record.id)
                .where(Record.duty_id.in_(part), Answer.choice == choice)
                .where(Record.withdrawn_at.is_(None))
                .group_by(Record.duty_id)
            )
            found |= {row.duty_id: row.day for row in await self._room.get(query)}
        return found

    async def standing(
        self, child_ids: Iterable[int], since: date, until: date
    ) -> dict[int, Counter[str]]:
        """The duties due between two local dates, both included, counted by child and state."""
        found: dict[int, Counter[str]] = defaultdict(Counter)
        for part in chunks(set(child_ids)):
            query = (
                select(Duty.child_id, Duty.state, func.count().label("n"))
                .where(Duty.child_id.in_(part), Duty.due_on.between(since, until))
                .group_by(Duty.child_id, Duty.state)
            )
            for row in await self._room.get(query):
                found[row.child_id][row.state] = row.n
        return found

    async def by_class(
        self, class_ids: Iterable[int], since: date, until: date
    ) -> dict[int, Counter[str]]:
        """The duties about the present children of classes that were due between two local dates,
        both included, counted by class and state.
        """
        found: dict[int, Counter[str]] = defaultdict(Counter)
        for part in chunks(set(class_ids)):
            query = (
                select(Child.unit_id, Duty.state, func.count().label("n"))
                .join(Duty, Duty.child_id == Child.id)
                .where(*_due_in(part, since, until))
                .group_by(Child.unit_id, Duty.state)
            )
            for row in await self._room.get(query):
                found[row.unit_id][row.state] = row.n
        return found

    async def due_in(self, class_ids: Iterable[int], since: date, until: date) -> list[int]:
        """The duties that `by_class` counts, the earliest due first."""
        found: list[int] = []
        for part in chunks(set(class_ids)):
            query = (
                select(Duty.id)
                .join(Child, Child.id == Duty.child_id)
                .where(*_due_in(part, since, until))
                .order_by(Child.unit_id, Duty.due_on, Duty.rule_id, Duty.id)
            )
            found.extend((await self._room.get(query)).scalars())
        return found

    async def classes_due(self, zone: str, today: date, since: date, until: date) -> list[int]:
        """The live classes of a zone with a duty about a child that was due between two dates."""
        query = (
            select(Duty.unit_id)
            .distinct()
            .join(Unit, Unit.id == Duty.unit_id)
            .where(Unit.kind == UnitKind.class_, Unit.zone == zone, Unit.live_on <= today)
            .where(Duty.due_on.between(since, until), Duty.child_id.is_not(None))
        )
        return sorted((await self._room.get(query)).scalars())

    async def in_circles(self, class_ids: Iterable[int], today: date) -> list[InCircle]:
        """The adults of the families and the helpers around the present children of classes; who
        is dead, barred or without contact is in no circle.
        """
        found: list[InCircle] = []
        joined = func.coalesce(Account.reach == Reach.joined, False).label("joined")
        for part in chunks(set(class_ids)):
            query = (
                select(Child.unit_id, Tie.child_id, Tie.person_id, joined)
                .join(Child, Child.id == Tie.child_id)
                .outerjoin(Account, Account.person_id == Tie.person_id)
                .where(Child.unit_id.in_(part), or_(Child.until.is_(None), Child.until >= today))
                .where(Tie.status.not_in(OUT_OF_THE_CIRCLE))
                .where(runs_around(Tie.since, Tie.until, today))
                .where(or_(Tie.until.is_(None), Tie.until >= today))
            )
            rows = await self._room.get(query)
            found.extend(InCircle(row[0], row[1], row[2], bool(row[3])) for row in rows)
        return found


def _due_in(class_ids: list[int], since: date, until: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Child.unit_id.in_(class_ids),
        Child.until.is_(None),
        Duty.due_on.between(since, until),
        Duty.state != DutyState.excused,
    )


_ZONES = Prebuilt(
    select(Unit.zone).distinct().where(Unit.kind == UnitKind.class_, Unit.live_on.is_not(None))
)
_SWEPT = Prebuilt(select(Meta.name, Meta.value).where(Meta.name.startswith(SWEPT)))
