"""What going live is decided on: the classes of a school that are not live, as if they were."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from msgspec import structs

from care.circumstances import NOTHING, Circumstances
from care.hours import local_date
from care.people import Circle
from care.ties import Person
from care.words import Reach
from services.duties.chains import Chain, missing
from services.duties.circumstances import circumstances
from services.duties.followed import Programme, programmes
from services.duties.outlook import Outlook, wanted_of, with_almanacs
from storage.duties import DutyRow
from storage.units import UnitRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Ground:
    """A school with classes that are not live, seen as live from the local date `on`. A day that
    was set for them before, and what was planned for it, is left out.
    """

    school: UnitRow
    on: date
    today: date
    days: Mapping[int, date]
    """The days of all classes of the school that have one, by class."""
    classes: tuple[UnitRow, ...]
    homes: Mapping[int, int]
    """Child → class."""
    children: Mapping[int, Circle]
    units: Mapping[int, Circle]
    programmes: Mapping[int, Programme]
    chains: Mapping[int, Mapping[Chain, DutyRow]]
    facts: Mapping[int, Circumstances]

    @property
    def outlook(self) -> Outlook:
        """The ground as the rules look at it."""
        return Outlook(self.children, self.units, self.programmes, self.facts)

    def with_everybody_in(self) -> "Ground":
        """The same with everybody joined who may still come: not those who left the chat."""
        return replace(
            self,
            children={child: _all_in(circle) for child, circle in self.children.items()},
            units={unit: _all_in(circle) for unit, circle in self.units.items()},
        )

    def of_class(self, unit_id: int) -> list[Circle]:
        """The circles of a class's children."""
        return [self.children[child] for child, home in self.homes.items() if home == unit_id]

    def planned_for(self, child_id: int, now: datetime) -> Iterator[DutyRow]:
        """The duties that going live would plan for a child."""
        unit_id = self.homes[child_id]
        if unit_id not in self.programmes:
            return iter(())
        programme = self.programmes[unit_id].about(self.facts.get(child_id, NOTHING))
        circle = self.children[child_id]
        return missing(programme, circle, unit_id, self.chains[child_id], now)

    def planned_for_class(self, unit_id: int, now: datetime) -> Iterator[DutyRow]:
        """The duties that going live would plan for a class as a whole, where it has children."""
        if unit_id not in self.programmes or unit_id not in self.homes.values():
            return iter(())
        return missing(self.programmes[unit_id], self.units[unit_id], unit_id, {}, now)

    def school_on(self, starting: Collection[int]) -> date | None:
        """The new first day of the school's own duties, which is that of its first class, once
        these classes start; None where it does not change.
        """
        others = (day for unit_id, day in self.days.items() if unit_id not in starting)
        day = min((self.on, *others))
        same = self.school.is_live(self.today) or self.school.live_on == day
        return None if same else day

    def planned_for_school(self, starting: Collection[int], now: datetime) -> Iterator[DutyRow]:
        """The school's own duties once these classes start; none where that changes nothing."""
        programme, day = self.programmes.get(self.school.id), self.school_on(starting)
        if programme is None or day is None:
            return iter(())
        plan = replace(programme, live_on=day)
        return missing(plan, self.units[self.school.id], self.school.id, {}, now)


async def lay(
    work: Work, school: UnitRow, on: date, now: datetime, class_ids: Collection[int] | None = None
) -> Ground:
    """Read it in a constant number of queries: all classes without a day, or those of `class_ids`
    whose day has not come.
    """
    today = local_date(now, school.zone)
    below = await work.units.below(school.id)
    classes = [unit for unit in below if _waits(unit, class_ids, today)]
    ids = [unit.id for unit in classes]
    children = await work.children.in_units(ids)
    homes = {child.id: child.facts.unit_id for child in children}
    own = {unit_id: unit_id for unit_id in (school.id, *ids)}
    plans = await programmes(work, own, now.date())
    return Ground(
        school=school,
        on=on,
        today=today,
        days={unit.id: unit.live_on for unit in below if unit.live_on is not None},
        classes=tuple(classes),
        homes=homes,
        children=with_almanacs(await work.circles.around(homes, now.date()), homes, plans),
        units=with_almanacs(await work.circles.of_units(own, now.date()), own, plans),
        programmes={unit_id: replace(plan, live_on=on) for unit_id, plan in plans.items()},
        chains=await _chains(work, homes, ids),
        facts=await circumstances(work, homes, wanted_of(homes, plans)),
    )


def _waits(unit: UnitRow, wanted: Collection[int] | None, today: date) -> bool:
    if wanted is None:
        return unit.live_on is None
    return unit.id in wanted and not unit.is_live(today)


async def _chains(
    work: Work, homes: Collection[int], class_ids: Collection[int]
) -> dict[int, dict[Chain, DutyRow]]:
    """The ends of the chains of all children, before what only waits for a start."""
    waiting = {duty.id: duty for duty in await work.duties.unstarted(class_ids)}
    before = await work.duties.by_id(d.previous_id for d in waiting.values() if d.previous_id)
    chains: dict[int, dict[Chain, DutyRow]] = {child_id: {} for child_id in homes}
    for duty in await work.duties.latest_of_children(homes):
        last = before.get(duty.previous_id or 0) if duty.id in waiting else duty
        if last is not None:
            chains[duty.child_id or 0][duty.rule_id, duty.holder_id] = last
    return chains


def _all_in(circle: Circle) -> Circle:
    def joined(person: Person) -> Person:
        return (
            structs.replace(person, reach=Reach.joined)
            if person.reach is Reach.not_joined
            else person
        )

    ties = tuple(structs.replace(tie, person=joined(tie.person)) for tie in circle.ties)
    staff = tuple(
        structs.replace(holding, person=joined(holding.person)) for holding in circle.staff
    )
    return replace(circle, ties=ties, staff=staff)
