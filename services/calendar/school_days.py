"""The days of a school as its leaders enter them: terms, and when it is closed for longer
(SYSTEMS.md section 7). What is open about its children follows at once.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from care.almanac import Stretch, Term
from care.hours import local_date
from care.roles import Act, may
from care.words import UnitKind
from services.actor import Actor, names_in
from services.calendar.closing import close_school, closed_days, end_closure, reopen_school
from services.duties.shifting import shift_school
from storage.journal import Entry
from storage.work import Work

LONGEST = timedelta(days=250)
"""No term lasts longer; nor does a closure whose end is known."""
AROUND = timedelta(days=400)
"""How far from today a day may lie."""


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """A school's terms and closures that are not over, in order; `today` is its local day."""

    unit_id: int
    school: str
    today: date
    terms: tuple[Term, ...]
    closed: tuple[Stretch, ...]

    @property
    def is_closed(self) -> bool:
        """Whether it is closed today."""
        return any(self.today in days for days in self.closed)

    def term_from(self, day: date | None) -> Term | None:
        """The term that begins on a day."""
        return next((term for term in self.terms if term.starts_on == day), None)

    def in_its_way(self, days: Stretch) -> Term | None:
        """Another term that has days of a new one; one that begins on the same day gives way."""
        others = (term for term in self.terms if term.starts_on != days.from_)
        return next((t for t in others if days.touches(t.starts_on, t.ends_on)), None)


async def days_near(work: Work, actor: Actor, now: datetime) -> tuple[SchoolDays, ...]:
    """The days of the schools that somebody leads or whose files they keep."""
    posts = await work.posts.of_person(actor.person_id, now.date())
    pages = [await school_days(work, actor, each, now) for each in {p.unit_id for p in posts}]
    return tuple(sorted(filter(None, pages), key=lambda page: (page.school, page.unit_id)))


async def school_days(work: Work, actor: Actor, unit_id: int, now: datetime) -> SchoolDays | None:
    """The days of one school; None for whoever may not enter them."""
    unit = (await work.units.by_id([unit_id])).get(unit_id)
    if unit is None or unit.kind is not UnitKind.school:
        return None
    circle = (await work.circles.of_units([unit_id], now.date()))[unit_id]
    if not may(names_in(circle, actor.person_id, now), Act.enter_days):
        return None
    today = local_date(now, unit.zone)
    terms = (await work.plans.terms([unit_id])).get(unit_id, ())
    closed = await closed_days(work, unit_id)
    return SchoolDays(
        *(unit_id, unit.name, today),
        terms=tuple(term for term in terms if term.ends_on >= today),
        closed=tuple(days for days in closed if days.to is None or days.to >= today),
    )


async def enter(work: Work, actor: Actor, unit_id: int, days: Stretch, now: datetime) -> bool:
    """A term from its first to its last day; one that begins on the same day gives way. False for
    days that make no sense or are those of another term, and for whoever may not.
    """
    page = await school_days(work, actor, unit_id, now)
    if page is None or days.to is None or not _sensible(days, page.today):
        return False
    if page.in_its_way(days) is not None:
        return False
    term = Term(days.from_.isoformat(), days.from_, days.to)

    async def change() -> None:
        await work.plans.add_term(unit_id, term)

    await shift_school(work, unit_id, change, now)
    await _journal(work, "term.entered", actor, unit_id, days, now)
    return True


async def take_out(work: Work, actor: Actor, unit_id: int, since: date, now: datetime) -> bool:
    """The term that begins on a day was a mistake; False where there is none, and for whoever may
    not.
    """
    page = await school_days(work, actor, unit_id, now)
    wrong = None if page is None else page.term_from(since)
    if wrong is None:
        return False

    async def change() -> None:
        await work.plans.drop_term(unit_id, since)

    await shift_school(work, unit_id, change, now)
    days = Stretch(wrong.starts_on, wrong.ends_on)
    await _journal(work, "term.taken_out", actor, unit_id, days, now)
    return True


async def close(work: Work, actor: Actor, unit_id: int, days: Stretch, now: datetime) -> bool:
    """The school is closed, the end open while nobody knows it. False for days that make no sense,
    and for whoever may not.
    """
    page = await school_days(work, actor, unit_id, now)
    if page is None or not _sensible(days, page.today):
        return False
    if days not in page.closed:
        await close_school(work, unit_id, days, actor.person_id, now)
    return True


async def open_again(work: Work, actor: Actor, unit_id: int, since: date, now: datetime) -> bool:
    """The closure that begins on a day is over from today on, or never comes. False where there is
    none, and for whoever may not.
    """
    page = await school_days(work, actor, unit_id, now)
    if page is None or since not in {days.from_ for days in page.closed}:
        return False
    if since >= page.today:
        return await reopen_school(work, unit_id, since, actor.person_id, now)
    return await end_closure(work, unit_id, since, page.today, actor.person_id, now)


def _sensible(days: Stretch, today: date) -> bool:
    if not today - AROUND <= days.from_ <= today + AROUND:
        return False
    return days.to is None or days.from_ <= days.to <= days.from_ + LONGEST


async def _journal(
    work: Work, event: str, actor: Actor, unit_id: int, days: Stretch, now: datetime
) -> None:
    until = None if days.to is None else days.to.isoformat()
    details = {"from": days.from_.isoformat(), "to": until}
    entry = Entry(event, actor.person_id, unit_id=unit_id, details=details)
    await work.journal.write([entry], now)
