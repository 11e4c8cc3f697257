"""What a change of plan would bring, before it is made: what becomes of the duties, and who would
hear how much in the first weeks. Nothing is written.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from care.hours import at_wall_clock, local_date
from care.people import Circle
from care.plan import digest
from services.duties.changing import Change, reckon
from services.duties.followed import rules_of
from services.live.rehearsal import Word, rehearse
from storage.duties import DutyRow
from storage.plans import PlanInUse
from storage.units import UnitRow
from storage.work import Work

WEEKS = 4


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one role would hear, where nobody ever answers: people, and messages in each week."""

    role: str
    people: int
    by_week: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Duties by what becomes of them, and messages by role, from a local date on."""

    on: date
    kept: int
    moved: int
    closed: int
    opened: int
    new: int
    hearings: tuple[Hearing, ...]


async def foresee(
    work: Work, school: UnitRow, source: str, options: Collection[str], since: date, now: datetime
) -> Foreseen:
    """As things stand, what would happen if a school followed a plan from a local date on."""
    today = max(since, local_date(now, school.zone))
    at = max(now, at_wall_clock(today, time.min, school.zone))
    before = await work.plans.begun(school.id)
    use = PlanInUse(school.id, digest(source), source, frozenset(options), since)
    change = await reckon(work, use, {} if before is None else rules_of(before), today, at)
    fate = change.fate
    lost = len(fate.withdrawn) - len(fate.moved)
    return Foreseen(
        on=today,
        kept=len(fate.kept),
        moved=len(fate.moved),
        closed=len(fate.closed) + lost,
        opened=len(fate.opened),
        new=len(fate.new),
        hearings=_hearings(change, today, school.zone),
    )


def _hearings(change: Change, today: date, zone: str) -> tuple[Hearing, ...]:
    until = at_wall_clock(today + timedelta(weeks=WEEKS), time.min, zone)
    roles = _roles(change)
    messages: dict[str, set[tuple[int, datetime]]] = defaultdict(set)
    for word in _words(change, until):
        messages[roles.get(word.person_id, "")].add((word.person_id, word.at))
    return tuple(_hearing(role, messages[role], today, zone) for role in sorted(messages))


def _hearing(role: str, said: set[tuple[int, datetime]], today: date, zone: str) -> Hearing:
    weeks = Counter((local_date(moment, zone) - today).days // 7 for _, moment in said)
    people = len({person_id for person_id, _ in said})
    return Hearing(role, people, tuple(weeks[week] for week in range(WEEKS)))


def _words(change: Change, until: datetime) -> Iterator[Word]:
    about: dict[int, list[DutyRow]] = defaultdict(list)
    for duty in change.fate.open:
        about[duty.child_id or duty.unit_id].append(duty)
    for duties in about.values():
        yield from rehearse(duties, change.outlook, until, answers=False)


def _roles(change: Change) -> dict[int, str]:
    """By which name each person counts: the post before the family."""
    circles: Iterable[Circle] = (*change.outlook.children.values(), *change.outlook.units.values())
    names: dict[int, str] = {}
    for circle in circles:
        names |= {tie.person.id: str(tie.role) for tie in circle.ties}
    for circle in circles:
        names |= {h.person.id: str(h.post) for h in reversed(circle.staff)}
    return names
