"""Queries about promotions: a school's new school year, planned, done or cancelled."""

from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import func, select, update

from care.words import MoveState
from storage.prebuilt import Prebuilt
from storage.room import Room
from storage.tables import Promotion, Unit, new_id


class PromotionRow(Struct, frozen=True):
    """A new school year of a school, from a local date on."""

    id: int
    unit_id: int
    moves_on: date
    last_grade: int
    teachers_stay: bool
    state: MoveState
    asked_by_id: int | None
    asked_at: datetime
    settled_by_id: int | None
    settled_at: datetime | None


class Promotions:
    """When a school goes one grade up."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def plan(
        self,
        unit_id: int,
        on: date,
        last_grade: int,
        *,
        teachers_stay: bool,
        by: int | None,
        now: datetime,
    ) -> int:
        """Plan one; returns its id. `by` is None on the command line."""
        row = {"id": new_id(), "unit_id": unit_id, "moves_on": on, "last_grade": last_grade}
        row |= {"teachers_stay": teachers_stay, "state": MoveState.planned}
        row |= {"asked_by_id": by, "asked_at": now, "settled_by_id": None, "settled_at": None}
        await self._room.add(Promotion, [row])
        return int(str(row["id"]))

    async def of_school(self, unit_id: int) -> list[PromotionRow]:
        """All promotions of a school, the latest first."""
        query = _QUERY.where(Promotion.unit_id == unit_id)
        ordered = query.order_by(Promotion.moves_on.desc(), Promotion.asked_at.desc())
        return [_row(row) for row in await self._room.get(ordered)]

    async def is_planned(self, promotion_id: int) -> bool:
        """Whether it is still to come."""
        query = select(Promotion.state).where(Promotion.id == promotion_id)
        state: str = (await self._room.get(query)).scalar_one()
        return state == MoveState.planned

    async def due(self, now: datetime) -> list[PromotionRow]:
        """Planned ones whose day may have come somewhere in the world, earliest first."""
        tomorrow = now.date() + timedelta(days=1)
        planned = Promotion.state == MoveState.planned
        query = _QUERY.where(planned, Promotion.moves_on <= tomorrow)
        ordered = query.order_by(Promotion.moves_on, Promotion.id)
        return [_row(row) for row in await self._room.get(ordered)]

    async def next_days(self) -> list[tuple[date, str]]:
        """The next local day of a promotion, by zone (an IANA name)."""
        return [(row[0], row[1]) for row in await self._room.get(_NEXT_DAYS)]

    async def settle(
        self, promotion_id: int, state: MoveState, person_id: int | None, now: datetime
    ) -> None:
        """Write what has become of one; `person_id` is None where the day itself came."""
        change = update(Promotion).where(Promotion.id == promotion_id)
        values = {"state": state, "settled_by_id": person_id, "settled_at": now}
        await self._room.run(change.values(values))


_QUERY = select(*(getattr(Promotion, name) for name in PromotionRow.__struct_fields__))


def _row(row: Any) -> PromotionRow:
    values = row._asdict()
    return PromotionRow(**values | {"state": MoveState(values["state"])})


_NEXT_DAYS = Prebuilt(
    select(func.min(Promotion.moves_on), Unit.zone)
    .join(Unit, Unit.id == Promotion.unit_id)
    .where(Promotion.state == MoveState.planned)
    .group_by(Unit.zone)
)
