"""One invented school in a store: classes, children with their families, teachers."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random

from care.almanac import Term
from care.cadences import OnDemand
from care.habits import Habits
from care.people import PAIRED
from care.plan import load
from care.words import Post, Role, Status, UnitKind
from services.duties.programmes import enter_term, use_plan
from simulation.temper import GUARDIANS, PARENTS, STAFF, Temper, Tempers, draw
from storage.children import ChildFacts, TieFacts
from storage.people import NewPerson
from storage.work import Work

ZONE = "Asia/Shanghai"
IN_A_CLASS = 40
FAMILY = 1.3
"""Children of one family in the school, on average."""

_HOURS = (time(19), time(20), time(12), time(7, 30))
_OF_THEM = (0.75, 0.1, 0.05, 0.1)
_SHIFT_WORK = 0.05


@dataclass(frozen=True, slots=True)
class Plan:
    """The programme that is tried: its TOML text, its optional rules, and the school's terms."""

    source: str
    options: tuple[str, ...]
    terms: tuple[Term, ...]

    @property
    def has_pairs(self) -> bool:
        """Whether anything is ever due from people who are paired with a child."""
        rules = (r for r in load(self.source).rules if not r.optional or r.id in self.options)
        due = (rule for rule in rules if not isinstance(rule.cadence, OnDemand))
        return any(set(PAIRED) & set(rule.holder) for rule in due)


@dataclass(slots=True)
class School:
    """Who is who in a school, by the ids of the store."""

    unit_id: int
    classes: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    tempers: dict[int, Temper] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    """What each person mainly is: parent, guardian, class_teacher, principal, hotline_duty."""
    kinds: dict[int, Tempers] = field(default_factory=dict)
    joined: set[int] = field(default_factory=set)


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
    await _staff(work, school, above.id, since, now, chance)
    await _families(work, school, children, since, now, chance)
    if plan.has_pairs:
        await _pairs(work, school, since, now, chance)
    for term in plan.terms:
        await enter_term(work, unit.id, term, now)
    await use_plan(work, unit.id, plan.source, plan.options, since, now)
    return school


async def _staff(
    work: Work, school: School, above: int, since: date, now: datetime, chance: Random
) -> None:
    posts = [
        (Post.officer, above),
        (Post.principal, school.unit_id),
        (Post.hotline_duty, school.unit_id),
        *((Post.class_teacher, class_id) for class_id in school.classes),
    ]
    for post, unit_id in posts:
        person = await _person(work, school, post.value, STAFF, now, chance)
        await work.posts.give([(person, unit_id, post)], since)


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


async def _family(
    work: Work, school: School, now: datetime, chance: Random
) -> list[tuple[int, Role, Status]]:
    """Both parents away for two of three, else one of them; somebody at home looks after them."""
    father = await _person(work, school, Role.parent.value, PARENTS, now, chance)
    mother = await _person(work, school, Role.parent.value, PARENTS, now, chance)
    both = chance.random() < _BOTH_AWAY
    guardian = await _person(work, school, Role.guardian.value, GUARDIANS, now, chance)
    return [
        (father, Role.father, Status.away),
        (mother, Role.mother, Status.away if both else Status.at_home),
        (guardian, Role.guardian, Status.at_home),
    ]


_BOTH_AWAY = 0.66
_OF_A_MENTOR = 3


async def _pairs(work: Work, school: School, since: date, now: datetime, chance: Random) -> None:
    """Every child has a mentor, every mentor three children (SYSTEMS.md row 60)."""
    mentor = 0
    for number, child in enumerate(school.children):
        if number % _OF_A_MENTOR == 0:
            mentor = await _person(work, school, Role.mentor.value, STAFF, now, chance)
        await work.children.tie([TieFacts(child, mentor, Role.mentor, Status.at_home)], since)


async def _person(
    work: Work, school: School, role: str, kind: Tempers, now: datetime, chance: Random
) -> int:
    (person,) = await work.people.add([NewPerson("某人", ())], _habits(chance), now)
    school.tempers[person] = draw(kind, chance)
    school.roles[person], school.kinds[person] = role, kind
    if chance.random() < kind.joined:
        await work.accounts.join(person, person, now)
        school.joined.add(person)
    return person


def _habits(chance: Random) -> Habits:
    hour = chance.choices(_HOURS, _OF_THEM)[0]
    other = time(12) if chance.random() < _SHIFT_WORK else None
    return Habits(ZONE, hour, other_hour=other)
