"""One invented school in a store: classes, children with their families, teachers."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from care.almanac import Term
from care.words import Post, Role, Status, UnitKind
from services.duties.programmes import enter_term, use_plan
from simulation.around import invent_around
from simulation.asked import Asked, asked_by
from simulation.temper import GUARDIANS, PARENTS, STAFF
from simulation.who import ZONE, School, somebody
from storage.children import ChildFacts, TieFacts
from storage.work import Work

IN_A_CLASS = 40
FAMILY = 1.3
"""Children of one family in the school, on average."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The programme that is tried: its TOML text, its optional rules, and the school's terms."""

    source: str
    options: tuple[str, ...]
    terms: tuple[Term, ...]

    @property
    def asked(self) -> Asked:
        """What its rules are about beside families and staff."""
        return asked_by(self.source, self.options)


async def found(  # noqa: PLR0913 - the parts of one school
    work: Work, name: str, children: int, plan: Plan, since: date, now: datetime, chance: Random
) -> School:
    """A live school that follows the plan from a local day on; its duties are planned."""
    above = await work.units.add(UnitKind.township, name, None, ZONE, now)
    unit = await work.units.add(UnitKind.school, name, above.id, ZONE, now)
    school = School(unit.id)
    for number in range(-(-children // IN_A_CLASS)):
        each = await work.units.add(UnitKind.class_, f"{number + 1}班", unit.id, ZONE, now)
        school.classes.append(each.id)
    await work.units.go_live([unit.id, *school.classes], since, None)
    teachers = await _staff(work, school, above.id, since, now, chance)
    await _families(work, school, children, since, now, chance)
    for number, child in enumerate(school.children):
        school.teachers[child] = teachers[number // IN_A_CLASS]
    await invent_around(work, school, plan.asked, since, now, chance)
    for term in plan.terms:
        await enter_term(work, unit.id, term, now)
    await use_plan(work, unit.id, plan.source, plan.options, since, now)
    return school


async def _staff(
    work: Work, school: School, above: int, since: date, now: datetime, chance: Random
) -> list[int]:
    """Everybody who holds a post; returns the class teachers, in the order of the classes."""
    posts = [
        (Post.officer, above),
        (Post.principal, school.unit_id),
        (Post.hotline_duty, school.unit_id),
        *((Post.class_teacher, class_id) for class_id in school.classes),
    ]
    people = []
    for post, unit_id in posts:
        person = await somebody(work, school, post.value, STAFF, now, chance)
        await work.posts.give([(person, unit_id, post)], since)
        people.append(person)
    return people[-len(school.classes) :]


async def _families(
    work: Work, school: School, children: int, since: date, now: datetime, chance: Random
) -> None:
    family: list[tuple[int, Role, Status]] = []
    for number in range(children):
        if not family or chance.random() > 1 - 1 / FAMILY:
            family = await _family(work, school, now, chance)
        home = school.classes[number // IN_A_CLASS]
        facts = ChildFacts(home, f"孩子{number}")
        (child,) = await work.children.add([facts], since, now)
        ties = [TieFacts(child, person, role, status) for person, role, status in family]
        await work.children.tie(ties, since)
        school.children.append(child)
        school.guardians[child] = family[-1][0]


async def _family(
    work: Work, school: School, now: datetime, chance: Random
) -> list[tuple[int, Role, Status]]:
    """Both parents away for two of three, else one of them; somebody at home looks after them."""
    father = await somebody(work, school, Role.parent.value, PARENTS, now, chance)
    mother = await somebody(work, school, Role.parent.value, PARENTS, now, chance)
    both = chance.random() < _BOTH_AWAY
    guardian = await somebody(work, school, Role.guardian.value, GUARDIANS, now, chance)
    school.away += [father, mother] if both else [father]
    return [
        (father, Role.father, Status.away),
        (mother, Role.mother, Status.away if both else Status.at_home),
        (guardian, Role.guardian, Status.at_home),
    ]


_BOTH_AWAY = 0.66
