"""A child goes to another class of its school."""

from datetime import date, datetime

from care.order import by_grade
from care.roles import Act
from care.words import Moving, UnitKind
from services.actor import Actor
from services.moving.making import arrange
from services.moving.place import Moved, hold, managed, person_of
from storage.moves import NewMove
from storage.units import UnitRow
from storage.work import Work


async def change_class(
    work: Work, actor: Actor | None, child_id: int, to_id: int, on: date, now: datetime
) -> Moved:
    """A child belongs to another class of its school from a local day on."""
    await hold(work, child_id)
    place = await managed(work, actor, child_id, Act.manage_lists, now)
    if place is None:
        return Moved.not_yours
    if place.gone or to_id not in {unit.id for unit in await _classes(work, place.school.id)}:
        return Moved.impossible
    if to_id == place.class_.id:
        return Moved.same_place
    by = person_of(actor)
    move = NewMove(child_id, place.class_.id, to_id, Moving.class_change, on, asked_by_id=by)
    return await arrange(work, move, place.today, now)


async def other_classes(
    work: Work, actor: Actor, child_id: int, now: datetime
) -> list[UnitRow] | None:
    """Where a child of the lists may go within its school; None where this person may not say."""
    place = await managed(work, actor, child_id, Act.manage_lists, now)
    if place is None:
        return None
    return [unit for unit in await _classes(work, place.school.id) if unit.id != place.class_.id]


async def _classes(work: Work, school_id: int) -> list[UnitRow]:
    classes = [u for u in await work.units.below(school_id) if u.kind is UnitKind.class_]
    return sorted(classes, key=lambda unit: by_grade(unit.name))
