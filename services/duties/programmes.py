"""Putting a school on a plan, and entering its terms.

A plan begins on its day, at midnight of the school's zone, or at once where that has come; what is
open is fitted to it (`services.duties.fitting`). After an outage the last one due begins, alone.
"""

from collections.abc import Collection
from datetime import date, datetime, time

from care.almanac import Term
from care.hours import at_wall_clock, local_date
from care.plan import digest, load
from services.duties.changing import carry_out, reckon
from services.duties.fitting import Fate
from services.duties.followed import rules_of
from services.duties.planning import plan_school
from services.duties.shifting import shift_school
from storage.journal import Entry
from storage.work import Work


async def use_plan(
    work: Work, school_id: int, source: str, options: Collection[str], since: date, now: datetime
) -> int:
    """A school follows a plan from a local date on; returns how many duties were planned by now.

    Raises care.plan.PlanError when the text is no plan.
    """
    plan = load(source)
    plan_hash = digest(source)
    await work.plans.keep(plan_hash, plan.id, source, now)
    await work.plans.use(school_id, plan_hash, options, since)
    details = {"plan": plan.id, "hash": plan_hash, "from": since.isoformat()}
    await work.journal.write([Entry("plan.used", unit_id=school_id, details=details)], now)
    school = await work.units.get(school_id)
    if since <= local_date(now, school.zone):
        fate = await _begin(work, school_id, local_date(now, school.zone), now)
        if fate is not None:
            return len(fate.moved) + len(fate.new)
    return await plan_school(work, school_id, now)


async def begin_plans(work: Work, now: datetime) -> int:
    """Begin the plans whose day has come by `now` (UTC); returns for how many schools."""
    due = {
        plan.unit_id: local_date(now, plan.zone)
        for plan in await work.plans.to_begin()
        if plan.since <= local_date(now, plan.zone)
    }
    for school_id, today in due.items():
        if await _begin(work, school_id, today, now) is None:
            await plan_school(work, school_id, now)
    return len(due)


async def next_beginning(work: Work) -> datetime | None:
    """When the next plan begins (UTC)."""
    plans = await work.plans.to_begin()
    return min((at_wall_clock(p.since, time.min, p.zone) for p in plans), default=None)


async def _begin(work: Work, school_id: int, today: date, now: datetime) -> Fate | None:
    """Fit what is open to the plan that counts now; None where it is the school's first."""
    before = await work.plans.begun(school_id)
    await work.units.hold([school_id], shared=True)
    await work.plans.begin(school_id, today, now)
    use = await work.plans.begun(school_id)
    if before is None or use is None:
        return None
    units = [school_id, *(unit.id for unit in await work.units.below(school_id))]
    await work.duties.hold_in(units)
    change = await reckon(work, use, rules_of(before), today, now)
    await carry_out(work, change.fate, now)
    return change.fate


async def enter_term(work: Work, school_id: int, term: Term, now: datetime) -> int:
    """Enter a school's term (local dates, both included): what is open follows; returns how many
    duties were planned.
    """

    async def change() -> None:
        await work.plans.add_term(school_id, term)

    details = {"from": term.starts_on.isoformat(), "to": term.ends_on.isoformat()}
    await work.journal.write([Entry("term.entered", unit_id=school_id, details=details)], now)
    return await shift_school(work, school_id, change, now)
