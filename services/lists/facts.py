"""Correcting what the lists say of a child, or of an adult's place in its circle."""

import json
from datetime import datetime
from typing import Any

from care.hours import local_date
from care.words import UnitKind
from services.actor import Actor
from services.duties.shifting import shift_children
from services.merging.said import facts_of, ours_of, ours_of_tie, tie_of
from services.moving.changing import change_class
from services.moving.place import Moved
from storage.children import TieRow
from storage.journal import Entry
from storage.units import UnitRow
from storage.work import Work


async def change_child(
    work: Work, by: int | None, child_id: int, field: str, value: Any, now: datetime
) -> bool:
    """Write one field of a child (a class by its name); False where child or class is no more.

    The old value is journaled sealed. `by` is None on the command line.
    """
    child = (await work.children.by_id([child_id])).get(child_id)
    if child is None:
        return False
    home = await work.units.get(child.facts.unit_id)
    if field == "class":
        return await _change_class(work, by, child_id, value, home, now)
    ours = ours_of(child.facts, home.name)
    new = facts_of(ours | {field: value}, home.id)

    async def change() -> None:
        await work.children.change(child_id, new)

    if field in ("birth", "birthday"):
        await shift_children(work, [child_id], change, now)
    else:
        await change()
    details = {"by": by, "field": field, "source": "sheet"}
    old = _sealable(ours.get(field))
    entry = Entry("child.changed", child_id=child_id, unit_id=home.id, details=details, old=old)
    await work.journal.write([entry], now)
    return True


async def _change_class(
    work: Work, by: int | None, child_id: int, name: str, home: UnitRow, now: datetime
) -> bool:
    """The way of every child that changes class, so that all that is open goes along."""
    found = await work.units.named(UnitKind.class_, name, home.parent_id)
    if not found:
        return False
    actor, today = None if by is None else Actor(by, 0, None), local_date(now, home.zone)
    moved = await change_class(work, actor, child_id, found[0].id, today, now)
    return moved in (Moved.done, Moved.same_place)


async def change_tie(
    work: Work, by: int | None, tie: TieRow, field: str, value: Any, now: datetime
) -> None:
    """Write one field of an adult's place in a circle; for the status see `statuses`."""
    ours = ours_of_tie(tie.facts)
    await work.children.change_tie(tie.id, tie_of(ours | {field: value}, tie.facts))
    entry = Entry(
        "tie.changed",
        person_id=tie.facts.person_id,
        child_id=tie.facts.child_id,
        details={"by": by, "field": field, "source": "sheet"},
        old=_sealable(ours.get(field)),
    )
    await work.journal.write([entry], now)


def _sealable(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
