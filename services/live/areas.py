"""What an officer sees: the schools of their area, where something waits to start, and where the
school itself is late or has excused itself (`services.duties.excused`).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from care.hours import local_date
from care.weekly import PERIOD
from care.words import Post, UnitKind
from services.actor import Actor
from services.duties.case import EXCUSED
from storage.units import UnitRow
from storage.work import Work

_MOST = 1000
"""Of so many excuses the schools are told apart."""


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school with how many of its classes have no day yet, and how many one to come; `own`: how
    much of what it owes itself is late, or was said lately not to be needed.
    """

    unit_id: int
    name: str
    classes: int
    not_live: int
    planned: int
    own: int = 0


@dataclass(frozen=True, slots=True)
class AreaView:
    """A county, a township or a school that an officer answers for."""

    unit_id: int
    name: str
    schools: tuple[SchoolLine, ...]


async def areas_of(work: Work, actor: Actor, now: datetime) -> tuple[AreaView, ...]:
    """The areas of a person who is an officer today."""
    held = await work.posts.of_person(actor.person_id, now.date())
    posts = [post for post in held if post.kind is Post.officer]
    units = await work.units.by_id([post.unit_id for post in posts])
    own = {p.unit_id for p in posts if p.is_held(local_date(now, units[p.unit_id].zone))}
    return tuple([await _area(work, units[unit_id], now) for unit_id in sorted(own)])


async def _area(work: Work, area: UnitRow, now: datetime) -> AreaView:
    schools: list[UnitRow] = []
    units = [area]
    while units:
        schools += [unit for unit in units if unit.kind is UnitKind.school]
        wider = [unit.id for unit in units if unit.kind is not UnitKind.school]
        units = await work.units.below_all(wider)
    today = local_date(now, area.zone)
    classes = await work.units.below_all(school.id for school in schools)
    sizes = Counter(each.parent_id for each in classes)
    waiting = Counter(each.parent_id for each in classes if each.live_on is None)
    dated = (each for each in classes if each.live_on is not None)
    planned = Counter(each.parent_id for each in dated if not each.is_live(today))
    owners = {school.id: school.id for school in schools}
    owners |= {each.id: each.parent_id for each in classes if each.parent_id is not None}
    own = await _own(work, owners, today, now)
    lines = [
        SchoolLine(s.id, s.name, sizes[s.id], waiting[s.id], planned[s.id], own[s.id])
        for s in schools
    ]
    lines.sort(key=lambda line: (-line.not_live, -line.planned, line.name))
    return AreaView(area.id, area.name, tuple(lines))


async def _own(work: Work, owners: Mapping[int, int], today: date, now: datetime) -> Counter[int]:
    """Of what the schools owe themselves, what is late; and what was excused lately of it, or of
    what their classes owe. `owners`: the school of each school and class.
    """
    duties = await work.duties.open_of_units(set(owners.values()))
    excused = await work.written.tapped_in(owners, EXCUSED, now - PERIOD, _MOST, own=True)
    late = Counter(duty.unit_id for duty in duties if duty.due_on < today)
    return late + Counter(owners[record.unit_id] for record in excused)
