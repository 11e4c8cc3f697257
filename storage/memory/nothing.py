"""What a store in memory has none of: children on the move, new school years, drafts.

Asked for the next of them, these say that there is none.
"""

from collections.abc import Iterable
from datetime import date, datetime

from storage.drafts import Drafts
from storage.memory.room import NoRoom
from storage.moves import MoveRow, Moves
from storage.promotions import PromotionRow, Promotions


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


class NoDrafts(Drafts):
    """Nobody is in the middle of a card."""

    def __init__(self) -> None:
        super().__init__(NoRoom())

    async def drop_all(self, address: int) -> None:
        """There are none."""
