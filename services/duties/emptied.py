"""A class that has lost its last child: what it owed as a whole is not needed any more.

What nobody has heard of is withdrawn, so that the next child finds it on its day; what somebody has
been told of is excused. While the class is empty nothing is planned for it; with the first child
that comes, the next one is (`services.duties.planning.plan_children`).
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from care.words import DutyState, UnitKind
from services.duties.case import move
from services.entries import about
from storage.duties import DutyRow
from storage.work import Work


async def end_of_empty(work: Work, class_ids: Iterable[int], now: datetime) -> None:
    """End what those of the classes owe that have no child; `now` in UTC. Called by whoever takes a
    child out of a class, and harmless for any other one.

    The school is held where anything ends: a child that comes at the same moment is either seen
    here, or plans after this.
    """
    class_ids = set(class_ids)
    if not await _of_nobody(work, class_ids):
        return
    units = await work.units.by_id(list(class_ids))
    await work.units.hold({unit.parent_id for unit in units.values() if unit.parent_id})
    duties = await _of_nobody(work, class_ids)
    told = await work.duties.named(duty.id for duty in duties)
    heard = [duty for duty in duties if duty.step or duty.laters or duty.id in told]
    unheard = [duty for duty in duties if duty not in heard]
    await work.duties.withdraw([duty.id for duty in unheard])
    await work.duties.move([move(duty, DutyState.excused, None, now) for duty in heard])
    entries = [about(duty, "duty.excused", why="no_children") for duty in heard]
    entries += [about(duty, "duty.withdrawn") for duty in unheard]
    await work.journal.write(entries, now)


async def _of_nobody(work: Work, class_ids: Collection[int]) -> list[DutyRow]:
    """The open duties of those of these classes in which no child is."""
    duties = await work.duties.open_of_units(class_ids)
    if not duties:
        return []
    owing = {duty.unit_id for duty in duties}
    units = await work.units.by_id(list(owing))
    full = {child.facts.unit_id for child in await work.children.in_units(owing)}
    empty = {i for i, unit in units.items() if unit.kind is UnitKind.class_ and i not in full}
    return [duty for duty in duties if duty.unit_id in empty]
