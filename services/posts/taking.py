"""Posts whose day has come: what was planned for it happens in the first beat of that day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

from care.hours import local_date
from care.posts import HELD_BY_ONE
from care.words import Post
from services.posts.following import Changed, follow
from services.posts.places import hold_places
from storage.journal import Entry
from storage.posts import PostRow
from storage.units import UnitRow
from storage.work import Work

BATCH = 50
_DAY = timedelta(days=1)


async def take_due_posts(work: Work, now: datetime, limit: int = BATCH) -> int:
    """Do what is due at `now` (UTC); returns how many posts have been looked at, 0 when none is."""
    found = await work.posts.to_look_at(now, limit)
    if not found:
        return 0
    units = await work.units.by_id([post.unit_id for post in found])
    today = {unit.id: local_date(now, unit.zone) for unit in units.values()}
    await hold_places(work, units.values())
    now_so = await work.posts.to_look_at(now, limit)
    known = (post for post in now_so if post.unit_id in units)
    due = [p for p in known if p.look_on is not None and p.look_on <= today[p.unit_id]]
    await work.posts.looked_at([post.id for post in due])
    for (unit_id, kind), posts in groupby(sorted(due, key=_place), key=_place):
        await _take(work, units[unit_id], Post(kind), list(posts), today[unit_id], now)
    return len(due)


def _place(post: PostRow) -> tuple[int, str]:
    return post.unit_id, post.kind


async def _take(
    work: Work, unit: UnitRow, kind: Post, posts: list[PostRow], today: date, now: datetime
) -> None:
    """One post of one unit. Whoever holds alone what somebody takes over today, although nobody had
    foreseen it when that was planned, holds it no longer.
    """
    begun = [post for post in posts if post.is_held(today)]
    over = [post for post in posts if post.is_over(today)]
    if begun and kind in HELD_BY_ONE:
        over += await _others(work, unit, begun[-1], today, now)
    new = tuple(dict.fromkeys(post.person_id for post in begun))
    old = tuple(dict.fromkeys(p.person_id for p in over if p.person_id not in new))
    entries = [_entry("post.begun", p, unit, kind) for p in new]
    entries += [_entry("post.over", p, unit, kind) for p in old]
    await work.journal.write(entries, now)
    await follow(work, Changed(unit, kind, new, old), now)


async def _others(
    work: Work, unit: UnitRow, last: PostRow, today: date, now: datetime
) -> Iterable[PostRow]:
    held = await work.posts.in_units([unit.id], now.date())
    others = [p for p in held if p.kind is last.kind and p.id != last.id and p.is_held(today)]
    await work.posts.end([post.id for post in others], last.since - _DAY)
    return others


def _entry(event: str, person_id: int, unit: UnitRow, kind: Post) -> Entry:
    return Entry(event, person_id=person_id, unit_id=unit.id, details={"post": kind})
