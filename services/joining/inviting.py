"""One-time invitations: who may be invited, and tokens that are shown once and stored as hashes."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from care.hours import local_date
from care.people import HOME, OUT_OF_THE_CIRCLE, Circle
from care.words import Post, Role, UnitKind
from services.lists.access import posts_not_over
from storage.invitations import NewInvitation
from storage.journal import Entry
from storage.units import UnitRow
from storage.work import Work

TOKEN_BYTES = 16
VALID_FOR = timedelta(days=30)
CODE_VALID_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation to print. `role` is a role or post name, `token` is shown only here."""

    person_id: int
    person: str
    role: str
    child: str | None
    unit: str
    phone: str | None
    token: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is not joined yet, in the first role they are found in."""

    person_id: int
    role: Role | Post
    child_id: int | None
    unit_id: int


@dataclass(frozen=True, slots=True)
class Invitations:
    """What `invite` made, and how many people already hold a valid link."""

    made: tuple[Invited, ...]
    held_already: int


async def invite(
    work: Work,
    school: UnitRow,
    now: datetime,
    *,
    again: bool = False,
    roles: Sequence[str] = (),
    valid_for: timedelta = VALID_FOR,
) -> Invitations:
    """Make links for everybody of a school without consent in force and without a valid link.

    With `again` everybody of them gets a new one and the old ones end. Who only stopped comes back
    without a link. Nobody dead, barred or without contact is invited. `roles` limits to these role
    and post names.
    """
    candidates = {c.person_id: c for c in reversed(await _candidates(work, school, now))}
    joined = await work.accounts.consenting(candidates)
    wanted = [
        c
        for c in candidates.values()
        if c.person_id not in joined and (not roles or c.role in roles)
    ]
    holding = await work.invitations.people_with_open_one([c.person_id for c in wanted], now)
    chosen = [c for c in wanted if again or c.person_id not in holding]
    tokens = {c.person_id: secrets.token_urlsafe(TOKEN_BYTES) for c in chosen}
    new = [
        NewInvitation(tokens[c.person_id], c.person_id, c.role, c.child_id, c.unit_id)
        for c in chosen
    ]
    await work.invitations.add(new, now, now + valid_for)
    entries = [
        Entry("invitation.made", person_id=c.person_id, child_id=c.child_id, unit_id=c.unit_id)
        for c in chosen
    ]
    await work.journal.write(entries, now)
    return Invitations(await _opened(work, chosen, tokens), 0 if again else len(holding))


async def invite_one(
    work: Work,
    person_id: int,
    made_by: int | None,
    now: datetime,
    *,
    code: str | None = None,
    at: tuple[int | None, int] | None = None,
) -> Invited | None:
    """A new link for one person, joined or not; older ones end. None for who has no place any more.

    `at` is the place (child, unit) for which they are invited, so that its staff hear what becomes
    of it; else it is their first. With a `code`, it is the token: six digits that are valid for ten
    minutes and need no number.
    """
    places = await _places(work, person_id, now)
    if not places:
        return None
    candidate = next((it for it in places if (it.child_id, it.unit_id) == at), places[0])
    token = code or secrets.token_urlsafe(TOKEN_BYTES)
    new = NewInvitation(
        token,
        person_id,
        candidate.role,
        candidate.child_id,
        candidate.unit_id,
        face_to_face=code is not None,
        made_by_id=made_by,
    )
    await work.invitations.add([new], now, now + (VALID_FOR if code is None else CODE_VALID_FOR))
    entry = Entry(
        "invitation.made" if code is None else "invitation.code",
        person_id=person_id,
        child_id=candidate.child_id,
        unit_id=candidate.unit_id,
        details={"by": made_by},
    )
    await work.journal.write([entry], now)
    return (await _opened(work, [candidate], {person_id: token}))[0]


async def _places(work: Work, person_id: int, now: datetime) -> list[Candidate]:
    """The places of somebody in families, then the posts they have, then those to come."""
    ties = await work.children.ties_of_person(person_id, now.date())
    circles = await work.circles.around((tie.facts.child_id for tie in ties), now.date())
    children = await work.children.by_id(circles)
    family = [
        Candidate(person_id, it.role, it.child_id, children[it.child_id].facts.unit_id)
        for it in (tie.facts for tie in ties if tie.runs(_today(circles[tie.facts.child_id], now)))
        if it.child_id in children and it.status not in OUT_OF_THE_CIRCLE
    ]
    posts = await posts_not_over(work, person_id, now)
    return _in_order(family, [Candidate(person_id, p.kind, None, p.unit_id) for p in posts])


def _in_order(ties: list[Candidate], posts: list[Candidate]) -> list[Candidate]:
    """The own family goes before a post, and a post before the pairing of a teacher."""
    home = [each for each in ties if each.role in HOME]
    return [*home, *posts, *(each for each in ties if each.role not in HOME)]


def _today(place: Circle | UnitRow, now: datetime) -> date:
    return local_date(now, place.zone)


async def _opened(
    work: Work, chosen: Sequence[Candidate], tokens: dict[int, str]
) -> tuple[Invited, ...]:
    people = await work.people.by_id(c.person_id for c in chosen)
    children = await work.children.names(c.child_id for c in chosen if c.child_id is not None)
    units = await work.units.by_id([c.unit_id for c in chosen])
    made = [
        Invited(
            person_id=c.person_id,
            person=people[c.person_id].name,
            role=c.role,
            child=None if c.child_id is None else children[c.child_id],
            unit=units[c.unit_id].name,
            phone=next(iter(people[c.person_id].phones), None),
            token=tokens[c.person_id],
        )
        for c in chosen
    ]
    return tuple(sorted(made, key=lambda it: (it.unit, it.child or "", it.role)))


async def _candidates(work: Work, school: UnitRow, now: datetime) -> list[Candidate]:
    """Families, then staff: towards their own family somebody is invited in the family role, and
    who stands in for a colleague in the post of their own. Who is to have a post is invited before
    its day, and sees nothing until then.
    """
    units = [school, *await work.units.below(school.id)]
    posts = await work.posts.not_over([unit.id for unit in units], now.date())
    today = local_date(now, school.zone)
    posts = [post for post in posts if not post.is_over(today)]
    posts.sort(key=lambda post: (post.since > today, post.kind is Post.deputy))
    found = [Candidate(post.person_id, post.kind, None, post.unit_id) for post in posts]
    classes = [unit.id for unit in units if unit.kind is UnitKind.class_]
    homes = {child.id: child.facts.unit_id for child in await work.children.in_units(classes)}
    ties = await work.children.ties(homes, now.date())
    family = [
        Candidate(t.facts.person_id, t.facts.role, t.facts.child_id, homes[t.facts.child_id])
        for t in ties
        if t.runs(today) and t.facts.status not in OUT_OF_THE_CIRCLE
    ]
    return _in_order(family, found)
