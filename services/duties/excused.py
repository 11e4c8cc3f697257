"""What a school itself owes, and what was said not to be needed lately, by whom and why: for
whoever leads the school, and for the officer above it.
"""

from dataclasses import dataclass
from datetime import datetime

from care.hours import local_date
from care.roles import Act, may, may_excuse
from care.weekly import PERIOD
from care.words import UnitKind
from services.actor import Actor, names_in
from services.duties.case import EXCUSED
from services.duties.showing import REMINDER, ItemView, show
from storage.notices import Item
from storage.units import UnitRow
from storage.work import Work

SHOWN = 20
"""So many of what was excused stand on the page, the newest first."""


@dataclass(frozen=True, slots=True)
class SchoolOwes:
    """The open duties of a school itself (`items`), those of them that the reader may excuse, and
    what was excused in the last weeks: for the school about its children too, for the officer only
    what the school itself owed.
    """

    unit_id: int
    name: str
    items: tuple[ItemView, ...]
    may_excuse: frozenset[int]
    excused: tuple[ItemView, ...]
    sees_school: bool
    """Whether the reader has a page of the school to go back to."""


async def school_owes(work: Work, actor: Actor, school_id: int, now: datetime) -> SchoolOwes | None:
    """What a school owes, or None where this person may not see it."""
    unit = (await work.units.by_id([school_id])).get(school_id)
    if unit is None or unit.kind is not UnitKind.school:
        return None
    circle = (await work.circles.of_units([school_id], now.date()))[school_id]
    names = names_in(circle, actor.person_id, now)
    if not may(names, Act.see_school_duties):
        return None
    today = local_date(now, unit.zone)
    waiting = [d for d in await work.duties.open_of_units([school_id]) if d.opens_on <= today]
    excused = await _excused(work, unit, now, children=may(names, Act.see_child))
    items = [Item(duty_id, REMINDER) for duty_id in [*(duty.id for duty in waiting), *excused]]
    views = await show(work, actor.person_id, items, now)
    ended = {*excused}
    mine = tuple(view for view in views if view.duty_id not in ended)
    return SchoolOwes(
        *(unit.id, unit.name, mine),
        may_excuse=frozenset(
            view.duty_id
            for view in mine
            if may_excuse(names, view.rule.holder, about_child=False, mine=view.mine)
        ),
        excused=tuple(view for view in views if view.duty_id in ended),
        sees_school=may(names, Act.see_school),
    )


async def _excused(work: Work, school: UnitRow, now: datetime, *, children: bool) -> list[int]:
    """The duties that staff have excused lately; with `children` those about children too."""
    below = await work.units.below(school.id) if children else []
    units = [school.id, *(unit.id for unit in below)]
    records = await work.written.tapped_in(units, EXCUSED, now - PERIOD, SHOWN)
    return [record.duty_id for record in records if record.duty_id is not None]
