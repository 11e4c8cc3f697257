"""The first month of the classes that would go live: every message, before anything is decided."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from care.hours import at_wall_clock, local_date
from care.people import Circle
from care.rule import Rule
from care.spreading import family_of, group_of
from services.actor import Actor
from services.live.ground import Ground, lay
from services.live.readiness import ClassState, EmptyPost, gaps_of_school, states
from services.live.rehearsal import Word, rehearse
from services.live.switching import classes_from, may_start_on, may_switch
from storage.units import UnitRow
from storage.work import Work

DAYS = 31


@dataclass(frozen=True, slots=True)
class Load:
    """What one role would hear. `most` messages reach one person on `day`, about `things` duties:
    the busiest day of all.
    """

    role: str
    people: int
    messages: int
    day: date
    most: int
    things: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """The messages of the first month; `sent` says who at which moments (UTC)."""

    sent: frozenset[tuple[int, datetime]]
    by_day: tuple[int, ...]
    by_class: Mapping[int, int]
    """Messages in which a child of the class is named."""
    loads: tuple[Load, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What starting on a local date would mean. The traffic is that of the ready classes: where
    nobody answers, where everybody does at once, and where all who are invited have joined and
    nobody answers, which is the most that can come.

    `planned` counts the other classes by the day to come on which they start; `was` is that of
    these classes, where they have one.
    """

    school: UnitRow
    on: date
    classes: tuple[ClassState, ...]
    silence: Traffic
    answers: Traffic
    most: Traffic
    unheld: tuple[Rule, ...]
    empty: tuple[EmptyPost, ...]
    names: Mapping[int, str]
    planned: Mapping[date, int]
    was: date | None = None

    @property
    def ready(self) -> tuple[ClassState, ...]:
        """The classes that may start."""
        return tuple(state for state in self.classes if state.ready)


async def preview(
    work: Work, school: UnitRow, on: date, now: datetime, class_ids: Collection[int] | None = None
) -> Preview:
    """Look ahead. Nothing is written."""
    ground = await lay(work, school, on, now, class_ids)
    found = states(ground)
    ready = {state.unit_id for state in found if state.ready}
    unheld, empty = gaps_of_school(ground)
    shown = {i for state in found for i in state.absent_staff}
    shown |= {i for gap in (empty, *(state.empty for state in found)) for e in gap for i in e.to}
    people = await work.people.by_id(shown)
    return Preview(
        school=school,
        on=on,
        classes=found,
        silence=_traffic(ground, _words(ground, ready, now, answers=False)),
        answers=_traffic(ground, _words(ground, ready, now, answers=True)),
        most=_traffic(ground, _words(ground.with_everybody_in(), ready, now, answers=False)),
        unheld=unheld,
        empty=empty,
        names={person.id: person.name for person in people.values()},
        planned=_planned(ground),
    )


def _planned(ground: Ground) -> dict[date, int]:
    shown = {unit.id for unit in ground.classes}
    days = (day for unit_id, day in ground.days.items() if unit_id not in shown)
    return dict(sorted(Counter(day for day in days if day > ground.today).items()))


async def preview_for(
    work: Work,
    actor: Actor,
    school_id: int,
    on: date | None,
    now: datetime,
    was: date | None = None,
) -> Preview | None:
    """The preview for somebody who may turn the switch, else None; for tomorrow, unless another
    day is asked for on which one may start. `was`: of the classes that are to start on that day,
    while it has not come.
    """
    school = (await work.units.by_id([school_id])).get(school_id)
    if school is None or not await may_switch(work, actor, school, now):
        return None
    today = local_date(now, school.zone)
    moved = frozenset() if was is None else await classes_from(work, school, was, now)
    usual = was if was is not None and moved else today + timedelta(days=1)
    day = on if on is not None and may_start_on(on, today) else usual
    seen = await preview(work, school, day, now, moved or None)
    return replace(seen, was=was if moved else None)


def _words(
    ground: Ground, ready: Collection[int], now: datetime, *, answers: bool
) -> Iterator[Word]:
    """Children whose circles differ only in who the people are live through the same month: one of
    them is rehearsed, the others get it with their own people's ids.
    """
    if not ready:
        return
    until = at_wall_clock(ground.on + timedelta(days=DAYS), time.min, ground.school.zone)
    outlook = ground.outlook
    seen: dict[Hashable, tuple[list[int], list[Word]]] = {}
    for child_id, unit_id in ground.homes.items():
        if unit_id not in ready:
            continue
        people, shape = _shape(ground.children[child_id])
        alike = child_id if ground.chains[child_id] else shape
        if alike not in seen:
            duties = ground.planned_for(child_id, now)
            seen[alike] = people, list(rehearse(duties, outlook, until, answers=answers))
        first, words = seen[alike]
        own = dict(zip(first, people, strict=True))
        for it in words:
            yield Word(own[it.person_id], it.at, unit_id, it.rule_id, it.purpose)
    for duties in (
        ground.planned_for_school(ready, now),
        *(ground.planned_for_class(unit_id, now) for unit_id in sorted(ready)),
    ):
        yield from rehearse(duties, outlook, until, answers=answers)


def _shape(circle: Circle) -> tuple[list[int], Hashable]:
    """The people of a circle in order, and all that the rules see of it but their ids."""
    place: dict[int, int] = {}
    for person in (*(t.person for t in circle.ties), *(h.person for h in circle.staff)):
        place.setdefault(person.id, len(place))
    ties = tuple(
        (place[t.person.id], t.person.reach, t.person.habits, t.role, t.status, t.since, t.until)
        for t in circle.ties
    )
    staff = tuple(
        (place[h.person.id], h.person.reach, h.person.habits, h.post, h.level, h.since, h.until)
        for h in circle.staff
    )
    return list(place), (circle.zone, group_of(family_of(circle)), ties, staff)


def _traffic(ground: Ground, words: Iterable[Word]) -> Traffic:
    """One message per person and moment, as the outbox would make of them."""
    about: dict[tuple[int, datetime], list[Word]] = defaultdict(list)
    for word in words:
        about[word.person_id, word.at].append(word)
    days = Counter(local_date(moment, ground.school.zone) for _, moment in about)
    classes = Counter(unit for said in about.values() for unit in {word.unit_id for word in said})
    span = (ground.on + timedelta(days=number) for number in range(DAYS))
    by_day = tuple(days[day] for day in span)
    return Traffic(frozenset(about), by_day, classes, _loads(ground, about))


def _loads(ground: Ground, about: Mapping[tuple[int, datetime], list[Word]]) -> tuple[Load, ...]:
    names = _roles(ground)
    of_day: dict[str, Counter[tuple[int, date]]] = defaultdict(Counter)
    things: Counter[tuple[int, date]] = Counter()
    for (person_id, moment), said in about.items():
        place = person_id, local_date(moment, ground.school.zone)
        of_day[names.get(person_id, "")][place] += 1
        things[place] += len(said)
    loads = (_load(role, counted, things) for role, counted in of_day.items())
    return tuple(sorted(loads, key=lambda load: (-load.messages, load.role)))


def _load(role: str, counted: Counter[tuple[int, date]], things: Counter[tuple[int, date]]) -> Load:
    busiest = min(counted, key=lambda place: (-counted[place], -things[place], place[1]))
    return Load(
        role=role,
        people=len({person for person, _ in counted}),
        messages=counted.total(),
        day=busiest[1],
        most=counted[busiest],
        things=things[busiest],
    )


def _roles(ground: Ground) -> dict[int, str]:
    """By which name each person counts: the post before the family."""
    names: dict[int, str] = {}
    for circle in ground.children.values():
        names |= {tie.person.id: tie.role for tie in circle.ties}
    for circle in (*ground.children.values(), *ground.units.values()):
        names |= {holding.person.id: holding.post for holding in reversed(circle.staff)}
    return names
