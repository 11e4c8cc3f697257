"""A class, a school, one child, as staff see them: what waits, and whom to ask by phone.

A family out of reach owes nothing to a machine: what waits for it never counts as late, it is
asked about by phone. What the staff owe is late whether or not they use the bot.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from care.contact import Clear, Contact
from care.hours import local_date
from care.order import by_grade, by_sound
from care.roles import Act, may
from services.actor import Actor, names_in
from services.calendar.on_card import NOT_SHOWN, OnCalendar, on_calendar
from services.child_card import known, last_contacts
from services.coverage import Coverage, coverage
from services.duties.excused import owes_itself
from services.duties.outlook import Outlook, look_around
from services.duties.said import on_page
from services.duties.showing import ItemView
from services.duties.standing import Standing, standing
from services.forms.on_card import NOTHING, OnCard, on_card
from services.weekly.out_of_reach import is_to_ask
from storage.children import ChildRow
from storage.duties import DutyRow
from storage.journal import Entry
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
    coverage: Coverage
    standing: Standing
    live: bool = True
    starts_on: date | None = None
    """The day to come on which it goes live."""
    owes: bool = False
    """Whether anything is open that it owes as a whole."""

    @property
    def to_ask(self) -> int:
        """How many families are to be asked by phone or paper this week."""
        return sum(1 for child in self.children if child.to_ask)


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class in its principal's list."""

    unit_id: int
    name: str
    children: int
    late: int
    live: bool = True
    starts_on: date | None = None


@dataclass(frozen=True, slots=True)
class SchoolView:
    """A school as its principal sees it; `not_live` classes have no day yet, `planned` ones start
    on a day to come. What the reader may begin: other classes, a new year.
    """

    unit_id: int
    name: str
    classes: tuple[ClassLine, ...]
    coverage: Coverage
    standing: Standing
    not_live: int = 0
    planned: Mapping[date, int] = field(default_factory=dict)
    may_start: bool = False
    may_open_year: bool = False


@dataclass(frozen=True, slots=True)
class ChildView:
    """One child's card: what is open about it, and when each thing was last done."""

    child_id: int
    name: str
    class_id: int
    class_name: str
    items: tuple[ItemView, ...]
    standing: Standing
    written: OnCard = NOTHING
    contacts: tuple[Contact, ...] = ()
    known: frozenset[Clear] | None = None
    """Which of the five clears the school knows."""
    calendar: OnCalendar = NOT_SHOWN


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
    return may(await _names(work, actor, unit_id, now), act)


async def _names(work: Work, actor: Actor, unit_id: int, now: datetime) -> frozenset[str]:
    circle = (await work.circles.of_units([unit_id], now.date()))[unit_id]
    return names_in(circle, actor.person_id, now)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Open duties whose day has passed, counted by child and by unit, and those to be asked about
    by phone or paper this week.
    """

    late: Counter[int]
    to_ask: Counter[int]
    late_in: Counter[int]


async def _waiting(work: Work, duties: list[DutyRow], now: datetime) -> _Waiting:
    outlook = await look_around(work, duties, now)
    found = _Waiting(Counter(), Counter(), Counter())
    for duty in duties:
        if duty.child_id is None:
            continue
        if is_to_ask(duty, outlook, now):
            found.to_ask[duty.child_id] += 1
        elif duty.due_on < outlook.today(duty, now) and not _of_nobody(duty, outlook, now):
            found.late[duty.child_id] += 1
            found.late_in[duty.unit_id] += 1
    return found


def _of_nobody(duty: DutyRow, outlook: Outlook, now: datetime) -> bool:
    """A family's duty that nobody of it can be late with."""
    return outlook.of_family(duty) and not outlook.reachable(duty, now)


async def class_view(work: Work, unit: UnitRow, now: datetime) -> ClassView:
    """A class: every child with what waits about it."""
    children = await work.children.in_units([unit.id])
    duties = await work.duties.open_of_children(child.id for child in children)
    waiting = await _waiting(work, duties, now)
    lines = [
        ChildLine(child.id, child.facts.name, waiting.late[child.id], waiting.to_ask[child.id])
        for child in children
    ]
    lines.sort(key=lambda line: (-line.late, -line.to_ask, by_sound(line.name)))
    return ClassView(
        *(unit.id, unit.name, tuple(lines), await coverage(work, [unit], now)),
        await _standing(work, children, unit, now),
        *_start(unit, now),
        owes=await owes_itself(work, unit, now),
    )


def _start(unit: UnitRow, now: datetime) -> tuple[bool, date | None]:
    """Whether a class is live, and the day to come on which it will be."""
    live = unit.is_live(local_date(now, unit.zone))
    return live, None if live else unit.live_on


async def school_view(work: Work, actor: Actor, unit: UnitRow, now: datetime) -> SchoolView:
    """A school: every class with how much is late in it."""
    classes = sorted(await work.units.below(unit.id), key=lambda each: by_grade(each.name))
    children = await work.children.in_units(each.id for each in classes)
    duties = await work.duties.open_of_children(child.id for child in children)
    waiting = await _waiting(work, duties, now)
    sizes = Counter(child.facts.unit_id for child in children)
    lines = [
        ClassLine(each.id, each.name, sizes[each.id], waiting.late_in[each.id], *_start(each, now))
        for each in classes
    ]
    planned = Counter(line.starts_on for line in lines if line.starts_on is not None)
    not_live = sum(each.live_on is None for each in classes)
    names = await _names(work, actor, unit.id, now)
    return SchoolView(
        unit_id=unit.id,
        name=unit.name,
        classes=tuple(lines),
        coverage=await coverage(work, classes, now),
        standing=await _standing(work, children, unit, now),
        not_live=not_live,
        planned=dict(sorted(planned.items())),
        may_start=(not_live > 0 or bool(planned)) and may(names, Act.switch_on),
        may_open_year=may(names, Act.open_year),
    )


async def _standing(
    work: Work, children: Sequence[ChildRow], unit: UnitRow, now: datetime
) -> Standing:
    return await standing(work, (child.id for child in children), local_date(now, unit.zone))


async def child_view(work: Work, actor: Actor, child_id: int, now: datetime) -> ChildView | None:
    """A child's card, or None where this person may not see the child. The look is journaled."""
    circle = (await work.circles.around([child_id], now.date())).get(child_id)
    if circle is None or not may(names_in(circle, actor.person_id, now), Act.see_class):
        return None
    child = (await work.children.by_id([child_id]))[child_id]
    unit = await work.units.get(child.facts.unit_id)
    today = local_date(now, circle.zone)
    waiting = await work.duties.open_of_children([child_id])
    lately = await work.records.closed_lately([child_id], None, now - RECENT)
    duties = [*(duty.id for duty in waiting if duty.opens_on <= today), *lately]
    views = await on_page(work, actor, duties, now)
    await work.journal.write([Entry("child.seen", actor.person_id, child_id)], now)
    return ChildView(
        *(child_id, child.facts.name, unit.id, unit.name, views),
        await standing(work, [child_id], today),
        written=await on_card(work, actor.person_id, child_id, circle, now),
        contacts=await last_contacts(work, child, circle, now),
        known=await known(work, child, circle, now),
        calendar=await on_calendar(work, actor, child_id, circle, now),
    )
