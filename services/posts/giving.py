"""A post is given, handed over or given up: at once, or from a local day to come on.

Open duties follow by themselves, for whoever holds a post is looked up when a duty is due.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from care.habits import Habits
from care.hours import local_date
from care.posts import HELD_BY_ONE, POSTS_OF
from care.words import Post, UnitKind
from services.lists.statuses import shut_out
from services.lists.values import Change
from services.posts.following import Changed, follow
from services.posts.places import hold_places
from storage.journal import Entry
from storage.people import NewPerson
from storage.posts import PostRow
from storage.units import UnitRow
from storage.work import Work

_DAY = timedelta(days=1)


def post_of(change: Change) -> Post:
    """The post that a change is about; a class alone means its class teacher."""
    return Post(change.data.get("post", Post.class_teacher))


def day_of(change: Change, today: date) -> date:
    """The local day from which a change counts: `today`, or a later one."""
    on = change.data.get("on")
    return today if on is None else max(today, date.fromisoformat(on))


@dataclass(frozen=True, slots=True)
class _Turn:
    """A post in a unit on its way from one holder to another, on a local day."""

    unit: UnitRow
    post: Post
    on: date
    today: date
    by: int | None
    held: list[PostRow]
    """By whom today."""
    coming: list[PostRow]
    """By whom from a later day on."""

    @property
    def look_on(self) -> date | None:
        """The day to be waited for; None where it is today."""
        return self.on if self.on > self.today else None

    def entry(self, event: str, person_id: int) -> Entry:
        """For the journal."""
        details = {"by": self.by, "post": self.post, "on": self.on.isoformat()}
        return Entry(event, person_id=person_id, unit_id=self.unit.id, details=details)


async def give_post(work: Work, by: int | None, change: Change, now: datetime) -> bool:
    """Somebody gets a post. One that only one person holds is handed over to them; of a post that
    was to change hands later the newest wish counts. False where it is so already, or the unit has
    no such post.
    """
    unit = await work.units.get(change.unit_id)
    if post_of(change) not in POSTS_OF[unit.kind]:
        return False
    turn = await _turn(work, by, unit, change, now)
    new = await _successor(work, unit, change, now)
    one = turn.post in HELD_BY_ONE
    mine = [post for post in turn.held if post.person_id == new]
    withdrawn = [post for post in turn.coming if one or post.person_id == new]
    free = [_as_before(post, withdrawn) for post in turn.held]
    others = [post for post in free if one and post.person_id != new]
    if mine and not others and not withdrawn and all(post.until is None for post in mine):
        return False
    await work.posts.withdraw([post.id for post in withdrawn])
    await work.posts.end([post.id for post in mine if post.until is not None], None)
    await _end(work, turn, others)
    if not mine:
        await work.posts.give([(new, unit.id, turn.post)], turn.on, look_on=turn.look_on)
    entries = [turn.entry("post.withdrawn", post.person_id) for post in withdrawn]
    entries += [turn.entry("post.ended", post.person_id) for post in others]
    await work.journal.write([*entries, turn.entry("post.given", new)], now)
    if turn.look_on is None:
        begun = () if mine else (new,)
        over = tuple(post.person_id for post in others)
        await follow(work, Changed(unit, turn.post, begun, over), now)
    await _shut_out(work, withdrawn, now)
    return True


async def end_post(work: Work, by: int | None, change: Change, now: datetime) -> bool:
    """Somebody gives up a post: the day of the change is the first without them. Who was to make
    way for them stays. False where they neither hold it nor were to.
    """
    unit = await work.units.get(change.unit_id)
    turn = await _turn(work, by, unit, change, now)
    theirs = [post for post in turn.held if post.person_id == change.person_id]
    withdrawn = [post for post in turn.coming if post.person_id == change.person_id]
    if not theirs and not withdrawn:
        return False
    await work.posts.withdraw([post.id for post in withdrawn])
    staying = [post for post in turn.held if _makes_way(post, withdrawn)]
    await work.posts.end([post.id for post in staying], None)
    await work.posts.end([post.id for post in theirs], turn.on - _DAY, look_on=turn.look_on)
    entries = [turn.entry("post.withdrawn", post.person_id) for post in withdrawn]
    entries += [turn.entry("post.ended", post.person_id) for post in theirs]
    await work.journal.write(entries, now)
    if theirs and turn.look_on is None:
        over = tuple(post.person_id for post in theirs)
        await follow(work, Changed(unit, turn.post, (), over), now)
    await _shut_out(work, withdrawn, now)
    return True


async def _shut_out(work: Work, withdrawn: list[PostRow], now: datetime) -> None:
    """Who was to come, may have been invited, and shall not."""
    for person_id in {post.person_id for post in withdrawn}:
        await shut_out(work, person_id, now)


def _makes_way(post: PostRow, coming: list[PostRow]) -> bool:
    """Whether a post was to end because somebody else was to have it."""
    return post.kind in HELD_BY_ONE and any(post.until == new.since - _DAY for new in coming)


def _as_before(post: PostRow, withdrawn: list[PostRow]) -> PostRow:
    """A post as it was until somebody was to take it over who shall not."""
    return replace(post, until=None) if _makes_way(post, withdrawn) else post


async def _turn(work: Work, by: int | None, unit: UnitRow, change: Change, now: datetime) -> _Turn:
    """As it stands; the unit is held, so that of two wishes at once the later sees the first."""
    await hold_places(work, [unit])
    today, post = local_date(now, unit.zone), post_of(change)
    found = [
        row
        for row in await work.posts.not_over([unit.id], now.date())
        if row.kind is post and not row.is_over(today)
    ]
    held = [row for row in found if row.since <= today]
    coming = [row for row in found if row.since > today]
    return _Turn(unit, post, day_of(change, today), today, by, held, coming)


async def _end(work: Work, turn: _Turn, posts: list[PostRow]) -> None:
    """Their last day is the one before; what was to end earlier still does."""
    last = turn.on - _DAY
    ending = [post.id for post in posts if post.until is None or post.until > last]
    await work.posts.end(ending, last, look_on=turn.look_on)


async def _successor(work: Work, unit: UnitRow, change: Change, now: datetime) -> int:
    """The colleague who was chosen, or one of the typed name, or somebody new to the school: of two
    with one name the number tells who is meant.
    """
    if change.person_id is not None:
        return change.person_id
    name: str = change.data["name"]
    phone: str | None = change.data.get("phone")
    known = await work.people.named([name])
    staff = await staff_around(work, unit, now)
    same = [p for p in known if phone is not None and phone in p.phones]
    same += [p for p in known if p.id in staff and (phone is None or not p.phones)]
    if same:
        return same[0].id
    new = NewPerson(name, () if phone is None else (phone,))
    (person_id,) = await work.people.add([new], Habits(zone=unit.zone), now)
    return person_id


async def staff_around(work: Work, unit: UnitRow, now: datetime) -> set[int]:
    """Who has a post near a unit, whichever."""
    return {post.person_id for post in await posts_around(work, unit, now)}


async def posts_around(work: Work, unit: UnitRow, now: datetime) -> list[PostRow]:
    """The posts of a class's school, or of any other unit and those right below it."""
    top = unit.parent_id if unit.kind is UnitKind.class_ and unit.parent_id else unit.id
    units = [top, *(each.id for each in await work.units.below(top))]
    return await work.posts.in_units(units, now.date())
