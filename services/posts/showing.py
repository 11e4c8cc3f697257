"""Who has a post now, who will have it, and who else could."""

from dataclasses import dataclass
from datetime import date, datetime

from care.hours import local_date
from care.order import by_grade, by_sound
from care.posts import HELD_BY_ONE, POSTS_OF
from care.words import Post, Reach, UnitKind
from services.actor import Actor
from services.lists.access import Place, class_place
from services.posts.giving import posts_around
from storage.posts import PostRow
from storage.units import UnitRow
from storage.work import Work

_DEPUTIES_OF = frozenset({Post.class_teacher, Post.principal})


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff. `until` is the last day of their post, `since` its first one to come;
    both None for who simply has it, or has not.
    """

    person_id: int
    name: str
    reach: Reach
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PostPage:
    """Who has a post in a unit now or later, and who else of the school could take it. `today` is
    local to the unit; `term` the first day of the next term, where it is known.
    """

    unit_id: int
    unit_kind: UnitKind
    name: str
    post: Post
    holders: tuple[Colleague, ...]
    colleagues: tuple[Colleague, ...]
    may_invite: bool
    today: date
    term: date | None = None

    @property
    def by_one(self) -> bool:
        """Whether whoever gets it takes it over."""
        return self.post in HELD_BY_ONE

    @property
    def now(self) -> tuple[Colleague, ...]:
        """Who has it today."""
        return tuple(each for each in self.holders if each.since is None)


@dataclass(frozen=True, slots=True)
class StaffPage:
    """The posts of a unit and the names of who has each."""

    unit_id: int
    unit_kind: UnitKind
    name: str
    posts: tuple[tuple[Post, tuple[str, ...]], ...]


async def post_page(
    work: Work, actor: Actor, unit_id: int, post: Post, now: datetime
) -> PostPage | None:
    """One post of a class or school; None where this person may not change it."""
    place = await class_place(work, actor, unit_id, now)
    if place is None or post not in POSTS_OF[place.unit.kind]:
        return None
    today, around = place.today, await posts_around(work, place.unit, now)
    coming = await work.posts.not_over([unit_id], now.date())
    have = [p for p in coming if p.kind is post and not p.is_over(today)]
    held = [p for p in around if p.is_held(today)]
    found = await _colleagues(work, [*have, *held])
    theirs = {p.person_id for p in have}
    return PostPage(
        unit_id,
        place.unit.kind,
        place.unit.name,
        post,
        tuple(_with_days(found[p.person_id], p, today) for p in have),
        _likeliest_first([c for i, c in found.items() if i not in theirs], held, post, unit_id),
        place.decides(actor.person_id),
        today,
        await _next_term(work, place, today),
    )


async def staff_page(work: Work, actor: Actor, unit_id: int, now: datetime) -> StaffPage | None:
    """All posts of a class or school; None where this person may not change them."""
    place = await class_place(work, actor, unit_id, now)
    if place is None:
        return None
    held = await work.posts.in_units([unit_id], now.date())
    people = await work.people.by_id(post.person_id for post in held)
    posts = [
        (
            post,
            tuple(
                people[row.person_id].name
                for row in held
                if row.kind is post and row.is_held(place.today)
            ),
        )
        for post in POSTS_OF[place.unit.kind]
    ]
    return StaffPage(unit_id, place.unit.kind, place.unit.name, tuple(posts))


@dataclass(frozen=True, slots=True)
class HolderLine:
    """A post that somebody has or will have; both days are local and included."""

    unit_id: int
    unit: str
    post: Post
    person_id: int
    name: str
    since: date
    until: date | None


async def holders_in(work: Work, unit: UnitRow, now: datetime) -> list[HolderLine]:
    """Who has which post in a unit and right below it, now or later: the unit's own first."""
    below = sorted(await work.units.below(unit.id), key=lambda each: by_grade(each.name))
    units = {each.id: each for each in (unit, *below)}
    today, place = local_date(now, unit.zone), {unit_id: n for n, unit_id in enumerate(units)}
    posts = [p for p in await work.posts.not_over(units, now.date()) if not p.is_over(today)]
    people = await work.people.by_id({post.person_id for post in posts})
    posts.sort(key=lambda post: (place[post.unit_id], list(Post).index(post.kind), post.since))
    return [
        HolderLine(
            *(post.unit_id, units[post.unit_id].name, post.kind, post.person_id),
            *(people[post.person_id].name, post.since, post.until),
        )
        for post in posts
    ]


def _with_days(who: Colleague, post: PostRow, today: date) -> Colleague:
    since = post.since if post.since > today else None
    return Colleague(who.person_id, who.name, who.reach, since, post.until)


def _likeliest_first(
    found: list[Colleague], held: list[PostRow], post: Post, unit_id: int
) -> tuple[Colleague, ...]:
    """Who stands in for it already, then who teaches a class, then everybody else."""
    deputies = {
        row.person_id
        for row in held
        if post in _DEPUTIES_OF and row.unit_id == unit_id and row.kind is Post.deputy
    }
    teachers = {row.person_id for row in held if row.kind is Post.class_teacher}
    return tuple(
        sorted(found, key=lambda c: (c.person_id not in deputies, c.person_id not in teachers))
    )


async def _colleagues(work: Work, posts: list[PostRow]) -> dict[int, Colleague]:
    people = await work.people.by_id({post.person_id for post in posts})
    accounts = await work.accounts.of_people(people)
    found = (
        Colleague(i, row.name, accounts[i].reach if i in accounts else Reach.not_joined)
        for i, row in people.items()
    )
    return {each.person_id: each for each in sorted(found, key=lambda c: by_sound(c.name))}


async def _next_term(work: Work, place: Place, today: date) -> date | None:
    """The first day of the next term of the school."""
    school = place.unit.parent_id if place.unit.kind is UnitKind.class_ else place.unit.id
    terms = () if school is None else (await work.plans.terms([school])).get(school, ())
    return min((term.starts_on for term in terms if term.starts_on > today), default=None)
