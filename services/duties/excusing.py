"""A duty that is not needed this time: excused by the staff, with a reason and a name.

Who may is in `care.roles.may_excuse`: whoever is responsible above, never the family. It is a
record with a closure, so it can be taken back for a day like anything else
(`services.duties.undoing`); what follows is planned. Whoever stands above sees it
(`services.duties.excused`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from care.hours import local_date
from care.people import HOME
from care.roles import Act, may, may_excuse
from care.words import DutyState
from services.actor import Actor, names_in
from services.duties.answering import ended
from services.duties.case import EXCUSED, Answered, Result, move, read_case, refuse
from services.duties.chains import successor
from services.duties.planning import add_planned
from services.duties.showing import REMINDER, ItemView, show
from services.entries import about
from storage.notices import Item
from storage.records import NewAnswer, NewRecord
from storage.work import Work


class Why(StrEnum):
    """Why it is not needed this time."""

    ill = "ill"
    staff = "staff"
    family = "family"
    school = "school"
    otherwise = "otherwise"
    other = "other"


LONGEST = 1000
"""So many signs of the words are kept."""

OF_SCHOOL = (Why.staff, Why.school, Why.other)
"""The reasons that fit what a class or school itself owes."""


@dataclass(frozen=True, slots=True)
class Excusable:
    """A child's open duties that this reader may excuse."""

    child_id: int
    name: str
    items: tuple[ItemView, ...]


async def excusable(work: Work, actor: Actor, child_id: int, now: datetime) -> Excusable | None:
    """What may be excused about a child; None for whoever may excuse nothing there."""
    circle = (await work.circles.around([child_id], now.date())).get(child_id)
    names = frozenset[str]() if circle is None else names_in(circle, actor.person_id, now)
    if circle is None or not may(names, Act.excuse_duty) or not names.isdisjoint(HOME):
        return None
    duties = await work.duties.open_of_children([child_id])
    today = local_date(now, circle.zone)
    items = [Item(duty.id, REMINDER) for duty in duties if duty.opens_on <= today]
    views = await show(work, actor.person_id, items, now)
    found = tuple(v for v in views if may_excuse(names, v.rule.holder, about="child", mine=v.mine))
    return Excusable(child_id, (await work.children.names([child_id]))[child_id], found)


async def excuse(
    work: Work, actor: Actor, duty_id: int, why: Why, now: datetime, words: str | None = None
) -> Result:
    """It is not needed this time; `words` are sealed. For another reason it is said in words which:
    without them nothing happens.
    """
    case = await read_case(work, actor, duty_id, now)
    if case is None or not case.may_excuse:
        return await refuse(work, actor, duty_id, now)
    duty = case.duty
    if duty.state is not DutyState.open:
        return ended(duty)
    words = (words or "").strip()[:LONGEST] or None
    if why is Why.other and words is None:
        return Result(Answered.say_why)
    record = NewRecord(
        *(EXCUSED, duty.unit_id, duty.child_id, actor.person_id, None, duty.id, case.today)
    )
    record_id = await work.records.add(record, _answers(why, words), now)
    await work.records.close(record_id, [duty.id], actor.person_id, now)
    await work.duties.move([move(duty, DutyState.excused, None, now)])
    following = successor(duty, None, case.outlook, now)
    await add_planned(work, [] if following is None else [following], now)
    entry = about(duty, "duty.excused", actor.person_id, record_id, why=why)
    await work.journal.write([entry], now)
    return Result(Answered.excused)


def _answers(why: Why, words: str | None) -> Sequence[NewAnswer]:
    said = [] if words is None else [NewAnswer("words", words=words)]
    return [NewAnswer("reason", choice=why), *said]
