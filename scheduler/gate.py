"""The gate through which every message goes: one after the other at the pace, the urgent first."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from heapq import heapify, heappop, heappush
from itertools import count

from care.delivery import Priority
from scheduler.pace import Pace
from scheduler.share import Alone, Share
from storage.slots import Slot

PATIENCE = 5.0
"""So long (seconds) a message waits at the gate for a chat or a server that asked for a rest."""

AN_INSTANT = 1e-5
"""So little (seconds) is no wait: an event loop may wake somebody as much too early, who would then
ask again and again without letting time pass.
"""


class Gate:
    """Notices and replies wait here for their moment; a `Pace` says when that is."""

    def __init__(
        self,
        pace: Pace | None = None,
        seconds: Callable[[], float] | None = None,
        share: Share | None = None,
    ) -> None:
        """`share`: with which other processes the pace is kept together."""
        self._share = share or Alone()
        self.pace = pace or Pace()
        self._seconds = seconds or _loop_seconds
        self._order = count()
        self._waiting: list[tuple[int, int]] = []
        self._changed = asyncio.Event()

    def now(self) -> float:
        """The present second of the clock that the pace goes by."""
        return self._seconds()

    def rests(self, rank: int = Priority.REPLY) -> float:
        """Seconds for which nothing of this priority may go."""
        return self.pace.rests(self.now(), rank)

    def book(self, chat: int, rank: int = Priority.REMINDER) -> float | None:
        """Seconds to wait for this chat, whose place is kept; None where that is too long. An
        emergency waits for no other message to it.
        """
        now, alarm = self.now(), rank == Priority.EMERGENCY
        wait = self.pace.chat_rests(chat, now) if alarm else self.pace.chat_wait(chat, now)
        if wait > PATIENCE:
            return None
        self.pace.book(chat, now + wait)
        return wait

    def chat_rests(self, chat: int) -> float:
        """Seconds for which Telegram wants nothing to this chat."""
        return self.pace.chat_rests(chat, self.now())

    def chat_wait(self, chat: int) -> float:
        """Seconds until this chat may get its next message."""
        return self.pace.chat_wait(chat, self.now())

    async def turn(self, rank: int) -> bool:
        """Wait for this message's moment; the smaller rank goes first. False where the server wants
        nothing for longer than a message waits.
        """
        me = (rank, next(self._order))
        heappush(self._waiting, me)
        try:
            while True:
                now = self.now()
                if self.pace.rests(now, rank) > PATIENCE:
                    return False
                first = self._waiting[0] == me
                wait = self.pace.wait(now, rank)
                if first and wait <= AN_INSTANT:
                    slot = await self._slot(rank)
                    if slot.ours:
                        self.pace.spend(self.now(), rank)
                        await asyncio.sleep(slot.wait)
                        return True
                    if slot.wait > PATIENCE:
                        return False
                    wait = slot.wait
                await self._change(wait if first else None)
        finally:
            self._leave(me)

    async def _slot(self, rank: int) -> Slot:
        """The moment among all processes; a long rest that another one was told is ours, too."""
        between, late = self.pace.spacing(rank)
        slot = await self._share.moment(rank, between, PATIENCE, late)
        if not slot.ours and slot.wait > PATIENCE:
            self.pace.rest(slot.wait, self.now())
        return slot

    async def reply(self, chat: int) -> float | None:
        """Wait for a reply's moment, before all notices but emergencies. Returns when it began;
        None where its chat or the server wants nothing for longer.
        """
        wait = self.pace.chat_rests(chat, self.now())
        if wait > PATIENCE:
            return None
        await asyncio.sleep(wait)
        self.pace.book(chat, self.now())
        return self.now() if await self.turn(Priority.REPLY) else None

    def accepted(self, began: float) -> None:
        """A message that was begun then has arrived."""
        rested = self.rests()
        self.pace.accepted(began, self.now())
        if rested and not self.rests():
            self._share.go_on()
            self._tell()

    def answered(self, began: float) -> None:
        """The server has said something else to a message that was begun then."""
        self.pace.answered(began, self.now())

    def refused(self, chat: int, seconds: float, began: float) -> bool:
        """A 429. Returns whether everything rests now."""
        everything = self.pace.refused(chat, seconds, began, self.now())
        if everything:
            self._share.rest(self.rests())
        self._tell()
        return everything

    def _leave(self, me: tuple[int, int]) -> None:
        if self._waiting[0] == me:
            heappop(self._waiting)
        else:
            self._waiting.remove(me)
            heapify(self._waiting)
        self._tell()

    def _tell(self) -> None:
        """Whoever waits looks again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def _change(self, seconds: float | None) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), seconds)


def _loop_seconds() -> float:
    return asyncio.get_running_loop().time()
