"""The rooms for looking after the store itself: keys, erasure, what is kept for a while."""

from functools import cached_property

from storage.erasing import Erasing
from storage.keeping import Keeping
from storage.room import Room
from storage.sealing import Sealing


class Upkeep:
    """What no conversation asks for."""

    _room: Room

    @cached_property
    def erasing(self) -> Erasing:
        """Erasing one person or child."""
        return Erasing(self._room)

    @cached_property
    def sealing(self) -> Sealing:
        """Which key has sealed what."""
        return Sealing(self._room)

    @cached_property
    def keeping(self) -> Keeping:
        """What is kept for a while only."""
        return Keeping(self._room)
