"""What a school, or a class as a whole, owes itself, and what was said not to be needed lately, by
whom and why: for whoever leads the school or the class, and for the officer above.
"""

from dataclasses import dataclass
from datetime import datetime

from care.hours import local_date
from care.roles import Act, may, may_excuse
from care.weekly import PERIOD
from care.words import UnitKind
from services.actor import Actor, names_in
from services.duties.case import EXCUSED
from services.duties.said import on_page
from services.duties.showing import ItemView
from storage.duties import DutyRow
from storage.units import UnitRow
from storage.work import Work

SHOWN = 20
"""So many of what was excused stand on the page, the newest first, and so much of what the classes
owe.
"""


@dataclass(frozen=True, slots=True)
class SchoolOwes:
    """The open duties of a school itself and of its classes as a whole (`items`, the school's own
    first), or of one class; those of them that the reader may excuse, and what was excused in the
    last weeks: for the school about its children too, for the officer only what they owed
    themselves. `more` duties of the classes are not shown.
    """

    unit_id: int
    name: str
    items: tuple[ItemView, ...]
    may_excuse: frozenset[int]
    excused: tuple[ItemView, ...]
    sees_unit: bool
    """Whether the reader has a page of the school or class to go back to."""
    of_class: bool = False
    more: int = 0


async def school_owes(work: Work, actor: Actor, unit_id: int, now: datetime) -> SchoolOwes | None:
    """What a school or a class owes itself, or None where this person may not see it."""
    unit = (await work.units.by_id([unit_id])).get(unit_id)
    if unit is None or unit.kind not in (UnitKind.school, UnitKind.class_):
        return None
    circle = (await work.circles.of_units([unit_id], now.date()))[unit_id]
    of_class = unit.kind is UnitKind.class_
    names = names_in(circle, actor.person_id, now)
    above = circle.names_above_class(actor.person_id, local_date(now, circle.zone))
    sees = may(names, Act.see_class if of_class else Act.see_school)
    if not may(above, Act.see_school_duties) and not (of_class and sees):
        return None
    units = [unit, *([] if of_class else await work.units.below(unit_id))]
    open_now, more = await _open(work, units, now)
    children = not of_class and may(names, Act.see_child)
    excused = await _excused(work, units, now, children=children)
    shown = [*(duty.id for duty in open_now), *excused]
    views = await on_page(work, actor, shown, now)
    ended = {*excused}
    mine = tuple(view for view in views if view.duty_id not in ended)
    return SchoolOwes(
        *(unit.id, unit.name, mine),
        may_excuse=frozenset(
            view.duty_id
            for view in mine
            if may_excuse(above, view.rule.holder, about=view.rule.subject, mine=view.mine)
        ),
        excused=tuple(view for view in views if view.duty_id in ended),
        sees_unit=sees,
        of_class=of_class,
        more=more,
    )


async def owes_itself(work: Work, unit: UnitRow, now: datetime) -> bool:
    """Whether anything that a unit owes itself is open."""
    return bool((await _open(work, [unit], now))[0])


async def _open(work: Work, units: list[UnitRow], now: datetime) -> tuple[list[DutyRow], int]:
    """The open duties of units themselves, those of the first one first, and how many of the others
    are too many to be shown.
    """
    first, today = units[0], local_date(now, units[0].zone)
    found = await work.duties.open_of_units([unit.id for unit in units])
    found = [duty for duty in found if duty.opens_on <= today]
    own = [duty for duty in found if duty.unit_id == first.id]
    below = [duty for duty in found if duty.unit_id != first.id]
    return own + below[:SHOWN], len(below[SHOWN:])


async def _excused(work: Work, units: list[UnitRow], now: datetime, *, children: bool) -> list[int]:
    """The duties that staff have excused lately; with `children` those about children too."""
    ids, since = [unit.id for unit in units], now - PERIOD
    records = await work.written.tapped_in(ids, EXCUSED, since, SHOWN, own=not children)
    return [record.duty_id for record in records if record.duty_id is not None]
