"""Statements about duties that are asked at every press or beat, built once."""

from sqlalchemy import Integer, bindparam, func, or_, select, update

from care.words import DutyState
from storage.pauses import awake
from storage.prebuilt import Prebuilt, among, in_state
from storage.tables import Duty

COLUMNS = tuple(
    getattr(Duty, name)
    for name in (
        *("id", "key", "rule_id", "unit_id", "child_id", "holder_id", "anchor", "number"),
        *("opens_on", "due_on", "closes_on", "ladder_from", "step", "laters", "gentle", "state"),
        *("next_at", "previous_id", "created_at", "ended_at"),
    )
)
"""In the order of the fields of `storage.duties.DutyRow`."""

_CHILD_OF_IT = select(Duty.child_id).where(Duty.id == bindparam("duty_id")).scalar_subquery()
_OPEN = in_state(Duty, DutyState.open)
HOLD = Prebuilt(
    select(*COLUMNS)
    .where(or_(Duty.id == bindparam("duty_id"), (Duty.child_id == _CHILD_OF_IT) & _OPEN))
    .order_by(Duty.id)
    .with_for_update()
)
BY_ID = Prebuilt(select(*COLUMNS).where(among(Duty.id)))
OPEN_OF_CHILDREN = Prebuilt(
    select(*COLUMNS).where(among(Duty.child_id), _OPEN, Duty.due_on <= bindparam("due_by"))
)
OPEN_OF_UNITS = Prebuilt(select(*COLUMNS).where(among(Duty.unit_id), _OPEN))
DONE_SO_OFTEN = Prebuilt(
    select(func.count()).where(
        Duty.child_id == bindparam("child_id"),
        Duty.rule_id == bindparam("rule_id"),
        in_state(Duty, DutyState.done),
    )
)
MOVED = ("state", "step", "ladder_from", "next_at", "ended_at")
MOVE = Prebuilt(
    update(Duty)
    .where(Duty.id == bindparam("moved"))
    .values({name: bindparam(f"new_{name}") for name in MOVED})
)
_WAITS = (_OPEN, awake(Duty.unit_id))
DUE = (
    select(*COLUMNS)
    .where(*_WAITS, Duty.next_at <= bindparam("now"))
    .order_by(Duty.next_at)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
NEXT = Prebuilt(select(func.min(Duty.next_at)).where(*_WAITS))
