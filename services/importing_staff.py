"""A staff sheet into the store: people, posts, deputies."""

from collections.abc import Sequence
from datetime import datetime

from care.hours import local_date
from care.people import Habits
from care.rosters.model import StaffRow, StaffSheet
from care.words import Post
from services.importing import Imported, class_units
from services.importing_circles import staff_of
from services.matching import Matcher, Wanted
from storage.journal import Entry
from storage.units import UnitRow
from storage.work import Work


async def import_staff(work: Work, sheet: StaffSheet, school: UnitRow, now: datetime) -> Imported:
    """Bring a staff sheet without faults into the store.

    Posts are added to the ones that are held; ending one is a decision of its own.
    """
    today = local_date(now, school.zone)
    units = await class_units(work, school, (r.unit for r in sheet.staff if r.unit), now)
    near = await staff_of(work, school, today)
    named = [Wanted(row.name, row.phones, "staff", near) for row in sheet.staff]
    deputies = [row for row in sheet.staff if row.deputy]
    phones = {row.name: row.phones for row in sheet.staff}
    standing_in = [Wanted(n, phones.get(n, ()), "staff", near) for n in _deputies(deputies)]
    matcher = Matcher()
    people = await matcher.resolve(work, named + standing_in, Habits(zone=school.zone), now)
    unit_ids = [units[row.unit].id if row.unit else school.id for row in sheet.staff]
    wanted = [
        (person_id, unit_id, row.post)
        for person_id, unit_id, row in zip(people, unit_ids, sheet.staff, strict=False)
    ]
    wanted += [
        (person_id, units[row.unit].id if row.unit else school.id, _stand_in(row.post))
        for person_id, row in zip(people[len(named) :], deputies, strict=True)
    ]
    new = await _give(work, wanted, school, now)
    counts = _counts(people[: len(named)], {person_id for person_id, _, _ in new}, matcher.changed)
    return Imported(school=school.name, staff=len(named), **counts)


def _stand_in(post: Post) -> Post:
    """Who stands in for a teacher or principal is their deputy; anywhere else the post is shared,
    so that nobody sees more than the post they stand in for.
    """
    return Post.deputy if post in (Post.class_teacher, Post.principal) else post


def _deputies(rows: Sequence[StaffRow]) -> list[str]:
    return [row.deputy for row in rows if row.deputy]


async def _give(
    work: Work, wanted: Sequence[tuple[int, int, Post]], school: UnitRow, now: datetime
) -> list[tuple[int, int, Post]]:
    today = local_date(now, school.zone)
    held = await work.posts.in_units({unit_id for _, unit_id, _ in wanted}, today)
    there = {(post.person_id, post.unit_id, post.kind) for post in held}
    new = [post for post in dict.fromkeys(wanted) if post not in there]
    await work.posts.give(new, today)
    entries = [
        Entry("post.given", person_id=person_id, unit_id=unit_id, details={"post": kind})
        for person_id, unit_id, kind in new
    ]
    await work.journal.write(entries, now)
    return new


def _counts(people: Sequence[int], posted: set[int], changed: set[int]) -> dict[str, int]:
    added = sum(1 for person_id in people if person_id in posted)
    differ = sum(1 for person_id in people if person_id in changed - posted)
    return {"added": added, "changed": differ, "unchanged": len(people) - added - differ}
