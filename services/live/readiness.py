"""Whether a class may go live, and what is still missing in it.

Two people of the staff stand around every child before anything begins: joined, two different
ones, by a post in the class or the school, or as helpers of the child. Officers are too far away.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from care.people import OUT_OF_THE_CIRCLE, PAIRED, Circle
from care.rule import HOLDER, Rule
from care.ties import Holding, Person, Tie
from care.words import Post, Reach, UnitKind
from services.live.ground import Ground
from storage.units import UnitRow

STAFF_NEEDED = 2
_NEAR = (UnitKind.class_, UnitKind.school)


@dataclass(frozen=True, slots=True)
class EmptyPost:
    """A post of the plan's ladders that nobody holds, and who hears in its place."""

    post: str
    to: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClassState:
    """One class before its start. People are ids; `unheld` counts children by rule, none where it
    is the class as a whole.
    """

    unit_id: int
    name: str
    children: int
    has_plan: bool
    lacking: int
    """Children with fewer than two joined people of the staff."""
    people: int
    joined: int
    absent_staff: tuple[int, ...]
    absent_family: tuple[int, ...]
    unheld: tuple[tuple[Rule, int], ...]
    empty: tuple[EmptyPost, ...]

    @property
    def ready(self) -> bool:
        """Whether it may go live."""
        return self.has_plan and not self.lacking


def states(ground: Ground) -> tuple[ClassState, ...]:
    """All classes of the ground."""
    return tuple(_state(ground, unit) for unit in ground.classes)


def gaps_of_school(ground: Ground) -> tuple[tuple[Rule, ...], tuple[EmptyPost, ...]]:
    """The school's own rules that nobody holds, and the posts that their ladders miss."""
    programme, circle = ground.programmes.get(ground.school.id), ground.units[ground.school.id]
    own = [r for r in programme.rules.values() if r.subject == "school"] if programme else []
    unheld = tuple(rule for rule in own if not circle.holders(rule.holder, ground.on))
    return unheld, _empty(own, circle, ground.on)


def _state(ground: Ground, unit: UnitRow) -> ClassState:
    """A class without children yet is looked at as a child of it would be."""
    on, own, circles = ground.on, ground.units[unit.id], ground.of_class(unit.id)
    programme = ground.programmes.get(unit.id)
    every = [*programme.rules.values()] if programme else []
    rules = [rule for rule in every if rule.subject == "child"]
    of_class = [rule for rule in every if rule.subject == "class"]
    staff = _each(holding.person for holding in own.staff if _near(holding, on))
    helping = _each(tie.person for circle in circles for tie in circle.ties if _helps(tie, on))
    family = _each(
        tie.person
        for circle in circles
        for tie in circle.ties
        if _runs(tie, on) and tie.role not in PAIRED and tie.status not in OUT_OF_THE_CIRCLE
    )
    everybody = {**staff, **helping, **family}
    return ClassState(
        unit_id=unit.id,
        name=unit.name,
        children=len(circles),
        has_plan=programme is not None,
        lacking=sum(_staff_around(c, on) < STAFF_NEEDED for c in circles or [own]),
        people=len(everybody),
        joined=sum(person.reach is Reach.joined for person in everybody.values()),
        absent_staff=_absent({**staff, **helping}),
        absent_family=_absent(family),
        unheld=(*_unheld(rules, circles, on), *_unheld_by_class(of_class, own, on)),
        empty=_empty([*rules, *of_class], own, on),
    )


def _staff_around(circle: Circle, on: date) -> int:
    people = [holding.person for holding in circle.staff if _near(holding, on)]
    people += [tie.person for tie in circle.ties if _helps(tie, on)]
    return len({person.id for person in people if person.reach is Reach.joined})


def _near(holding: Holding, on: date) -> bool:
    return holding.post is not Post.officer and holding.level in _NEAR and _runs(holding, on)


def _helps(tie: Tie, on: date) -> bool:
    return tie.role in PAIRED and tie.status not in OUT_OF_THE_CIRCLE and _runs(tie, on)


def _unheld(rules: Iterable[Rule], circles: list[Circle], on: date) -> tuple[tuple[Rule, int], ...]:
    counted = [(rule, sum(not c.holders(rule.holder, on) for c in circles)) for rule in rules]
    return tuple((rule, number) for rule, number in counted if number)


def _unheld_by_class(rules: Iterable[Rule], own: Circle, on: date) -> tuple[tuple[Rule, int], ...]:
    return tuple((rule, 0) for rule in rules if not own.holders(rule.holder, on))


def _empty(rules: Iterable[Rule], circle: Circle, on: date) -> tuple[EmptyPost, ...]:
    posts = Counter(rung.to for rule in rules for rung in rule.ladder if rung.to != HOLDER)
    return tuple(
        EmptyPost(post, tuple(person.id for person in circle.told(post, on)))
        for post in posts
        if not circle.at_post((post,), on)
    )


def _each(people: Iterable[Person]) -> dict[int, Person]:
    return {person.id: person for person in people}


def _absent(people: dict[int, Person]) -> tuple[int, ...]:
    return tuple(i for i, person in people.items() if person.reach is not Reach.joined)


def _runs(dated: Tie | Holding, on: date) -> bool:
    return dated.since <= on and (dated.until is None or on <= dated.until)
