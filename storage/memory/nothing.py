"""What a store in memory has none of: children on the move, new school years, requests, drafts.

Asked for the next of them, these say that there is none.
"""

from collections.abc import Iterable
from datetime import date, datetime

from care.words import RequestKind
from storage.drafts import Drafts
from storage.memory.room import NoRoom
from storage.moves import MoveRow, Moves
from storage.promotions import PromotionRow, Promotions
from storage.requests import RequestRow, Requests


class NoMoves(Moves):
    """No child is on its way anywhere."""

    def __init__(self) -> None:
        super().__init__(NoRoom())

    async def due(self, now: datetime, limit: int) -> list[MoveRow]:
        """None."""
        return []

    async def next_days(self) -> list[tuple[date, str]]:
        """None."""
        return []

    async def waiting_for(self, child_ids: Iterable[int]) -> list[MoveRow]:
        """None."""
        return []


class NoPromotions(Promotions):
    """No school goes a grade up."""

    def __init__(self) -> None:
        super().__init__(NoRoom())

    async def due(self, now: datetime) -> list[PromotionRow]:
        """None."""
        return []

    async def next_days(self) -> list[tuple[date, str]]:
        """None."""
        return []


class NoRequests(Requests):
    """Nobody has asked for anything."""

    def __init__(self) -> None:
        super().__init__(NoRoom())

    async def due(
        self, now: datetime, limit: int, kinds: Iterable[RequestKind] = ()
    ) -> list[RequestRow]:
        """None."""
        return []

    async def next_moment(self) -> datetime | None:
        """Never."""
        return None

    async def by_id(self, request_ids: Iterable[int]) -> dict[int, RequestRow]:
        """None."""
        return {}

    async def running_told(self, person_id: int) -> list[RequestRow]:
        """None."""
        return []

    async def of_record(self, record_id: int) -> list[RequestRow]:
        """None."""
        return []


class NoDrafts(Drafts):
    """Nobody is in the middle of a card."""

    def __init__(self) -> None:
        super().__init__(NoRoom())

    async def drop_all(self, address: int) -> None:
        """There are none."""
