"""About which children somebody may fill in a form; those whose duty it answers come first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from care.forms.form import Form
from care.hours import local_date
from care.order import by_sound
from services.actor import Actor, names_in
from services.duties.outlook import look_around
from services.forms.around import fills
from storage.work import Work


@dataclass(frozen=True, slots=True)
class ChildDue:
    """A child, and the local date on which such a record is due, if it is asked for now.

    `class_name` is given where another child of the list has the same name.
    """

    child_id: int
    name: str
    class_id: int
    due_on: date | None
    class_name: str | None = None


async def children_for(work: Work, actor: Actor, form: Form, now: datetime) -> tuple[ChildDue, ...]:
    """The children of this person's own family and of their classes, the longest due first."""
    near = await _near(work, actor, form, now)
    circles = await work.circles.around(near, now.date())
    mine = [
        c for c, circle in circles.items() if fills(names_in(circle, actor.person_id, now), form)
    ]
    rows = await work.children.by_id(mine)
    due = await _due(work, mine, form, now)
    found = [
        ChildDue(row.id, row.facts.name, row.facts.unit_id, due.get(row.id))
        for row in rows.values()
    ]
    found.sort(key=lambda child: (child.due_on or date.max, by_sound(child.name), child.child_id))
    return tuple(await _told_apart(work, found))


async def _due(work: Work, child_ids: Iterable[int], form: Form, now: datetime) -> dict[int, date]:
    """When such a record about each child is due: the earliest of the open duties it closes."""
    if form.several:
        return {}
    due: dict[int, date] = {}
    duties = await work.duties.open_of_children(child_ids)
    outlook = await look_around(work, duties, now)
    for duty in duties:
        rule = outlook.rule(duty)
        opened = duty.opens_on <= outlook.today(duty, now)
        if duty.child_id and opened and rule is not None and form.kind in rule.closed_by:
            due[duty.child_id] = min(duty.due_on, due.get(duty.child_id, date.max))
    return due


async def _told_apart(work: Work, children: list[ChildDue]) -> list[ChildDue]:
    """Children of the same name get the name of their class."""
    often = Counter(child.name for child in children)
    twins = [child for child in children if often[child.name] > 1]
    units = await work.units.by_id([child.class_id for child in twins])
    return [
        replace(child, class_name=units[child.class_id].name) if often[child.name] > 1 else child
        for child in children
    ]


async def _near(work: Work, actor: Actor, form: Form, now: datetime) -> list[int]:
    """Children of the own family, and of the classes and schools where a post is held that fills
    in this form.
    """
    today = local_date(now, (await work.people.habits(actor.person_id)).zone)
    ties = await work.children.ties_of_person(actor.person_id, today)
    posts = await work.posts.of_person(actor.person_id, now.date())
    units = [post.unit_id for post in posts if post.kind in form.fill]
    below = [unit.id for unit_id in units for unit in await work.units.below(unit_id)]
    present = await work.children.in_units([*units, *below])
    return list(dict.fromkeys([*(tie.facts.child_id for tie in ties), *(c.id for c in present)]))
