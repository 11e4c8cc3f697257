"""The people tied to one child, and who of them holds a duty on a given day."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from care.almanac import Almanac
from care.ties import Holding, Person, Tie, runs, turns
from care.words import Post, Reach, Role, Status, UnitKind

PARENTS = frozenset({Role.father, Role.mother, Role.parent})
PAIRED = (Role.mentor, Role.helper)
"""Who is paired with a child: a teacher of the school, or somebody from outside it."""
HOME = frozenset(Role) - {Role.mentor}
"""Who stands on the family's side of a child: the family, and helpers from outside the school.
Towards their own child this goes before any post; a mentor is staff.
"""
_NEAREST_FIRST = (UnitKind.class_, UnitKind.school, UnitKind.township, UnitKind.county)
_TEACHER = (Post.class_teacher, Post.deputy)
_RULES = 512
"""Of so many different holders of rules the names are remembered."""
_DAYS_AND_RULES = 64
"""So many answers one circle remembers."""

_DECIDERS = (
    (Post.principal, UnitKind.school),
    (Post.deputy, UnitKind.school),
    (Post.officer, UnitKind.township),
    (Post.officer, UnitKind.county),
)
OUT_OF_THE_CIRCLE = frozenset({Status.dead, Status.no_contact, Status.barred})
"""Who stands so to the child is never invited, written to, shown or named."""


@dataclass(frozen=True, slots=True)
class Circle:
    """Everybody around one child (`child_id`), or around a unit's own duty (`child_id` None)."""

    child_id: int | None
    zone: str
    ties: tuple[Tie, ...]
    staff: tuple[Holding, ...]
    almanac: Almanac | None = field(default=None, compare=False)
    """The calendar, where somebody is told within working hours or a rule has days of rest."""
    _asked: dict[tuple[tuple[str, ...], date], tuple[Person, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """Answers of `holders`: a duty's rules ask ten times for the same day."""
    _names: dict[tuple[int, date], frozenset[str]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """Answers of `names_of`."""
    _told: dict[tuple[str, date], tuple[Person, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """Answers of `told`."""

    _spells: list[date] = field(default_factory=list, init=False, compare=False, repr=False)
    """The days on which anything begins to be so here, or is so no longer, and the first of all
    days: between two of them every question has one answer.
    """
    _dated: "list[Circle]" = field(default_factory=list, init=False, compare=False, repr=False)
    """The same circle with the calendar that it was last asked for with."""

    def with_almanac(self, almanac: Almanac) -> "Circle":
        """The same people with their school's calendar; what has been asked of them needs no new
        answer.
        """
        if self._dated and self._dated[0].almanac is almanac:
            return self._dated[0]
        dated = replace(self, almanac=almanac)
        for answers in ("_asked", "_names", "_told", "_spells"):
            object.__setattr__(dated, answers, getattr(self, answers))
        self._dated[:] = [dated]
        return dated

    def holders(self, names: Sequence[str], today: date) -> tuple[Person, ...]:
        """Whose duty it is on that day, by role and post names; nobody twice.

        Of the family everybody who matches any name, parents only while they are away. Of the
        staff the first post of the list that somebody holds; for a class without a teacher the
        deputy stands in at once, the principal when nothing else of the list is held.
        """
        spells = self._spells or self._find_spells()
        asked = (tuple(names), spells[bisect_right(spells, today) - 1])
        known = self._asked.get(asked)
        if known is None:
            if len(self._asked) >= _DAYS_AND_RULES:
                self._asked.clear()
            known = self._asked[asked] = self._find_holders(*asked)
        return known

    def _spell(self, today: date) -> date:
        """The first day since which all is as it is on that day."""
        spells = self._spells or self._find_spells()
        return spells[bisect_right(spells, today) - 1]

    def _find_spells(self) -> list[date]:
        dated: list[Tie | Holding] = [*self.ties, *self.staff]
        self._spells.extend(sorted({date.min, *(day for each in dated for day in turns(each))}))
        return self._spells

    def _find_holders(self, names: tuple[str, ...], today: date) -> tuple[Person, ...]:
        family = self._family(_roles(names), today)
        staff = self.at_post(_with_stand_ins(names), today)
        return _each_once((*family, *staff))

    def at_post(self, posts: Sequence[str], today: date) -> tuple[Person, ...]:
        """Everybody at the first of these posts that is held, at the level nearest to the child."""
        for post in posts:
            held = [h for h in self.staff if h.post == post and runs(h, today)]
            if held:
                nearest = min(held, key=_distance).level
                return _each_once(h.person for h in held if h.level == nearest)
        return ()

    def is_heard_as(self, name: str) -> bool:
        """Whether anybody of this role or post gets messages; as a deputy, the class's own."""
        tied = [tie.person for tie in self.ties if tie.role == name]
        near = [h for h in self.staff if name != Post.deputy or h.level == UnitKind.class_]
        return bool(self.reachable((*tied, *(h.person for h in near if h.post == name))))

    def told(self, post: str, today: date) -> tuple[Person, ...]:
        """Who hears what is meant for a post: who holds it, else the deputy, then upward."""
        asked = (post, self._spell(today))
        known = self._told.get(asked)
        if known is None:
            known = self._told[asked] = self._find_told(*asked)
        return known

    def _find_told(self, post: str, today: date) -> tuple[Person, ...]:
        held = self.at_post((post,), today)
        if held or post == Post.officer:
            return held
        near = (Post.deputy, UnitKind.class_) if post == Post.class_teacher else None
        return (self._first_held((near,), today) if near else ()) or self.deciders(today)

    def deciders(self, today: date, without: Collection[int] = ()) -> tuple[Person, ...]:
        """Whose second tap a sensitive change needs: the principal's, else a deputy's of the
        school, else an officer's, the nearest one; of people `without` whom it has to be done,
        none.
        """
        return self._first_held(_DECIDERS, today, without)

    def names_of(self, person_id: int, today: date) -> frozenset[str]:
        """The role and post names that a person has in this circle on a day."""
        asked = (person_id, self._spell(today))
        known = self._names.get(asked)
        if known is None:
            if len(self._names) >= _DAYS_AND_RULES:
                self._names.clear()
            known = self._names[asked] = self._find_names(*asked)
        return known

    def _find_names(self, person_id: int, today: date) -> frozenset[str]:
        roles = [
            tie.role
            for tie in self.ties
            if tie.person.id == person_id
            and tie.status not in OUT_OF_THE_CIRCLE
            and tie.runs(today)
        ]
        posts = [
            holding.post
            for holding in self.staff
            if holding.person.id == person_id and holding.runs(today)
        ]
        return frozenset[str]((*roles, *posts))

    def names_above_class(self, person_id: int, today: date) -> frozenset[str]:
        """The posts that a person has in the school or above it: a deputy among them is the
        school's, not one class's.
        """
        return frozenset[str](
            holding.post
            for holding in self.staff
            if holding.person.id == person_id
            and holding.level != UnitKind.class_
            and holding.runs(today)
        )

    def staff_of_the_family(self) -> frozenset[int]:
        """Who stands on both sides: towards their own family, the family role wins."""
        home = frozenset(tie.person.id for tie in self.ties if tie.role in HOME)
        return home & {holding.person.id for holding in self.staff}

    def _first_held(
        self,
        places: Iterable[tuple[Post, UnitKind]],
        today: date,
        without: Collection[int] = (),
    ) -> tuple[Person, ...]:
        for place in places:
            held = (h for h in self.staff if (h.post, h.level) == place)
            outside = (h for h in held if h.person.id not in without)
            people = _each_once(h.person for h in outside if runs(h, today))
            if people:
                return people
        return ()

    def reachable(self, people: Iterable[Person]) -> tuple[Person, ...]:
        """Those of the people who get messages."""
        return tuple([person for person in people if person.reach is Reach.joined])

    def _family(self, roles: Collection[str], today: date) -> tuple[Person, ...]:
        return tuple(
            tie.person
            for tie in self.ties
            if tie.role in roles and runs(tie, today) and _may_owe(tie.role, tie.status)
        )


@lru_cache(maxsize=_RULES)
def _roles(names: tuple[str, ...]) -> frozenset[str]:
    """Any parent stands for father and mother too."""
    wanted = frozenset(names)
    return wanted | PARENTS if Role.parent in wanted else wanted


def _distance(holding: Holding) -> int:
    return _NEAREST_FIRST.index(holding.level)


def _may_owe(role: Role, status: Status) -> bool:
    return status is Status.away if role in PARENTS else status not in OUT_OF_THE_CIRCLE


@lru_cache(maxsize=_RULES)
def _with_stand_ins(names: tuple[str, ...]) -> tuple[str, ...]:
    teacher = Post.class_teacher
    posts = [post for name in names for post in (_TEACHER if name == teacher else (name,))]
    return (*posts, Post.principal) if teacher in names else tuple(posts)


def _each_once(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple({person.id: person for person in people}.values())
