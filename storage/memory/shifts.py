"""Open duties put on other days, in memory."""

from collections.abc import Iterable, Sequence

from storage.duties import DutyRow
from storage.memory.room import NoRoom
from storage.memory.state import State
from storage.shifts import Shifts


class MemoryShifts(Shifts):
    """Open duties put on other days."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def hold_about(self, child_ids: Iterable[int]) -> None:
        """Nobody else is here."""

    async def put_on(self, duties: Sequence[DutyRow]) -> None:
        """Write the new days of open duties."""
        for duty in duties:
            self._state.duties.put(duty)
