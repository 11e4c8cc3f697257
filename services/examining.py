"""What somebody who looks after an installation has to know about its schools. Names no child."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfoNotFoundError

from care.cadence import needs_terms
from care.delivery import NoticeState
from care.hours import local_date
from care.plan import load
from storage.outbox_office import Search
from storage.plans import PlanInUse
from storage.work import Work

LATELY = timedelta(days=7)
"""A message that failed before has been looked at, or never will be."""

TERMS_AHEAD = 2
"""The term that runs, or comes next, and the one after."""


@dataclass(frozen=True, slots=True)
class School:
    """`covered_until`: the last day of the term that runs or comes next, None without one.

    `term_years`: the years that this term and the next one touch; `zones` those of the whole store.
    """

    name: str
    needs_terms: bool
    covered_until: date | None
    term_years: frozenset[int]
    zones: frozenset[str]


async def schools_of(work: Work, now: datetime) -> tuple[School, ...]:
    """All schools of the store; `now` in UTC. A constant number of queries."""
    units = await work.units.schools()
    ids = [unit.id for unit in units]
    uses = await work.plans.in_use(ids, now.date())
    terms = await work.plans.terms(ids)
    zones = frozenset(await work.units.zones() | await work.people.zones())
    found = []
    for unit in units:
        today = today_in(unit.zone, now)
        ahead = [term for term in terms.get(unit.id, ()) if term.ends_on >= today][:TERMS_AHEAD]
        covered = min((term.ends_on for term in ahead), default=None)
        years = frozenset(d.year for term in ahead for d in (term.starts_on, term.ends_on))
        needs = _counts_in_terms(uses.get(unit.id))
        found.append(School(unit.name, needs, covered, years, zones))
    return tuple(found)


async def troubles_of(work: Work, now: datetime) -> dict[NoticeState, int]:
    """How many messages are held for a person's decision, and how many failed lately or went off
    without an answer; `now` in UTC. States without any are left out.
    """
    ended = (NoticeState.failed, NoticeState.unknown)
    found = await work.outbox_office.counts(Search((NoticeState.held,)))
    found |= await work.outbox_office.counts(Search(ended, since=now - LATELY))
    return {state: found[state] for state in (NoticeState.held, *ended) if state in found}


def today_in(zone: str, now: datetime) -> date:
    """The local date at `now` (UTC); that of UTC for a zone this machine does not know."""
    try:
        return local_date(now, zone)
    except (ZoneInfoNotFoundError, ValueError):
        return now.date()


def _counts_in_terms(use: PlanInUse | None) -> bool:
    if use is None:
        return False
    rules = (r for r in load(use.source).rules if not r.optional or r.id in use.options)
    return any(needs_terms(rule) for rule in rules)
