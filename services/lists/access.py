"""Who may care for which list: asked of the store at every press."""

from dataclasses import dataclass
from datetime import date, datetime

from care.hours import local_date
from care.people import HOME, Circle
from care.roles import Act, may
from care.words import Post
from services.actor import Actor, names_in
from storage.journal import Entry
from storage.posts import PostRow
from storage.units import UnitRow
from storage.work import Work

_SEE_HIDDEN = frozenset({Post.class_teacher, Post.deputy, Post.principal})


@dataclass(frozen=True, slots=True)
class Place:
    """A child's circle, or a class, before somebody who may change it. `today` is local to it."""

    unit: UnitRow
    circle: Circle
    today: date
    names: frozenset[str]
    """The role and post names of the one who looks."""
    child_id: int = 0
    child: str = ""

    @property
    def sees_hidden(self) -> bool:
        """Whether they may see who is out of the circle: only to put a mistake right."""
        return bool(self.names & _SEE_HIDDEN)

    def decides(self, person_id: int) -> bool:
        """Whether somebody's is the second tap that a sensitive change needs."""
        deciders = self.circle.deciders(self.today, self.circle.staff_of_the_family())
        return any(person.id == person_id for person in deciders)

    def of_own_family(self, person_id: int) -> bool:
        """Whether they belong to the child's family, whatever post they hold."""
        return any(t.person.id == person_id and t.role in HOME for t in self.circle.ties)


async def child_place(work: Work, actor: Actor, child_id: int, now: datetime) -> Place | None:
    """The circle of a child, if this person may change it; a refusal is journaled."""
    child = (await work.children.by_id([child_id])).get(child_id)
    circle = (await work.circles.around([child_id], now.date())).get(child_id)
    if child is None or circle is None:
        return None
    unit = await work.units.get(child.facts.unit_id)
    place = _place(unit, circle, actor, now, child_id, child.facts.name)
    return await _allowed(work, place, actor, now)


async def class_place(work: Work, actor: Actor, unit_id: int, now: datetime) -> Place | None:
    """A class, if this person may change its lists; a refusal is journaled."""
    unit = (await work.units.by_id([unit_id])).get(unit_id)
    if unit is None:
        return None
    circle = (await work.circles.of_units([unit_id], now.date()))[unit_id]
    return await _allowed(work, _place(unit, circle, actor, now), actor, now)


def _place(
    unit: UnitRow, circle: Circle, actor: Actor, now: datetime, child_id: int = 0, child: str = ""
) -> Place:
    names = names_in(circle, actor.person_id, now)
    return Place(unit, circle, local_date(now, circle.zone), names, child_id, child)


async def _allowed(work: Work, place: Place, actor: Actor, now: datetime) -> Place | None:
    if may(place.names, Act.manage_lists):
        return place
    entry = Entry(
        "lists.refused",
        person_id=actor.person_id,
        child_id=place.child_id or None,
        unit_id=place.unit.id,
    )
    await work.journal.write([entry], now)
    return None


async def is_entrusted(work: Work, person_id: int, now: datetime) -> bool:
    """Whether somebody has joined or has a post: their number and name guard their access."""
    if await work.accounts.consents(person_id):
        return True
    return await has_a_post(work, person_id, now)


async def has_a_post(work: Work, person_id: int, now: datetime) -> bool:
    """Whether somebody is staff anywhere, or will be."""
    return bool(await posts_not_over(work, person_id, now))


async def posts_not_over(work: Work, person_id: int, now: datetime) -> list[PostRow]:
    """The posts that somebody has today, in the zones of their units, and those to come after."""
    posts = await work.posts.of_person_not_over(person_id, now.date())
    units = await work.units.by_id([post.unit_id for post in posts])
    today = {unit.id: local_date(now, unit.zone) for unit in units.values()}
    found = [post for post in posts if not post.is_over(today[post.unit_id])]
    return sorted(found, key=lambda post: post.since > today[post.unit_id])
