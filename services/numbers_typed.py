"""The number that a school is just making public: what kind it is, until it is typed."""

from datetime import datetime

from care.numbers import NumberKind, read_line
from services.actor import Actor
from services.lists import awaited
from services.lists.awaited import Awaited
from services.numbers import add_number, numbers_view, with_words
from storage.work import Work

Waiting = awaited.Waiting[NumberKind]
NUMBERS = Awaited("number_kind", NumberKind)


async def begin(work: Work, actor: Actor, waiting: Waiting, now: datetime) -> bool:
    """Wait for a number; False where the unit's numbers are not theirs to change."""
    if await numbers_view(work, actor, waiting.unit_id, now) is None:
        return False
    await NUMBERS.begin(work, actor.address, waiting, now)
    return True


async def take(work: Work, actor: Actor, waiting: Waiting, text: str, now: datetime) -> bool | None:
    """The number that was typed, with words behind it; None where it is none or the words lack, and
    it is waited for still. False: it is not theirs to change any more, or there are enough.
    """
    line = read_line(text)
    number = None if line is None else with_words(waiting.kind, *line)
    if number is None:
        return None
    await NUMBERS.over(work, actor.address)
    return await add_number(work, actor, waiting.unit_id, number, now)
