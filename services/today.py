"""/today: what somebody owes and to whom; a class teacher's class; a principal's school."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from care.people import Circle
from care.roles import Act, may
from care.words import Reach, UnitKind
from services.actor import Actor, names_in
from services.outlook import look_around
from services.showing import REMINDER, ItemView, show
from storage.duties import DutyRow
from storage.journal import Entry
from storage.outbox import Item
from storage.units import UnitRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class ChildLine:
    """One child of a class: how many duties are late, and whether any parent can be reached."""

    child_id: int
    name: str
    late: int
    family_reachable: bool


@dataclass(frozen=True, slots=True)
class ClassView:
    """A class as its teacher sees it, the most forgotten child first."""

    unit_id: int
    name: str
    children: tuple[ChildLine, ...]


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class in its principal's list."""

    unit_id: int
    name: str
    children: int
    late: int


@dataclass(frozen=True, slots=True)
class SchoolView:
    """A school as its principal sees it."""

    unit_id: int
    name: str
    classes: tuple[ClassLine, ...]


@dataclass(frozen=True, slots=True)
class TodayView:
    """What /today shows: my own open items, my classes, my schools."""

    items: tuple[ItemView, ...]
    classes: tuple[ClassView, ...]
    schools: tuple[SchoolView, ...]


async def today(work: Work, actor: Actor, now: datetime) -> TodayView:
    """The day of one person."""
    items = await show(work, actor.person_id, await _owed(work, actor, now), now)
    classes, schools = [], []
    for unit in await _staffed(work, actor, now):
        if unit.kind is UnitKind.class_:
            classes.append(await class_view(work, unit, now))
        elif unit.kind is UnitKind.school:
            schools.append(await school_view(work, unit, now))
    return TodayView(tuple(items), tuple(classes), tuple(schools))


async def _owed(work: Work, actor: Actor, now: datetime) -> list[Item]:
    """The open duties that this person holds and that have begun, nearest first."""
    ties = await work.children.ties_of_person(actor.person_id, now.date())
    posts = await work.posts.of_person(actor.person_id, now.date())
    units = await _all_below(work, [post.unit_id for post in posts])
    child_ids = {tie.facts.child_id for tie in ties}
    child_ids |= {child.id for child in await work.children.in_units(units)}
    duties = await work.duties.open_of_children(child_ids)
    duties += await work.duties.open_of_units(units)
    outlook = await look_around(work, duties, now)
    mine = [
        duty
        for duty in duties
        if duty.opens_on <= outlook.today(duty, now) and outlook.owes(duty, actor.person_id, now)
    ]
    return [Item(duty.id, REMINDER) for duty in sorted(mine, key=lambda duty: duty.due_on)]


async def _all_below(work: Work, unit_ids: Iterable[int]) -> set[int]:
    found = set(unit_ids)
    for unit_id in list(found):
        found |= {unit.id for unit in await work.units.below(unit_id)}
    return found


async def _staffed(work: Work, actor: Actor, now: datetime) -> list[UnitRow]:
    """The classes and schools whose lists this person may see."""
    wanted = {
        post.unit_id
        for post in await work.posts.of_person(actor.person_id, now.date())
        if may([post.kind], Act.see_class) or may([post.kind], Act.see_school)
    }
    units = await work.units.by_id(list(wanted))
    return sorted(units.values(), key=lambda unit: unit.name)


async def class_seen(
    work: Work, actor: Actor, unit_id: int, now: datetime
) -> tuple[ClassView, int | None] | None:
    """A class with the school to go back to, or None where this person may not see it."""
    unit = (await work.units.by_id([unit_id])).get(unit_id)
    if unit is None or not await _may(work, actor, unit_id, Act.see_class, now):
        return None
    above = unit.parent_id
    back_to = above is not None and await _may(work, actor, above, Act.see_school, now)
    return await class_view(work, unit, now), above if back_to else None


async def school_seen(work: Work, actor: Actor, unit_id: int, now: datetime) -> SchoolView | None:
    """A school, or None where this person may not see it."""
    unit = (await work.units.by_id([unit_id])).get(unit_id)
    if unit is None or not await _may(work, actor, unit_id, Act.see_school, now):
        return None
    return await school_view(work, unit, now)


async def _may(work: Work, actor: Actor, unit_id: int, act: Act, now: datetime) -> bool:
    circle = (await work.circles.of_units([unit_id], now.date()))[unit_id]
    return may(names_in(circle, actor.person_id, now), act)


async def class_view(work: Work, unit: UnitRow, now: datetime) -> ClassView:
    """A class: every child with what is late about it."""
    children = await work.children.in_units([unit.id])
    duties = await work.duties.open_of_children(child.id for child in children)
    outlook = await look_around(work, duties, now)
    circles = await work.circles.around([child.id for child in children], now.date())
    late: dict[int | None, int] = defaultdict(int)
    for duty in duties:
        late[duty.child_id] += _is_late(duty, outlook.today(duty, now))
    lines = [
        ChildLine(child.id, child.facts.name, late[child.id], _reachable(circles[child.id]))
        for child in children
    ]
    lines.sort(key=lambda line: (-line.late, line.name))
    return ClassView(unit.id, unit.name, tuple(lines))


async def school_view(work: Work, unit: UnitRow, now: datetime) -> SchoolView:
    """A school: every class with how much is late in it."""
    classes = await work.units.below(unit.id)
    children = await work.children.in_units(each.id for each in classes)
    duties = await work.duties.open_of_children(child.id for child in children)
    outlook = await look_around(work, duties, now)
    sizes: dict[int, int] = defaultdict(int)
    late: dict[int, int] = defaultdict(int)
    for child in children:
        sizes[child.facts.unit_id] += 1
    for duty in duties:
        late[duty.unit_id] += _is_late(duty, outlook.today(duty, now))
    lines = (ClassLine(each.id, each.name, sizes[each.id], late[each.id]) for each in classes)
    return SchoolView(unit.id, unit.name, tuple(lines))


def _is_late(duty: DutyRow, today: date) -> bool:
    return duty.due_on < today


def _reachable(circle: Circle) -> bool:
    return any(tie.person.reach is Reach.joined for tie in circle.ties)


@dataclass(frozen=True, slots=True)
class ChildView:
    """One child's card: what is open about it, and when each thing was last done."""

    child_id: int
    name: str
    class_id: int
    class_name: str
    items: tuple[ItemView, ...]


async def child_view(work: Work, actor: Actor, child_id: int, now: datetime) -> ChildView | None:
    """A child's card, or None where this person may not see the child. The look is journaled."""
    circle = (await work.circles.around([child_id], now.date())).get(child_id)
    if circle is None or not may(names_in(circle, actor.person_id, now), Act.see_class):
        return None
    child = (await work.children.by_id([child_id]))[child_id]
    unit = await work.units.get(child.facts.unit_id)
    duties = await work.duties.open_of_children([child_id])
    items = await show(work, actor.person_id, [Item(duty.id, REMINDER) for duty in duties], now)
    entry = Entry("child.seen", person_id=actor.person_id, child_id=child_id)
    await work.journal.write([entry], now)
    return ChildView(child_id, child.facts.name, unit.id, unit.name, tuple(items))
