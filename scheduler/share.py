"""How the gates of several processes keep one pace: each takes its next moment from the store.

Replies take a moment ahead, whatever else is sent only the present one: so replies go first, in
whichever process. An emergency asks nobody.
"""

import asyncio
from collections.abc import Awaitable
from typing import Protocol

import structlog

from care.delivery import Priority
from storage.slots import Slot, Slots
from storage.turn_session import FAULTS

log = structlog.get_logger()
PATIENCE_SECONDS = 2.0
"""A store that does not say in this time when to send is not waited for: each process goes on at
its own pace, and learns from what is refused.
"""


class Share(Protocol):
    """What a gate asks when its own pace lets a message go."""

    async def moment(self, rank: int, between: float, ahead: float, late: float) -> Slot:
        """Whether it may go, and in how many seconds."""
        ...

    def rest(self, seconds: float) -> None:
        """Everything was refused here: nobody sends for so long."""

    def go_on(self) -> None:
        """A rest was over before its time."""


class Alone:
    """The only process that sends."""

    async def moment(self, rank: int, between: float, ahead: float, late: float) -> Slot:  # noqa: ARG002 - the same to all
        """At once."""
        return Slot(True)

    def rest(self, seconds: float) -> None:
        """Nobody else has to know."""

    def go_on(self) -> None:
        """Nobody else has to know."""


class AmongAll:
    """One of several processes that send."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._telling: set[asyncio.Task[None]] = set()

    async def moment(self, rank: int, between: float, ahead: float, late: float) -> Slot:
        """Whether it may go, and in how many seconds."""
        if rank == Priority.EMERGENCY:
            return Slot(True)
        asked = self._slots.take(between, ahead if rank == Priority.REPLY else 0.0, late)
        try:
            return await asyncio.wait_for(asked, PATIENCE_SECONDS)
        except FAULTS as error:
            log.warning("pace not shared", error=type(error).__name__)
            return Slot(True)

    def rest(self, seconds: float) -> None:
        """Everything was refused here: nobody sends for so long."""
        self._tell(self._slots.rest(seconds))

    def go_on(self) -> None:
        """A rest was over before its time."""
        self._tell(self._slots.go_on())

    def _tell(self, word: Awaitable[None]) -> None:
        told = asyncio.create_task(self._told(word))
        self._telling.add(told)
        told.add_done_callback(self._telling.discard)

    async def _told(self, word: Awaitable[None]) -> None:
        try:
            await asyncio.wait_for(word, PATIENCE_SECONDS)
        except FAULTS as error:
            log.warning("pace not shared", error=type(error).__name__)

    async def close(self) -> None:
        """Wait for what is being told."""
        if self._telling:
            await asyncio.wait(self._telling)
