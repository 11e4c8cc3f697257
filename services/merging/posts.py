"""The posts of a staff sheet: free ones are given, of taken ones the staff are asked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.hours import local_date
from care.merge import Difference
from care.posts import HELD_BY_ONE
from care.words import Post
from services.merging.children import Differing
from storage.journal import Entry
from storage.units import UnitRow
from storage.work import Work

Given = tuple[int, int, Post]
"""Person, unit, post."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sheet wants: posts to be given, and those that one person holds and somebody else has:
    with who has them.
    """

    free: Sequence[Given]
    taken: Mapping[Given, int]


def key(unit_id: int, post: Post) -> str:
    """How a sheet that was read remembers a post."""
    return f"{unit_id}/{post}"


async def wanted_posts(
    work: Work,
    named: Sequence[Given],
    before: Mapping[int, Mapping[str, Any]],
    school: UnitRow,
    now: datetime,
) -> Wish:
    """The posts that nobody holds so or will, and that were not in the last sheet already."""
    today = local_date(now, school.zone)
    rows = await work.posts.not_over({unit_id for _, unit_id, _ in named}, today)
    held = {(p.person_id, p.unit_id, p.kind) for p in rows if p.is_held(today)}
    there = {(p.person_id, p.unit_id, p.kind) for p in rows if not p.is_over(today)}
    known = {i: set(said["posts"]) for i, said in before.items()}
    new = [
        (person_id, unit_id, post)
        for person_id, unit_id, post in named
        if (person_id, unit_id, post) not in there
        and key(unit_id, post) not in known.get(person_id, ())
    ]
    others = defaultdict[tuple[int, Post], list[int]](list)
    for person_id, unit_id, post in held:
        if post in HELD_BY_ONE and (person_id, unit_id, post) not in named:
            others[unit_id, post].append(person_id)
    taken = {each: min(others[each[1:]]) for each in new if each[1:] in others}
    return Wish([each for each in new if each not in taken], taken)


async def taken_by_others(work: Work, wish: Wish, names: Mapping[int, str]) -> list[Differing]:
    """What the staff are asked: who has a post, the one of the lists or the one of the sheet."""
    people = await work.people.by_id(wish.taken.values())
    return [
        Differing(unit_id, None, None, Difference(post, people[has].name, names[person_id]))
        for (person_id, unit_id, post), has in wish.taken.items()
    ]


async def give(work: Work, posts: Sequence[Given], school: UnitRow, now: datetime) -> None:
    """Give posts that are free, from today on."""
    await work.posts.give(posts, local_date(now, school.zone))
    details = {"source": "sheet"}
    entries = [
        Entry("post.given", person_id=p, unit_id=unit, details=details | {"post": post})
        for p, unit, post in posts
    ]
    await work.journal.write(entries, now)


async def named_by_sheet(work: Work, unit_id: int, post: Post, name: str) -> int | None:
    """Whom the last staff sheet called so and gave this post; None where a roster did."""
    people = [person.id for person in await work.people.named([name])]
    said = await work.sheets.of_people(people)
    return next((i for i, kept in said.items() if key(unit_id, post) in kept["posts"]), None)
