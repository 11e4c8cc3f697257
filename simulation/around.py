"""What there is around the children only where a plan asks for it: mentors and helpers, birthdays.

The shares are assumptions, not findings (`docs/simulation.md`). All of it is drawn after the
families and the staff, which are the same people under every plan.
"""

from calendar import monthrange
from datetime import date, datetime
from random import Random

from msgspec.structs import replace

from care.almanac import Birthday
from care.birthdays import birthday_text
from care.words import Role, Status
from simulation.asked import Asked
from simulation.temper import HELPERS, STAFF
from simulation.who import School, somebody
from storage.children import TieFacts
from storage.work import Work

HAS_A_HELPER = 0.68
"""Children who have a helper from outside: 91,581 of 135,308 (SYSTEMS.md, section 6)."""
_OF_A_HELPER = 2
_BY_THE_MOON = 0.1
_ELDERS_KNOWN = 0.6
_ELDERS_BY_THE_MOON = 0.8
_YOUNGEST, _OLDEST = 6, 14
_MONTHS, _LUNAR_DAYS = 12, 30


async def invent_around(
    work: Work, school: School, asked: Asked, since: date, now: datetime, chance: Random
) -> None:
    """All that the rules ask for, of a school whose families and staff are there."""
    for role in asked.paired:
        await _pair(work, school, role, asked.children_of_one, since, now, chance)
    if asked.birthdays:
        await _births(work, school, since, chance)
        await _elders(work, school, chance)


async def _pair(  # noqa: PLR0913 - the parts of one kind of pairs
    work: Work, school: School, role: Role, of_one: int, since: date, now: datetime, chance: Random
) -> None:
    """Every child has a mentor, who has as many as the plan lets one have (row 60); two of three
    have a helper, who has two (rows 61 to 63).
    """
    if role is Role.mentor:
        children, most, kind = school.children, of_one, STAFF
    else:
        children = [child for child in school.children if chance.random() < HAS_A_HELPER]
        most, kind = _OF_A_HELPER, HELPERS
    person = 0
    for number, child in enumerate(children):
        if number % most == 0:
            person = await somebody(work, school, role.value, kind, now, chance)
        await work.children.tie([TieFacts(child, person, role, Status.at_home)], since)
        school.pairs.append((person, child))


async def _births(work: Work, school: School, since: date, chance: Random) -> None:
    """Every birth is on the roster; one family in ten celebrates by the moon."""
    rows = await work.children.by_id(school.children)
    changes = {}
    for child in school.children:
        year = since.year - chance.randint(_YOUNGEST, _OLDEST)
        month = chance.randint(1, _MONTHS)
        day = chance.randint(1, monthrange(year, month)[1])
        changes[child] = replace(rows[child].facts, birth=date(year, month, day).isoformat())
        if chance.random() < _BY_THE_MOON:
            await work.birthdays.enter(child, None, _some_day(chance, by_the_moon=True))
    await work.children.change_all(changes)


async def _elders(work: Work, school: School, chance: Random) -> None:
    """Of six elders in ten somebody has entered the birthday; most celebrate by the moon."""
    born: dict[int, str | None] = {}
    for child, elder in school.guardians.items():
        if elder not in born:
            known = chance.random() < _ELDERS_KNOWN
            moon = chance.random() < _ELDERS_BY_THE_MOON
            born[elder] = _some_day(chance, by_the_moon=moon) if known else None
        if born[elder] is not None:
            await work.birthdays.enter(child, elder, born[elder])


def _some_day(chance: Random, *, by_the_moon: bool) -> str | None:
    month = chance.randint(1, _MONTHS)
    longest = _LUNAR_DAYS if by_the_moon else monthrange(_ANY_YEAR, month)[1]
    return birthday_text(Birthday(month, chance.randint(1, longest), lunar=by_the_moon))


_ANY_YEAR = 2023
