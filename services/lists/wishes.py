"""What the staff ask for about one adult of a circle, or about a class."""

from datetime import date, datetime
from typing import Any

from care.changes import ADDED
from care.people import OUT_OF_THE_CIRCLE
from care.words import ChangeCode, NewsCode, Post, Role, Status
from services.actor import Actor
from services.lists.access import Place, child_place, class_place
from services.lists.approvals import propose
from services.lists.numbers import number_change
from services.lists.statuses import set_statuses, ties_between
from services.lists.telling import tell_joined
from services.lists.values import Change, Outcome
from services.news import News
from services.posts.giving import staff_around
from storage.people import PersonRow
from storage.tasks import TaskRow
from storage.units import UnitRow
from storage.work import Work

Asked = tuple[Outcome, TaskRow | None]
"""What became of a wish, with the task that waits for a second tap."""


async def wish_status(
    work: Work, actor: Actor, child_id: int, person_id: int, status: Status, now: datetime
) -> Asked:
    """How somebody stands to a child now. Barring and its end need the second tap, and so does
    whatever staff say of their own family.
    """
    place = await _place_of(work, actor, child_id, person_id, now)
    if isinstance(place, Outcome):
        return place, None
    before = await _status(work, child_id, person_id, now)
    if Status.barred in (status, before) and status is not before:
        code = ChangeCode.bar if status is Status.barred else ChangeCode.unbar
        change = Change(code, place.unit.id, child_id, person_id, {"status": status})
        return await propose(work, actor, change, now)
    if status is not before and place.of_own_family(actor.person_id):
        data: dict[str, object] = {"status": status}
        change = Change(ChangeCode.status, place.unit.id, child_id, person_id, data)
        return await propose(work, actor, change, now)
    await set_statuses(work, actor, child_id, person_id, status, now)
    if status not in OUT_OF_THE_CIRCLE and status is not before:
        details = {"status": status}
        news = News(person_id, NewsCode.status_changed, child_id=child_id, details=details)
        await tell_joined(work, [news], now)
    return Outcome.done, None


async def _status(work: Work, child_id: int, person_id: int, now: datetime) -> Status:
    """The status to be changed; who is barred in one role is barred."""
    found = [tie.facts.status for tie in await ties_between(work, child_id, person_id, now)]
    return Status.barred if Status.barred in found else found[0]


async def wish_end(
    work: Work, actor: Actor, child_id: int, person_id: int, why: str, now: datetime
) -> Asked:
    """Somebody no longer looks after a child, or never did; `why` is a short code."""
    place = await _place_of(work, actor, child_id, person_id, now)
    if isinstance(place, Outcome):
        return place, None
    change = Change(ChangeCode.end, place.unit.id, child_id, person_id, {"why": why})
    return await propose(work, actor, change, now)


async def wish_number(
    work: Work, actor: Actor, child_id: int, person_id: int, phone: str, now: datetime
) -> Asked:
    """Another number (E.164) instead of the one that is used first."""
    place = await _place_of(work, actor, child_id, person_id, now)
    if isinstance(place, Outcome):
        return place, None
    person = await _person(work, person_id)
    others = tuple(number for number in person.phones[1:] if number != phone)
    change = number_change(place.unit.id, child_id, person, [phone, *others])
    return await propose(work, actor, change, now)


async def wish_name(
    work: Work, actor: Actor, child_id: int, person_id: int, name: str, now: datetime
) -> Asked:
    """The right name of somebody."""
    place = await _place_of(work, actor, child_id, person_id, now)
    if isinstance(place, Outcome):
        return place, None
    data = {"old": (await _person(work, person_id)).name, "new": name, "name": name}
    change = Change(ChangeCode.name, place.unit.id, child_id, person_id, data)
    return await propose(work, actor, change, now)


async def wish_adult(  # noqa: PLR0913 - who, whom, what and when
    work: Work,
    actor: Actor,
    child_id: int,
    role: Role,
    name: str,
    phone: str | None,
    now: datetime,
) -> Asked:
    """Somebody new around a child; `phone` is E.164, None for somebody without one."""
    place = await child_place(work, actor, child_id, now)
    if place is None or role not in ADDED:
        return Outcome.not_yours, None
    data = {"role": role, "name": name, "phone": phone, "new": phone or "—"}
    change = Change(ChangeCode.add, place.unit.id, child_id, None, data)
    return await propose(work, actor, change, now)


async def wish_post(  # noqa: PLR0913 - which post, whose, from when
    work: Work,
    actor: Actor,
    unit_id: int,
    post: Post,
    person_id: int,
    on: date | None,
    now: datetime,
) -> Asked:
    """A colleague gets a post, or takes it over, from a local day on; None: at once."""
    place = await class_place(work, actor, unit_id, now)
    if place is None:
        return Outcome.not_yours, None
    if person_id not in await staff_around(work, place.unit, now):
        return Outcome.impossible, None
    data = {"name": (await _person(work, person_id)).name}
    change = _of_post(post, place.unit, person_id, data, on)
    return await propose(work, actor, change, now)


async def wish_post_end(  # noqa: PLR0913 - which post, whose, until when
    work: Work,
    actor: Actor,
    unit_id: int,
    post: Post,
    person_id: int,
    on: date | None,
    now: datetime,
) -> Asked:
    """A colleague gives up a post; `on` is the first local day without them, None: today."""
    place = await class_place(work, actor, unit_id, now)
    if place is None:
        return Outcome.not_yours, None
    held = await work.posts.not_over([unit_id], now.date())
    if not any((row.person_id, row.kind) == (person_id, post) for row in held):
        return Outcome.impossible, None
    data = {"name": (await _person(work, person_id)).name, "post": post, "kind": place.unit.kind}
    data |= {} if on is None else {"on": on.isoformat()}
    change = Change(ChangeCode.post_end, unit_id, None, person_id, data)
    return await propose(work, actor, change, now)


async def wish_new_colleague(  # noqa: PLR0913 - which post, who, and when
    work: Work,
    actor: Actor,
    unit_id: int,
    post: Post,
    name: str,
    phone: str | None,
    now: datetime,
) -> Asked:
    """Somebody new to the school gets a post; `phone` is E.164."""
    place = await class_place(work, actor, unit_id, now)
    if place is None:
        return Outcome.not_yours, None
    change = _of_post(post, place.unit, None, {"name": name, "phone": phone}, None)
    return await propose(work, actor, change, now)


def _of_post(
    post: Post, unit: UnitRow, person_id: int | None, data: dict[str, Any], on: date | None
) -> Change:
    """A class changes hands, or anything else does."""
    data |= {} if on is None else {"on": on.isoformat()}
    if post is Post.class_teacher:
        return Change(ChangeCode.class_, unit.id, None, person_id, data)
    data |= {"post": post, "kind": unit.kind}
    return Change(ChangeCode.post, unit.id, None, person_id, data)


async def _place_of(
    work: Work, actor: Actor, child_id: int, person_id: int, now: datetime
) -> Place | Outcome:
    """The circle, if its adult may be changed by this person; who is hidden only by who sees them.

    Nobody who is not in the circle can be changed by way of it.
    """
    place = await child_place(work, actor, child_id, now)
    if place is None:
        return Outcome.not_yours
    ties = await ties_between(work, child_id, person_id, now)
    if not ties:
        return Outcome.impossible
    hidden = all(tie.facts.status in OUT_OF_THE_CIRCLE for tie in ties)
    return Outcome.not_yours if hidden and not place.sees_hidden else place


async def _person(work: Work, person_id: int) -> PersonRow:
    return (await work.people.by_id([person_id]))[person_id]
