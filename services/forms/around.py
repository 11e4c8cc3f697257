"""The child that a form is about, and what whoever fills it in is to that child today."""

from dataclasses import dataclass
from datetime import date, datetime

from care.forms.form import Form
from care.hours import local_date
from care.people import PARENTS, Circle
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
        return bool(_with_parents(self.names) & set(form.fill))

    def may_read(self, form: Form) -> bool:
        """Whether others' records of this form are theirs to read."""
        return bool(self.names & set(form.read))

    @property
    def of_family(self) -> bool:
        """They belong to the family: towards their own, the family role wins (DESIGN, words)."""
        return bool(self.names & set(Role))


async def around(work: Work, actor: Actor, child_id: int, now: datetime) -> Around | None:
    """The child as this person stands to it; None where they are nothing to it."""
    circle = (await work.circles.around([child_id], now.date())).get(child_id)
    if circle is None:
        return None
    names = names_in(circle, actor.person_id, now)
    children = await work.children.by_id([child_id])
    if not names or child_id not in children:
        return None
    facts = children[child_id].facts
    today = local_date(now, circle.zone)
    return Around(child_id, facts.name, facts.unit_id, circle, today, names)


def _with_parents(names: frozenset[str]) -> frozenset[str]:
    return names | {Role.parent} if names & PARENTS else names
