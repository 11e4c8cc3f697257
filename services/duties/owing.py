"""The open duties around one person: about their own family's children, and below their posts."""

from collections.abc import Iterable
from datetime import datetime

from storage.duties import DutyRow
from storage.work import Work


async def open_duties_around(work: Work, person_id: int, now: datetime) -> list[DutyRow]:
    """Every open duty that this person may hold; who really owes it is asked of the outlook."""
    ties = await work.children.ties_of_person(person_id, now.date())
    posts = await work.posts.of_person(person_id, now.date())
    units = await _all_below(work, [post.unit_id for post in posts])
    child_ids = {tie.facts.child_id for tie in ties}
    child_ids |= {child.id for child in await work.children.in_units(units)}
    of_children = await work.duties.open_of_children(child_ids)
    return of_children + await work.duties.open_of_units(units)


async def _all_below(work: Work, unit_ids: Iterable[int]) -> set[int]:
    found = set(unit_ids)
    for unit_id in list(found):
        found |= {unit.id for unit in await work.units.below(unit_id)}
    return found
