"""The session on PostgreSQL to which all turns of a process belong (`storage.turns`)."""

import asyncio
from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.prebuilt import Prebuilt
from storage.straight import Straight

ANSWER_SECONDS = 4
FAULTS = (SQLAlchemyError, OSError, TimeoutError)
HUNG_SECONDS = 30.0
"""A process that has said nothing for so long hangs: the server ends its session, and others may
have its turns.
"""


class TurnSession:
    """Made when it is first needed, and anew after it has ended."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is one, as far as is known here."""
        return self._connection is not None

    async def scalar(self, statement: Prebuilt, kind: int, number: int) -> object:
        """What a statement about a lock says. Raises FAULTS."""
        if self._connection is None:
            self._connection = await self._engine.connect()
            await self._connection.execution_options(isolation_level="AUTOCOMMIT")
            hung = text(f"SET idle_session_timeout = {int(HUNG_SECONDS * 1000)}")
            await self._connection.execute(hung)
            self._straight = Straight(self._connection)
        return (await self._straight.get(statement, {"kind": kind, "number": number})).scalar_one()

    async def end(self) -> None:
        """Hang up, and with that give up every lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(*FAULTS):
                await asyncio.wait_for(connection.invalidate(), ANSWER_SECONDS)
            with suppress(*FAULTS):
                await connection.close()
