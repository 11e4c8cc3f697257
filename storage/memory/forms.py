"""Texts of record cards, in memory."""

from collections.abc import Iterable
from datetime import datetime

from storage.forms import Forms
from storage.memory.room import NoRoom
from storage.memory.state import State


class MemoryForms(Forms):
    """Texts of forms by their hash."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def keep(self, text_hash: str, form_id: str, source: str, now: datetime) -> None:
        """Store a text; a text is what its hash says, so nothing has to be taken back."""
        self._state.form_texts.setdefault(text_hash, source)

    async def sources(self, hashes: Iterable[str]) -> dict[str, str]:
        """The texts of these hashes."""
        there = self._state.form_texts
        return {each: there[each] for each in set(hashes) if each in there}
