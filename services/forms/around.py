"""The child that a form is about, and what whoever fills it in is to that child today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from care.forms.form import Form
from care.hours import local_date
from care.people import HOME, PARENTS, Circle
from care.roles import Act, may
from care.ties import Person
from care.words import Role
from services.actor import Actor, names_in
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Around:
    """A child with its circle; `names` are the roles and posts of whoever fills in."""

    child_id: int
    child: str
    unit_id: int
    circle: Circle
    today: date
    names: frozenset[str]

    def may_fill(self, form: Form) -> bool:
        """Whether the form is theirs to fill in."""
        return fills(self.names, form)

    def may_read(self, form: Form) -> bool:
        """Whether others' records of this form are theirs to read."""
        return self.reads and bool(self.names & set(form.read))

    @property
    def reads(self) -> bool:
        """Staff who may read what colleagues write; of their own family nobody reads anything."""
        return reads(self.names)

    @property
    def of_family(self) -> bool:
        """They belong to the family: towards their own, the family role wins (DESIGN, words)."""
        return bool(self.names & HOME)

    def told_by(self, form: Form) -> tuple[Person, ...]:
        """Of whose answers staff may take note: those of the family whose form it is."""
        if not form.for_family or self.of_family:
            return ()
        return self.circle.holders([n for n in form.fill if n in HOME], self.today)


def reads(names: frozenset[str]) -> bool:
    """Whether one with these roles and posts reads what the staff write about a child."""
    return may(names, Act.see_talk_notes) and names.isdisjoint(HOME)


def fills(names: Iterable[str], form: Form) -> bool:
    """Whether one of these roles and posts fills in a form; father and mother are parents."""
    held = set(names)
    return bool((held | {Role.parent} if held & PARENTS else held) & set(form.fill))


async def around(work: Work, actor: Actor, child_id: int, now: datetime) -> Around | None:
    """The child as this person stands to it; None where they are nothing to it."""
    return (await around_all(work, actor, [child_id], now)).get(child_id)


async def around_all(
    work: Work, actor: Actor, child_ids: Iterable[int], now: datetime
) -> dict[int, Around]:
    """Those of the children to whom this person is something, in the same order."""
    wanted = list(dict.fromkeys(child_ids))
    circles = await work.circles.around(wanted, now.date())
    children = await work.children.by_id(circles)
    found = {}
    for child_id in wanted:
        if child_id not in children or child_id not in circles:
            continue
        circle, facts = circles[child_id], children[child_id].facts
        if names := names_in(circle, actor.person_id, now):
            today = local_date(now, circle.zone)
            found[child_id] = Around(child_id, facts.name, facts.unit_id, circle, today, names)
    return found


async def around_draft(
    work: Work, actor: Actor, form: Form, child_ids: Iterable[int], now: datetime
) -> tuple[Around, ...] | None:
    """All children of a draft; None where one of them is not this person's to write about."""
    wanted = list(dict.fromkeys(child_ids))
    found = await around_all(work, actor, wanted, now)
    mine = tuple(each for each in found.values() if each.may_fill(form))
    return mine if mine and len(mine) == len(wanted) else None
