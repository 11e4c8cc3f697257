"""Time zones, the sign of life, plans, terms and the days off of the year."""

from importlib.metadata import version
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo, ZoneInfoNotFoundError

from care.delivery import NoticeState
from care.holidays import HolidayError
from care.plan import load
from care.problems import PlanError
from cli.checks.finding import Finding, broken, doubtful, fine
from cli.checks.patient import Patient
from cli.health import FRESH_SECONDS, age_of
from services.examining import LATELY, today_in
from services.holidays import holidays_of
from services.plans import UnknownPlanError, find

ENDS = (NoticeState.held, NoticeState.failed, NoticeState.unknown)
YEARS_OLD = 1
"""Zone data of the year before the last may miss a change."""
DECEMBER = 12


def zones(patient: Patient) -> Finding:
    """Whether every time zone that is used is known here."""
    used = {patient.settings.zone}
    for school in patient.schools or ():
        used |= school.zones
    unknown = sorted(zone for zone in used if not _known(zone))
    if unknown:
        return broken("doctor.zones.unknown", zones=", ".join(unknown))
    return fine("doctor.zones.fine", zones=", ".join(sorted(used)))


def _known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def tzdata(patient: Patient) -> Finding:
    """How old the zone data is: the system's where it has some, else the package's."""
    known = _zone_version()
    year = known[:4]
    if not year.isdigit():
        return doubtful("doctor.tzdata.unknown")
    if int(year) < patient.now.year - YEARS_OLD:
        return doubtful("doctor.tzdata.old", version=known)
    return fine("doctor.tzdata.fine", version=known)


def _zone_version() -> str:
    """Like 2026a or 2026.1; empty where the system has zones and does not tell."""
    for place in map(Path, TZPATH):
        for name, head in (("tzdata.zi", "# version "), ("+VERSION", "")):
            if (place / name).is_file():
                with (place / name).open(encoding="utf-8", errors="replace") as file:
                    return file.readline().removeprefix(head).strip()
        if (place / "UTC").is_file():
            return ""
    return version("tzdata")


def heartbeat(patient: Patient) -> Finding:
    """Whether a bot is running."""
    file = patient.settings.heartbeat_file
    age = age_of(file)
    if age is None:
        return doubtful("health.never", file=file)
    if age > FRESH_SECONDS:
        return doubtful("doctor.heartbeat.stale", minutes=round(age / 60))
    return fine("health.fine", seconds=round(age))


def outbox(patient: Patient) -> Finding:
    """Whether messages wait for a decision, or have failed lately."""
    found = patient.troubles
    if found is None:
        return doubtful("doctor.unopened")
    if not found:
        return fine("doctor.outbox.fine", days=LATELY.days)
    counts = {state.value: found.get(state, 0) for state in ENDS}
    since = today_in(patient.settings.zone, patient.now - LATELY)
    looks = (
        f"hongyan outbox list --state {state}"
        + ("" if state is NoticeState.held else f" --since {since}")
        for state in found
    )
    return doubtful("doctor.outbox.look", **counts, days=LATELY.days, commands="; ".join(looks))


def sos(patient: Patient) -> Finding:
    """Whether calls for help are carried to the staff, and what that asks of the operator."""
    if patient.settings.sos == "numbers":
        return fine("doctor.sos.numbers")
    age = age_of(patient.settings.heartbeat_file)
    if age is None or age > FRESH_SECONDS:
        return doubtful("doctor.sos.not_running")
    return fine("doctor.sos.chain")


def plan(patient: Patient) -> Finding:
    """Whether the plan for new schools is there and can be read."""
    name, folder = patient.settings.plan, patient.settings.plans_dir
    if folder is not None and not folder.is_dir():
        return broken("doctor.plan.no_folder", folder=folder)
    if not name:
        return fine("doctor.plan.none")
    try:
        load(find(name, folder))
    except UnknownPlanError as error:
        return broken("plan.unknown", plan=name, known=", ".join(error.known))
    except PlanError:
        return broken("doctor.plan.bad", plan=name)
    return fine("doctor.plan.fine", plan=name)


def terms(patient: Patient) -> Finding:
    """Whether schools whose plan counts in terms have one now, or one to come."""
    if patient.schools is None:
        return doubtful("doctor.unopened")
    needing = [school for school in patient.schools if school.needs_terms]
    without = [school.name for school in needing if school.covered_until is None]
    if without:
        return doubtful("doctor.terms.missing", schools=", ".join(without))
    until = min((s.covered_until for s in needing if s.covered_until), default=None)
    if until is None:
        return fine("doctor.terms.unneeded")
    return fine("doctor.terms.fine", until=until.isoformat())


def holidays(patient: Patient) -> Finding:
    """Whether the days off are known of this year, of the years of the schools' terms, this one and
    the next, and from December on of the next year.
    """
    today = today_in(patient.settings.zone, patient.now)
    years = {today.year, today.year + (today.month == DECEMBER)}
    for year in sorted(years.union(*(school.term_years for school in patient.schools or ()))):
        try:
            known = holidays_of(year, patient.settings.plans_dir)
        except HolidayError as error:
            return broken("doctor.holidays.bad", year=year, key=error.key)
        if known is None:
            return doubtful("doctor.holidays.missing", year=year)
    return fine("doctor.holidays.fine", year=today.year)
