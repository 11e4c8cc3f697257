"""A child is added in chat. Its circle is built person by person afterwards; nothing is planned
for it before somebody stands around it (`services.duties.planning`).
"""

from datetime import date, datetime

from care.hours import local_date
from care.roles import Act
from care.words import UnitKind
from services.actor import Actor
from services.moving.place import may_in
from storage.children import ChildFacts
from storage.journal import Entry
from storage.work import Work


async def class_named(work: Work, actor: Actor, class_id: int, now: datetime) -> str | None:
    """The name of a class to whose list this person may add; None where there is none."""
    unit = (await work.units.by_id([class_id])).get(class_id)
    if unit is None or unit.kind is not UnitKind.class_:
        return None
    return unit.name if await may_in(work, actor, class_id, Act.manage_lists, now) else None


async def namesakes(work: Work, class_id: int, name: str) -> list[str]:
    """The classes of the same school that have a child of this name on their lists."""
    school_id = (await work.units.get(class_id)).parent_id
    classes = {u.id: u.name for u in await work.units.below(school_id)} if school_id else {}
    children = await work.children.in_units(classes)
    return [classes[each.facts.unit_id] for each in children if each.facts.name == name]


async def add_child(
    work: Work, actor: Actor, class_id: int, name: str, birth: date | None, now: datetime
) -> int | None:
    """Add a child to a class from today on; returns its id, None where this person may not."""
    if await class_named(work, actor, class_id, now) is None:
        return None
    unit = await work.units.get(class_id)
    facts = ChildFacts(class_id, name, None if birth is None else birth.isoformat())
    (child_id,) = await work.children.add([facts], local_date(now, unit.zone), now)
    entry = Entry(
        "child.added",
        person_id=actor.person_id,
        child_id=child_id,
        unit_id=class_id,
        details={"source": "chat"},
    )
    await work.journal.write([entry], now)
    return child_id
