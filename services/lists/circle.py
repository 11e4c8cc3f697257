"""The circle of one child as its staff see it, and the page of one adult in it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from care.order import by_sound
from care.people import OUT_OF_THE_CIRCLE
from care.words import Reach, Role, Status
from services.actor import Actor
from services.lists.access import Place, child_place
from storage.children import TieRow
from storage.journal import Entry
from storage.people import PersonRow
from storage.work import Work

_ORDER = tuple(Role)
INVITED = "invited"
"""Not joined, but holding a link that is valid still."""


@dataclass(frozen=True, slots=True)
class Adult:
    """Somebody around a child. `reach` is a `Reach` or `INVITED`."""

    person_id: int
    name: str
    roles: tuple[Role, ...]
    status: Status
    reach: str

    @property
    def hidden(self) -> bool:
        """Dead, without contact or barred: shown only to put a mistake right."""
        return self.status in OUT_OF_THE_CIRCLE


@dataclass(frozen=True, slots=True)
class CircleView:
    """The adults around a child; `hidden` of them are left out, None where that is not told."""

    child_id: int
    child: str
    unit: str
    adults: tuple[Adult, ...]
    hidden: int | None


@dataclass(frozen=True, slots=True)
class AdultView:
    """One adult's own page, with the numbers written out."""

    child_id: int
    child: str
    adult: Adult
    phones: tuple[str, ...]


async def circle_view(
    work: Work, actor: Actor, child_id: int, now: datetime, *, hidden: bool = False
) -> CircleView | None:
    """Who is around a child; with `hidden`, who is not any more. None where it is not theirs."""
    place = await child_place(work, actor, child_id, now)
    if place is None or (hidden and not place.sees_hidden):
        return None
    adults = await _adults(work, place, now)
    out = [adult for adult in adults if adult.hidden]
    shown = out if hidden else [adult for adult in adults if not adult.hidden]
    await _journal(work, "circle.hidden_seen" if hidden else "circle.seen", actor, child_id, now)
    told = len(out) if place.sees_hidden and not hidden else None
    return CircleView(child_id, place.child, place.unit.name, tuple(shown), told)


async def adult_view(
    work: Work, actor: Actor, child_id: int, person_id: int, now: datetime
) -> AdultView | None:
    """One adult's page; the look is journaled, for the numbers are written out on it."""
    place = await child_place(work, actor, child_id, now)
    if place is None:
        return None
    adult = next((a for a in await _adults(work, place, now) if a.person_id == person_id), None)
    if adult is None or (adult.hidden and not place.sees_hidden):
        return None
    phones = (await work.people.by_id([person_id]))[person_id].phones
    await _journal(work, "person.seen", actor, child_id, now, {"seen": person_id})
    return AdultView(child_id, place.child, adult, phones)


async def _journal(
    work: Work,
    event: str,
    actor: Actor,
    child_id: int,
    now: datetime,
    details: Mapping[str, int] | None = None,
) -> None:
    entry = Entry(event, person_id=actor.person_id, child_id=child_id, details=dict(details or {}))
    await work.journal.write([entry], now)


async def _adults(work: Work, place: Place, now: datetime) -> list[Adult]:
    """Everybody of the family and helpers, once each: parents, guardians, helpers."""
    mine: dict[int, list[TieRow]] = defaultdict(list)
    for tie in await work.children.ties([place.child_id], now.date()):
        if tie.runs(place.today):
            mine[tie.facts.person_id].append(tie)
    people = await work.people.by_id(mine)
    reaches = {tie.person.id: tie.person.reach for tie in place.circle.ties}
    holding = await work.invitations.people_with_open_one(mine, now)
    found = [_adult(people[i], ties, reaches[i], invited=i in holding) for i, ties in mine.items()]
    return sorted(found, key=lambda adult: (_ORDER.index(adult.roles[0]), by_sound(adult.name)))


def _adult(person: PersonRow, ties: Sequence[TieRow], reach: Reach, *, invited: bool) -> Adult:
    statuses = [tie.facts.status for tie in ties]
    within = [status for status in statuses if status not in OUT_OF_THE_CIRCLE]
    return Adult(
        person_id=person.id,
        name=person.name,
        roles=tuple(sorted((tie.facts.role for tie in ties), key=_ORDER.index)),
        status=within[0] if within else statuses[0],
        reach=INVITED if invited and reach is Reach.not_joined else reach,
    )
