"""A child goes to another school: offered to a named teacher there, accepted or declined.

Until somebody there has accepted and the day has come the old school stays responsible.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from care.roles import Act
from care.words import MoveState, Moving, Post, Reach, TaskKind, UnitKind
from services.actor import Actor
from services.moving.place import Moved, Place, hold, managed, person_of
from services.moving.waiting import plan
from services.tasks.asking import ask
from storage.moves import NewMove
from storage.posts import PostRow
from storage.tasks import NewTask
from storage.units import UnitRow
from storage.work import Work

GRADUATES = timedelta(days=120)
"""How long after the last day a graduate can be handed over to the next school (row 126)."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody of another school who can accept a child: into the class, or for the school."""

    person_id: int
    name: str
    unit_id: int
    unit: str


async def other_schools(
    work: Work, actor: Actor, child_id: int, now: datetime
) -> list[UnitRow] | None:
    """The schools to which a child can be offered; None where this person may not."""
    place = await managed(work, actor, child_id, Act.offer_child, now)
    if place is None:
        return None
    return [unit for unit in await work.units.schools() if unit.id != place.school.id]


async def receivers(
    work: Work, actor: Actor | None, child_id: int, school_id: int, now: datetime
) -> list[Receiver]:
    """Class teachers and principals of another school who use the bot; nobody for who may not offer
    the child.
    """
    place = await managed(work, actor, child_id, Act.offer_child, now)
    school = (await work.units.by_id([school_id])).get(school_id)
    if place is None or school is None or school_id == place.school.id:
        return []
    return await _receivers(work, school_id, now) if school.kind is UnitKind.school else []


async def _receivers(work: Work, school_id: int, now: datetime) -> list[Receiver]:
    units = {u.id: u for u in (await work.units.get(school_id), *await work.units.below(school_id))}
    posts = [p for p in await work.posts.in_units(units, now.date()) if _accepts(p, units)]
    accounts = await work.accounts.of_people(post.person_id for post in posts)
    people = await work.people.by_id(post.person_id for post in posts)
    found = [
        Receiver(p.person_id, people[p.person_id].name, p.unit_id, units[p.unit_id].name)
        for p in posts
        if p.person_id in accounts and accounts[p.person_id].reach is Reach.joined
    ]
    return sorted(found, key=lambda each: (each.unit_id != school_id, each.unit, each.name))


def _accepts(post: PostRow, units: dict[int, UnitRow]) -> bool:
    kind = units[post.unit_id].kind
    wanted = Post.principal if kind is UnitKind.school else Post.class_teacher
    return post.kind is wanted


async def offer(  # noqa: PLR0913 - who, whom, to whom, when
    work: Work,
    actor: Actor | None,
    child_id: int,
    to_unit_id: int,
    person_id: int,
    on: date,
    now: datetime,
) -> Moved:
    """Offer a child to a teacher for a class, or to a principal for a school, from a local day on.

    `actor` is None where the permission was checked already. A child who has graduated lately can
    be offered too.
    """
    await hold(work, child_id)
    place = await managed(work, actor, child_id, Act.offer_child, now)
    if place is None:
        return Moved.not_yours
    to = (await work.units.by_id([to_unit_id])).get(to_unit_id)
    if to is None or not await can_go(work, place):
        return Moved.impossible
    school_id = to.id if to.kind is UnitKind.school else to.parent_id or 0
    classes = await work.units.below(school_id)
    there = await receivers(work, actor, child_id, school_id, now)
    if not classes or all((r.person_id, r.unit_id) != (person_id, to.id) for r in there):
        return Moved.impossible
    by = person_of(actor)
    move = NewMove(
        child_id, place.class_.id, to.id, Moving.transfer, on, MoveState.offered, person_id, by
    )
    row = await plan(work, move, now)
    await ask(work, [_question(row.id, place, to, classes, move)], now)
    return Moved.offered


async def can_go(work: Work, place: Place) -> bool:
    """On the lists, or graduated not long ago."""
    if place.gone is None:
        return True
    moves = await work.moves.of_children([place.child_id])
    done = [move for move in moves if move.state is MoveState.done]
    last = max(done, key=lambda move: move.settled_at or move.asked_at, default=None)
    graduated = last is not None and last.why is Moving.graduated
    return graduated and place.today - place.gone <= GRADUATES


def _question(
    move_id: int, place: Place, to: UnitRow, classes: list[UnitRow], move: NewMove
) -> NewTask:
    """The question to the one who is to accept; a principal answers with the class."""
    data = {
        "move": move_id,
        "unit": f"{place.school.name} {place.class_.name}",
        "day": move.moves_on.isoformat(),
    }
    if to.kind is UnitKind.school:
        labels = {str(number): unit.name for number, unit in enumerate(classes)}
        data |= {"classes": [unit.id for unit in classes], "labels": labels}
        data |= {"answers": [*labels, "no"]}
    return NewTask(
        key=f"transfer/{move_id}",
        kind=TaskKind.transfer,
        unit_id=to.id,
        child_id=place.child_id,
        for_id=move.offered_to_id,
        asked_by_id=move.asked_by_id,
        data=data,
    )
