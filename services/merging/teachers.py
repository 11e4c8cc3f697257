"""The class teachers that a roster names."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from care.habits import Habits
from care.hours import local_date
from care.merge import Difference, Verdict, judge
from care.words import Post
from services.importing.matching import Matcher, Wanted
from services.merging.children import Differing, Outcome, Placed
from services.merging.circles import staff_of
from storage.journal import Entry
from storage.posts import PostRow
from storage.units import UnitRow
from storage.work import Work

FIELD = "class_teacher"


async def merge_class_teachers(
    work: Work, placed: Sequence[Placed], units: Mapping[str, UnitRow], school: UnitRow,
    now: datetime, outcome: Outcome,
) -> None:  # fmt: skip
    """A class without a teacher gets the one that is new in the sheet; where it has another, the
    staff are asked. Who was ended in chat is not given the class again by the same sheet.
    """
    today = local_date(now, school.zone)
    named = {units[p.row.class_name].id: p.row.class_teacher for p in placed}
    named = {unit_id: name for unit_id, name in named.items() if name}
    before = _before(placed, units)
    for one in placed:
        last = one.before.fields.get(FIELD) if one.before else None
        if (name := one.row.class_teacher or last) is not None:
            one.said.fields[FIELD] = name
    held = await work.posts.not_over(named, today)
    ours = await _names(work, held, today)
    coming = await _coming(work, held, today)
    vacant = {}
    for unit_id, name in named.items():
        if name is None or name in before.get(unit_id, ()) or name in coming.get(unit_id, ()):
            continue
        verdict = judge(None, name, ours.get(unit_id))
        if verdict is Verdict.take:
            vacant[unit_id] = name
        elif verdict is Verdict.ask:
            difference = Difference(FIELD, ours[unit_id], name)
            outcome.differing.append(Differing(unit_id, None, None, difference))
    await give_class(work, vacant, school, now)


def _before(placed: Iterable[Placed], units: Mapping[str, UnitRow]) -> dict[int, set[str]]:
    """Whom the last sheet named as class teacher, by class."""
    found: dict[int, set[str]] = {}
    for one in placed:
        fields = one.before.fields if one.before else {}
        if FIELD in fields and (unit := units.get(fields.get("class", ""))) is not None:
            found.setdefault(unit.id, set()).add(fields[FIELD])
    return found


async def _names(work: Work, held: Iterable[PostRow], today: date) -> dict[int, str]:
    """The class teacher of each class now."""
    posts = {
        post.unit_id: post.person_id
        for post in held
        if post.kind is Post.class_teacher and post.is_held(today)
    }
    people = await work.people.by_id(posts.values())
    return {unit_id: people[person_id].name for unit_id, person_id in posts.items()}


async def _coming(work: Work, posts: Iterable[PostRow], today: date) -> dict[int, set[str]]:
    """Who is to have each class from a later day on."""
    later = [p for p in posts if p.kind is Post.class_teacher and p.since > today]
    people = await work.people.by_id(post.person_id for post in later)
    found: dict[int, set[str]] = {}
    for post in later:
        found.setdefault(post.unit_id, set()).add(people[post.person_id].name)
    return found


async def give_class(work: Work, named: Mapping[int, str], school: UnitRow, now: datetime) -> None:
    """Give classes to the colleagues of these names, who are added where they are new."""
    today = local_date(now, school.zone)
    staff = await staff_of(work, school, today) if named else frozenset()
    wanted = [Wanted(name, (), "staff", staff) for name in named.values()]
    people = await Matcher().resolve(work, wanted, Habits(zone=school.zone), now)
    posts = list(zip(people, named, strict=True))
    await work.posts.give([(p, unit_id, Post.class_teacher) for p, unit_id in posts], today)
    details = {"post": Post.class_teacher, "source": "sheet"}
    entries = [Entry("post.given", person_id=p, unit_id=u, details=details) for p, u in posts]
    await work.journal.write(entries, now)
