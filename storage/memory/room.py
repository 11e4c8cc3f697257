"""What stands where the SQL store has its connection: a word about what is not here."""

from datetime import date, timedelta
from typing import NoReturn

from storage.room import Room

_NEAR = timedelta(days=1)


class NotInMemoryError(NotImplementedError):
    """Only the SQL store can answer this: the room named has to learn it first."""


class NoRoom(Room):
    """Every statement that reaches it was meant for a database."""

    def __init__(self) -> None:
        """Nothing to keep."""

    def __getattr__(self, name: str) -> NoReturn:
        raise NotInMemoryError(name)


def runs(since: date, until: date | None, today: date) -> bool:
    """In force on `today` in any zone, as `storage.room.runs_around` asks."""
    return since <= today + _NEAR and (until is None or until >= today - _NEAR)
