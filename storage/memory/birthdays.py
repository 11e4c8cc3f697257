"""Birthdays in memory."""

from collections.abc import Iterable

from storage.birthdays import Birthdays
from storage.memory.room import NoRoom
from storage.memory.state import State


class MemoryBirthdays(Birthdays):
    """When children were born."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def of_children(self, child_ids: Iterable[int]) -> dict[int, str]:
        """The births of children of whom it is known."""
        children = self._state.children.get(child_ids)
        return {child.id: child.facts.birth for child in children if child.facts.birth is not None}

    async def entered(self, child_ids: Iterable[int]) -> dict[int, dict[int | None, str]]:
        """None: nobody in memory enters any."""
        return {}
