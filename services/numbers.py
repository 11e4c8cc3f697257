"""The numbers that a school, township or county has made public: shown to the people linked to it
(SYSTEMS.md rows 29 and 82, C19), changed by who leads the school or keeps its files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from care.hours import local_date
from care.numbers import NumberKind
from care.openings import USUAL, Hours
from care.people import OUT_OF_THE_CIRCLE
from care.roles import Act, may
from care.words import UnitKind
from services.actor import Actor, names_in
from storage.journal import Entry
from storage.numbers import Number
from storage.units import UnitRow
from storage.work import Work

MOST = 12
"""So many numbers of one unit: more are no help in a hurry."""


@dataclass(frozen=True, slots=True)
class NumbersView:
    """The numbers of one unit. `line_hours`: when the family line of a school can be booked."""

    unit_id: int
    unit: str
    numbers: tuple[Number, ...]
    line_hours: tuple[Hours, ...] = ()
    may_change: bool = False


async def numbers_near(work: Work, actor: Actor, now: datetime) -> tuple[NumbersView, ...]:
    """The numbers of the schools to which somebody is linked, by a child or a post, and of the
    townships and counties above them; the schools first. A school whose numbers they may change is
    there without any, too.
    """
    units = await _units_near(work, actor, now)
    views = await _views(work, actor, units, now)
    return tuple(view for view in views if view.numbers or view.may_change)


async def numbers_view(work: Work, actor: Actor, unit_id: int, now: datetime) -> NumbersView | None:
    """The numbers of a school or a unit above it, for who may change them; None for others."""
    unit = (await work.units.by_id([unit_id])).get(unit_id)
    if unit is None or unit.kind is UnitKind.class_:
        return None
    (view,) = await _views(work, actor, [unit], now)
    return view if view.may_change else None


async def add_number(work: Work, actor: Actor, unit_id: int, number: Number, now: datetime) -> bool:
    """One number more, or the same one with other words; False where it is not theirs to change or
    there are enough.
    """
    await work.units.hold([unit_id])
    view = await numbers_view(work, actor, unit_id, now)
    if view is None:
        return False
    kept = [each for each in view.numbers if not _same(each, number)]
    if len(kept) >= MOST:
        return False
    await set_numbers(work, actor.person_id, unit_id, [*kept, number], now)
    return True


async def drop_number(work: Work, actor: Actor, unit_id: int, place: int, now: datetime) -> bool:
    """The number at a place of the list is public no longer; False where it is not theirs to change
    or there is none.
    """
    await work.units.hold([unit_id])
    view = await numbers_view(work, actor, unit_id, now)
    if view is None or not 0 <= place < len(view.numbers):
        return False
    kept = [each for at, each in enumerate(view.numbers) if at != place]
    await set_numbers(work, actor.person_id, unit_id, kept, now)
    return True


async def set_numbers(
    work: Work, by: int | None, unit_id: int, numbers: Sequence[Number], now: datetime
) -> None:
    """These are a unit's numbers from now on, in the order of their kinds; `by` None: the command
    line. The journal says which kinds there are.
    """
    order = tuple(NumberKind)
    ordered = sorted(numbers, key=lambda each: order.index(each.kind))
    await work.numbers.replace(unit_id, ordered)
    details = {"by": by, "kinds": [each.kind for each in ordered]}
    await work.journal.write([Entry("numbers.set", unit_id=unit_id, details=details)], now)


def with_words(kind: NumberKind, number: str, words: str) -> Number | None:
    """A number with the words typed behind it: a label of its own for `other`, which must have one;
    else when somebody answers.
    """
    if kind is NumberKind.other:
        return Number(kind, number, label=words) if words else None
    return Number(kind, number, hours=words or None)


def _same(one: Number, other: Number) -> bool:
    return replace(one, label=None, hours=None) == replace(other, label=None, hours=None)


async def _views(
    work: Work, actor: Actor, units: Sequence[UnitRow], now: datetime
) -> list[NumbersView]:
    ids = [unit.id for unit in units]
    numbers = await work.numbers.of(ids)
    circles = await work.circles.of_units(ids, now.date())
    hours = await work.sessions.hours(ids)
    return [
        NumbersView(
            unit.id,
            unit.name,
            numbers.get(unit.id, ()),
            hours.get(unit.id, USUAL) if unit.kind is UnitKind.school else (),
            may(names_in(circles[unit.id], actor.person_id, now), Act.publish_numbers),
        )
        for unit in units
    ]


async def _units_near(work: Work, actor: Actor, now: datetime) -> list[UnitRow]:
    """The schools of somebody's children and posts with all above, each once, schools first."""
    ties = await work.children.ties_of_person(actor.person_id, now.date())
    linked = {t.facts.child_id for t in ties if t.facts.status not in OUT_OF_THE_CIRCLE}
    circles = await work.circles.around(linked, now.date())
    around_me = [i for i, circle in circles.items() if names_in(circle, actor.person_id, now)]
    children = await work.children.by_id(around_me)
    near = {child.facts.unit_id for child in children.values()}
    posts = await work.posts.of_person(actor.person_id, now.date())
    units = await work.units.by_id([post.unit_id for post in posts])
    near |= {p.unit_id for p in posts if p.is_held(local_date(now, units[p.unit_id].zone))}
    chains = await work.units.chains(list(near))
    found = {unit.id: unit for chain in chains.values() for unit in chain}
    order = (UnitKind.school, UnitKind.township, UnitKind.county)
    shown = [unit for unit in found.values() if unit.kind in order]
    return sorted(shown, key=lambda unit: (order.index(unit.kind), unit.name, unit.id))
