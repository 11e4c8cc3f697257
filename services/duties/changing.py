"""A school's plan changes: what is read, what becomes of the duties, and how it is written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from care.circumstances import NOTHING
from care.rule import Rule
from care.words import DutyState
from services.duties.chains import Chain
from services.duties.circumstances import circumstances
from services.duties.fitting import Fate, Fitting, Past
from services.duties.followed import programmes
from services.duties.outlook import Outlook, wanted_of, with_almanacs
from services.duties.planning import add_planned
from services.entries import about
from storage.duties import DutyRow, Move
from storage.plans import PlanInUse
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Change:
    """What a plan would make of a school, and how the rules look at it then."""

    fate: Fate
    outlook: Outlook


async def reckon(
    work: Work, use: PlanInUse, old: Mapping[str, Rule], today: date, now: datetime
) -> Change:
    """What would become of a school's duties if at `now` (UTC, `today` there) it followed a plan
    after these rules. Nothing is written.
    """
    school_id = use.unit_id
    units = [school_id, *(unit.id for unit in await work.units.below(school_id))]
    children = await work.children.in_units(units)
    homes = {child.id: child.facts.unit_id for child in children}
    plans = await programmes(work, units, today, {school_id: use})
    places = {unit_id: unit_id for unit_id in units}
    facts = await circumstances(work, homes, wanted_of(homes, plans))
    outlook = Outlook(
        with_almanacs(await work.circles.around(homes, today), homes, plans),
        with_almanacs(await work.circles.of_units(units, today), places, plans),
        plans,
        facts,
    )
    ends = await work.duties.latest_of_children(homes)
    own = await work.duties.latest_of_units(units)
    past = await _past(work, [*ends, *own])
    chains = _chains([*ends, *own])
    fate = Fate()
    for child_id, unit_id in homes.items():
        plan = plans[unit_id].about(facts.get(child_id, NOTHING))
        fitting = Fitting(old, plan, outlook.children[child_id], unit_id, past, now)
        fitting.fit(chains.get(child_id, {}), fate)
    still = (duty.unit_id for duty in own if duty.state is DutyState.open)
    for unit_id in {school_id, *homes.values(), *still}:
        fitting = Fitting(old, plans[unit_id], outlook.units[unit_id], unit_id, past, now)
        fitting.fit(chains.get(unit_id, {}), fate)
    return Change(fate, outlook)


def _chains(ends: Collection[DutyRow]) -> dict[int, dict[Chain, DutyRow]]:
    """The ends of chains by child, or by the class or school for its own."""
    found: dict[int, dict[Chain, DutyRow]] = {}
    for duty in ends:
        chains = found.setdefault(duty.child_id or duty.unit_id, {})
        chains[duty.rule_id, duty.holder_id] = duty
    return found


async def _past(work: Work, ends: Collection[DutyRow]) -> Past:
    before = await work.duties.by_id(d.previous_id for d in ends if d.previous_id is not None)
    closures = await work.records.closures(before)
    records = await work.records.by_id(closure.record_id for closure in closures.values())
    done_on = {i: records[closure.record_id].about_on for i, closure in closures.items()}
    return Past(before, done_on, await work.duties.named(duty.id for duty in ends))


async def carry_out(work: Work, fate: Fate, now: datetime) -> None:
    """Write what becomes of the duties; the caller holds them (`work.duties.hold_in`)."""
    await work.duties.withdraw([duty.id for duty in fate.withdrawn])
    still = [*fate.kept, *fate.closed, *fate.opened]
    await work.duties.move([_move(duty) for duty in still])
    moved = await add_planned(work, fate.moved, now)
    await add_planned(work, fate.new, now)
    entries = [about(duty, "duty.excused", why="plan") for duty in fate.closed]
    entries += [about(duty, "duty.replanned") for duty in moved]
    entries += [about(duty, "duty.reopened") for duty in fate.opened]
    await work.journal.write(entries, now)


def _move(duty: DutyRow) -> Move:
    return Move(duty.id, duty.state, duty.step, duty.ladder_from, duty.next_at, duty.ended_at)
