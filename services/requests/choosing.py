"""For which child: one's own family's, or those of the classes behind a post."""

from dataclasses import dataclass
from datetime import datetime

from care.hours import local_date
from care.order import by_grade, by_sound
from care.people import OUT_OF_THE_CIRCLE
from care.roles import Act, may
from care.words import Post, UnitKind
from services.actor import Actor, names_in
from services.requests.raising import around
from storage.units import UnitRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Choice:
    """Children to choose from, or classes to open first; (id, name) each."""

    children: tuple[tuple[int, str], ...]
    classes: tuple[tuple[int, str], ...] = ()
    of_class: bool = False
    """One class was opened; the way back leads to the others."""


async def choices(work: Work, actor: Actor, act: Act, now: datetime) -> Choice:
    """The children of this person's own family, of their one class, and else their classes."""
    own = await _family(work, actor, act, now)
    classes = await _classes(work, actor, act, now)
    if len(classes) == 1:
        return Choice((*own, *await _children(work, classes[0].id)))
    return Choice(own, tuple((unit.id, unit.name) for unit in classes))


async def class_choice(
    work: Work, actor: Actor, unit_id: int, act: Act, now: datetime
) -> Choice | None:
    """The children of one class; None where it is not this person's."""
    if not await work.units.by_id([unit_id]):
        return None
    circles = await work.circles.of_units([unit_id], now.date())
    names = names_in(circles[unit_id], actor.person_id, now)
    return Choice(await _children(work, unit_id), of_class=True) if may(names, act) else None


async def _family(work: Work, actor: Actor, act: Act, now: datetime) -> tuple[tuple[int, str], ...]:
    ties = await work.children.ties_of_person(actor.person_id, now.date())
    mine = [
        tie.facts.child_id
        for tie in ties
        if may([tie.facts.role], act) and tie.facts.status not in OUT_OF_THE_CIRCLE
    ]
    circles = await work.circles.around(mine, now.date())
    around_me = [i for i in dict.fromkeys(mine) if names_in(circles[i], actor.person_id, now)]
    found = await work.children.by_id(around_me)
    return tuple((i, found[i].facts.name) for i in around_me if i in found)


async def _classes(work: Work, actor: Actor, act: Act, now: datetime) -> list[UnitRow]:
    posts = await work.posts.of_person(actor.person_id, now.date())
    units = await work.units.by_id([post.unit_id for post in posts])
    held = [
        units[post.unit_id]
        for post in posts
        if may([post.kind], act) and post.is_held(local_date(now, units[post.unit_id].zone))
    ]
    below = await work.units.below_all(u.id for u in held if u.kind is UnitKind.school)
    classes = {u.id: u for u in (*held, *below) if u.kind is UnitKind.class_}
    return sorted(classes.values(), key=lambda unit: by_grade(unit.name))


async def _children(work: Work, unit_id: int) -> tuple[tuple[int, str], ...]:
    children = await work.children.in_units([unit_id])
    found = ((child.id, child.facts.name) for child in children)
    return tuple(sorted(found, key=lambda each: by_sound(each[1])))


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody around a child whom a request may concern, with what they are to it."""

    person_id: int
    name: str
    role: str


async def near(work: Work, actor: Actor, child_id: int, now: datetime) -> tuple[Near, ...]:
    """Everybody around a child but the reader; nobody where the reader is not around it."""
    circle = (await work.circles.around([child_id], now.date(), also_gone=True)).get(child_id)
    if circle is None or not may(names_in(circle, actor.person_id, now), Act.ask_for_help):
        return ()
    ids = around(circle, actor.person_id, now)
    people = await work.people.by_id(ids)
    roles = {i: sorted(names_in(circle, i, now), key=_rank) for i in ids}
    return tuple(Near(i, people[i].name, roles[i][0]) for i in ids if roles[i])


def _rank(name: str) -> int:
    """Family roles before posts, in the order of their lists."""
    posts = [*Post]
    return posts.index(Post(name)) + 1 if name in set(Post) else 0
