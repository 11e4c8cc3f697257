"""Another reason why a duty is not needed this time: waited for until it is typed, as a draft."""

from dataclasses import asdict, dataclass
from datetime import datetime

from services.actor import Actor
from services.duties.case import Answered, Result
from services.duties.excusing import Why, excuse
from services.duties.showing import REMINDER, ItemView, show
from services.lists.typed import CONVERSATION
from storage.notices import Item
from storage.work import Work

_KEY = "excuse"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reason is waited for: for which duty, and from which page it was pressed, that of a child
    or of a unit (0: not that one).
    """

    duty_id: int
    child_id: int = 0
    unit_id: int = 0


async def begin(work: Work, actor: Actor, waiting: Waiting, now: datetime) -> ItemView | None:
    """Wait for the reason; returns the duty, None where it is not there any more. Who may excuse it
    is asked when the words come, and before by `excuse`.
    """
    views = await show(work, actor.person_id, [Item(waiting.duty_id, REMINDER)], now)
    for view in views:
        await work.drafts.put(actor.address, CONVERSATION, {_KEY: asdict(waiting)}, now)
        return view
    return None


async def waiting_at(work: Work, address: int) -> Waiting | None:
    """Which reason is waited for at an address; None where it is something else."""
    draft = await work.drafts.get(address, CONVERSATION)
    if draft is None or _KEY not in draft.data:
        return None
    return Waiting(**draft.data[_KEY])


async def take(work: Work, actor: Actor, waiting: Waiting, text: str, now: datetime) -> Result:
    """The reason that was typed: it is excused. Where it is not theirs to excuse, or nothing was
    said, it is waited for still.
    """
    result = await excuse(work, actor, waiting.duty_id, Why.other, now, text)
    if result.result not in (Answered.not_yours, Answered.say_why):
        await work.drafts.drop(actor.address, CONVERSATION)
    return result
