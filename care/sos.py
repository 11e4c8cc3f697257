"""The rules of an SOS: who of the staff is told, in which order, and when somebody else is.

Pure; instants are UTC. SYSTEMS.md row 79, DESIGN section 5, promise 4.

1. The asker has a head start, in which they may leave somebody out; then the alarm goes by itself.
2. Every few minutes the next rung is told: class teacher, deputy, principal, officers.
3. A rung at which nobody can be told is passed at once, never waited for.
4. A chain that is at its end says so and begins again.
5. Who has accepted is asked after a while how it stands; without a word from them it goes on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from care.hours import local_date
from care.people import Circle
from care.ties import Person
from care.words import Post, Reach, UnitKind

HEAD_START = timedelta(seconds=20)
STEP = timedelta(minutes=3)
HELD = timedelta(minutes=60)
"""After this time somebody who has accepted is asked how it stands."""
PATIENCE = timedelta(minutes=15)
"""How long that question waits for a word before the chain goes on."""

HURRIED_ROUNDS = 4
SLOW_ROUNDS = timedelta(minutes=15)


class Rung(StrEnum):
    """The steps of the chain, in order."""

    class_teacher = "class_teacher"
    deputy = "deputy"
    principal = "principal"
    officer = "officer"


class Ending(StrEnum):
    """How an emergency ended, as one who is not the asker says."""

    helped = "helped"
    false_alarm = "false_alarm"
    passed_on = "passed_on"


class Code(StrEnum):
    """What a message about an SOS says. For the asker: `calling` whom we have alerted, `nobody` has
    answered, `answered` who has, `let_go` that we go on, `done`. For the staff: `alarm`, `taken` by
    whom, `child` it is about, `released`, `again` pressed, `still` yours?, `over`. For the family:
    `family`, and `over`.
    """

    alarm = "alarm"
    calling = "calling"
    nobody = "nobody"
    answered = "answered"
    let_go = "let_go"
    done = "done"
    taken = "taken"
    child = "child"
    released = "released"
    again = "again"
    still = "still"
    over = "over"
    family = "family"


RUNGS = tuple(Rung)
_HELD_BY = {
    Rung.class_teacher: ((Post.class_teacher, UnitKind.class_),),
    Rung.deputy: ((Post.deputy, UnitKind.class_),),
    Rung.principal: ((Post.principal, UnitKind.school), (Post.deputy, UnitKind.school)),
    Rung.officer: tuple(
        (Post.officer, level) for level in (UnitKind.school, UnitKind.township, UnitKind.county)
    ),
}


@dataclass(frozen=True, slots=True)
class Climb:
    """What one step does: whom to tell, which rungs were passed because nobody can be told there,
    and from which rung to go on. Nobody to tell: the chain is at its end.
    """

    tell: tuple[int, ...]
    passed: tuple[Rung, ...]
    step: int


def at_rung(circle: Circle, rung: Rung, today: date) -> tuple[Person, ...]:
    """Everybody of the staff around a child or above a unit who belongs to a rung that day."""
    places = _HELD_BY[rung]
    people = (
        holding.person
        for holding in circle.staff
        if (holding.post, holding.level) in places
        and holding.since <= today
        and (holding.until is None or today <= holding.until)
    )
    return tuple({person.id: person for person in people}.values())


def climb(
    circles: Sequence[Circle], never: Iterable[int], heard: Iterable[int], step: int, now: datetime
) -> Climb:
    """The next step from `step` on. `never`: the asker and whom they left out; `heard`: who has
    been told in this round already. Where several children may be meant, each circle takes its own
    rung, so that none of them waits for somebody who cannot answer.
    """
    never, heard = frozenset(never), frozenset(heard)
    told: dict[int, None] = {}
    passed: dict[Rung, None] = {}
    reached: list[int] = []
    for circle in circles:
        today = local_date(now, circle.zone)
        for place in range(step, len(RUNGS)):
            can = _can_answer(at_rung(circle, RUNGS[place], today), never)
            if not can:
                passed[RUNGS[place]] = None
            elif fresh := [person for person in can if person not in heard]:
                told |= dict.fromkeys(fresh)
                reached.append(place)
                break
    return Climb(tuple(told), tuple(passed), min(reached) + 1 if reached else len(RUNGS))


def _can_answer(people: Iterable[Person], never: frozenset[int]) -> list[int]:
    return [p.id for p in people if p.reach is Reach.joined and p.id not in never]


def rungs_of(circles: Iterable[Circle], person_id: int, now: datetime) -> Iterator[Rung]:
    """The rungs on which somebody stands, the lowest first."""
    around = [(circle, local_date(now, circle.zone)) for circle in circles]
    for rung in RUNGS:
        if any(person_id in {p.id for p in at_rung(c, rung, day)} for c, day in around):
            yield rung


def pause_after(rounds: int) -> timedelta:
    """How long to wait before a chain at its end begins again: after many rounds, longer."""
    return STEP if rounds < HURRIED_ROUNDS else SLOW_ROUNDS
