"""The children of a sheet: added, or merged with what the lists say of them."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from care.merge import Difference, merge
from care.rosters.model import ChildRow
from services.duties.shifting import shift_children
from services.merging.finding import Known
from services.merging.said import Said, facts_of, ours_of, said_of
from services.moving.carrying import carry
from storage.birthdays import BY_MOON
from storage.children import ChildFacts
from storage.journal import Entry
from storage.units import UnitRow
from storage.work import Work

Pair = tuple[ChildRow, Known | None]
"""A row with the child that it means; None for a new one."""


@dataclass(slots=True)
class Placed:
    """A row with its child in the store, and what has come of it so far."""

    row: ChildRow
    id: int
    unit_id: int
    before: Said | None
    """What the last sheet said; None for a new child."""
    said: Said
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Differing:
    """A value that sheet and chat both changed."""

    unit_id: int
    child_id: int | None
    person_id: int | None
    difference: Difference


@dataclass(slots=True)
class Outcome:
    """What a merge found, gathered on the way: to be journaled, to be asked."""

    entries: list[Entry] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)
    homes: dict[int, int] = field(default_factory=dict)
    """Children whom the sheet has put into another class, with that class."""


async def merge_children(  # noqa: PLR0913 - a merge needs all of them
    work: Work,
    pairs: Sequence[Pair],
    units: Mapping[str, UnitRow],
    school: UnitRow,
    today: date,
    now: datetime,
    outcome: Outcome,
) -> list[Placed]:
    """Add who is new and merge the others; returns all in the order of the rows."""
    fresh = [row for row, known in pairs if known is None]
    new_facts = [facts_of(said_of(row), units[row.class_name].id) for row in fresh]
    ids = iter(await work.children.add(new_facts, today, now))
    changes: dict[int, ChildFacts] = {}
    ways: dict[tuple[int, int], list[int]] = defaultdict(list)
    placed = []
    for row, known in pairs:
        if known is None:
            placed.append(_added(row, next(ids), units[row.class_name].id, school, outcome))
            continue
        one, facts = _merged(row, known, units, school, outcome)
        placed.append(one)
        if facts != known.facts:
            changes[known.id] = facts
        if facts.unit_id != known.facts.unit_id:
            ways[known.facts.unit_id, facts.unit_id].append(known.id)
    await _turn(work, changes, pairs, now)
    await work.children.change_all(changes)
    for (from_id, to_id), children in ways.items():
        await carry(work, children, from_id, to_id)
        outcome.homes |= dict.fromkeys(children, to_id)
    return placed


async def _turn(
    work: Work, changes: Mapping[int, ChildFacts], pairs: Sequence[Pair], now: datetime
) -> None:
    """Where a birth or a birthday has changed, what is open and counts from it follows."""
    turned = {
        known.id: replace(changes[known.id], unit_id=known.facts.unit_id)
        for _, known in pairs
        if known is not None and known.id in changes and _turns(known.facts, changes[known.id])
    }

    async def change() -> None:
        await work.children.change_all(turned)

    if turned:
        await shift_children(work, turned, change, now)


def _turns(old: ChildFacts, new: ChildFacts) -> bool:
    return (old.birth, old.details.get(BY_MOON)) != (new.birth, new.details.get(BY_MOON))


def _added(row: ChildRow, child_id: int, unit_id: int, school: UnitRow, outcome: Outcome) -> Placed:
    outcome.entries.append(Entry("child.added", child_id=child_id, unit_id=unit_id))
    return Placed(row, child_id, unit_id, None, Said(school.id, said_of(row)))


def _merged(
    row: ChildRow,
    known: Known,
    units: Mapping[str, UnitRow],
    school: UnitRow,
    outcome: Outcome,
) -> tuple[Placed, ChildFacts]:
    ours = ours_of(known.facts, known.class_name)
    merged = merge(known.said.fields, said_of(row), ours)
    unit_id = known.facts.unit_id
    if merged.values["class"] != known.class_name:
        unit_id = units[merged.values["class"]].id
    for each in merged.taken:
        more = {"from": known.facts.unit_id, "to": unit_id} if each.field == "class" else {}
        outcome.entries.append(changed("child", each, child_id=known.id, unit_id=unit_id, **more))
    for each in merged.asked:
        outcome.differing.append(Differing(unit_id, known.id, None, each))
    said = Said(school.id, merged.base)
    placed = Placed(row, known.id, unit_id, known.said, said, changed=bool(merged.taken))
    return placed, facts_of(merged.values, unit_id)


def changed(
    what: str,
    each: Difference,
    *,
    child_id: int | None = None,
    person_id: int | None = None,
    unit_id: int | None = None,
    **more: Any,
) -> Entry:
    """The entry about a value that the sheet replaced; the old one is sealed."""
    details = {"field": each.field, "source": "sheet", **more}
    old = None if each.ours is None else json.dumps(each.ours, ensure_ascii=False)
    return Entry(
        f"{what}.changed",
        person_id=person_id,
        child_id=child_id,
        unit_id=unit_id,
        details=details,
        old=old,
    )
