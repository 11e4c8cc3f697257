"""About which children somebody may fill in a form; those whose duty it answers come first."""

from dataclasses import dataclass
from datetime import date, datetime

from care.forms.form import Form
from care.hours import local_date
from care.people import PARENTS, Circle
from care.words import Role
from services.actor import Actor, names_in
from services.duties.outlook import look_around
from storage.work import Work

MOST = 40


@dataclass(frozen=True, slots=True)
class ChildDue:
    """A child, and the local date on which such a record is due, if it is asked for now."""

    child_id: int
    name: str
    class_id: int
    due_on: date | None


async def children_for(work: Work, actor: Actor, form: Form, now: datetime) -> tuple[ChildDue, ...]:
    """The children of this person's own family and of their classes, the longest due first."""
    children = await _near(work, actor, now)
    circles = await work.circles.around(children, now.date())
    mine = [c for c, circle in circles.items() if _may(circle, actor, form, now)]
    rows = await work.children.by_id(mine)
    due: dict[int, date] = {}
    duties = await work.duties.open_of_children(mine)
    outlook = await look_around(work, duties, now)
    for duty in duties:
        rule = outlook.rule(duty)
        opened = duty.opens_on <= outlook.today(duty, now)
        if duty.child_id and opened and rule is not None and form.kind in rule.closed_by:
            due[duty.child_id] = min(duty.due_on, due.get(duty.child_id, date.max))
    found = [
        ChildDue(row.id, row.facts.name, row.facts.unit_id, due.get(row.id))
        for row in rows.values()
    ]
    found.sort(key=lambda child: (child.due_on or date.max, child.name))
    return tuple(found[:MOST])


def _may(circle: Circle, actor: Actor, form: Form, now: datetime) -> bool:
    names = names_in(circle, actor.person_id, now)
    held = names | {Role.parent} if names & PARENTS else names
    return bool(held & set(form.fill))


async def _near(work: Work, actor: Actor, now: datetime) -> list[int]:
    """Children of the own family, and of the classes and schools where a post is held."""
    today = local_date(now, (await work.people.habits(actor.person_id)).zone)
    ties = await work.children.ties_of_person(actor.person_id, today)
    posts = await work.posts.of_person(actor.person_id, now.date())
    units = [post.unit_id for post in posts]
    below = [unit.id for unit_id in units for unit in await work.units.below(unit_id)]
    present = await work.children.in_units([*units, *below])
    return list(dict.fromkeys([*(tie.facts.child_id for tie in ties), *(c.id for c in present)]))
