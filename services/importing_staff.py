"""A staff sheet into the store: people, posts, deputies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.hours import local_date
from care.people import Habits
from care.rosters.model import StaffRow, StaffSheet
from care.words import Post
from services.importing import Imported, class_units
from services.lists.people import set_all_phones
from services.matching import Matcher, Wanted
from services.merging.children import Differing
from services.merging.circles import staff_of
from services.merging.numbers import judged, sharing
from services.merging.questions import ask_differing
from storage.journal import Entry
from storage.units import UnitRow
from storage.work import Work

Given = tuple[int, int, Post]
"""Person, unit, post."""


@dataclass(frozen=True, slots=True)
class _Named:
    """What the sheet says: rows with their people, and the posts that follow from them."""

    people: Sequence[int]
    posts: Sequence[Given]


async def import_staff(work: Work, sheet: StaffSheet, school: UnitRow, now: datetime) -> Imported:
    """Bring a staff sheet without faults into the store.

    Posts are added to the ones that are held; a post that was ended in chat is not given again by
    a sheet that has it still, and a number that was changed in chat is kept.
    """
    today = local_date(now, school.zone)
    units = await class_units(work, school, (r.unit for r in sheet.staff if r.unit), now)
    near = await staff_of(work, school, today)
    before = await work.sheets.of_people(near)
    matcher = Matcher()
    named = await _named(work, sheet, school, units, near, before, matcher, now)
    last = before | await work.sheets.of_people(set(named.people) - near)
    taken, asked = judged({i: tuple(said["phones"]) for i, said in last.items()}, matcher)
    await set_all_phones(work, taken, now, source="sheet")
    differing = [Differing(school.id, None, i, difference) for i, difference in asked.items()]
    questions = await ask_differing(work, differing, now)
    new = await _give(work, named.posts, last, school, now)
    await _keep(work, sheet, named, last, matcher)
    counts = _counts(named.people, {person_id for person_id, _, _ in new}, set(taken))
    shared = sharing(matcher, set(named.people))
    staff = len(sheet.staff)
    return Imported(school=school.name, staff=staff, asked=questions, shared=shared, **counts)


async def _named(
    work: Work, sheet: StaffSheet, school: UnitRow, units: Mapping[str, UnitRow],
    near: frozenset[int], before: Mapping[int, Mapping[str, Any]], matcher: Matcher, now: datetime,
) -> _Named:  # fmt: skip
    """Who is meant in each row, and who stands in for them."""
    people_of: dict[str, list[int]] = {}
    for person_id, said in before.items():
        people_of.setdefault(said["name"], []).append(person_id)
    one_each = {name: ids[0] for name, ids in people_of.items() if len(ids) == 1}
    named = [_wanted(row.name, row.phones, near, one_each) for row in sheet.staff]
    deputies = [row for row in sheet.staff if row.deputy]
    phones = {row.name: row.phones for row in sheet.staff}
    standing_in = [
        _wanted(name, phones.get(name, ()), near, one_each) for name in _deputies(deputies)
    ]
    people = await matcher.resolve(work, named + standing_in, Habits(zone=school.zone), now)
    posts = [
        (person_id, units[row.unit].id if row.unit else school.id, row.post)
        for person_id, row in zip(people, sheet.staff, strict=False)
    ]
    posts += [
        (person_id, units[row.unit].id if row.unit else school.id, _stand_in(row.post))
        for person_id, row in zip(people[len(named) :], deputies, strict=True)
    ]
    return _Named(people[: len(named)], list(dict.fromkeys(posts)))


def _wanted(
    name: str, phones: tuple[str, ...], near: frozenset[int], before: Mapping[str, int]
) -> Wanted:
    """Without a number in the row, the one whom the last sheet called so."""
    return Wanted(name, phones, "staff", near, person=None if phones else before.get(name))


def _stand_in(post: Post) -> Post:
    """Who stands in for a teacher or principal is their deputy; anywhere else the post is shared,
    so that nobody sees more than the post they stand in for.
    """
    return Post.deputy if post in (Post.class_teacher, Post.principal) else post


def _deputies(rows: Sequence[StaffRow]) -> list[str]:
    return [row.deputy for row in rows if row.deputy]


def _key(unit_id: int, post: Post) -> str:
    return f"{unit_id}/{post}"


async def _give(
    work: Work,
    wanted: Sequence[Given],
    before: Mapping[int, Mapping[str, Any]],
    school: UnitRow,
    now: datetime,
) -> list[Given]:
    """Give the posts that are neither held nor were in the last sheet already."""
    today = local_date(now, school.zone)
    held = await work.posts.in_units({unit_id for _, unit_id, _ in wanted}, today)
    there = {(p.person_id, p.unit_id, p.kind) for p in held if p.is_held(today)}
    known = {i: set(said["posts"]) for i, said in before.items()}
    new = [
        (person_id, unit_id, post)
        for person_id, unit_id, post in wanted
        if (person_id, unit_id, post) not in there
        and _key(unit_id, post) not in known.get(person_id, ())
    ]
    await work.posts.give(new, today)
    entries = [
        Entry("post.given", person_id=person_id, unit_id=unit_id, details={"post": kind})
        for person_id, unit_id, kind in new
    ]
    await work.journal.write(entries, now)
    return new


async def _keep(
    work: Work,
    sheet: StaffSheet,
    named: _Named,
    before: Mapping[int, Mapping[str, Any]],
    matcher: Matcher,
) -> None:
    """What the next staff sheet is compared with: name, numbers and posts of each."""
    said: dict[int, dict[str, Any]] = {}
    for person_id, row in zip(named.people, sheet.staff, strict=True):
        last = before.get(person_id, {})
        numbers = matcher.stated[person_id] or tuple(last.get("phones", ()))
        said[person_id] = {"name": row.name, "phones": list(numbers), "posts": []}
    for person_id, unit_id, post in named.posts:
        if person_id in said:
            said[person_id]["posts"].append(_key(unit_id, post))
    await work.sheets.keep_of_people({i: new for i, new in said.items() if new != before.get(i)})


def _counts(people: Sequence[int], posted: set[int], changed: set[int]) -> dict[str, int]:
    added = sum(1 for person_id in people if person_id in posted)
    differ = sum(1 for person_id in people if person_id in changed - posted)
    return {"added": added, "changed": differ, "unchanged": len(people) - added - differ}
