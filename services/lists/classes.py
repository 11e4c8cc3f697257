"""Handing over a class: the old class teacher's post ends, the new one's begins, at once.

Open duties follow by themselves, for whoever holds a post is looked up when a duty is due.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from care.habits import Habits
from care.hours import local_date
from care.order import by_sound
from care.people import OUT_OF_THE_CIRCLE, Tie
from care.words import NewsCode, Post, Reach, UnitKind
from services.actor import Actor
from services.duties.outlook import look_around
from services.duties.planning import plan_children
from services.duties.restarting import restart_ladders
from services.lists.access import Place, class_place
from services.lists.statuses import shut_out
from services.lists.telling import tell_joined
from services.lists.values import Change
from services.news import News
from storage.journal import Entry
from storage.people import NewPerson
from storage.posts import PostRow
from storage.units import UnitRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the school's staff."""

    person_id: int
    name: str
    reach: Reach


@dataclass(frozen=True, slots=True)
class ClassStaff:
    """Who has a class now, and who else of the school could take it."""

    unit_id: int
    name: str
    teachers: tuple[Colleague, ...]
    colleagues: tuple[Colleague, ...]
    may_invite: bool


async def class_staff(work: Work, actor: Actor, unit_id: int, now: datetime) -> ClassStaff | None:
    """A class and the staff of its school; None where this person may not change it."""
    place = await class_place(work, actor, unit_id, now)
    if place is None:
        return None
    posts = await _posts_of_school(work, place, now)
    have = {p.person_id for p in posts if _is_teacher(p, unit_id)}
    found = await _colleagues(work, [post.person_id for post in posts])
    return ClassStaff(
        unit_id,
        place.unit.name,
        tuple(each for each in found if each.person_id in have),
        _likeliest_first([each for each in found if each.person_id not in have], posts, unit_id),
        place.decides(actor.person_id),
    )


async def _posts_of_school(work: Work, place: Place, now: datetime) -> list[PostRow]:
    school_id = place.unit.parent_id or place.unit.id
    units = [school_id, *(unit.id for unit in await work.units.below(school_id))]
    posts = await work.posts.in_units(units, now.date())
    return [post for post in posts if post.is_held(place.today)]


def _likeliest_first(
    found: list[Colleague], posts: list[PostRow], unit_id: int
) -> tuple[Colleague, ...]:
    """Who stands in for the class already, then who has another one, then everybody else."""
    deputies = {p.person_id for p in posts if p.unit_id == unit_id and p.kind is Post.deputy}
    teachers = {p.person_id for p in posts if p.kind is Post.class_teacher}
    return tuple(
        sorted(found, key=lambda c: (c.person_id not in deputies, c.person_id not in teachers))
    )


def _is_teacher(post: PostRow, unit_id: int) -> bool:
    return post.unit_id == unit_id and post.kind is Post.class_teacher


async def _colleagues(work: Work, person_ids: list[int]) -> list[Colleague]:
    people = await work.people.by_id(person_ids)
    accounts = await work.accounts.of_people(people)
    found = (
        Colleague(i, row.name, accounts[i].reach if i in accounts else Reach.not_joined)
        for i, row in people.items()
    )
    return sorted(found, key=lambda each: by_sound(each.name))


async def hand_over(work: Work, by: int | None, change: Change, now: datetime) -> bool:
    """A class gets another class teacher; False where that is so already, or it is no class."""
    unit = await work.units.get(change.unit_id)
    if unit.kind is not UnitKind.class_:
        return False
    today = local_date(now, unit.zone)
    posts = await work.posts.in_units([unit.id], now.date())
    held = [post for post in posts if post.is_held(today) and _is_teacher(post, unit.id)]
    new = await _successor(work, unit, change, now)
    if any(post.person_id == new for post in held):
        return False
    await work.posts.end([post.id for post in held], today - timedelta(days=1))
    await work.posts.give([(new, unit.id, Post.class_teacher)], today)
    entries = [_entry("post.ended", post.person_id, unit, by) for post in held]
    await work.journal.write([*entries, _entry("post.given", new, unit, by)], now)
    for post in held:
        await shut_out(work, post.person_id, now)
    await plan_children(work, {c.id: unit.id for c in await work.children.in_units([unit.id])}, now)
    await restart_ladders(work, new, now)
    given = [News(post.person_id, NewsCode.class_given, unit_id=unit.id) for post in held]
    await tell_joined(work, [*given, await introduction(work, new, unit, now)], now)
    return True


async def _successor(work: Work, unit: UnitRow, change: Change, now: datetime) -> int:
    """The colleague who was chosen, or one of the typed name, or somebody new to the school: of two
    with one name the number tells who is meant.
    """
    if change.person_id is not None:
        return change.person_id
    name: str = change.data["name"]
    phone: str | None = change.data.get("phone")
    school = unit.parent_id or unit.id
    units = [school, *(each.id for each in await work.units.below(school))]
    staff = {post.person_id for post in await work.posts.in_units(units, now.date())}
    known = await work.people.named([name])
    same = [p for p in known if phone is not None and phone in p.phones]
    same += [p for p in known if p.id in staff and (phone is None or not p.phones)]
    if same:
        return same[0].id
    new = NewPerson(name, () if phone is None else (phone,))
    (person_id,) = await work.people.add([new], Habits(zone=unit.zone), now)
    return person_id


async def introduction(work: Work, new: int, unit: UnitRow, now: datetime) -> News:
    """What a new class teacher has to know first: how many, who is reached, what is open."""
    children = {child.id for child in await work.children.in_units([unit.id])}
    circles = await work.circles.around(children, now.date())
    met = sum(any(_is_met(tie) for tie in circle.ties) for circle in circles.values())
    tasks = await work.tasks.open_in_units([unit.id])
    due = await _due_by(work, new, unit, children, now)
    counts = {"joined": str(met), "open": str(len(tasks)), "due": str(due)}
    details = {"n": len(children), **counts}
    return News(new, NewsCode.class_taken, unit_id=unit.id, details=details)


async def _due_by(
    work: Work, person_id: int, unit: UnitRow, children: set[int], now: datetime
) -> int:
    """How many duties about the class this person now owes that are due already."""
    today = local_date(now, unit.zone)
    duties = await work.duties.open_of_children(children)
    outlook = await look_around(work, duties, now)
    return sum(duty.due_on <= today and outlook.owes(duty, person_id, now) for duty in duties)


def _is_met(tie: Tie) -> bool:
    return tie.person.reach is Reach.joined and tie.status not in OUT_OF_THE_CIRCLE


def _entry(event: str, person_id: int, unit: UnitRow, by: int | None) -> Entry:
    details = {"by": by, "post": Post.class_teacher}
    return Entry(event, person_id=person_id, unit_id=unit.id, details=details)
