"""The weekly list: families out of reach, to be asked by phone or seen on paper (promise 7).

Everybody who may record for the families of a class sees it: its teacher and deputy, and the
principal. A tick is an answer as any other, given on behalf of the holder.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from msgspec.structs import replace

from care.roles import Act, may
from care.rule import Rule
from care.weekly import NOT_REACHED, Means
from care.words import DutyState, UnitKind
from services.actor import Actor
from services.duties.answering import done, ended, record_of
from services.duties.case import COULD_NOT, Answered, Case, Result, open_case, refuse
from services.entries import about
from services.weekly.out_of_reach import Unreached, may_ask, to_ask, unreached
from storage.duties import DutyRow
from storage.journal import Entry
from storage.people import PersonRow
from storage.records import NewAnswer
from storage.units import UnitRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class ToAsk:
    """One duty of a family out of reach. Dates are local to the class."""

    duty_id: int
    rule: Rule
    due_on: date
    today: date
    tried_on: date | None
    """When somebody last called without reaching anybody."""


@dataclass(frozen=True, slots=True)
class Family:
    """One child with what its family is to be asked, and who of them is out of reach."""

    child_id: int
    name: str
    holders: tuple[str, ...]
    items: tuple[ToAsk, ...]

    @property
    def tried_today(self) -> bool:
        """Whether nobody could be reached today about anything of this child."""
        return all(item.tried_on == item.today for item in self.items)


@dataclass(frozen=True, slots=True)
class WeeklyList:
    """The families of one class, by the names of the children."""

    unit_id: int
    name: str
    families: tuple[Family, ...]

    def of(self, child_id: int) -> Family | None:
        """The family of a child that is still on the list."""
        return next((each for each in self.families if each.child_id == child_id), None)

    def following(self, child_id: int, name: str) -> Family | None:
        """Whom to ask after a child: itself while something is left that was not tried today, then
        the next by name, from the top again where the end is reached; None when all are through.
        """
        here = self.of(child_id)
        if here is not None and not here.tried_today:
            return here
        left = [each for each in self.families if not each.tried_today]
        behind = (each for each in left if (each.name, each.child_id) > (name, child_id))
        return next(behind, None) or next(iter(left), None)


async def weekly_list(work: Work, actor: Actor, unit_id: int, now: datetime) -> WeeklyList | None:
    """The list of a class, or None where this person may not ask its families. The look is
    journaled.
    """
    unit = (await work.units.by_id([unit_id])).get(unit_id)
    if unit is None or not await may_ask(work, actor.person_id, unit_id, now):
        return None
    found = await unreached(work, [unit_id], now)
    families = await _families(work, found, now)
    entry = Entry("weekly.seen", person_id=actor.person_id, unit_id=unit_id)
    await work.journal.write([entry], now)
    return WeeklyList(unit_id, unit.name, families)


async def _families(work: Work, found: Unreached, now: datetime) -> tuple[Family, ...]:
    names = await work.children.names(found.children)
    owing = {duty.id: found.outlook.owing(duty, now) for duty in found.duties}
    people = await work.people.by_id({p.id for persons in owing.values() for p in persons})
    tried = await work.weekly.attempts(owing, NOT_REACHED)
    duties: dict[int, list[DutyRow]] = defaultdict(list)
    for duty in found.duties:
        if duty.child_id is not None:
            duties[duty.child_id].append(duty)
    families = (
        Family(
            child_id,
            names[child_id],
            _named((p.id for duty in theirs for p in owing[duty.id]), people),
            tuple(_item(duty, found, tried, now) for duty in theirs),
        )
        for child_id, theirs in duties.items()
    )
    return tuple(sorted(families, key=lambda family: (family.name, family.child_id)))


def _named(person_ids: Iterable[int], people: Mapping[int, PersonRow]) -> tuple[str, ...]:
    return tuple(people[person_id].name for person_id in dict.fromkeys(person_ids))


def _item(duty: DutyRow, found: Unreached, tried: Mapping[int, date], now: datetime) -> ToAsk:
    rule = found.outlook.programmes[duty.unit_id].rules[duty.rule_id]
    today = found.outlook.today(duty, now)
    return ToAsk(duty.id, rule, duty.due_on, today, tried.get(duty.id))


@dataclass(frozen=True, slots=True)
class ClassToAsk:
    """One class with the number of its families to be asked."""

    unit_id: int
    name: str
    families: int


async def weekly_classes(work: Work, actor: Actor, now: datetime) -> list[ClassToAsk]:
    """The classes whose families this person may ask, by name; a principal has several."""
    held = [
        post.unit_id
        for post in await work.posts.of_person(actor.person_id, now.date())
        if may([post.kind], Act.record_for_family)
        and await may_ask(work, actor.person_id, post.unit_id, now)
    ]
    below = await work.units.below_all(held)
    units: dict[int, UnitRow] = await work.units.by_id(held) | {unit.id: unit for unit in below}
    classes = {i: unit for i, unit in units.items() if unit.kind is UnitKind.class_}
    found = await unreached(work, classes, now)
    homes = {duty.child_id: duty.unit_id for duty in found.duties}
    families = Counter(homes.values())
    lines = (ClassToAsk(i, unit.name, families[i]) for i, unit in classes.items())
    return sorted(lines, key=lambda line: (line.name, line.unit_id))


async def tick(work: Work, actor: Actor, duty_id: int, means: Means, now: datetime) -> Result:
    """It was done, as a call or a paper says: recorded for the holder, closed as by any Done."""
    return await done(work, actor, duty_id, now, means)


async def not_reached(work: Work, actor: Actor, duty_id: int, now: datetime) -> Result:
    """Somebody called and nobody answered: noted once a day, for all that is to be asked of the
    same people about the child; the duties stay open.
    """
    case = await open_case(work, actor, duty_id, now)
    if case is None or case.mine:
        return await refuse(work, actor, duty_id, now)
    if case.duty.state is not DutyState.open:
        return ended(case.duty)
    duties = await _of_the_same(work, case, now)
    tried = await work.weekly.attempts((duty.id for duty in duties), NOT_REACHED)
    for duty in duties:
        if tried.get(duty.id) != case.today:
            await _note_attempt(work, actor, case, duty, now)
    return Result(Answered.not_reached)


async def _of_the_same(work: Work, case: Case, now: datetime) -> list[DutyRow]:
    """The duty, and others of the list about the same child that the same people owe."""
    pressed, outlook = case.duty, case.outlook
    if pressed.child_id is None:
        return [pressed]
    people = set(outlook.owing(pressed, now))
    around = await work.duties.open_of_children([pressed.child_id])
    others = (duty for duty in to_ask(around, outlook, now) if duty.id != pressed.id)
    return [pressed, *(duty for duty in others if set(outlook.owing(duty, now)) == people)]


async def _note_attempt(work: Work, actor: Actor, case: Case, duty: DutyRow, now: datetime) -> None:
    rule = case.outlook.rule(duty) or case.rule
    record = record_of(replace(case, duty=duty, rule=rule), actor, COULD_NOT)
    answer = NewAnswer("reason", choice=NOT_REACHED)
    record_id = await work.records.add(record, [answer], now)
    entry = about(duty, "duty.not_reached", actor.person_id, record_id)
    await work.journal.write([entry], now)


async def whose(work: Work, duty_id: int) -> tuple[int, str] | None:
    """The child of a duty by id and name; ask only after a press on the duty was allowed."""
    duty = (await work.duties.by_id([duty_id])).get(duty_id)
    if duty is None or duty.child_id is None:
        return None
    return duty.child_id, (await work.children.names([duty.child_id]))[duty.child_id]
