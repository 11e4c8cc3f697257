"""A class, a school, one child, as staff see them: what waits, and whom to ask by phone.

A family out of reach owes nothing to a machine: what waits for it never counts as late, it is
asked about by phone. What the staff owe is late whether or not they use the bot.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from care.hours import local_date
from care.roles import Act, may
from services.actor import Actor, names_in
from services.outlook import look_around
from services.showing import REMINDER, ItemView, show
from storage.duties import DutyRow
from storage.journal import Entry
from storage.notices import Item
from storage.units import UnitRow
from storage.work import Work

RECENT = timedelta(days=1)
"""How long something done stays in sight, for its doer with the button that takes it back."""


@dataclass(frozen=True, slots=True)
class ChildLine:
    """One child of a class: how many duties are late, and how many to be asked about by phone."""

    child_id: int
    name: str
    late: int
    to_ask: int


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
    """A school as its principal sees it; `may_start`: the reader may switch the others on."""

    unit_id: int
    name: str
    classes: tuple[ClassLine, ...]
    not_live: int = 0
    may_start: bool = False


@dataclass(frozen=True, slots=True)
class ChildView:
    """One child's card: what is open about it, and when each thing was last done."""

    child_id: int
    name: str
    class_id: int
    class_name: str
    items: tuple[ItemView, ...]


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
    return await school_view(work, actor, unit, now)


async def _may(work: Work, actor: Actor, unit_id: int, act: Act, now: datetime) -> bool:
    circle = (await work.circles.of_units([unit_id], now.date()))[unit_id]
    return may(names_in(circle, actor.person_id, now), act)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Open duties whose day has passed, counted by child and by unit."""

    late: Counter[int]
    to_ask: Counter[int]
    late_in: Counter[int]


async def _waiting(work: Work, duties: list[DutyRow], now: datetime) -> _Waiting:
    outlook = await look_around(work, duties, now)
    found = _Waiting(Counter(), Counter(), Counter())
    for duty in duties:
        if duty.child_id is None or duty.due_on >= outlook.today(duty, now):
            continue
        if outlook.of_family(duty) and not outlook.reachable(duty, now):
            found.to_ask[duty.child_id] += 1
        else:
            found.late[duty.child_id] += 1
            found.late_in[duty.unit_id] += 1
    return found


async def class_view(work: Work, unit: UnitRow, now: datetime) -> ClassView:
    """A class: every child with what waits about it."""
    children = await work.children.in_units([unit.id])
    duties = await work.duties.open_of_children(child.id for child in children)
    waiting = await _waiting(work, duties, now)
    lines = [
        ChildLine(child.id, child.facts.name, waiting.late[child.id], waiting.to_ask[child.id])
        for child in children
    ]
    lines.sort(key=lambda line: (-line.late, -line.to_ask, line.name))
    return ClassView(unit.id, unit.name, tuple(lines))


async def school_view(work: Work, actor: Actor, unit: UnitRow, now: datetime) -> SchoolView:
    """A school: every class with how much is late in it."""
    classes = await work.units.below(unit.id)
    children = await work.children.in_units(each.id for each in classes)
    duties = await work.duties.open_of_children(child.id for child in children)
    waiting = await _waiting(work, duties, now)
    sizes = Counter(child.facts.unit_id for child in children)
    lines = (
        ClassLine(each.id, each.name, sizes[each.id], waiting.late_in[each.id]) for each in classes
    )
    not_live = sum(each.live_on is None for each in classes)
    may_start = not_live > 0 and await _may(work, actor, unit.id, Act.switch_on, now)
    return SchoolView(unit.id, unit.name, tuple(lines), not_live, may_start)


async def child_view(work: Work, actor: Actor, child_id: int, now: datetime) -> ChildView | None:
    """A child's card, or None where this person may not see the child. The look is journaled."""
    circle = (await work.circles.around([child_id], now.date())).get(child_id)
    if circle is None or not may(names_in(circle, actor.person_id, now), Act.see_class):
        return None
    child = (await work.children.by_id([child_id]))[child_id]
    unit = await work.units.get(child.facts.unit_id)
    today = local_date(now, circle.zone)
    waiting = await work.duties.open_of_children([child_id])
    duties = [duty.id for duty in waiting if duty.opens_on <= today]
    duties += await work.records.closed_lately([child_id], None, now - RECENT)
    items = [Item(duty_id, REMINDER) for duty_id in duties]
    views = await show(work, actor.person_id, items, now)
    entry = Entry("child.seen", person_id=actor.person_id, child_id=child_id)
    await work.journal.write([entry], now)
    return ChildView(child_id, child.facts.name, unit.id, unit.name, tuple(views))
