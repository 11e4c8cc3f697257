"""Children and the ties of their circles, in memory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from storage.children import ChildFacts, Children, ChildRow, TieFacts, TieRow
from storage.memory.room import NoRoom, runs
from storage.memory.state import State
from storage.memory.stored import StoredChild, StoredTie
from storage.tables import new_id


class MemoryChildren(Children):
    """Children, and who is tied to them."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def add(self, children: Sequence[ChildFacts], since: date, now: datetime) -> list[int]:
        """Add children from a local day on; returns their ids in the same order."""
        rows = [StoredChild(new_id(), facts, since) for facts in children]
        for row in rows:
            self._state.children.put(row)
        return [row.id for row in rows]

    async def change(self, child_id: int, facts: ChildFacts) -> None:
        """Replace what is known of a child."""
        await self.change_all({child_id: facts})

    async def change_all(self, changes: Mapping[int, ChildFacts]) -> None:
        """Replace what is known of many children."""
        for child_id, facts in changes.items():
            child = self._state.children.rows[child_id]
            self._state.children.put(replace(child, facts=facts))

    async def in_units(self, unit_ids: Iterable[int]) -> list[ChildRow]:
        """All present children of the given classes."""
        ids = (i for unit in set(unit_ids) for i in self._state.children_in.ids(unit))
        return self._present(ids)

    async def by_id(self, child_ids: Iterable[int]) -> dict[int, ChildRow]:
        """Many children at once."""
        return {child.id: child for child in self._present(child_ids)}

    def _present(self, ids: Iterable[int]) -> list[ChildRow]:
        there = (c for c in self._state.children.get(ids) if c.until is None)
        return sorted((ChildRow(c.id, c.facts) for c in there), key=lambda child: child.id)

    async def hold(self, child_id: int) -> None:
        """Nobody else is here."""

    async def hold_in(self, unit_ids: Iterable[int]) -> None:
        """Nobody else is here."""

    async def names(self, child_ids: Iterable[int]) -> dict[int, str]:
        """The names of many children."""
        return {child.id: child.facts.name for child in self._state.children.get(child_ids)}

    async def tie(self, ties: Sequence[TieFacts], since: date) -> None:
        """Tie people to children from a local day on."""
        for facts in ties:
            self._state.ties.put(StoredTie(new_id(), facts, since))

    async def change_tie(self, tie_id: int, facts: TieFacts) -> None:
        """Replace the role, status or details of a tie."""
        await self.change_ties({tie_id: facts})

    async def change_ties(self, changes: Mapping[int, TieFacts]) -> None:
        """Replace role, status and details of many ties."""
        for tie_id, facts in changes.items():
            self._state.ties.put(replace(self._state.ties.rows[tie_id], facts=facts))

    async def ties(self, child_ids: Iterable[int], today: date) -> list[TieRow]:
        """The present ties of the given children."""
        ids = (i for child in set(child_ids) for i in self._state.ties_of.ids(child))
        return self._running(ids, today)

    async def ties_of_person(self, person_id: int, today: date) -> list[TieRow]:
        """The present ties of one person to children on the lists."""
        rows = self._running(self._state.ties_to.ids(person_id), today)
        children = self._state.children.rows
        return [row for row in rows if children[row.facts.child_id].until is None]

    def _running(self, ids: Iterable[int], today: date) -> list[TieRow]:
        ties = (t for t in self._state.ties.get(ids) if runs(t.since, t.until, today))
        rows = (TieRow(tie.id, tie.facts, tie.since, tie.until) for tie in ties)
        return sorted(rows, key=lambda row: row.id)

    async def end_ties(self, tie_ids: Iterable[int], last_day: date) -> None:
        """End ties with their last local day; yesterday's date ends them at once."""
        for tie in list(self._state.ties.get(tie_ids)):
            self._state.ties.put(replace(tie, until=last_day))

    async def end(self, child_ids: Iterable[int], last_day: date) -> None:
        """Children leave the lists with their last local day; nothing about them is forgotten."""
        for child in list(self._state.children.get(child_ids)):
            self._state.children.put(replace(child, until=last_day))

    async def place(self, child_ids: Iterable[int], unit_id: int) -> None:
        """Put children into a class; their duties are moved by `Duties.move_all_to`."""
        for child in list(self._state.children.get(child_ids)):
            moved = replace(child.facts, unit_id=unit_id)
            self._state.children.put(replace(child, facts=moved))
