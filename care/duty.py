"""A duty: one occurrence of a rule for one child or unit, and the key that makes it unique."""

from dataclasses import dataclass
from datetime import date, datetime

from care.slots import Slot


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """A duty nobody has answered yet.

    `due_on`, `closes_on` (its last day) and `ladder_from` are dates of the unit; `step` is the
    rung of the ladder that comes next, `next_at` (UTC) when to look again; a `gentle` one is the
    first of its chain.
    """

    id: int
    key: str
    rule_id: str
    child_id: int | None
    unit_id: int
    holder_id: int | None
    due_on: date
    closes_on: date
    ladder_from: date
    step: int
    gentle: bool
    next_at: datetime | None


def key(subject: str, rule_id: str, holder: int | None, slot: Slot) -> str:
    """The duty's identity: the same slot gives the same key in every process and on every day.

    `subject` is `child:ID` or `unit:ID`; `holder` is None where any holder may do it.
    """
    who = "any" if holder is None else str(holder)
    return f"{subject}/{rule_id}/{who}/{slot.anchor}#{slot.number}"
