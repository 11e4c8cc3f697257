"""Birthdays in memory."""

from collections.abc import Iterable

from storage.birthdays import BY_MOON, Birthdays
from storage.memory.room import NoRoom
from storage.memory.state import State


class MemoryBirthdays(Birthdays):
    """When children were born."""

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
        """None: nobody in memory enters any."""
        return {}
