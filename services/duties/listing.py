"""What the reminder of a class lists below what it asks: its children, or this month's birthdays
(SYSTEMS.md rows 13, 98). Read when the message is written, and for whoever owes it alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from care.almanac import Birthday
from care.occasions import birthday
from care.order import by_sound
from care.rule import Rule
from care.words import DutyState
from services.duties.circumstances import Wanted, circumstances
from storage.duties import DutyRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Listed:
    """A child of the list; `on` is the day of its birthday, where these are listed."""

    name: str
    on: date | None = None


async def lists(
    work: Work, duties: Iterable[tuple[DutyRow, Rule | None]]
) -> dict[int, tuple[Listed, ...]]:
    """The lists of open duties whose rule shows one, by duty; at most four queries, none where no
    rule does.
    """
    asked = [
        (duty, rule)
        for duty, rule in duties
        if rule is not None and rule.shows is not None and duty.state is DutyState.open
    ]
    if not asked:
        return {}
    children = await work.children.in_units({duty.unit_id for duty, _ in asked})
    names: dict[int, dict[int, str]] = defaultdict(dict)
    for child in sorted(children, key=lambda each: by_sound(each.facts.name)):
        names[child.facts.unit_id][child.id] = child.facts.name
    counted = {duty.unit_id for duty, rule in asked if rule.shows == "birthdays"}
    born = await _born(work, [child for unit_id in counted for child in names[unit_id]])
    return {
        duty.id: tuple(_birthdays(names[duty.unit_id], born, duty.due_on))
        if rule.shows == "birthdays"
        else tuple(Listed(name) for name in names[duty.unit_id].values())
        for duty, rule in asked
    }


async def _born(work: Work, child_ids: Sequence[int]) -> dict[int, Birthday]:
    if not child_ids:
        return {}
    facts = await circumstances(work, child_ids, Wanted(birthdays=child_ids))
    return {child: its.birthday for child, its in facts.items() if its.birthday is not None}


def _birthdays(
    names: Mapping[int, str], born: Mapping[int, Birthday], month: date
) -> Iterator[Listed]:
    """Those of the month of that day, in its order."""
    days = [
        (day, name)
        for child, name in names.items()
        if child in born
        for day in birthday(born[child], month.year)
        if day.month == month.month
    ]
    return (Listed(name, day) for day, name in sorted(days, key=lambda each: each[0]))
