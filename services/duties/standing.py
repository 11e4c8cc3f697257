"""What became of the duties about children lately: done, missed, unknown, still open.

What nobody could be reached about and nobody ticked is unknown: neither done nor a reproach.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from care.weekly import PERIOD
from care.words import DutyState
from storage.work import Work


class Standing(Struct, frozen=True):
    """Duties due in the last period (`care.weekly.PERIOD`), by what became of them."""

    done: int = 0
    missed: int = 0
    unknown: int = 0
    open: int = 0

    @property
    def due(self) -> int:
        """All of them."""
        return self.done + self.missed + self.unknown + self.open


async def standing(work: Work, child_ids: Iterable[int], today: date) -> Standing:
    """How things stand with these children on a local date; one query per 500."""
    counted = await work.weekly.standing(child_ids, today - PERIOD, today)
    total: Counter[str] = sum(counted.values(), Counter())
    return Standing(
        done=total[DutyState.done],
        missed=total[DutyState.missed],
        unknown=total[DutyState.unknown],
        open=total[DutyState.open],
    )
