"""Short ways to say who and what a test is about."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from care.almanac import Almanac
from care.cadences import Cadence, Rolling
from care.duty import OpenDuty
from care.habits import Habits
from care.people import Circle
from care.rule import Rule, Rung
from care.ties import Holding, Person, Tie
from care.words import Post, Reach, Role, Status, UnitKind

SHANGHAI = "Asia/Shanghai"
BERLIN = "Europe/Berlin"
KATHMANDU = "Asia/Kathmandu"
LONG_AGO = date(2020, 1, 1)
MONDAY = date(2025, 3, 3)
NO_FACTS = Almanac()


def a_person(id: int = 1, reach: Reach = Reach.joined, **habits: Any) -> Person:  # noqa: A002
    return Person(id, reach, Habits(**habits))


def a_tie(
    person: Person,
    role: Role = Role.father,
    status: Status = Status.away,
    since: date = LONG_AGO,
    until: date | None = None,
) -> Tie:
    return Tie(person, role, status, since, until)


def a_holding(
    person: Person,
    post: Post = Post.class_teacher,
    level: UnitKind | None = None,
    since: date = LONG_AGO,
    until: date | None = None,
) -> Holding:
    near = {Post.class_teacher, Post.deputy}
    own = UnitKind.class_ if post in near else UnitKind.school
    return Holding(person, post, level or own, since, until)


FATHER, GRANDMOTHER, TEACHER, PRINCIPAL = (a_person(number) for number in (1, 2, 3, 4))
HOME = (a_tie(FATHER), a_tie(GRANDMOTHER, Role.guardian, Status.at_home))
SCHOOL = (a_holding(TEACHER), a_holding(PRINCIPAL, Post.principal))


def a_circle(
    ties: Sequence[Tie] = HOME, staff: Sequence[Holding] = SCHOOL, zone: str = SHANGHAI
) -> Circle:
    """A father away, a grandmother at home, a class teacher and a principal, all reachable."""
    return Circle(7, zone, tuple(ties), tuple(staff))


def a_ladder(*rungs: str) -> tuple[Rung, ...]:
    """`a_ladder("holder 0", "principal 7")`."""
    return tuple(Rung(to=to, after=int(after)) for to, after in map(str.split, rungs))


CALL_LADDER = a_ladder("holder 0", "holder 2", "class_teacher 4", "principal 7")
EVERY_TWO_WEEKS = Rolling(every_days=14)


def a_rule(
    cadence: Cadence = EVERY_TWO_WEEKS,
    holder: tuple[str, ...] = ("parent",),
    ladder: tuple[Rung, ...] = CALL_LADDER,
    **changed: Any,
) -> Rule:
    """The two-week call, unless told otherwise."""
    text = {"zh-Hans": "该给{child}打个电话啦", "en": "Time to call {child}"}
    fields: dict[str, Any] = {
        "id": "call",
        "row": 22,
        "title": text,
        "ask": text,
        "done": text,
        "icon": "📞",
        "subject": "child",
        "needs": "any",
        "kind": "call",
    }
    return Rule(**(fields | changed), cadence=cadence, holder=holder, ladder=ladder)


def a_duty(
    due_on: date = MONDAY,
    closes_on: date = date(2025, 3, 16),
    ladder_from: date | None = None,
    step: int = 0,
    holder_id: int | None = None,
    *,
    gentle: bool = False,
) -> OpenDuty:
    """A call due on Monday 3 March 2025, open until Sunday the 16th."""
    return OpenDuty(
        id=1,
        key=f"child:7/call/any/{due_on}#1",
        rule_id="call",
        child_id=7,
        unit_id=3,
        holder_id=holder_id,
        due_on=due_on,
        closes_on=closes_on,
        ladder_from=ladder_from or due_on,
        step=step,
        gentle=gentle,
        next_at=None,
    )


def at(day: date, clock: str = "00:00", zone: str = SHANGHAI) -> datetime:
    """The UTC moment of a wall-clock time: `at(MONDAY, "19:00")`."""
    local = datetime.combine(day, time.fromisoformat(clock), tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)
