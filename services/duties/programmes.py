"""Putting a school on a plan, and entering its terms."""

from collections.abc import Iterable
from datetime import date, datetime

from care.cadence import Term
from care.plan import digest, load
from services.duties.planning import plan_school
from storage.journal import Entry
from storage.work import Work


async def use_plan(
    work: Work, school_id: int, source: str, options: Iterable[str], since: date, now: datetime
) -> int:
    """A school follows a plan from a local date on; returns how many duties were planned.

    Raises care.plan.PlanError when the text is no plan.
    """
    plan = load(source)
    plan_hash = digest(source)
    await work.plans.keep(plan_hash, plan.id, source, now)
    await work.plans.use(school_id, plan_hash, options, since)
    entry = Entry("plan.used", unit_id=school_id, details={"plan": plan.id, "hash": plan_hash})
    await work.journal.write([entry], now)
    return await plan_school(work, school_id, now)


async def enter_term(work: Work, school_id: int, term: Term, now: datetime) -> int:
    """Enter a school's term (local dates, both included); returns how many duties were planned."""
    await work.plans.add_term(school_id, term)
    details = {"from": term.starts_on.isoformat(), "to": term.ends_on.isoformat()}
    await work.journal.write([Entry("term.entered", unit_id=school_id, details=details)], now)
    return await plan_school(work, school_id, now)
