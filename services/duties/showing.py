"""What a message about duties shows to one reader, read at the moment of showing it.

No text is made here: a view holds names, dates and the rule's own texts, `bot.texts` writes them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct

from care.roles import may_answer
from care.rule import Rule
from care.rungs import ESCALATION
from care.words import DutyState
from services.actor import names_in
from services.duties.case import COULD_NOT, EXCUSED
from services.duties.listing import Listed, lists
from services.duties.outlook import Outlook, look_around
from services.duties.undoing import UNDO_WITHIN
from storage.duties import DutyRow
from storage.notices import Item
from storage.records import Ending
from storage.work import Work

REMINDER = "reminder"
Reader = tuple[int, frozenset[str]]
"""Who reads, and their roles and posts around what it is about."""


class ItemView(Struct, frozen=True):
    """One duty as a reader sees it. Dates are local to the child's school."""

    duty_id: int
    rule: Rule
    subject: str
    """The child's name, or that of the class or school which owes it itself."""
    purpose: str
    state: DutyState
    today: date
    due_on: date
    closes_on: date
    last_on: date | None
    """When this kind of thing was last done."""
    done_by: str | None
    done_by_me: bool
    done_on: date | None
    may_undo: bool
    reason: str | None
    """Why somebody said it could not be done."""
    mine: bool
    """The reader owes it; staff who read about the family's duty do not."""
    may_answer: bool
    """The reader may say that it was done."""
    heard: bool = True
    """What was to be said is still the reader's to hear: the post is theirs as it was."""
    child_id: int = 0
    """0 for a duty of a class or school itself."""
    excuse: str | None = None
    """Why somebody of the staff said that it is not needed this time."""
    words: str | None = None
    """The same in words, on pages whose reader may read them (`services.duties.said`)."""
    rests: bool = False
    """It is paused today by where the parents or the child are."""
    unit_id: int = 0
    listed: tuple[Listed, ...] = ()
    """What a class's reminder lists for whoever owes it."""


class _Background(Struct, frozen=True):
    """What the store knows around a batch of duties: of those that are open when it was last done
    and why it could not be, of those that have ended how.
    """

    outlook: Outlook
    rules: Mapping[int, Rule | None]
    subjects: Mapping[int, str]
    last: Mapping[tuple[int, str], date]
    endings: Mapping[int, Ending]
    reasons: Mapping[int, str]
    excuses: Mapping[int, str]
    lists: Mapping[int, tuple[Listed, ...]]


async def show(work: Work, reader_id: int, items: Sequence[Item], now: datetime) -> list[ItemView]:
    """The items as this reader sees them now, in the same order; a constant number of queries.

    What belongs to a circle that the reader is no longer part of is left out.
    """
    duties = await work.duties.by_id(item.duty_id for item in items)
    around = await _background(work, duties, now)
    views = []
    for item in items:
        duty, rule = duties.get(item.duty_id), around.rules.get(item.duty_id)
        if duty is None or rule is None:
            continue
        if names := names_in(around.outlook.circle(duty), reader_id, now):
            views.append(_view(item, duty, rule, around, (reader_id, names), now))
    return views


async def _background(work: Work, duties: Mapping[int, DutyRow], now: datetime) -> _Background:
    ended = [d.id for d in duties.values() if d.state is not DutyState.open]
    excused = [d.id for d in duties.values() if d.state is DutyState.excused]
    still = [duty for duty in duties.values() if duty.state is DutyState.open]
    children = {duty.child_id for duty in still if duty.child_id is not None}
    outlook = await look_around(work, duties.values(), now)
    rules = {duty.id: outlook.rule(duty) for duty in duties.values()}
    return _Background(
        outlook=outlook,
        rules=rules,
        subjects=await _subjects(work, duties.values()),
        last=await work.records.last_days(children) if children else {},
        endings=await work.records.endings(ended) if ended else {},
        reasons=await work.records.choices_for([d.id for d in still], COULD_NOT) if still else {},
        excuses=await work.records.choices_for(excused, EXCUSED) if excused else {},
        lists=await lists(work, ((duty, rules[duty.id]) for duty in duties.values())),
    )


def _view(
    item: Item, duty: DutyRow, rule: Rule, around: _Background, reader: Reader, now: datetime
) -> ItemView:
    reader_id, names = reader
    ending = around.endings.get(duty.id)
    by_me = ending is not None and ending.closure.person_id == reader_id
    by_owing = item.purpose != ESCALATION
    mine = around.outlook.owes(duty, reader_id, now)
    return ItemView(
        duty_id=duty.id,
        rule=rule,
        subject=around.subjects[duty.child_id or duty.unit_id],
        purpose=item.purpose,
        state=duty.state,
        today=around.outlook.today(duty, now),
        due_on=duty.due_on,
        closes_on=duty.closes_on,
        last_on=_last(around.last, duty, rule),
        done_by=None if ending is None else ending.done_by,
        done_by_me=by_me,
        done_on=None if ending is None else ending.done_on,
        may_undo=by_me and ending is not None and now - ending.closure.at <= UNDO_WITHIN,
        reason=around.reasons.get(duty.id),
        mine=mine,
        may_answer=may_answer(names, mine=mine),
        heard=mine if by_owing else around.outlook.tells(duty, reader_id, now),
        child_id=duty.child_id or 0,
        excuse=around.excuses.get(duty.id),
        rests=around.outlook.rests(duty, now),
        unit_id=duty.unit_id,
        listed=around.lists.get(duty.id, ()) if mine else (),
    )


async def _subjects(work: Work, duties: Iterable[DutyRow]) -> dict[int, str]:
    duties = list(duties)
    names = await work.children.names(d.child_id for d in duties if d.child_id is not None)
    if owing := [duty.unit_id for duty in duties if duty.child_id is None]:
        units = await work.units.by_id(owing)
        names |= {unit.id: unit.name for unit in units.values()}
    return names


def _last(last: Mapping[tuple[int, str], date], duty: DutyRow, rule: Rule) -> date | None:
    if duty.child_id is None:
        return None
    days = [last[duty.child_id, kind] for kind in rule.closed_by if (duty.child_id, kind) in last]
    return max(days, default=None)
