"""From the end of a chain to its next duty: the first of every chain, and the successor of every
duty that has ended. Nothing is written here.

The first duty of a chain is gentle, but for a review, whose day its owner has named, and for what
comes once and has no second; what begins on the day of going live is spread over the families
(`care.spreading`).
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from care.cadence import after, first
from care.cadences import OnReview
from care.climbs import Climb
from care.duty import key
from care.hours import local_date
from care.people import Circle
from care.resting import settled
from care.rule import Rule
from care.rungs import next_moment
from care.slots import Past, Slot
from care.spreading import earlier, family_of
from care.words import DutyState
from services.duties.followed import Programme
from services.duties.outlook import Outlook
from storage.duties import DutyRow
from storage.tables import new_id

OUTAGE = timedelta(days=7)
"""A tick that comes later than this has missed a whole outage."""

Chain = tuple[str, int | None]
"""A chain of duties about one subject: rule id and holder (None where any holder may do it)."""


def missing(
    plan: Programme, circle: Circle, unit_id: int, known: Mapping[Chain, DutyRow], now: datetime
) -> Iterator[DutyRow]:
    """The duties of a live class, its child or a live school, whose chains have no open end."""
    if plan.live_on is None:
        return
    start = max(plan.since, plan.live_on, local_date(now, circle.zone))
    subject = plan.subject_of(circle.child_id, unit_id)
    for rule in plan.rules.values():
        if rule.subject != subject:
            continue
        for holder_id in _holders(rule, circle, start):
            last = known.get((rule.id, holder_id))
            if last is None:
                slot = first_slot(rule, plan, circle, holder_id, start)
            elif last.state is DutyState.open:
                continue
            else:
                slot = after(rule, past(last, None), start, plan.almanac_of(holder_id))
            if slot is not None:
                yield new_duty(rule, circle, unit_id, holder_id, slot, last, now)


def planned_anew(
    duty: DutyRow,
    behind: tuple[DutyRow | None, date | None],
    plan: Programme,
    circle: Circle,
    now: datetime,
) -> DutyRow | None:
    """A duty of which nobody has heard, as its rule would plan it now: `behind` another one, done
    on a local date or not, or as the first of its chain. None while no day for it is known.
    """
    if plan.live_on is None:
        return None
    rule, (before, done_on) = plan.rules[duty.rule_id], behind
    start = max(plan.since, plan.live_on, local_date(now, circle.zone))
    if before is None:
        slot = first_slot(rule, plan, circle, duty.holder_id, start)
    else:
        slot = after(rule, past(before, done_on), start, plan.almanac_of(duty.holder_id))
    if slot is None:
        return None
    planned = new_duty(rule, circle, duty.unit_id, duty.holder_id, slot, before, now)
    planned = replace(planned, gentle=duty.gentle)
    return replace(planned, next_at=next_moment(planned, rule, circle))


def first_slot(
    rule: Rule,
    plan: Programme,
    circle: Circle,
    holder_id: int | None,
    start: date,
    today: date = date.min,
) -> Slot | None:
    """The first slot of a chain that begins on a local day, spread where that is the first day;
    `today`, where one looks later than that.
    """
    almanac = plan.almanac_of(holder_id)
    slot = first(rule, start, almanac, today)
    if slot is None or start != plan.live_on:
        return slot
    spread = earlier(slot, rule, start, family_of(circle))
    return settled(spread, rule, almanac, max(start, today))


def _holders(rule: Rule, circle: Circle, today: date) -> tuple[int | None, ...]:
    if rule.needs == "any":
        return (None,)
    return tuple(person.id for person in circle.holders(rule.holder, today))


def successor(
    duty: DutyRow, done_on: date | None, outlook: Outlook, now: datetime
) -> DutyRow | None:
    """The duty that follows one that has ended; None where no later slot is known yet, in a class
    that is not live, and where the one it names holds it no longer.
    """
    programme = outlook.programme(duty)
    rule = None if programme is None else programme.rules.get(duty.rule_id)
    if rule is None or programme is None or programme.live_on is None:
        return None
    if outlook.let_go(duty, now):
        return None
    seen = seen_from(duty, done_on, outlook.today(duty, now))
    slot = programme.following(rule, past(duty, done_on), seen, duty.holder_id)
    if slot is None:
        return None
    circle = outlook.circle(duty)
    return new_duty(rule, circle, duty.unit_id, duty.holder_id, slot, duty, now)


def seen_from(duty: DutyRow, done_on: date | None, today: date) -> date:
    """The day from which the next slot is looked for: for a duty that ran out, the day after it,
    however late the tick; after a longer outage today, so that nobody owes for the silence.
    """
    ran_out = duty.closes_on + timedelta(days=1)
    late = today - ran_out
    return ran_out if done_on is None and timedelta(0) <= late <= OUTAGE else today


def past(duty: DutyRow, done_on: date | None) -> Past:
    """A closed duty as the calendar counts from it."""
    return Past(duty.key, duty.anchor, duty.number, duty.due_on, duty.closes_on, done_on)


def new_duty(  # noqa: PLR0913 - the parts of one row
    rule: Rule,
    circle: Circle,
    unit_id: int,
    holder_id: int | None,
    slot: Slot,
    last: DutyRow | None,
    now: datetime,
) -> DutyRow:
    """An open duty for a slot; `last` is the one before it."""
    child_id = circle.child_id
    subject = f"unit:{unit_id}" if child_id is None else f"child:{child_id}"
    ladder_from = max(slot.due_on, local_date(now, circle.zone))
    gentle = last is None and not rule.once and not isinstance(rule.cadence, OnReview)
    climb = Climb(ladder_from, 0, slot.closes_on, holder_id, gentle)
    return DutyRow(
        id=new_id(),
        key=key(subject, rule.id, holder_id, slot),
        rule_id=rule.id,
        unit_id=unit_id,
        child_id=child_id,
        holder_id=holder_id,
        anchor=slot.anchor,
        number=slot.number,
        opens_on=slot.opens_on,
        due_on=slot.due_on,
        closes_on=slot.closes_on,
        ladder_from=ladder_from,
        step=climb.step,
        laters=0,
        gentle=gentle,
        state=DutyState.open,
        next_at=next_moment(climb, rule, circle),
        previous_id=None if last is None else last.id,
        created_at=now,
        ended_at=None,
    )
