"""A fact of the calendar has changed: what is open follows it at once, and nothing fires twice.

For each open duty the slot that it would have been given is found by the old facts and by the new
ones; where both are the same, its ladder at most waits, or goes on (`care.climbs`). Otherwise:

1. *The new slot is the same one on other days:* the duty moves there. Its place on the ladder
   stays, so that nobody hears again what they have heard; the next rung counts from the new day.
2. *It is another one, or none:* a duty that nobody has touched is withdrawn and the new one
   planned; one that somebody has been told of stays where it is, unless its rule rests now, then
   it is excused.

Afterwards what is missing is planned, so that what had to wait for an end begins again.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from msgspec.structs import replace

from care.cadence import after
from care.cadences import Rolling
from care.duty import key
from care.hours import local_date
from care.resting import settled
from care.rule import Rule
from care.rungs import next_moment
from care.slots import Slot
from care.words import DutyState
from services.duties.case import move
from services.duties.chains import first_slot, past, seen_from
from services.duties.outlook import Outlook, look_around
from services.duties.planning import plan_children, plan_school
from services.entries import about
from storage.duties import DutyRow, Move
from storage.journal import Entry
from storage.work import Work


@dataclass(frozen=True, slots=True)
class _Before:
    """The duty that another follows, and the local day on which it was done."""

    duty: DutyRow
    done_on: date | None


@dataclass(slots=True)
class _Shifting:
    """What changes with the facts."""

    now: datetime
    withdrawn: list[int] = field(default_factory=list)
    moved: list[DutyRow] = field(default_factory=list)
    excused: list[Move] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    async def write(self, work: Work) -> None:
        """All of it."""
        await work.duties.withdraw(self.withdrawn)
        await work.shifts.put_on(self.moved)
        await work.duties.move(self.excused)
        await work.journal.write(self.entries, self.now)


Change = Callable[[], Awaitable[None]]


async def shift_children(
    work: Work, child_ids: Iterable[int], change: Change, now: datetime
) -> None:
    """Facts of children change, by `change`; what is open about them follows."""
    child_ids = list(child_ids)
    await work.shifts.hold_about(child_ids)
    await _shift(work, await work.duties.open_of_children(child_ids), change, now)
    children = await work.children.by_id(child_ids)
    homes = {child_id: child.facts.unit_id for child_id, child in children.items()}
    await plan_children(work, homes, now)


async def shift_school(work: Work, school_id: int, change: Change, now: datetime) -> int:
    """Facts of a school change, by `change`; what is open about all its children follows. Returns
    how many duties were planned anew.
    """
    await work.units.hold([school_id])
    classes = [unit.id for unit in await work.units.below(school_id)]
    children = await work.children.in_units(classes)
    await work.shifts.hold_about(child.id for child in children)
    duties = await work.duties.open_of_children(child.id for child in children)
    duties += await work.duties.open_of_units([school_id, *classes])
    await _shift(work, duties, change, now)
    return await plan_school(work, school_id, now)


async def _shift(work: Work, duties: list[DutyRow], change: Change, now: datetime) -> None:
    old = await look_around(work, duties, now)
    await change()
    new = await look_around(work, duties, now)
    before = await _before(work, duties)
    slots = {}
    for duty in duties:
        previous = before.get(duty.previous_id or 0)
        slot = slot_of(duty, previous, new, now)
        if slot != slot_of(duty, previous, old, now):
            slots[duty.id] = slot
    named = await work.duties.named(slots)
    shifting = _Shifting(now)
    for duty in duties:
        rule = _plain(duty, new)
        if rule is not None and duty.id in slots:
            free = not (duty.step or duty.laters or duty.id in named)
            _take(shifting, duty, rule, slots[duty.id], new, free=free)
        elif (moment := _moment(duty, new)) is not None and moment != _moment(duty, old):
            shifting.moved.append(replace(duty, next_at=moment))
    await shifting.write(work)


async def _before(work: Work, duties: Iterable[DutyRow]) -> dict[int, _Before]:
    previous = await work.duties.by_id([d.previous_id for d in duties if d.previous_id])
    closures = await work.records.closures(previous)
    records = await work.records.by_id(closure.record_id for closure in closures.values())
    return {
        duty_id: _Before(
            duty,
            records[closures[duty_id].record_id].about_on
            if duty_id in closures and duty.state is DutyState.done
            else None,
        )
        for duty_id, duty in previous.items()
    }


def _moment(duty: DutyRow, outlook: Outlook) -> datetime | None:
    """When the ladder of a duty goes on by what is known; None without a rule."""
    rule = outlook.rule(duty)
    return None if rule is None else next_moment(duty, rule, outlook.climbing(duty))


def _plain(duty: DutyRow, outlook: Outlook) -> Rule | None:
    programme = outlook.programme(duty)
    return None if programme is None else programme.rules.get(duty.rule_id)


def slot_of(
    duty: DutyRow, previous: _Before | None, outlook: Outlook, now: datetime
) -> Slot | None:
    """The slot that an open duty would have been given on the day on which it was planned; but
    nothing is brought forward to a day that is over.
    """
    rule, programme = _plain(duty, outlook), outlook.programme(duty)
    if rule is None or programme is None or programme.live_on is None:
        return None
    circle = outlook.circle(duty)
    day, today = (local_date(at, circle.zone) for at in (duty.created_at, now))
    if previous is None:
        start = max(programme.since, programme.live_on, day)
        return first_slot(rule, programme, circle, duty.holder_id, start, today)
    seen = seen_from(previous.duty, previous.done_on, day)
    almanac = programme.almanac_of(duty.holder_id)
    return after(rule, past(previous.duty, previous.done_on), seen, almanac, today)


def _take(
    shifting: _Shifting,
    duty: DutyRow,
    rule: Rule,
    slot: Slot | None,
    outlook: Outlook,
    *,
    free: bool,
) -> None:
    now, circle = shifting.now, outlook.circle(duty)
    today = local_date(now, circle.zone)
    slot = None if slot is None else _not_over(slot, rule, today)
    subject = f"unit:{duty.unit_id}" if duty.child_id is None else f"child:{duty.child_id}"
    same = slot is not None and key(subject, rule.id, duty.holder_id, slot) == duty.key
    if slot is not None and same and slot.closes_on >= today:
        shifting.moved.append(_moved(duty, slot, outlook, today))
        shifting.entries.append(about(duty, "duty.shifted", due=slot.due_on.isoformat()))
    elif free:
        shifting.withdrawn.append(duty.id)
        shifting.entries.append(about(duty, "duty.withdrawn"))
    elif _is_left_out(duty, rule, outlook, today):
        shifting.excused.append(move(duty, DutyState.excused, None, now))
        shifting.entries.append(about(duty, "duty.excused", why="rests"))


def _is_left_out(duty: DutyRow, rule: Rule, outlook: Outlook, today: date) -> bool:
    """Whether what is left of a duty lies where its rule rests."""
    programme, due_on = outlook.programme(duty), max(duty.due_on, today)
    slot = Slot(duty.anchor, duty.number, duty.opens_on, due_on, duty.closes_on)
    if programme is None:
        return False
    return settled(slot, rule, programme.almanac_of(duty.holder_id), today) is None


def _not_over(slot: Slot, rule: Rule, today: date) -> Slot:
    """A rolling slot that the new facts would have closed already is due today, at its length."""
    late = today - slot.due_on
    if not isinstance(rule.cadence, Rolling) or late.days <= 0:
        return slot
    return replace(slot, due_on=today, closes_on=slot.closes_on + late)


def _moved(duty: DutyRow, slot: Slot, outlook: Outlook, today: date) -> DutyRow:
    """The duty on its new days; a ladder that has begun never goes back."""
    there = replace(duty, opens_on=slot.opens_on, due_on=slot.due_on, closes_on=slot.closes_on)
    begun = duty.ladder_from if duty.step or duty.laters else date.min
    from_ = max(slot.due_on, today)
    there = replace(there, ladder_from=max(from_, begun) if slot.due_on <= today else from_)
    rule = outlook.rule(there)
    if rule is None:
        return duty
    return replace(there, next_at=next_moment(there, rule, outlook.climbing(there)))
