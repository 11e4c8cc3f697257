"""Duties in memory. What is due is found on an agenda of moments."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter

from msgspec.structs import replace

from care.words import DutyState
from storage.duties import Duties, DutyRow, Move
from storage.memory.pauses import MemoryPauses
from storage.memory.room import NoRoom
from storage.memory.state import State

_in_order = attrgetter("due_on", "rule_id", "key")
"""As `DutyRow.in_order`, without a call for each row."""


class MemoryDuties(Duties):
    """All duties: planned, looked at when due, closed, reopened."""

    def __init__(self, state: State, pauses: MemoryPauses) -> None:
        super().__init__(NoRoom())
        self._state = state
        self._pauses = pauses

    async def add(self, duties: Sequence[DutyRow]) -> int:
        """Plan duties; one whose key is known already is left alone. Returns how many are new."""
        known, new = self._state.duty_keys, 0
        for duty in duties:
            if known.id(duty.key) is None:
                self._state.duties.put(duty)
                new += 1
        return new

    async def due(self, now: datetime, limit: int) -> list[DutyRow]:
        """Open duties that the tick must look at by now, the longest waiting first; those of
        paused units rest.
        """
        waiting = self._state.agenda.until(now, self._state.duties.rows)
        if not self._pauses.nothing():
            waiting = [duty for duty in waiting if self._pauses.awake(duty.unit_id)]
        return waiting[:limit]

    async def hold(self, duty_id: int) -> DutyRow | None:
        """One duty for an answer."""
        return self._state.duties.rows.get(duty_id)

    async def hold_in(self, unit_ids: Iterable[int]) -> None:
        """The open duties of these classes and schools."""

    async def next_moment(self) -> datetime | None:
        """When the tick has something to do again; what rests has no moment."""
        agenda, rows = self._state.agenda, self._state.duties.rows
        if self._pauses.nothing():
            return agenda.first(rows)
        return agenda.first(rows, lambda duty: self._pauses.awake(duty.unit_id))

    async def move(self, moves: Sequence[Move]) -> None:
        """Write the new places of many duties at once."""
        for move in moves:
            duty = self._state.duties.rows.get(move.duty_id)
            if duty is not None:
                self._state.duties.put(_moved(duty, move))

    async def move_all_to(self, child_ids: Iterable[int], unit_id: int) -> None:
        """Children went to another class: their open duties, and so all that follow, go along."""
        for duty in await self.open_of_children(child_ids):
            self._state.duties.put(replace(duty, unit_id=unit_id))

    async def excuse(self, child_ids: Iterable[int], now: datetime) -> list[DutyRow]:
        """End what is open about children who have left, and return it as it was."""
        ended = await self.open_of_children(child_ids)
        for duty in ended:
            gone = replace(duty, state=DutyState.excused, next_at=None, ended_at=now)
            self._state.duties.put(gone)
        return ended

    async def count_later(self, duty_id: int) -> None:
        """One more Later was pressed."""
        duty = self._state.duties.rows[duty_id]
        self._state.duties.put(replace(duty, laters=duty.laters + 1))

    async def by_id(self, duty_ids: Iterable[int]) -> dict[int, DutyRow]:
        """Many duties at once."""
        return {duty.id: duty for duty in self._state.duties.get(duty_ids)}

    async def open_of_children(
        self, child_ids: Iterable[int], due_by: date = date.max
    ) -> list[DutyRow]:
        """The open duties about these children, due on a local date or before it, nearest first."""
        index = self._state.duties_open_about
        ids = (i for child in set(child_ids) for i in index.ids(child))
        near = [duty for duty in self._state.duties.get(ids) if duty.due_on <= due_by]
        return sorted(near, key=_in_order)

    async def open_of_units(self, unit_ids: Iterable[int]) -> list[DutyRow]:
        """The open duties of units themselves, nearest first."""
        index = self._state.duties_open_in
        rows = self._state.duties.get(i for unit in set(unit_ids) for i in index.ids(unit))
        return sorted((duty for duty in rows if duty.child_id is None), key=_in_order)

    async def latest_of_children(self, child_ids: Iterable[int]) -> list[DutyRow]:
        """The last duty of every chain about these children."""
        return self._last(i for c in set(child_ids) for i in self._state.duties_about.ids(c))

    async def latest_of_units(self, unit_ids: Iterable[int]) -> list[DutyRow]:
        """The last duty of every chain that these units themselves owe."""
        return self._last(i for u in set(unit_ids) for i in self._state.duties_owed_by.ids(u))

    def _last(self, ids: Iterable[int]) -> list[DutyRow]:
        after = self._state.duties_after
        return [duty for duty in self._state.duties.get(ids) if not after.count(duty.id)]

    async def successor(self, duty_id: int) -> DutyRow | None:
        """The duty planned after this one."""
        ids = self._state.duties_after.ids(duty_id)
        return next(iter(self._state.duties.get(ids)), None)

    async def done_so_often(self, child_id: int, rule_id: str) -> int:
        """How many duties of a rule about a child have been done."""
        return self._state.duties_done.count((child_id, rule_id))

    async def ended(self, keys: Iterable[str]) -> set[str]:
        """Which of these keys belong to duties that are open no longer."""
        found = (self._state.duties.rows.get(self._state.duty_keys.id(key) or 0) for key in keys)
        return {duty.key for duty in found if duty and duty.state is not DutyState.open}

    async def named(self, duty_ids: Iterable[int]) -> set[int]:
        """Which of these duties any notice, record or closure, withdrawn ones too, ever named."""
        return {duty_id for duty_id in duty_ids if self._is_named(duty_id)}

    def _is_named(self, duty_id: int) -> bool:
        state = self._state
        return bool(
            state.notices_about.ids(duty_id)
            or state.records_about.count(duty_id)
            or state.closures_of.count(duty_id)
        )

    async def withdraw(self, duty_ids: Iterable[int]) -> None:
        """Take back duties that nobody has touched."""
        for duty_id in duty_ids:
            self._state.duties.drop(duty_id)

    async def unstarted(self, unit_ids: Iterable[int]) -> list[DutyRow]:
        """Open duties of classes and schools that only wait for the day on which these go live."""
        ids = (i for u in set(unit_ids) for i in self._state.duties_open_in.ids(u))
        return [duty for duty in self._state.duties.get(ids) if self._waits_for_its_start(duty)]

    def _waits_for_its_start(self, duty: DutyRow) -> bool:
        live_on = self._state.units.rows[duty.unit_id].live_on
        if live_on is None or duty.due_on < live_on or duty.step or duty.laters:
            return False
        before = self._state.duties.rows.get(duty.previous_id or 0)
        follows = before is not None and before.ended_at == duty.created_at
        return not follows and not self._is_named(duty.id)


def _moved(duty: DutyRow, move: Move) -> DutyRow:
    return replace(
        duty,
        state=move.state,
        step=move.step,
        ladder_from=move.ladder_from,
        next_at=move.next_at,
        ended_at=move.ended_at,
    )
