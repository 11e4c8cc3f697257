"""A staff sheet into the store: people, posts, deputies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.habits import Habits
from care.hours import local_date
from care.rosters.model import StaffSheet
from care.words import Post, Reach
from services.importing.matching import Matcher, Wanted
from services.importing.roster import Imported, class_units
from services.lists.people import set_all_phones
from services.merging.children import Differing
from services.merging.circles import staff_of
from services.merging.numbers import judged, sharing
from services.merging.posts import Given, give, key, taken_by_others, wanted_posts
from services.merging.questions import ask_differing
from services.posts.following import Changed, follow
from storage.units import UnitRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class _Named:
    """What the sheet says: rows with their people, the posts that follow, everybody by name."""

    people: Sequence[int]
    posts: Sequence[Given]
    names: Mapping[int, str]


async def import_staff(work: Work, sheet: StaffSheet, school: UnitRow, now: datetime) -> Imported:
    """Bring a staff sheet without faults into the store.

    Posts are added to the ones that are held; a post that was ended in chat is not given again by
    a sheet that has it still, and a number that was changed in chat is kept. Where somebody else
    has a post that one person holds, the staff are asked.
    """
    units = await class_units(work, school, (r.unit for r in sheet.staff if r.unit), now)
    near = await staff_of(work, school, local_date(now, school.zone))
    before = await work.sheets.of_people(near)
    matcher = Matcher()
    wanted = _wanted(sheet, near, before)
    people = await matcher.resolve(work, wanted, Habits(zone=school.zone), now)
    named = _named(sheet, people, {name: unit.id for name, unit in units.items()}, school.id)
    last = before | await work.sheets.of_people(named.names.keys() - near)
    taken, asked = judged({i: tuple(said["phones"]) for i, said in last.items()}, matcher)
    await set_all_phones(work, taken, now, source="sheet")
    wish = await wanted_posts(work, named.posts, last, school, now)
    differing = [Differing(school.id, None, i, difference) for i, difference in asked.items()]
    differing += await taken_by_others(work, wish, named.names)
    questions = await ask_differing(work, differing, now)
    await give(work, wish.free, school, now)
    await _introduce(work, wish.free, now)
    await _keep(work, named, last, matcher)
    counts = _counts(named.people, {person_id for person_id, _, _ in wish.free}, set(taken))
    shared = sharing(matcher, set(named.people))
    staff = len(sheet.staff)
    return Imported(school=school.name, staff=staff, asked=questions, shared=shared, **counts)


def _wanted(
    sheet: StaffSheet, near: frozenset[int], before: Mapping[int, Mapping[str, Any]]
) -> list[Wanted]:
    """Everybody of the rows, then everybody who stands in. Without a number in the row, the one
    whom the last sheet called so.
    """
    people_of: dict[str, list[int]] = {}
    for person_id, said in before.items():
        people_of.setdefault(said["name"], []).append(person_id)
    phones = {row.name: row.phones for row in sheet.staff}
    rows = [(row.name, row.phones) for row in sheet.staff]
    rows += [(row.deputy, phones.get(row.deputy, ())) for row in sheet.staff if row.deputy]
    found = []
    for name, numbers in rows:
        there = people_of.get(name, ())
        person = there[0] if len(there) == 1 and not numbers else None
        found.append(Wanted(name, numbers, "staff", near, person=person))
    return found


def _named(
    sheet: StaffSheet, people: Sequence[int], units: Mapping[str, int], school_id: int
) -> _Named:
    """The posts of everybody, in the order of `_wanted`."""
    deputies = [row for row in sheet.staff if row.deputy]
    rows = [(row, row.name, row.post) for row in sheet.staff]
    rows += [(row, row.deputy or "", _stand_in(row.post)) for row in deputies]
    posts: list[Given] = []
    names: dict[int, str] = {}
    for person_id, (row, name, post) in zip(people, rows, strict=True):
        posts.append((person_id, units[row.unit] if row.unit else school_id, post))
        names.setdefault(person_id, name)
    return _Named(people[: len(sheet.staff)], list(dict.fromkeys(posts)), names)


def _stand_in(post: Post) -> Post:
    """Who stands in for a teacher or principal is their deputy; anywhere else the post is shared,
    so that nobody sees more than the post they stand in for.
    """
    return Post.deputy if post in (Post.class_teacher, Post.principal) else post


async def _introduce(work: Work, new: Sequence[Given], now: datetime) -> None:
    """Who of those that read us has a post now, hears once what there is, and is reminded of what
    nobody else could be reminded of.
    """
    accounts = await work.accounts.of_people(person_id for person_id, _, _ in new)
    joined = {i for i, account in accounts.items() if account.reach is Reach.joined}
    units = await work.units.by_id([unit_id for _, unit_id, _ in new])
    for person_id, unit_id, post in new:
        if person_id in joined:
            await follow(work, Changed(units[unit_id], post, (person_id,)), now)


async def _keep(
    work: Work, named: _Named, before: Mapping[int, Mapping[str, Any]], matcher: Matcher
) -> None:
    """What the next staff sheet is compared with: name, numbers and posts of each."""
    said: dict[int, dict[str, Any]] = {}
    for person_id, name in named.names.items():
        last = before.get(person_id, {})
        numbers = matcher.stated[person_id] or tuple(last.get("phones", ()))
        said[person_id] = {"name": name, "phones": list(numbers), "posts": []}
    for person_id, unit_id, post in named.posts:
        said[person_id]["posts"].append(key(unit_id, post))
    await work.sheets.keep_of_people({i: new for i, new in said.items() if new != before.get(i)})


def _counts(people: Sequence[int], posted: set[int], changed: set[int]) -> dict[str, int]:
    added = sum(1 for person_id in people if person_id in posted)
    differ = sum(1 for person_id in people if person_id in changed - posted)
    return {"added": added, "changed": differ, "unchanged": len(people) - added - differ}
