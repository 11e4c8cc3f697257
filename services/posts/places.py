"""One change of the staff at a time in each unit."""

from collections.abc import Iterable

from care.words import UnitKind
from storage.units import UnitRow
from storage.work import Work


async def hold_places(work: Work, units: Iterable[UnitRow]) -> None:
    """Keep who has which post there until the transaction ends. The schools of classes come first:
    whoever switches a class on has its school, and then asks for the class.
    """
    units = list(units)
    classes = [unit for unit in units if unit.kind is UnitKind.class_]
    schools = {unit.parent_id for unit in classes if unit.parent_id is not None}
    own = {unit.id for unit in units}
    if schools - own:
        await work.units.hold(schools - own, shared=True)
    if others := own - {unit.id for unit in classes}:
        await work.units.hold(others)
    if classes:
        await work.units.hold([unit.id for unit in classes])
