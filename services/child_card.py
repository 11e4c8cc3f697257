"""A child's contact card (SYSTEMS.md rows 5, 9 and 40), for the family and for the staff.

The family sees its own children: what is waiting for the family, when they and the school were last
in touch, whom to ask at the school. No number, no address, nothing of the other side's notes. Every
look is journaled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import asdict

from care.contact import WHEN_HEARD, Clear, Contact, clears, contacts
from care.hours import local_date
from care.order import by_sound
from care.people import HOME, OUT_OF_THE_CIRCLE, PARENTS, Circle
from care.roles import Act, may
from care.ties import Holding, Tie
from care.words import Post, Reach, Role, UnitKind
from services.actor import Actor, names_in
from services.calendar.on_card import Stay, stays
from services.duties.followed import programmes
from services.duties.outlook import look_around
from services.duties.showing import REMINDER, ItemView, show
from services.forms.profile import profile_facts
from storage.children import ChildRow
from storage.journal import Entry
from storage.notices import Item
from storage.people import PersonRow
from storage.work import Work

ASKED_AT_SCHOOL = (
    *(Post.class_teacher, Post.deputy, Post.counsellor, Post.hotline_duty, Post.principal),
)
"""Whom a family may turn to, in this order."""

_NEAR = (UnitKind.class_, UnitKind.school)
_ORDER = tuple(Role)


@dataclass(frozen=True, slots=True)
class AtSchool:
    """Somebody of the school, by name and post."""

    name: str
    post: Post


@dataclass(frozen=True, slots=True)
class Kin:
    """Somebody around a child as the family sees them: no number, no status."""

    name: str
    roles: tuple[Role, ...]
    hears: bool
    """Whether messages get to them."""


@dataclass(frozen=True, slots=True)
class FamilyCard:
    """A child as its own family sees it."""

    child_id: int
    name: str
    unit: str
    items: tuple[ItemView, ...]
    contacts: tuple[Contact, ...]
    school: tuple[AtSchool, ...]
    stays: tuple[Stay, ...] = ()
    of_parent: bool = False
    """Whether the reader is a parent, and no guardian."""


@dataclass(frozen=True, slots=True)
class FamilyCircle:
    """Who is around a child, as its own family sees it."""

    child_id: int
    name: str
    kin: tuple[Kin, ...]
    school: tuple[AtSchool, ...]


@dataclass(frozen=True, slots=True)
class _Own:
    child: ChildRow
    circle: Circle


async def own_children(work: Work, actor: Actor, now: datetime) -> dict[int, str]:
    """The children of whose family somebody is today, with their names, by name."""
    ties = await work.children.ties_of_person(actor.person_id, now.date())
    circles = await work.circles.around({tie.facts.child_id for tie in ties}, now.date())
    mine = [child_id for child_id, circle in circles.items() if _is_own(circle, actor, now)]
    names = await work.children.names(mine)
    return dict(sorted(names.items(), key=lambda each: (by_sound(each[1]), each[0])))


def _is_own(circle: Circle, actor: Actor, now: datetime) -> bool:
    family = names_in(circle, actor.person_id, now) & HOME
    return may(family, Act.see_child)


async def _own(work: Work, actor: Actor, child_id: int, now: datetime) -> _Own | None:
    child = (await work.children.by_id([child_id])).get(child_id)
    circle = (await work.circles.around([child_id], now.date())).get(child_id)
    if child is None or circle is None or not _is_own(circle, actor, now):
        return None
    return _Own(child, circle)


async def family_card(work: Work, actor: Actor, child_id: int, now: datetime) -> FamilyCard | None:
    """The card of somebody's own child; None for any other."""
    own = await _own(work, actor, child_id, now)
    if own is None:
        return None
    unit = await work.units.get(own.child.facts.unit_id)
    await _journal(work, "child.card_seen", actor, child_id, now)
    return FamilyCard(
        child_id,
        own.child.facts.name,
        unit.name,
        await _waiting(work, actor, child_id, now),
        await last_contacts(work, own.child, own.circle, now),
        await _at_school(work, own.circle, now),
        stays=await stays(work, child_id, own.circle, now),
        of_parent=not PARENTS.isdisjoint(names_in(own.circle, actor.person_id, now)),
    )


async def _waiting(work: Work, actor: Actor, child_id: int, now: datetime) -> tuple[ItemView, ...]:
    """What waits for the family; what the school owes is its own affair."""
    duties = await work.duties.open_of_children([child_id])
    outlook = await look_around(work, duties, now)
    items = [
        Item(duty.id, REMINDER)
        for duty in duties
        if duty.opens_on <= outlook.today(duty, now) and outlook.of_family(duty)
    ]
    return tuple(await show(work, actor.person_id, items, now))


async def family_circle(
    work: Work, actor: Actor, child_id: int, now: datetime
) -> FamilyCircle | None:
    """Who is around somebody's own child; None for any other."""
    own = await _own(work, actor, child_id, now)
    if own is None:
        return None
    ties: dict[int, list[Tie]] = {}
    for tie in own.circle.ties:
        if tie.status not in OUT_OF_THE_CIRCLE and _runs(tie, own.circle, now):
            ties.setdefault(tie.person.id, []).append(tie)
    people = await work.people.by_id(ties)
    kin = [_kin(people[person_id], theirs) for person_id, theirs in ties.items()]
    kin.sort(key=lambda each: (_ORDER.index(each.roles[0]), each.name))
    await _journal(work, "circle.seen", actor, child_id, now)
    school = await _at_school(work, own.circle, now)
    return FamilyCircle(child_id, own.child.facts.name, tuple(kin), school)


def _kin(person: PersonRow, ties: Iterable[Tie]) -> Kin:
    ties = list(ties)
    roles = sorted({tie.role for tie in ties}, key=_ORDER.index)
    return Kin(person.name, tuple(roles), ties[0].person.reach is Reach.joined)


async def last_contacts(
    work: Work, child: ChildRow, circle: Circle, now: datetime
) -> tuple[Contact, ...]:
    """The three last dates of a child whose school follows a plan; none where it does not."""
    unit_id, today = child.facts.unit_id, local_date(now, circle.zone)
    programme = (await programmes(work, [unit_id], now.date())).get(unit_id)
    if programme is None:
        return ()
    days = await work.records.last_days([child.id])
    last = {kind: day for (_, kind), day in days.items() if kind not in WHEN_HEARD}
    for kind in WHEN_HEARD:
        if (heard := await work.written.last_heard(child.id, kind)) is not None:
            last[kind] = heard
    began = max(programme.since, programme.live_on or programme.since)
    return contacts(programme.rules.values(), last, began, today)


async def known(work: Work, child: ChildRow, circle: Circle, now: datetime) -> frozenset[Clear]:
    """Which of the five clears the store holds of a child; for the staff only."""
    nearest = PARENTS | {Role.guardian}
    family = {
        tie.person.id
        for tie in circle.ties
        if tie.role in nearest and tie.status not in OUT_OF_THE_CIRCLE and _runs(tie, circle, now)
    }
    people = await work.people.by_id(family)
    facts = {**asdict(child.facts), **child.facts.details, **await profile_facts(work, child.id)}
    return clears(facts, [bool(person.phones) for person in people.values()])


async def _at_school(work: Work, circle: Circle, now: datetime) -> tuple[AtSchool, ...]:
    """Whom to ask, the nearest first, each once."""
    near = [
        holding
        for holding in circle.staff
        if holding.level in _NEAR
        and holding.post in ASKED_AT_SCHOOL
        and _runs(holding, circle, now)
    ]
    near.sort(key=lambda holding: ASKED_AT_SCHOOL.index(holding.post))
    people = await work.people.by_id(holding.person.id for holding in near)
    first = {holding.person.id: holding for holding in reversed(near)}
    return tuple(
        AtSchool(people[holding.person.id].name, holding.post)
        for holding in near
        if first[holding.person.id] is holding
    )


def _runs(dated: Tie | Holding, circle: Circle, now: datetime) -> bool:
    today = local_date(now, circle.zone)
    return dated.since <= today and (dated.until is None or today <= dated.until)


async def _journal(work: Work, event: str, actor: Actor, child_id: int, now: datetime) -> None:
    entry = Entry(event, person_id=actor.person_id, child_id=child_id)
    await work.journal.write([entry], now)
