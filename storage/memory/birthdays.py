"""Birthdays in memory."""

from collections import defaultdict
from collections.abc import Iterable

from storage.birthdays import BY_MOON, Birthdays
from storage.memory.room import NoRoom
from storage.memory.state import State
from storage.memory.stored import StoredBirthday
from storage.tables import new_id


class MemoryBirthdays(Birthdays):
    """When children were born, and other birthdays in their families."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def of_children(self, child_ids: Iterable[int]) -> dict[int, str]:
        """The births of children of whom it is known."""
        children = ((child.id, child.facts) for child in self._state.children.get(child_ids))
        return {
            child_id: facts.details.get(BY_MOON) or facts.birth
            for child_id, facts in children
            if facts.birth is not None
        }

    async def entered(self, child_ids: Iterable[int]) -> dict[int, dict[int | None, str]]:
        """The birthdays that somebody entered, by child and person (None: the child's own)."""
        found: dict[int, dict[int | None, str]] = defaultdict(dict)
        for child_id in set(child_ids):
            for row in self._state.birthdays.get(self._state.birthdays_of.ids(child_id)):
                found[child_id][row.person_id] = row.born
        return dict(found)

    async def enter(self, child_id: int, person_id: int | None, born: str | None) -> None:
        """Write one down in place of what was entered before; None: nothing more is known."""
        rows = self._state.birthdays.get(self._state.birthdays_of.ids(child_id))
        for row in [row for row in rows if row.person_id == person_id]:
            self._state.birthdays.drop(row.id)
        if born is not None:
            self._state.birthdays.put(StoredBirthday(new_id(), child_id, person_id, born))
