"""Plans duties: what is missing for children, classes and schools, and what follows.

Nothing is planned for a class or school that is not live.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from care.circumstances import NOTHING
from services.duties.chains import Chain, missing, successor
from services.duties.circumstances import circumstances
from services.duties.followed import programmes
from services.duties.outlook import look_around, wanted_of
from storage.duties import DutyRow
from storage.work import Work


async def plan_school(work: Work, school_id: int, now: datetime) -> int:
    """Plan what is missing for a school and all its children; returns how many duties are new."""
    classes = [unit.id for unit in await work.units.below(school_id)]
    children = await work.children.in_units(classes)
    homes = {child.id: child.facts.unit_id for child in children}
    return await plan_children(work, homes, now) + await plan_units(work, [school_id], now)


async def plan_children(work: Work, homes: Mapping[int, int], now: datetime) -> int:
    """Plan what is missing for children (id → class), and for these classes as a whole. Planning
    twice is harmless.

    The schools stay as they are meanwhile: a switch turned at the same moment either sees these
    children, or is seen here.
    """
    classes = await work.units.by_id(list(set(homes.values())))
    schools = {unit.parent_id for unit in classes.values() if unit.parent_id is not None}
    await work.units.hold(schools, shared=True)
    plans = await programmes(work, homes.values(), now.date())
    live = {c: unit for c, unit in homes.items() if unit in plans and plans[unit].live_on}
    circles = await work.circles.around(live, now.date())
    facts = await circumstances(work, live, wanted_of(live, plans))
    chains: dict[int, dict[Chain, DutyRow]] = {child_id: {} for child_id in live}
    for duty in await work.duties.latest_of_children(live):
        if duty.child_id is not None:
            chains[duty.child_id][duty.rule_id, duty.holder_id] = duty
    duties = [
        duty
        for child_id, unit_id in live.items()
        for duty in missing(
            plans[unit_id].about(facts.get(child_id, NOTHING)),
            *(circles[child_id], unit_id, chains[child_id], now),
        )
    ]
    owing = [unit_id for unit_id, plan in plans.items() if plan.book.of_classes]
    return len(await add_planned(work, duties, now)) + await plan_units(work, owing, now)


async def plan_units(work: Work, unit_ids: Iterable[int], now: datetime) -> int:
    """Plan what is missing of the duties that schools, or classes as a whole, owe themselves."""
    found = await programmes(work, unit_ids, now.date())
    plans = {unit_id: plan for unit_id, plan in found.items() if plan.live_on is not None}
    if not plans:
        return 0
    circles = await work.circles.of_units(plans, now.date())
    known: dict[int, dict[Chain, DutyRow]] = {unit_id: {} for unit_id in plans}
    for duty in await work.duties.latest_of_units(plans):
        known[duty.unit_id][duty.rule_id, duty.holder_id] = duty
    duties = [
        duty
        for unit_id, plan in plans.items()
        for duty in missing(plan, circles[unit_id], unit_id, known[unit_id], now)
    ]
    return len(await add_planned(work, duties, now))


async def add_planned(work: Work, duties: Sequence[DutyRow], now: datetime) -> list[DutyRow]:
    """Write duties of chains that have no open end; returns them. Planning twice is harmless.

    Where the slot of one was used up before its time (April's call was made in March, when the plan
    was another one), its chain goes on with the slot behind.
    """
    planned: list[DutyRow] = []
    while duties:
        new = await work.duties.add(duties)
        used = set() if new == len(duties) else await work.duties.ended(d.key for d in duties)
        planned += [duty for duty in duties if duty.key not in used]
        duties = await _behind(work, [duty for duty in duties if duty.key in used], now)
    return planned


async def _behind(work: Work, used: Collection[DutyRow], now: datetime) -> list[DutyRow]:
    """The duties of the slots behind, in the same places of their chains."""
    if not used:
        return []
    outlook = await look_around(work, used, now)
    behind = ((duty, successor(duty, None, outlook, now)) for duty in used)
    return [replace(it, previous_id=duty.previous_id) for duty, it in behind if it is not None]
