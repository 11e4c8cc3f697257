"""The adults of a roster into the store: ties of every child, class teachers and helpers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from care.hours import local_date
from care.people import Habits
from care.rosters.model import Adult, ChildRow
from care.words import Post, Role, Status
from services.matching import Matcher, Wanted
from storage.children import TieFacts
from storage.units import UnitRow
from storage.work import Work

Place = tuple[int, ChildRow]
"""A child's id with its row in the sheet."""


async def import_circles(
    work: Work, places: Sequence[Place], school: UnitRow, now: datetime
) -> set[int]:
    """Tie the sheet's adults to their children; returns the children whose circle changed."""
    today = local_date(now, school.zone)
    ties = await work.children.ties((child_id for child_id, _ in places), today)
    known = {(t.facts.child_id, t.facts.person_id, t.facts.role): t for t in ties}
    adults = [(child_id, adult) for child_id, row in places for adult in _adults(row)]
    matcher = Matcher()
    wanted = _wanted(adults, known, await staff_of(work, school, today))
    people = await matcher.resolve(work, wanted, Habits(zone=school.zone), now)
    new: dict[tuple[int, int, Role], TieFacts] = {}
    touched: set[int] = set()
    for (child_id, adult), person_id in zip(adults, people, strict=True):
        facts = TieFacts(child_id, person_id, adult.role, adult.status, _details(adult))
        tie = known.get((child_id, person_id, adult.role))
        if tie is None:
            new[child_id, person_id, adult.role] = facts
        elif tie.facts != facts:
            await work.children.change_tie(tie.id, facts)
        if tie is None or tie.facts != facts or person_id in matcher.changed:
            touched.add(child_id)
    await work.children.tie(list(new.values()), today)
    return touched


def _adults(row: ChildRow) -> list[Adult]:
    """Everybody of a row. A mother who is also the guardian is one person with all her numbers."""
    numbers: dict[str, tuple[str, ...]] = {}
    for adult in row.adults:
        numbers[adult.name] = tuple(dict.fromkeys((*numbers.get(adult.name, ()), *adult.phones)))
    family = [replace(adult, phones=numbers[adult.name]) for adult in row.adults]
    helper = [] if row.helper is None else [Adult(row.helper, Role.helper, Status.at_home)]
    return [*family, *helper]


def _wanted(
    adults: Iterable[tuple[int, Adult]],
    known: Iterable[tuple[int, int, Role]],
    staff: frozenset[int],
) -> list[Wanted]:
    """Family is looked for in the child's own circle, helpers among the school's staff."""
    family: dict[int, set[int]] = {}
    for child_id, person_id, role in known:
        if role is not Role.helper:
            family.setdefault(child_id, set()).add(person_id)
    return [
        Wanted(
            adult.name,
            adult.phones,
            f"child {child_id}" if adult.role is not Role.helper else "staff",
            staff if adult.role is Role.helper else frozenset(family.get(child_id, ())),
            sure=adult.role is not Role.helper,
        )
        for child_id, adult in adults
    ]


async def staff_of(work: Work, school: UnitRow, today: date) -> frozenset[int]:
    """Everybody with a post in the school, and the helpers of its children."""
    units = [school.id, *(unit.id for unit in await work.units.below(school.id))]
    posts = await work.posts.in_units(units, today)
    children = await work.children.in_units(units)
    ties = await work.children.ties((child.id for child in children), today)
    helpers = (tie.facts.person_id for tie in ties if tie.facts.role is Role.helper)
    return frozenset((*(post.person_id for post in posts), *helpers))


async def give_class_teachers(
    work: Work,
    rows: Iterable[ChildRow],
    units: Mapping[str, UnitRow],
    school: UnitRow,
    now: datetime,
) -> None:
    """Where a class has no class teacher yet, the one that the roster names."""
    today = local_date(now, school.zone)
    held = await work.posts.in_units((unit.id for unit in units.values()), today)
    taken = {post.unit_id for post in held if post.kind is Post.class_teacher}
    named = {units[row.class_name].id: row.class_teacher for row in rows if row.class_teacher}
    vacant = {unit_id: name for unit_id, name in named.items() if unit_id not in taken}
    staff = await staff_of(work, school, today)
    wanted = [Wanted(name, (), "staff", staff) for name in vacant.values()]
    people = await Matcher().resolve(work, wanted, Habits(zone=school.zone), now)
    posts = zip(people, vacant, strict=True)
    await work.posts.give([(p, unit_id, Post.class_teacher) for p, unit_id in posts], today)


def _details(adult: Adult) -> dict[str, Any]:
    names = ("relation", "workplace", "age", "health", "occupation", "address")
    return stated({name: getattr(adult, name) for name in names})


def stated(details: Mapping[str, Any]) -> dict[str, Any]:
    """Only what the sheet says."""
    return {name: value for name, value in details.items() if value is not None}
