"""A school's roster into the store: classes, children, people, circles. All of it, or nothing.

The same file twice changes nothing: children are found again by name and birth, adults by name
and phone. Whoever is missing in a later sheet is counted as gone; nothing is ended here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from care.hours import local_date
from care.rosters.model import Birth, ChildRow, Roster
from care.words import UnitKind
from services.importing_circles import give_class_teachers, import_circles, stated
from services.planning import plan_children
from storage.children import ChildFacts
from storage.children import ChildRow as KnownChild
from storage.journal import Entry
from storage.units import UnitRow
from storage.work import Work


@dataclass(slots=True)
class Imported:
    """What an import changed, or would change."""

    school: str
    children: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    staff: int = 0
    planned: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    """A child of the sheet with its id, and how it stands against the store."""

    row: ChildRow
    child_id: int
    unit_id: int
    new: bool
    differs: bool


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
    today = local_date(now, school.zone)
    units = await class_units(work, school, (row.class_name for row in roster.children), now)
    rows, gone = await _children(work, roster.children, units, today, now)
    places = [(row.child_id, row.row) for row in rows]
    touched = await import_circles(work, places, school, now)
    await give_class_teachers(work, roster.children, units, school, now)
    new = [row for row in rows if row.new]
    changed = [r for r in rows if not r.new and (r.differs or r.child_id in touched)]
    await work.journal.write(_entries(new, changed), now)
    planned = await plan_children(work, {row.child_id: row.unit_id for row in rows}, now)
    return Imported(
        school=school.name,
        children=len(rows),
        added=len(new),
        changed=len(changed),
        unchanged=len(rows) - len(new) - len(changed),
        gone=gone,
        planned=planned,
    )


def _entries(new: Iterable[_Row], changed: Iterable[_Row]) -> list[Entry]:
    return [
        Entry(event, child_id=row.child_id, unit_id=row.unit_id)
        for event, rows in (("child.added", new), ("child.changed", changed))
        for row in rows
    ]


async def _children(
    work: Work, sheet: Sequence[ChildRow], units: dict[str, UnitRow], today: date, now: datetime
) -> tuple[list[_Row], int]:
    """Match the sheet's children with the store's; add and change. Also counts who is gone."""
    stored = await work.children.in_units(unit.id for unit in units.values())
    facts = [_facts(row, units[row.class_name].id) for row in sheet]
    known = _known(facts, stored)
    fresh = [fact for index, fact in enumerate(facts) if index not in known]
    ids = iter(await work.children.add(fresh, today, now))
    rows = []
    for index, (row, fact) in enumerate(zip(sheet, facts, strict=True)):
        child = known.get(index)
        differs = child is not None and child.facts != fact
        if child is not None and differs:
            await _change(work, child, fact)
        child_id = next(ids) if child is None else child.id
        rows.append(_Row(row, child_id, fact.unit_id, child is None, differs))
    listed, found = {fact.unit_id for fact in facts}, {child.id for child in known.values()}
    return rows, sum(child.facts.unit_id in listed and child.id not in found for child in stored)


def _known(facts: Sequence[ChildFacts], stored: Iterable[KnownChild]) -> dict[int, KnownChild]:
    """The stored child that each row (by its place in the sheet) is about: of one name and birth
    the one of the same class first, then one who has changed class.
    """
    free: dict[tuple[str, str | None], list[KnownChild]] = {}
    for child in stored:
        free.setdefault((child.facts.name, child.facts.birth), []).append(child)
    known: dict[int, KnownChild] = {}
    for same_class in (True, False):
        for index, fact in enumerate(facts):
            left = free.get((fact.name, fact.birth), [])
            fits = (c for c in left if not same_class or c.facts.unit_id == fact.unit_id)
            if index not in known and (fit := next(fits, None)) is not None:
                known[index] = fit
                left.remove(fit)
    return known


async def _change(work: Work, child: KnownChild, facts: ChildFacts) -> None:
    await work.children.change(child.id, facts)
    if child.facts.unit_id != facts.unit_id:
        await work.duties.move_to(child.id, facts.unit_id)


def _facts(row: ChildRow, unit_id: int) -> ChildFacts:
    details = {
        "ethnicity": row.ethnicity,
        "address": row.address,
        "remark": row.remark,
        "boarding": row.boarding,
    }
    return ChildFacts(
        unit_id=unit_id,
        name=row.name,
        birth=_birth(row.birth),
        sex=row.sex,
        left_behind=row.left_behind,
        away_since=_month(row.away_since),
        details=stated(details),
    )


def _birth(birth: Birth | None) -> str | None:
    if birth is None:
        return None
    parts = (birth.month, birth.day)
    return "-".join([f"{birth.year:04}", *(f"{part:02}" for part in parts if part is not None)])


def _month(since: tuple[int, int | None] | None) -> str | None:
    if since is None:
        return None
    year, month = since
    return f"{year:04}" if month is None else f"{year:04}-{month:02}"
