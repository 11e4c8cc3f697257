"""Words about a unit that somebody is just typing: what kind they are, until they come. A draft, so
it survives restarts; who begins something else that is typed is no longer asked for them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from services.lists.typed import CONVERSATION
from storage.work import Work

Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True)
class Waiting(Generic[Kind]):
    """Words of a kind are waited for, about a unit."""

    unit_id: int
    kind: Kind


class Awaited(Generic[Kind]):
    """One sort of words; `key` is its name in the draft."""

    def __init__(self, key: str, kind: type[Kind]) -> None:
        self._key = key
        self._kind = kind

    async def begin(self, work: Work, address: int, waiting: Waiting[Kind], now: datetime) -> None:
        """Wait for words. Who may say them is asked before, and again when they come."""
        data = {self._key: waiting.kind, "unit": waiting.unit_id}
        await work.drafts.put(address, CONVERSATION, data, now)

    async def at(self, work: Work, address: int) -> Waiting[Kind] | None:
        """What is waited for at an address; None where it is something else."""
        draft = await work.drafts.get(address, CONVERSATION)
        if draft is None or self._key not in draft.data:
            return None
        return Waiting(draft.data["unit"], self._kind(draft.data[self._key]))

    async def over(self, work: Work, address: int) -> None:
        """Wait no more."""
        await work.drafts.drop(address, CONVERSATION)
