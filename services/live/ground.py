"""What going live is decided on: the classes of a school that are not live, as if they were."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from care.people import Circle, Person
from care.words import Reach
from services.duties.outlook import Outlook, Programme, programmes
from services.duties.planning import Chain, missing
from storage.duties import DutyRow
from storage.units import UnitRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Ground:
    """A school with its classes that are not live, seen as live from the local date `on`."""

    school: UnitRow
    on: date
    classes: tuple[UnitRow, ...]
    homes: Mapping[int, int]
    """Child → class."""
    children: Mapping[int, Circle]
    units: Mapping[int, Circle]
    programmes: Mapping[int, Programme]
    chains: Mapping[int, Mapping[Chain, DutyRow]]

    @property
    def outlook(self) -> Outlook:
        """The ground as the rules look at it."""
        return Outlook(self.children, self.units, self.programmes)

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
        programme, circle = self.programmes[unit_id], self.children[child_id]
        return missing(programme, circle, unit_id, self.chains[child_id], now)

    def planned_for_school(self, now: datetime) -> Iterator[DutyRow]:
        """The school's own duties; none where it is live already."""
        programme = self.programmes.get(self.school.id)
        if programme is None or self.school.live_on is not None:
            return iter(())
        return missing(programme, self.units[self.school.id], self.school.id, {}, now)


async def lay(
    work: Work, school: UnitRow, on: date, now: datetime, class_ids: Collection[int] | None = None
) -> Ground:
    """Read it in a constant number of queries. `class_ids` limits it to some classes."""
    waiting = [unit for unit in await work.units.below(school.id) if unit.live_on is None]
    classes = [unit for unit in waiting if class_ids is None or unit.id in class_ids]
    ids = [unit.id for unit in classes]
    children = await work.children.in_units(ids)
    homes = {child.id: child.facts.unit_id for child in children}
    plans = await programmes(work, [school.id, *ids], now.date())
    chains: dict[int, dict[Chain, DutyRow]] = {child_id: {} for child_id in homes}
    for duty in await work.duties.latest_of_children(homes):
        chains[duty.child_id or 0][duty.rule_id, duty.holder_id] = duty
    return Ground(
        school=school,
        on=on,
        classes=tuple(classes),
        homes=homes,
        children=await work.circles.around(homes, now.date()),
        units=await work.circles.of_units([school.id, *ids], now.date()),
        programmes={
            unit_id: plan if plan.live_on else replace(plan, live_on=on)
            for unit_id, plan in plans.items()
        },
        chains=chains,
    )


def _all_in(circle: Circle) -> Circle:
    def joined(person: Person) -> Person:
        return replace(person, reach=Reach.joined) if person.reach is Reach.not_joined else person

    ties = tuple(replace(tie, person=joined(tie.person)) for tie in circle.ties)
    staff = tuple(replace(holding, person=joined(holding.person)) for holding in circle.staff)
    return replace(circle, ties=ties, staff=staff)
