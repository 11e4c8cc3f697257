"""Correcting what the lists say of a child, or of an adult's place in its circle."""

import json
from datetime import datetime
from typing import Any

from care.words import UnitKind
from services.merging.said import facts_of, ours_of, ours_of_tie, tie_of
from storage.children import TieRow
from storage.journal import Entry
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
    ours = ours_of(child.facts, home.name)
    unit_id = home.id
    if field == "class":
        found = await work.units.named(UnitKind.class_, value, home.parent_id)
        if not found:
            return False
        unit_id = found[0].id
        await work.duties.move_to(child_id, unit_id)
    await work.children.change(child_id, facts_of(ours | {field: value}, unit_id))
    details = {"by": by, "field": field, "source": "sheet"}
    old = _sealable(ours.get(field))
    entry = Entry("child.changed", child_id=child_id, unit_id=unit_id, details=details, old=old)
    await work.journal.write([entry], now)
    return True


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
