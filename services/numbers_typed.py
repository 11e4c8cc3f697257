"""The number that a school is just making public: what kind it is, until it is typed. A draft, so
it survives restarts; who begins something else that is typed is no longer asked for it.
"""

from dataclasses import dataclass
from datetime import datetime

from care.numbers import NumberKind, read_line
from services.actor import Actor
from services.lists.typed import CONVERSATION
from services.numbers import add_number, numbers_view, with_words
from storage.work import Work

_KEY = "number_kind"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A number of a kind is waited for, to be one of a unit's."""

    unit_id: int
    kind: NumberKind


async def begin(work: Work, actor: Actor, waiting: Waiting, now: datetime) -> bool:
    """Wait for a number; False where the unit's numbers are not theirs to change."""
    if await numbers_view(work, actor, waiting.unit_id, now) is None:
        return False
    data = {_KEY: waiting.kind, "unit": waiting.unit_id}
    await work.drafts.put(actor.address, CONVERSATION, data, now)
    return True


async def waiting_at(work: Work, address: int) -> Waiting | None:
    """What is waited for at an address; None where it is something else."""
    draft = await work.drafts.get(address, CONVERSATION)
    if draft is None or _KEY not in draft.data:
        return None
    return Waiting(draft.data["unit"], NumberKind(draft.data[_KEY]))


async def take(work: Work, actor: Actor, waiting: Waiting, text: str, now: datetime) -> bool | None:
    """The number that was typed, with words behind it; None where it is none or the words lack, and
    it is waited for still. False: it is not theirs to change any more, or there are enough.
    """
    line = read_line(text)
    number = None if line is None else with_words(waiting.kind, *line)
    if number is None:
        return None
    await work.drafts.drop(actor.address, CONVERSATION)
    return await add_number(work, actor, waiting.unit_id, number, now)
