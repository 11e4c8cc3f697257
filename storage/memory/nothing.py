"""What a store in memory has none of: tasks, invitations, new school years, drafts.

Asked for the next of them, these say that there is none.
"""

from collections.abc import Iterable
from datetime import date, datetime

from care.words import TaskKind
from storage.drafts import Drafts
from storage.invitations import Invitations
from storage.memory.room import NoRoom
from storage.promotions import PromotionRow, Promotions
from storage.tasks import TaskRow, Tasks


class NoTasks(Tasks):
    """The staff have nothing to decide; what would be asked is not in memory."""

    def __init__(self) -> None:
        super().__init__(NoRoom())

    async def open_in_units(self, unit_ids: Iterable[int]) -> list[TaskRow]:
        """None."""
        return []

    async def open_about(
        self, child_ids: Iterable[int] = (), person_ids: Iterable[int] = ()
    ) -> list[TaskRow]:
        """None."""
        return []

    async def drop_keys(self, keys: Iterable[str], now: datetime) -> None:
        """There are none."""

    async def drop(
        self,
        now: datetime,
        *,
        child_ids: Iterable[int] = (),
        person_ids: Iterable[int] = (),
        keep: Iterable[TaskKind] = (),
    ) -> None:
        """There are none."""

    async def move_to(self, child_ids: Iterable[int], from_id: int, to_id: int) -> None:
        """There are none."""


class NoInvitations(Invitations):
    """Nobody holds a link."""

    def __init__(self) -> None:
        super().__init__(NoRoom())

    async def revoke(self, person_ids: Iterable[int], now: datetime) -> None:
        """There are none."""


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
