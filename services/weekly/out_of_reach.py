"""Families out of reach: which open duties of a class are to be asked about by phone or paper."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from care.roles import Act, may
from care.weekly import last_day
from services.actor import names_in
from services.duties.outlook import Outlook, look_around
from storage.duties import DutyRow
from storage.work import Work

_DAY = timedelta(days=1)
"""In no zone it is later than tomorrow's date in UTC."""


class Unreached(Struct, frozen=True):
    """Duties whose holders are all out of reach, nearest first, with what the rules know."""

    duties: tuple[DutyRow, ...]
    outlook: Outlook

    @property
    def children(self) -> set[int]:
        """The children whose families are to be asked."""
        return {duty.child_id for duty in self.duties if duty.child_id is not None}


async def unreached(work: Work, unit_ids: Iterable[int], now: datetime) -> Unreached:
    """What is to be asked about in these classes: begun, and due this week or before it."""
    children = await work.children.in_units(unit_ids)
    due_by = last_day(now.date() + _DAY)
    duties = await work.duties.open_of_children((child.id for child in children), due_by)
    outlook = await look_around(work, duties, now)
    return Unreached(tuple(to_ask(duties, outlook, now)), outlook)


def to_ask(duties: Sequence[DutyRow], outlook: Outlook, now: datetime) -> list[DutyRow]:
    """Those of the open duties that are to be asked about by phone or paper."""
    return [duty for duty in duties if is_to_ask(duty, outlook, now)]


def is_to_ask(duty: DutyRow, outlook: Outlook, now: datetime) -> bool:
    """Whether one open duty belongs on this week's list."""
    today = outlook.today(duty, now)
    if duty.opens_on > today or duty.due_on > last_day(today):
        return False
    return outlook.out_of_reach(duty, now)


async def may_ask(work: Work, person_id: int, unit_id: int, now: datetime) -> bool:
    """Whether somebody may tick on behalf of the families of a class."""
    circles = await work.circles.of_units([unit_id], now.date())
    circle = circles.get(unit_id)
    return circle is not None and may(names_in(circle, person_id, now), Act.record_for_family)


async def families_to_ask(work: Work, person_id: int, unit_id: int, now: datetime) -> int:
    """How many families of a class this person has to ask; 0 where it is not theirs to do."""
    if not await may_ask(work, person_id, unit_id, now):
        return 0
    return len((await unreached(work, [unit_id], now)).children)
