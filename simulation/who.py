"""Who is who in an invented school."""

from dataclasses import dataclass, field, fields
from datetime import datetime, time
from random import Random

from care.habits import Habits
from simulation.temper import Temper, Tempers, draw
from storage.people import NewPerson
from storage.work import Work

ZONE = "Asia/Shanghai"

_HOURS = (time(19), time(20), time(12), time(7, 30))
_OF_THEM = (0.75, 0.1, 0.05, 0.1)
_SHIFT_WORK = 0.05


@dataclass(slots=True)
class School:
    """Its people and children, by the ids of the store; of several schools together, all."""

    unit_id: int
    classes: list[int] = field(default_factory=list)
    children: list[int] = field(default_factory=list)
    tempers: dict[int, Temper] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    """What each person mainly is: parent, guardian, class_teacher, principal, mentor, helper."""
    kinds: dict[int, Tempers] = field(default_factory=dict)
    joined: set[int] = field(default_factory=set)
    away: list[int] = field(default_factory=list)
    """The parents who are away."""
    teachers: dict[int, int] = field(default_factory=dict)
    """The class teacher by child."""
    guardians: dict[int, int] = field(default_factory=dict)
    """Who looks after a child at home."""
    pairs: list[tuple[int, int]] = field(default_factory=list)
    """Mentors and helpers, each with a child."""

    def take_in(self, other: "School") -> None:
        """The people and children of another school, too."""
        for name in (each.name for each in fields(self) if each.name != "unit_id"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if isinstance(mine, list):
                mine.extend(theirs)
            else:
                mine.update(theirs)


async def somebody(
    work: Work, school: School, role: str, kind: Tempers, now: datetime, chance: Random
) -> int:
    """One more person of a school, with an hour and a temper of their own; in the chat or not."""
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
