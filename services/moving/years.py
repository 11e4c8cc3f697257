"""The new school year of a school: looked at, planned for a day, cancelled.

What the preview shows is what `year_day` does, as far as it is known today: both follow
`care.promotion`.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from care.hours import local_date
from care.promotion import Step, Way, last_grade, steps
from care.roles import Act
from care.words import MoveState, Post, UnitKind
from services.actor import Actor
from services.moving.place import may_in, person_of
from services.moving.year_day import take_year
from storage.journal import Entry
from storage.promotions import PromotionRow
from storage.units import UnitRow
from storage.work import Work

ONE_YEAR = timedelta(days=300)
"""Two promotions nearer than this would be of the same school year."""


class Opened(StrEnum):
    """What came of a wish for a new school year; each has a sentence in `locales/`."""

    done = "done"
    planned = "planned"
    cancelled = "cancelled"
    not_yours = "not_yours"
    same_year = "same_year"
    no_classes = "no_classes"
    nothing_planned = "nothing_planned"


@dataclass(frozen=True, slots=True)
class Year:
    """How a school goes one grade up: on a local day; where it ends; whether teachers go along."""

    on: date
    last_grade: int
    teachers_stay: bool = False


@dataclass(frozen=True, slots=True)
class YearLine:
    """One class: where its children go, and how many they are."""

    step: Step
    children: int


@dataclass(frozen=True, slots=True)
class YearView:
    """A new school year before it comes. `known` is the one planned or just done, if any."""

    school: UnitRow
    year: Year
    lines: tuple[YearLine, ...]
    without_teacher: tuple[str, ...]
    own_way: tuple[str, ...]
    """Children who go somewhere else by then."""
    known: PromotionRow | None

    @property
    def moving(self) -> int:
        """How many children go up or graduate."""
        return sum(line.children for line in self.lines if line.step.way is not Way.stays)


async def look_ahead(
    work: Work, actor: Actor | None, school_id: int, year: Year, now: datetime
) -> YearView | None:
    """What a new school year would do; None where this person may not open one."""
    school = (await work.units.by_id([school_id])).get(school_id)
    if school is None or not await may_in(work, actor, school_id, Act.open_year, now):
        return None
    classes = await _classes(work, school_id)
    children = await work.children.in_units(classes)
    own = await work.moves.with_own_way((child.id for child in children), year.on)
    names = sorted(child.facts.name for child in children if child.id in own)
    sizes = Counter(child.facts.unit_id for child in children if child.id not in own)
    found = steps(classes, year.last_grade)
    return YearView(
        school=school,
        year=year,
        lines=tuple(YearLine(step, sizes[step.from_id]) for step in found),
        without_teacher=await _without_teacher(work, found, sizes, year, now),
        own_way=tuple(names),
        known=await _same_year(work, school_id, year.on),
    )


async def usual_end(work: Work, school_id: int) -> int:
    """Where a school ends by its kind: grade 6, 9 or 12."""
    return last_grade((await _classes(work, school_id)).values())


async def _classes(work: Work, school_id: int) -> dict[int, str]:
    below = await work.units.below(school_id)
    return {unit.id: unit.name for unit in below if unit.kind is UnitKind.class_}


async def _without_teacher(
    work: Work, found: Collection[Step], sizes: Counter[int], year: Year, now: datetime
) -> tuple[str, ...]:
    """The classes with children that will have nobody as class teacher."""
    posts = await work.posts.in_units([step.from_id for step in found], now.date())
    led = {post.unit_id for post in posts if post.kind is Post.class_teacher}
    ups = [step for step in found if step.way is Way.up and sizes[step.from_id]]
    there = {step.to_id or step.to_name: step.to_name or "" for step in ups}
    if year.teachers_stay:
        taught: set[int | str | None] = set(led)
    else:
        taught = {s.to_id or s.to_name for s in ups if s.from_id in led}
    stays = [s for s in found if s.way is Way.stays and sizes[s.from_id]]
    lonely = [s.name for s in stays if s.from_id not in led]
    return tuple(sorted([*lonely, *(name for key, name in there.items() if key not in taught)]))


async def open_year(
    work: Work, actor: Actor | None, school_id: int, year: Year, now: datetime
) -> Opened:
    """Plan a school's new year; today or earlier it comes at once. `actor` is None on the command
    line.
    """
    if not await may_in(work, actor, school_id, Act.open_year, now):
        return Opened.not_yours
    await work.units.hold([school_id])
    if await _same_year(work, school_id, year.on) is not None:
        return Opened.same_year
    if not await _classes(work, school_id):
        return Opened.no_classes
    by = person_of(actor)
    promotion_id = await work.promotions.plan(
        school_id, year.on, year.last_grade, teachers_stay=year.teachers_stay, by=by, now=now
    )
    details = {"promotion": promotion_id, "on": year.on.isoformat()}
    entry = Entry("year.planned", person_id=by, unit_id=school_id, details=details)
    await work.journal.write([entry], now)
    school = await work.units.get(school_id)
    if year.on > local_date(now, school.zone):
        return Opened.planned
    rows = await work.promotions.of_school(school_id)
    await take_year(work, next(row for row in rows if row.id == promotion_id), now)
    return Opened.done


async def _same_year(work: Work, school_id: int, on: date) -> PromotionRow | None:
    """The promotion that is planned, or was done in the same school year."""
    for row in await work.promotions.of_school(school_id):
        near = abs(row.moves_on - on) < ONE_YEAR
        if row.state is MoveState.planned or (row.state is MoveState.done and near):
            return row
    return None


async def cancel_year(work: Work, actor: Actor | None, school_id: int, now: datetime) -> Opened:
    """Take a planned school year back before its day."""
    if not await may_in(work, actor, school_id, Act.open_year, now):
        return Opened.not_yours
    await work.units.hold([school_id])
    rows = await work.promotions.of_school(school_id)
    planned = [row for row in rows if row.state is MoveState.planned]
    by = person_of(actor)
    for row in planned:
        await work.promotions.settle(row.id, MoveState.cancelled, by, now)
        details = {"promotion": row.id}
        entry = Entry("year.cancelled", person_id=by, unit_id=school_id, details=details)
        await work.journal.write([entry], now)
    return Opened.cancelled if planned else Opened.nothing_planned
