"""The switch: classes that are ready begin on a day, by somebody's confirmation. Until the day has
come it can be moved by those who may set it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from care.days import next_first, next_monday
from care.hours import local_date
from care.roles import Act
from care.words import NewsCode, Post, UnitKind
from services.actor import Actor, allowed
from services.duties.planning import plan_children, plan_units
from services.live.ground import Ground, lay
from services.live.readiness import ClassState, states
from services.news import News, spread
from storage.journal import Entry
from storage.units import UnitRow
from storage.work import Work

AT_MOST_AHEAD = timedelta(days=366)


def days_to_start(today: date) -> tuple[date, ...]:
    """The days that a chat offers: tomorrow, the next Monday, the first of the next month."""
    return tuple(sorted({today + timedelta(days=1), next_monday(today), next_first(today)}))


def may_start_on(day: date, today: date) -> bool:
    """Whether a school may start on a day: from today on, within a year."""
    return today <= day <= today + AT_MOST_AHEAD


class Switching(StrEnum):
    """What became of it."""

    done = "done"
    not_yours = "not_yours"
    wrong_day = "wrong_day"
    none_ready = "none_ready"
    already = "already"


@dataclass(frozen=True, slots=True)
class Switched:
    """The result, the classes that will start, and those that have to wait."""

    result: Switching
    started: tuple[ClassState, ...] = ()
    waiting: tuple[ClassState, ...] = ()
    planned: int = 0


async def may_switch(work: Work, actor: Actor, school: UnitRow, now: datetime) -> bool:
    """Whether a person may switch a school's classes on: its principal, or an officer above."""
    if school.kind is not UnitKind.school:
        return False
    circle = (await work.circles.of_units([school.id], now.date()))[school.id]
    return allowed(circle, actor.person_id, [Act.switch_on], now)


async def classes_from(work: Work, school: UnitRow, day: date, now: datetime) -> frozenset[int]:
    """The classes of a school that are to start on a local date which has not come."""
    if day <= local_date(now, school.zone):
        return frozenset()
    below = await work.units.below(school.id)
    return frozenset(unit.id for unit in below if unit.live_on == day)


async def go_live(
    work: Work,
    actor: Actor | None,
    school: UnitRow,
    class_ids: Collection[int] | None,
    on: date,
    now: datetime,
) -> Switched:
    """Start what is ready of a school's classes on a local date; the rest waits. None stands for
    all that have no day yet; a class that has one gets the new day, unless the old one has come.

    Without an actor it is the coordinator at the command line. The school's own duties start with
    its first class. Everything is checked again here; of two who press at once one waits.
    """
    if actor is not None and not await may_switch(work, actor, school, now):
        entry = Entry("unit.live_refused", person_id=actor.person_id, unit_id=school.id)
        await work.journal.write([entry], now)
        return Switched(Switching.not_yours)
    if not may_start_on(on, local_date(now, school.zone)):
        return Switched(Switching.wrong_day)
    await work.units.hold([school.id])
    school = await work.units.get(school.id)
    ground = await lay(work, school, on, now, class_ids)
    if ground.days and not ground.classes:
        return Switched(Switching.already)
    found = states(ground)
    ready = tuple(state for state in found if state.ready)
    waiting = tuple(state for state in found if not state.ready)
    if not ready:
        return Switched(Switching.none_ready, waiting=waiting)
    planned = await _start(work, actor, ground, {state.unit_id for state in ready}, now)
    return Switched(Switching.done, ready, waiting, planned)


async def _start(
    work: Work, actor: Actor | None, ground: Ground, ready: Collection[int], now: datetime
) -> int:
    by = None if actor is None else actor.person_id
    school, days = ground.school, dict.fromkeys(sorted(ready), ground.on)
    if (first := ground.school_on(ready)) is not None:
        days = {school.id: first, **days}
    await work.duties.withdraw(duty.id for duty in await work.duties.unstarted(days))
    for day in set(days.values()):
        await work.units.go_live([unit for unit, its in days.items() if its == day], day, by)
    entries = [
        Entry("unit.live", person_id=by, unit_id=unit_id, details={"on": day.isoformat()})
        for unit_id, day in days.items()
    ]
    await work.journal.write(entries, now)
    homes = {child: home for child, home in ground.homes.items() if home in ready}
    planned = await plan_children(work, homes, now)
    if first is not None:
        planned += await plan_units(work, [school.id], now)
    await _tell(work, ground, ready, now)
    return planned


async def _tell(work: Work, ground: Ground, ready: Collection[int], now: datetime) -> None:
    """The class teachers hear the day; of an earlier one that nobody has told yet they do not."""
    news = [
        News(teacher.id, NewsCode.live, unit_id=unit_id, details={"day": ground.on.isoformat()})
        for unit_id in ready
        for teacher in ground.units[unit_id].holders((Post.class_teacher,), ground.on)
    ]
    await spread(work, news, now)
