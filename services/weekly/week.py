"""What became of a week: done of what was due, with what nobody knows beside it.

For a class, a school class by class, and an area school by school. Officers see counts and no
names. Nothing of it is a reproach: what nobody could be asked about is unknown.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from msgspec import Struct

from care.hours import local_date
from care.roles import Act, may
from care.weekly import last_day, week_before
from care.words import DutyState, UnitKind
from services.actor import Actor, names_in
from services.duties.showing import REMINDER, ItemView, show
from services.duties.standing import Standing
from storage.journal import Entry
from storage.notices import Item
from storage.units import UnitRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One class of a school, or one school of an area."""

    name: str
    counts: Standing


class WeekView(Struct, frozen=True):
    """A week of a unit, from Monday to Sunday; `lists` where the reader may see whose it was."""

    unit_id: int
    name: str
    since: date
    until: date
    counts: Standing
    lines: tuple[WeekLine, ...]
    lists: bool


@dataclass(frozen=True, slots=True)
class WeekSheet:
    """A week with the list behind its counts, each with the name of the class."""

    week: WeekView
    items: tuple[tuple[str, ItemView], ...]


async def week_view(
    work: Work, person_id: int, unit_id: int, now: datetime, monday: date | None = None
) -> WeekView | None:
    """The week of a unit that began on `monday`, the last one unless told otherwise; None where
    the reader may not see it.
    """
    unit = (await work.units.by_id([unit_id])).get(unit_id)
    if unit is None:
        return None
    circle = (await work.circles.of_units([unit_id], now.date()))[unit_id]
    names = names_in(circle, person_id, now)
    if not may(names, Act.see_counts):
        return None
    since, until = week_before(local_date(now, unit.zone))
    if monday is not None:
        since, until = monday, last_day(monday)
    found = await _classes(work, unit)
    counted = await work.weekly.by_class(found, since, until)
    seen = Act.see_class if unit.kind is UnitKind.class_ else Act.see_school
    lists = may(names, seen) and unit.kind in (UnitKind.class_, UnitKind.school)
    total = _standing(counted.values())
    return WeekView(unit_id, unit.name, since, until, total, _lines(found, counted), lists)


async def _classes(work: Work, unit: UnitRow) -> dict[int, str]:
    """The classes of a unit, each with the name of its line; one query per level."""
    if unit.kind is UnitKind.class_:
        return {unit.id: unit.name}
    if unit.kind is UnitKind.school:
        return {each.id: each.name for each in await work.units.below(unit.id)}
    schools, above = dict[int, str](), [unit]
    while above:
        below = await work.units.below_all(each.id for each in above)
        schools |= {each.id: each.name for each in below if each.kind is UnitKind.school}
        above = [each for each in below if each.kind is UnitKind.township]
    classes = await work.units.below_all(schools)
    return {each.id: schools[each.parent_id or 0] for each in classes}


def _lines(found: Mapping[int, str], counted: Mapping[int, Counter[str]]) -> tuple[WeekLine, ...]:
    """Where there is more than one: those first of which most is not done."""
    by_name: dict[str, list[Counter[str]]] = defaultdict(list)
    for class_id, name in found.items():
        if class_id in counted:
            by_name[name].append(counted[class_id])
    lines = [WeekLine(name, _standing(counts)) for name, counts in by_name.items()]
    lines.sort(key=lambda line: (line.counts.done - line.counts.due, line.name))
    return tuple(lines) if len(found) > 1 else ()


def _standing(counts: Iterable[Counter[str]]) -> Standing:
    total: Counter[str] = sum(counts, Counter())
    return Standing(
        done=total[DutyState.done],
        missed=total[DutyState.missed],
        unknown=total[DutyState.unknown],
        open=total[DutyState.open],
    )


async def week_sheet(
    work: Work, actor: Actor, unit_id: int, now: datetime, monday: date | None = None
) -> WeekSheet | None:
    """The week with the list behind it, which officers do not get; the look is journaled."""
    view = await week_view(work, actor.person_id, unit_id, now, monday)
    if view is None:
        return None
    items = await _items(work, actor, view, now) if view.lists else ()
    entry = Entry("week.sheet", person_id=actor.person_id, unit_id=unit_id)
    await work.journal.write([entry], now)
    return WeekSheet(view, items)


async def _items(
    work: Work, actor: Actor, view: WeekView, now: datetime
) -> tuple[tuple[str, ItemView], ...]:
    classes = await _classes(work, await work.units.get(view.unit_id))
    ids = await work.weekly.due_in(classes, view.since, view.until)
    duties = await work.duties.by_id(ids)
    children = await work.children.by_id(d.child_id for d in duties.values() if d.child_id)
    home = {child.id: classes.get(child.facts.unit_id, "") for child in children.values()}
    shown = await show(work, actor.person_id, [Item(i, REMINDER) for i in ids], now)
    return tuple((home.get(duties[item.duty_id].child_id or 0, ""), item) for item in shown)
