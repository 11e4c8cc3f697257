"""Who has been forgotten: children about whom something is late, the longest first.

How long is counted from when it was last done, whatever became of the duties in between; where it
never was, from when the class began. A family out of reach is on the list as well, marked as one to
be asked by phone or paper: nobody's fault, and not to be overlooked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from care.hours import local_date
from care.order import by_sound
from care.roles import Act, may
from care.rule import Rule
from care.words import UnitKind
from services.actor import Actor
from services.duties.outlook import Outlook, look_around
from storage.children import ChildRow
from storage.duties import DutyRow
from storage.journal import Entry
from storage.units import UnitRow
from storage.work import Work

FORGOTTEN_SHOWN = 8
"""How many children one page names."""


@dataclass(frozen=True, slots=True)
class Late:
    """One thing that is late about a child, and for how many days it has not been done."""

    rule: Rule
    days: int
    to_ask: bool
    """Its family is out of reach."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """One child with what is late about it, the longest first."""

    child_id: int
    name: str
    unit: str
    late: tuple[Late, ...]


async def classes_seen(work: Work, actor: Actor, now: datetime) -> dict[int, UnitRow]:
    """The classes whose children somebody may see as staff: of their own and of their schools."""
    posts = await work.posts.of_person(actor.person_id, now.date())
    posts = [post for post in posts if may([post.kind], Act.see_class)]
    units = await work.units.by_id([post.unit_id for post in posts])
    held = {p.unit_id for p in posts if p.is_held(local_date(now, units[p.unit_id].zone))}
    below = await work.units.below_all(held)
    found = [*(units[unit_id] for unit_id in held), *below]
    return {unit.id: unit for unit in found if unit.kind is UnitKind.class_}


async def children_seen(work: Work, actor: Actor, now: datetime) -> list[tuple[int, str]]:
    """The children of these classes with their names, by class and name."""
    classes = await classes_seen(work, actor, now)
    children = await work.children.in_units(classes)
    children.sort(key=lambda child: (classes[child.facts.unit_id].name, child.facts.name))
    return [(child.id, child.facts.name) for child in children]


async def forgotten(work: Work, actor: Actor, now: datetime) -> tuple[Forgotten, ...] | None:
    """The forgotten children of everybody's own classes; None for who has none. A constant number
    of queries; the look is journaled.
    """
    classes = await classes_seen(work, actor, now)
    if not classes:
        return None
    children = {child.id: child for child in await work.children.in_units(classes)}
    late = await _late(work, children, now)
    await work.journal.write([Entry("forgotten.seen", person_id=actor.person_id)], now)
    found = [_forgotten(children[i], items, classes) for i, items in late.items()]
    return tuple(
        sorted(found, key=lambda each: (-each.late[0].days, by_sound(each.name), each.child_id))
    )


def _forgotten(child: ChildRow, late: Iterable[Late], classes: Mapping[int, UnitRow]) -> Forgotten:
    items = sorted(late, key=lambda item: (-item.days, item.rule.id))
    return Forgotten(child.id, child.facts.name, classes[child.facts.unit_id].name, tuple(items))


async def _late(work: Work, child_ids: Iterable[int], now: datetime) -> dict[int, list[Late]]:
    duties = await work.duties.open_of_children(child_ids)
    outlook = await look_around(work, duties, now)
    waiting = [duty for duty in duties if _is_late(duty, outlook, now)]
    last = await work.records.last_days(duty.child_id or 0 for duty in waiting)
    found: dict[int, list[Late]] = defaultdict(list)
    for duty in waiting:
        rule, child_id = outlook.rule(duty), duty.child_id or 0
        if rule is None:
            continue
        since = _last_done(rule, child_id, last) or _beginning(duty, outlook)
        days = (outlook.today(duty, now) - since).days
        found[child_id].append(Late(rule, days, outlook.out_of_reach(duty, now)))
    return found


def _is_late(duty: DutyRow, outlook: Outlook, now: datetime) -> bool:
    """Past its day, and somebody is there who owes it."""
    return duty.due_on < outlook.today(duty, now) and bool(outlook.owing(duty, now))


def _last_done(rule: Rule, child_id: int, last: Mapping[tuple[int, str], date]) -> date | None:
    days = [last[child_id, kind] for kind in rule.closed_by if (child_id, kind) in last]
    return max(days, default=None)


def _beginning(duty: DutyRow, outlook: Outlook) -> date:
    programme = outlook.programmes[duty.unit_id]
    return min(max(programme.since, programme.live_on or programme.since), duty.due_on)
