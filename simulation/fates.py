"""What comes to whom in a trial, and when, drawn at its beginning: lost phones, stays, flags.

Stays, flags and cards come only where the plan has rules about them. Moments are UTC, days local.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random

from care.almanac import Stretch, Term
from care.circumstances import MONTHS
from care.hours import at_wall_clock, local_date
from care.lunar import FIRST_YEAR, LAST_YEAR, solar
from care.words import Role
from simulation.asked import Asked
from simulation.intentions import (
    Blocks,
    Intention,
    IsHome,
    IsWithParents,
    LosesPhone,
    Marks,
    Returns,
    WritesCard,
)
from simulation.school import Plan
from simulation.temper import Pace
from simulation.who import ZONE, School

HOME_FOR_THE_FESTIVAL = 0.2
"""Of the parents who are away and in the chat, how many say that they are home at New Year."""
HOME_OTHERWISE = 0.05
"""How many of them say so at some other time of a year."""
WITH_PARENTS = 0.08
"""Of the children, how many spend a vacation with their parents, as the teacher notes."""
KEY_CHILDREN = 0.04
"""Of the children, how many are marked as key children in a year."""
CARD_EVERY = timedelta(weeks=6)
"""About how often a mentor sees a child of their own accord."""

_YEAR, _DAY, _VACATION = timedelta(days=365), timedelta(days=1), timedelta(days=21)
Fate = tuple[datetime, Intention]


def fates(
    school: School, plan: Plan, begin: datetime, end: datetime, chance: Random
) -> Iterator[Fate]:
    """All of it, from `begin` up to, not including, `end` (UTC)."""
    yield from _losses(school, begin, end, chance)
    asked, days = plan.asked, _days(begin, end)
    if "parent_home" in asked.pauses:
        yield from _home(school, days, chance)
    if "child_away" in asked.pauses:
        yield from _with_parents(school, plan.terms, days, chance)
    if asked.key_children:
        yield from _key_children(school, days, chance)
    if asked.at_any_time:
        yield from _cards(school, asked, days, chance)


def next_card(today: date, chance: Random) -> datetime:
    """When somebody sees a child again of their own accord."""
    return _daytime(today + CARD_EVERY * (0.5 + chance.random()), chance)


def _losses(school: School, begin: datetime, end: datetime, chance: Random) -> Iterator[Fate]:
    """Who will block the bot or change their phone."""
    span = end - begin
    share = span / _YEAR
    for person in sorted(school.joined):
        kind = school.kinds[person]
        if chance.random() < kind.blocks * share:
            yield begin + span * chance.random(), Blocks(person)
        elif chance.random() < kind.changes_phone * share:
            lost = begin + span * chance.random()
            yield lost, LosesPhone(person)
            yield lost + timedelta(days=3 + 27 * chance.random()), Returns(person)


def _home(school: School, days: Stretch, chance: Random) -> Iterator[Fate]:
    """Parents say on the day they come for how long they stay."""
    festivals = [
        solar(year, 1, 1)
        for year in range(days.from_.year, _last(days).year + 1)
        if FIRST_YEAR <= year <= LAST_YEAR
    ]
    for person in school.away:
        if person not in school.joined:
            continue
        for festival in festivals:
            if chance.random() < HOME_FOR_THE_FESTIVAL:
                since = festival - chance.randint(2, 14) * _DAY
                yield from _stay(
                    person, since, festival + chance.randint(5, 15) * _DAY, days, chance
                )
        if chance.random() < HOME_OTHERWISE * _share(days):
            since = _some_day(days, chance)
            until = since + chance.randint(3, 14) * _DAY
            yield from _stay(person, since, until, days, chance)


def _stay(person: int, since: date, until: date, days: Stretch, chance: Random) -> Iterator[Fate]:
    if since in days:
        yield _daytime(since, chance), IsHome(person, since, until)


def _with_parents(
    school: School, terms: tuple[Term, ...], days: Stretch, chance: Random
) -> Iterator[Fate]:
    """In a vacation; the class teacher notes it on the day of leaving."""
    in_order = sorted(terms, key=lambda term: term.starts_on)
    for one, two in pairwise(in_order):
        if two.starts_on - one.ends_on < _VACATION:
            continue
        for child in school.children:
            if chance.random() < WITH_PARENTS:
                since = one.ends_on + chance.randint(1, 7) * _DAY
                until = two.starts_on - chance.randint(1, 7) * _DAY
                if since in days:
                    note = IsWithParents(school.teachers[child], child, until)
                    yield _daytime(since, chance), note


def _key_children(school: School, days: Stretch, chance: Random) -> Iterator[Fate]:
    """Marked by the class teacher, for one to three months."""
    for child in school.children:
        if chance.random() < KEY_CHILDREN * _share(days):
            marks = Marks(school.teachers[child], child, chance.choice(MONTHS))
            yield _daytime(_some_day(days, chance), chance), marks


def _cards(school: School, asked: Asked, days: Stretch, chance: Random) -> Iterator[Fate]:
    """The first card of each kind; each is followed by another one (`next_card`)."""
    for person, child in school.pairs:
        if person not in school.joined or school.tempers[person].pace is Pace.never:
            continue
        if school.roles[person] == Role.mentor:
            for form in asked.at_any_time:
                first = days.from_ + CARD_EVERY * chance.random()
                yield _daytime(first, chance), WritesCard(person, child, form)


def _days(begin: datetime, end: datetime) -> Stretch:
    return Stretch(local_date(begin, ZONE), local_date(end - timedelta(microseconds=1), ZONE))


def _last(days: Stretch) -> date:
    return days.to or days.from_


def _share(days: Stretch) -> float:
    return (_last(days) - days.from_ + _DAY) / _YEAR


def _some_day(days: Stretch, chance: Random) -> date:
    return days.from_ + chance.randint(0, (_last(days) - days.from_).days) * _DAY


def _daytime(day: date, chance: Random) -> datetime:
    """Some moment (UTC) between nine in the morning and six in the evening."""
    return at_wall_clock(day, time(9), ZONE) + timedelta(hours=9) * chance.random()
