"""When word of a rung reaches its listeners: at their own hour, or the staff within working hours.

1. Who owes a duty hears at the own hour, or, of the staff, at the time of the school's clock that
   the plan names: at the end of their quiet hours where it lies in them, at the own hour where that
   end would be too late. What is over is said as soon as is polite.
2. Staff at a rung of the working hours hear on a school day, at their own hour where it lies in
   them, else at the nearer end; where no such moment is left before the duty's last day is over,
   as everybody else.
3. Principals and officers are never told at once: what came too late for their hour waits for the
   next one, so that a day of theirs is one message, however many children it is about.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from care.almanac import Almanac
from care.habits import Habits
from care.hours import at_own_hour, at_wall_clock, local_date, polite
from care.people import Circle
from care.rule import HOLDER, Rung
from care.ties import Person
from care.words import Post

BEGINS = time(8)
LAST_WORD = time(17)
"""The day's last word comes an hour before the end at 18:00, so that somebody can still call."""
SUPERVISORS = frozenset({Post.principal, Post.officer})
GATHERED = timedelta(hours=1)
"""What is found so late belongs to the message of the hour that has just passed."""
_DAY = timedelta(days=1)
_NOBODY_KNOWS = Almanac()


def moment(rung: Rung, person: Person, day: date, circle: Circle, end: datetime) -> datetime:
    """When (UTC) a listener of a rung is told, that belongs to a local date."""
    own = at_own_hour(day, person.habits)
    if isinstance(rung.at, time):
        named = polite(at_wall_clock(day, rung.at, circle.zone), person.habits)
        return named if named < end else own
    if rung.to == HOLDER or rung.at != "working_hours":
        return own
    working = _at_work(day, person, circle)
    return working if working is not None and working < end else own


def moment_left(
    rung: Rung, person: Person, day: date, circle: Circle, now_and_end: tuple[datetime, datetime]
) -> datetime:
    """The same, not before now: what is late is said as soon as it may be."""
    now, end = now_and_end
    usual = moment(rung, person, day, circle, end)
    if usual >= now:
        return usual
    if rung.to in SUPERVISORS and now - usual > GATHERED:
        return _next_hour(rung, person, circle, now, end)
    if rung.to == HOLDER or rung.at != "working_hours":
        return polite(now, person.habits)
    working = _soon_at_work(now, person, circle)
    return working if working is not None and working < end else polite(now, person.habits)


def _next_hour(
    rung: Rung, person: Person, circle: Circle, now: datetime, end: datetime
) -> datetime:
    today = local_date(now, person.habits.zone)
    hours = (moment(rung, person, today + n * _DAY, circle, end) for n in range(3))
    return next((hour for hour in hours if hour >= now), end)


def _at_work(day: date, person: Person, circle: Circle) -> datetime | None:
    school_day = _school_day(day, circle)
    if school_day is None:
        return None
    return _hour_at_work(school_day, person.habits, circle.zone)


@lru_cache(maxsize=4096)
def _hour_at_work(school_day: date, habits: Habits, zone: str) -> datetime:
    clock = min(max(habits.hour_on(school_day), BEGINS), LAST_WORD)
    return polite(at_wall_clock(school_day, clock, zone), habits)


def _soon_at_work(now: datetime, person: Person, circle: Circle) -> datetime | None:
    """Now, where it is a working hour; else the beginning of the next working day."""
    today = local_date(now, circle.zone)
    for day in (today, today + _DAY):
        school_day = _school_day(day, circle)
        if school_day is None:
            return None
        begins = at_wall_clock(school_day, BEGINS, circle.zone)
        if max(now, begins) <= at_wall_clock(school_day, LAST_WORD, circle.zone):
            return polite(max(now, begins), person.habits)
    return None


def _school_day(day: date, circle: Circle) -> date | None:
    return (circle.almanac or _NOBODY_KNOWS).next_school_day(day)
