"""The days of a school that somebody is just typing: a term or a closure. A draft, so it survives
restarts; who begins something else that is typed is no longer asked for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from care.almanac import Stretch, Term
from care.days import typed_days
from services.actor import Actor
from services.calendar import school_days
from services.lists.typed import CONVERSATION
from storage.work import Work

_KEY = "school_days"


class Kind(StrEnum):
    """What is typed."""

    term = "term"
    closed = "closed"


_BACK = {Kind.term: timedelta(days=150), Kind.closed: timedelta(days=30)}
"""A day without a year may lie so far back: a term under way, a closure that has begun."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Days are waited for, of a school."""

    unit_id: int
    kind: Kind


async def begin(work: Work, actor: Actor, waiting: Waiting, now: datetime) -> bool:
    """Wait for days; False where they are not theirs to enter."""
    if await school_days.school_days(work, actor, waiting.unit_id, now) is None:
        return False
    data = {_KEY: waiting.kind, "unit": waiting.unit_id}
    await work.drafts.put(actor.address, CONVERSATION, data, now)
    return True


async def waiting_at(work: Work, address: int) -> Waiting | None:
    """What is waited for at an address; None where it is something else."""
    draft = await work.drafts.get(address, CONVERSATION)
    if draft is None or _KEY not in draft.data:
        return None
    return Waiting(draft.data["unit"], Kind(draft.data[_KEY]))


async def take(work: Work, actor: Actor, waiting: Waiting, text: str, now: datetime) -> Term | bool:
    """The days that were typed. False where they are none or make no sense, another term where they
    are partly that one's; then they are waited for still. A closure of one day may be typed as that
    day alone.
    """
    page = await school_days.school_days(work, actor, waiting.unit_id, now)
    found = None if page is None else typed_days(text, page.today - _BACK[waiting.kind])
    if page is None or found is None:
        return False
    days, is_term = Stretch(*found), waiting.kind is Kind.term
    if is_term and found[0] == found[1]:
        return False
    if is_term and (other := page.in_its_way(days)) is not None:
        return other
    says = school_days.enter if is_term else school_days.close
    if not await says(work, actor, waiting.unit_id, days, now):
        return False
    await work.drafts.drop(actor.address, CONVERSATION)
    return True
