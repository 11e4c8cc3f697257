"""Counts over everything, in memory."""

from collections import Counter
from datetime import date

from care.words import DutyState
from storage.memory.room import NoRoom
from storage.memory.state import State
from storage.tally import Tally


class MemoryTally(Tally):
    """Whole tables in one look."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def duties(self, until: date) -> Counter[tuple[str, str]]:
        """The duties due by a local date, by rule and state."""
        rows = self._state.duties.rows.values()
        return Counter((d.rule_id, d.state.value) for d in rows if d.due_on <= until)

    async def on_time(self, until: date) -> Counter[str]:
        """Of these the ones done on their due date or before it, by rule."""
        found: Counter[str] = Counter()
        for closure in self._state.closures.rows.values():
            duty = self._state.duties.rows.get(closure.duty_id)
            if closure.undone_at is not None or duty is None or duty.due_on > until:
                continue
            done_on = self._state.records.rows[closure.record_id].about_on
            if duty.state is DutyState.done:
                found[duty.rule_id] += done_on <= duty.due_on
        return found

    async def records(self) -> Counter[tuple[int, str]]:
        """The records that stand, by author and kind."""
        rows = self._state.records.rows.values()
        return Counter((r.author_id, r.kind) for r in rows if r.withdrawn_at is None)
