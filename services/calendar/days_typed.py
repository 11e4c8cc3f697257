"""The days of a school that somebody is just typing: a term or a closure."""

from datetime import datetime, timedelta
from enum import StrEnum

from care.almanac import Stretch, Term
from care.days import typed_days
from services.actor import Actor
from services.calendar import school_days
from services.lists import awaited
from services.lists.awaited import Awaited
from storage.work import Work


class Kind(StrEnum):
    """What is typed."""

    term = "term"
    closed = "closed"


Waiting = awaited.Waiting[Kind]
DAYS = Awaited("school_days", Kind)
_BACK = {Kind.term: timedelta(days=150), Kind.closed: timedelta(days=30)}
"""A day without a year may lie so far back: a term under way, a closure that has begun."""


async def begin(work: Work, actor: Actor, waiting: Waiting, now: datetime) -> bool:
    """Wait for days; False where they are not theirs to enter."""
    if await school_days.school_days(work, actor, waiting.unit_id, now) is None:
        return False
    await DAYS.begin(work, actor.address, waiting, now)
    return True


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
    await DAYS.over(work, actor.address)
    return True
