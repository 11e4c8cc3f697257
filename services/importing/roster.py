"""A school's sheets into the store: classes, children, people, circles. All of them, or nothing.

The same file twice changes nothing. A later one is merged with what was changed in chat since (see
`services.merging`): nobody is ended here and nothing is overwritten that somebody changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from care.hours import local_date
from care.rosters.model import ChildRow, Roster
from care.words import UnitKind
from services.merging.bringing import Brought, bring
from services.merging.finding import Found, Known, find
from services.merging.questions import ask_same, ask_who_is_gone
from services.merging.said import birth_text, opened
from storage.units import UnitRow
from storage.work import Work

GONE_FOR_GOOD = timedelta(days=120)
"""A sheet that names a child who left longer ago than this has news: the child is back."""


@dataclass(slots=True)
class Imported:
    """What an import changed, or would change. The rows are `added`, `changed`, `unchanged`, `held`
    back until somebody has answered, or of children who have `left` since the last sheet.
    """

    school: str
    children: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    staff: int = 0
    planned: int = 0
    asked: int = 0
    """Questions to the staff that are new."""
    held: int = 0
    left: int = 0
    shared: int = 0
    """People on a number that somebody else has too."""


async def school_named(work: Work, name: str, zone: str, now: datetime) -> UnitRow:
    """The school of that name, added if it is new."""
    known = await work.units.named(UnitKind.school, name)
    return known[0] if known else await work.units.add(UnitKind.school, name, None, zone, now)


async def class_units(
    work: Work, school: UnitRow, names: Iterable[str], now: datetime
) -> dict[str, UnitRow]:
    """The classes of these names in a school, added where they are new."""
    known = {unit.name: unit for unit in await work.units.below(school.id)}
    for name in sorted(set(names) - known.keys()):
        known[name] = await work.units.add(UnitKind.class_, name, school.id, school.zone, now)
    return known


async def import_roster(work: Work, roster: Roster, school: UnitRow, now: datetime) -> Imported:
    """Bring a roster without faults into the store, and plan duties for the new children."""
    rows = roster.children
    units = await class_units(work, school, (row.class_name for row in rows), now)
    children = await known_children(work, units.values(), school)
    found = find(rows, children)
    left = await _left(work, rows, found, units.values(), school, now)
    aside = found.likely.keys() | left
    pairs = [(row, found.known.get(i)) for i, row in enumerate(rows) if i not in aside]
    brought = await bring(work, pairs, units, school, now)
    likely = {child.id for child in found.likely.values()}
    missing = [child for child in found.missing if child.id not in likely]
    asked = await ask_who_is_gone(work, brought.circles, missing, now)
    asked += await ask_same(work, ((rows[i], child) for i, child in found.likely.items()), now)
    imported = _counted(brought, school)
    imported.children, imported.gone = len(rows), len(found.missing)
    imported.held, imported.left = len(found.likely), len(left)
    imported.asked += asked
    return imported


def _counted(brought: Brought, school: UnitRow) -> Imported:
    added = sum(one.before is None for one in brought.placed)
    changed = sum(one.changed for one in brought.placed)
    return Imported(
        school=school.name,
        added=added,
        changed=changed,
        unchanged=len(brought.placed) - added - changed,
        planned=brought.planned,
        asked=brought.asked,
        shared=brought.shared,
    )


async def known_children(work: Work, classes: Iterable[UnitRow], school: UnitRow) -> list[Known]:
    """The present children of a school's classes, with what the last sheet said of them. Nobody
    moves them until the transaction ends.
    """
    names = {unit.id: unit.name for unit in classes}
    await work.children.hold_in(names)
    children = await work.children.in_units(names)
    said = await work.sheets.of_children(child.id for child in children)
    return [
        Known(c.id, c.facts, names[c.facts.unit_id], opened(said.get(c.id), school.id))
        for c in children
    ]


async def _left(
    work: Work,
    rows: Sequence[ChildRow],
    found: Found,
    classes: Iterable[UnitRow],
    school: UnitRow,
    now: datetime,
) -> set[int]:
    """Rows of children who left this school in chat since a sheet of it named them."""
    fresh = {i for i in range(len(rows)) if i not in found.known and i not in found.likely}
    here = {child.id for child in (*found.known.values(), *found.missing)}
    names = {rows[i].name for i in fresh}
    elsewhere = await work.children.ever_in((unit.id for unit in classes), names)
    first = local_date(now, school.zone) - GONE_FOR_GOOD
    recent = [c for c, until in elsewhere if c.id not in here and (not until or until > first)]
    said = await work.sheets.of_children(child.id for child in recent)
    gone = {
        (child.facts.name, child.facts.birth)
        for child in recent
        if child.id in said and said[child.id]["school"] == school.id
    }
    return {i for i in fresh if (rows[i].name, birth_text(rows[i].birth)) in gone}
