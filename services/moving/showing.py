"""What the staff see before they move a child: where it is, and what waits already."""

from dataclasses import dataclass
from datetime import date, datetime

from care.roles import Act, may
from care.words import MoveState, Moving, UnitKind
from services.actor import Actor, names_in
from services.moving.changing import other_classes
from services.moving.leaving import may_return
from services.moving.place import managed, may_in
from services.moving.transferring import GRADUATES, can_go, receivers
from storage.moves import MoveRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A move that waits, with its names; `who` is the person it was offered to."""

    why: Moving
    state: MoveState
    on: date
    to: str | None
    who: str | None


@dataclass(frozen=True, slots=True)
class MenuView:
    """A child, and what this person may do about its place."""

    child_id: int
    name: str
    class_: str
    today: date
    gone: date | None
    may_offer: bool
    may_return: bool
    waiting: WaitingView | None


@dataclass(frozen=True, slots=True)
class GoneLine:
    """A child who has left lately."""

    child_id: int
    name: str
    class_: str
    until: date


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a child is to go, and who is to receive it there."""

    to: str = ""
    who: str = ""


async def menu(work: Work, actor: Actor, child_id: int, now: datetime) -> MenuView | None:
    """What this person may do about a child's place; None where they may do nothing."""
    place = await managed(work, actor, child_id, Act.manage_lists, now)
    if place is None:
        return None
    names = names_in(place.circle, actor.person_id, now)
    waiting = await work.moves.waiting_for([child_id])
    gone = place.gone
    return MenuView(
        child_id=child_id,
        name=place.name,
        class_=place.class_.name,
        today=place.today,
        gone=gone,
        may_offer=may(names, Act.offer_child) and await can_go(work, place),
        may_return=await may_return(work, place),
        waiting=await _shown(work, waiting[-1]) if waiting else None,
    )


async def _shown(work: Work, move: MoveRow) -> WaitingView:
    to = None
    if move.to_id is not None:
        chain = (await work.units.chains([move.to_id]))[move.to_id]
        to = " ".join(unit.name for unit in reversed(chain[:2])) if _far(move) else chain[0].name
    asked = [] if move.offered_to_id is None else [move.offered_to_id]
    people = await work.people.by_id(asked)
    who = people[move.offered_to_id].name if move.offered_to_id else None
    return WaitingView(move.why, move.state, move.moves_on, to, who)


def _far(move: MoveRow) -> bool:
    return move.why is Moving.transfer


async def goal(
    work: Work, actor: Actor, child_id: int, to_id: int, person_id: int, now: datetime
) -> Goal | None:
    """The names of what this person has chosen for a child; None where it is not theirs to choose.
    Without a unit the child leaves, without a person it stays in its school.
    """
    if not to_id:
        return Goal()
    if not person_id:
        classes = await other_classes(work, actor, child_id, now) or []
        return next((Goal(unit.name) for unit in classes if unit.id == to_id), None)
    chain = (await work.units.chains([to_id]))[to_id] if await work.units.by_id([to_id]) else ()
    school = next((unit for unit in chain if unit.kind is UnitKind.school), None)
    there = await receivers(work, actor, child_id, school.id if school else 0, now)
    for each in there:
        if school is not None and (each.person_id, each.unit_id) == (person_id, to_id):
            whole = school.name if to_id == school.id else f"{school.name} {each.unit}"
            return Goal(whole, each.name)
    return None


async def left_lately(
    work: Work, actor: Actor, school_id: int, now: datetime
) -> list[GoneLine] | None:
    """Who has left a school within the last months; None where this person may not see it."""
    known = (await work.units.by_id([school_id])).get(school_id)
    if known is None or not await may_in(work, actor, school_id, Act.bring_sheets, now):
        return None
    classes = {unit.id: unit.name for unit in await work.units.below(school_id)}
    since = now.date() - GRADUATES
    gone = await work.leavers.from_units(classes, since)
    names = await work.children.names(row.id for row in gone)
    return [GoneLine(row.id, names[row.id], classes[row.unit_id], row.until) for row in gone]
