"""The day on which a school goes one grade up: all classes at once, in one transaction.

Children keep who they are: what is open about them, what was done, their circle. Class units stay
with their names, children and teachers move through them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from care.delivery import Priority
from care.hours import local_date
from care.promotion import Step, Way, steps
from care.words import MoveState, Moving, NewsCode, Post, UnitKind
from services.moving.carrying import carry, settle_in
from services.moving.ending import end_children
from services.moving.telling import principals, teachers
from services.news import News, spread
from storage.journal import Entry
from storage.moves import NewMove
from storage.posts import PostRow
from storage.promotions import PromotionRow
from storage.units import UnitRow
from storage.work import Work

_ONE_DAY = timedelta(days=1)
_ALONG = (Post.class_teacher, Post.deputy)
_Days = tuple[date, date | None, date | None]
"""Of a post: its first one, its last one, the one on which something follows from it."""


@dataclass(slots=True)
class _Going:
    """Who goes where: class → class, and class → its children."""

    ways: list[tuple[Step, int | None]] = field(default_factory=list)
    children: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


async def take_year(work: Work, promotion: PromotionRow, now: datetime) -> int:
    """Make a planned promotion; returns how many children have moved, 0 where it has been cancelled
    meanwhile.
    """
    await work.units.hold([promotion.unit_id])
    if not await work.promotions.is_planned(promotion.id):
        return 0
    school = await work.units.get(promotion.unit_id)
    below = [u for u in await work.units.below(school.id) if u.kind is UnitKind.class_]
    classes = {unit.id: unit for unit in below}
    going = _Going(children=await _children(work, classes, promotion.moves_on))
    names = {unit.id: unit.name for unit in below}
    made: dict[str, int] = {}
    for step in steps(names, promotion.last_grade):
        going.ways.append((step, await _next_class(work, step, going, made, school, now)))
    homes = await _go_up(work, going, promotion, now)
    await _switch_along(work, going, classes)
    if not promotion.teachers_stay:
        await _teachers_go_along(work, going, local_date(now, school.zone), now)
    await settle_in(work, homes, now)
    graduates = await _graduate(work, going, promotion, now)
    await work.promotions.settle(promotion.id, MoveState.done, None, now)
    details = {"promotion": promotion.id, "children": len(homes), "graduates": graduates}
    entry = Entry("year.done", unit_id=school.id, details=details)
    await work.journal.write([entry], now)
    await _tell(work, school, homes, graduates, now)
    return len(homes) + graduates


async def _children(work: Work, classes: Mapping[int, UnitRow], on: date) -> dict[int, list[int]]:
    """The children of each class, but for those who go their own way by that day."""
    await work.children.hold_in(classes)
    children = await work.children.in_units(classes)
    own = await work.moves.with_own_way((child.id for child in children), on)
    found: dict[int, list[int]] = defaultdict(list)
    for child in children:
        if child.id not in own:
            found[child.facts.unit_id].append(child.id)
    return found


async def _next_class(
    work: Work, step: Step, going: _Going, made: dict[str, int], school: UnitRow, now: datetime
) -> int | None:
    """The class that a class becomes, added where it is new and somebody goes there."""
    if step.way is not Way.up:
        return None
    if step.to_id is not None or step.to_name is None or not going.children[step.from_id]:
        return step.to_id
    if step.to_name not in made:
        name, kind = step.to_name, UnitKind.class_
        made[name] = (await work.units.add(kind, name, school.id, school.zone, now)).id
    return made[step.to_name]


async def _go_up(
    work: Work, going: _Going, promotion: PromotionRow, now: datetime
) -> dict[int, int]:
    """Everybody one class up; returns child → class."""
    homes: dict[int, int] = {}
    for step, to_id in going.ways:
        children = going.children[step.from_id]
        if to_id is not None and children:
            await carry(work, children, step.from_id, to_id)
            homes |= dict.fromkeys(children, to_id)
            await _remember(work, children, step.from_id, to_id, promotion, now)
    return homes


async def _graduate(work: Work, going: _Going, promotion: PromotionRow, now: datetime) -> int:
    last_days: dict[int, date] = {}
    for step, _ in going.ways:
        if step.way is Way.graduates and going.children[step.from_id]:
            leaving = going.children[step.from_id]
            last_days |= dict.fromkeys(leaving, promotion.moves_on - _ONE_DAY)
            await _remember(work, leaving, step.from_id, None, promotion, now)
    if last_days:
        await end_children(work, last_days, Moving.graduated, None, now)
    return len(last_days)


async def _remember(
    work: Work,
    children: Iterable[int],
    from_id: int,
    to_id: int | None,
    promotion: PromotionRow,
    now: datetime,
) -> None:
    """Every child's move is history, and in the journal."""
    why = Moving.graduated if to_id is None else Moving.promotion
    on, by, done = promotion.moves_on, promotion.asked_by_id, MoveState.done
    moves = [NewMove(c, from_id, to_id, why, on, done, asked_by_id=by) for c in children]
    ids = await work.moves.plan(moves, now)
    entries = [
        Entry(
            "move.done",
            child_id=move.child_id,
            unit_id=from_id,
            details={"move": move_id, "why": why, "to": to_id, "on": on.isoformat()},
        )
        for move_id, move in zip(ids, moves, strict=True)
    ]
    await work.journal.write(entries, now)


async def _switch_along(work: Work, going: _Going, classes: Mapping[int, UnitRow]) -> None:
    """A class is switched on where the children who come were; an emptied one is switched off."""
    ups = [(s.from_id, to_id) for s, to_id in going.ways if to_id and going.children[s.from_id]]
    came: dict[int, date | None] = {}
    for from_id, to_id in ups:
        came[to_id] = came.get(to_id) or classes[from_id].live_on
    gone = [s.from_id for s, _ in going.ways if s.way is not Way.stays]
    came |= {unit_id: None for unit_id in gone if unit_id not in came}
    for live_on in set(came.values()):
        await work.units.go_live([u for u, day in came.items() if day == live_on], live_on, None)


async def _teachers_go_along(work: Work, going: _Going, today: date, now: datetime) -> None:
    """Who is class teacher or deputy today follows the class; their old post ends the day before,
    and so does that of whom they find in an empty class. Who is to take a class over on a day to
    come takes over the same children, wherever they are by then.
    """
    moving = [(s, to) for s, to in going.ways if s.way is not Way.stays]
    ways = {step.from_id: to for step, to in moving if going.children[step.from_id]}
    units = set(ways) | {to_id for to_id in ways.values() if to_id is not None}
    found = await work.posts.not_over(units, now.date())
    posts = [post for post in found if post.kind in _ALONG and not post.is_over(today)]
    along = [post for post in posts if post.unit_id in ways]
    taken = {(ways[post.unit_id], post.kind) for post in along if post.since <= today}
    replaced = [p for p in posts if p not in along and (p.unit_id, p.kind) in taken]
    over = [post for post in (*along, *replaced) if post.since <= today]
    await work.posts.end([post.id for post in over], today - _ONE_DAY)
    await work.posts.withdraw([post.id for post in (*along, *replaced) if post.since > today])
    for (since, until, look_on), same in _by_days(along, today).items():
        given = [(post.person_id, ways[post.unit_id], post.kind) for post in same]
        rows = [(person, to_id, kind) for person, to_id, kind in given if to_id is not None]
        await work.posts.give(rows, since, until=until, look_on=look_on)


def _by_days(posts: Iterable[PostRow], today: date) -> dict[_Days, list[PostRow]]:
    """Posts that go along, by the days of the new ones: as they were, but not before today."""
    found: dict[_Days, list[PostRow]] = defaultdict(list)
    for post in posts:
        found[max(today, post.since), post.until, post.look_on].append(post)
    return found


async def _tell(
    work: Work, school: UnitRow, homes: Mapping[int, int], graduates: int, now: datetime
) -> None:
    """Class teachers hear which class is theirs now, the principal that it is done."""
    sizes = Counter(homes.values())
    who = await teachers(work, sizes, now)
    news = [
        News(person, NewsCode.year_class, unit_id, details={"n": sizes[unit_id]})
        for unit_id, people in who.items()
        for person in people
    ]
    circle = (await work.circles.of_units([school.id], now.date()))[school.id]
    details = {"n": len(homes), "graduates": str(graduates)}
    news += [
        News(person, NewsCode.year_done, school.id, details=details)
        for person in principals(circle, now)
    ]
    await spread(work, news, now, priority=Priority.BULK)
