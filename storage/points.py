"""Points within a transaction to which it can go back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from storage.room import Room


class Points:
    """A part of a transaction that is taken back, without the rest."""

    _room: Room

    @asynccontextmanager
    async def rehearsal(self) -> AsyncIterator[None]:
        """Whatever is done inside the block is taken back at its end: a preview of a change."""
        point = await self._room.connection.begin_nested()
        try:
            yield
        finally:
            await point.rollback()
            self._room.forget()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """What is done inside the block is kept with all the rest, unless the block raises: then
        only this is taken back, and the transaction may go on.
        """
        try:
            async with self._room.connection.begin_nested():
                yield
        except BaseException:
            self._room.forget()
            raise
