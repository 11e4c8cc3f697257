"""Who is behind an address, and what they are to a child or a unit. Asked again at every press."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from care.hours import local_date
from care.people import HOME, Circle
from care.roles import Act, may
from care.words import Reach, Role
from storage.work import Work


class Actor(Struct, frozen=True):
    """The person behind an address; `language` is the one they chose."""

    person_id: int
    address: int
    language: str | None


async def actor_at(work: Work, address: int) -> Actor | None:
    """The joined person at a chat address, or None for a stranger or somebody who left."""
    account = await work.accounts.at(address)
    if account is None or account.reach is not Reach.joined:
        return None
    return Actor(account.person_id, address, account.language)


def names_in(circle: Circle, person_id: int, now: datetime) -> frozenset[str]:
    """The role and post names that a person has in a circle today."""
    return circle.names_of(person_id, local_date(now, circle.zone))


async def names_anywhere(work: Work, person_id: int, now: datetime) -> frozenset[str]:
    """The names of all roles and posts of a person, whichever child or unit they are for: good for
    what they are offered, never for what they may do.
    """
    ties = await work.children.ties_of_person(person_id, now.date())
    circles = await work.circles.around({tie.facts.child_id for tie in ties}, now.date())
    roles = (names_in(circle, person_id, now) & frozenset[str](Role) for circle in circles.values())
    posts = await work.posts.of_person(person_id, now.date())
    units = await work.units.by_id([post.unit_id for post in posts])
    held = (p.kind for p in posts if p.is_held(local_date(now, units[p.unit_id].zone)))
    return frozenset[str](held).union(*roles)


def is_family(circle: Circle, person_id: int, now: datetime) -> bool:
    """Whether somebody is of the family, or a helper, in a child's circle today."""
    return not names_in(circle, person_id, now).isdisjoint(HOME)


def allowed(circle: Circle, person_id: int, acts: Iterable[Act], now: datetime) -> bool:
    """Whether a person may do all of these acts in a circle."""
    names = names_in(circle, person_id, now)
    return all(may(names, act) for act in acts)
