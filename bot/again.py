"""Replies that got lost: which of them go out again now, and which have to wait a while.

Each waits longer after every try. One round ends with the first that is lost again: a server that
is silent keeps it, and what is due is then asked of the next round, calls for help first.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta

import structlog

from bot.first_aid import is_of_a_cry
from bot.reply import Reply
from bot.under_way import UnderWay
from care.delivery import REPLY_BACKOFF, URGENT_BACKOFF, backoff
from storage.incoming import LateRow
from storage.patience import is_passing
from storage.store import Store
from storage.turns import OneProcess

log = structlog.get_logger()
TRY_AGAIN_AFTER = timedelta(seconds=30)
GIVE_UP_AFTER = timedelta(hours=1)
REMEMBERED = 10_000
NO_TIME = timedelta(0)


class Lost:
    """How often each reply was lost, and when last (UTC), as far as this process remembers: after a
    restart all of them are tried at once.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[int, tuple[int, datetime, timedelta]] = OrderedDict()

    def note(self, update_id: int, now: datetime, at_least: timedelta = NO_TIME) -> None:
        """It did not get through, and is to wait for so long at least."""
        often = self._known.pop(update_id, (0, now, NO_TIME))[0] + 1
        self._known[update_id] = (often, now, at_least)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def forget(self, update_id: int) -> None:
        """It is out."""
        self._known.pop(update_id, None)

    def due(self, rows: Iterable[LateRow], now: datetime) -> list[LateRow]:
        """Those whose moment has come, answers to calls for help first."""
        due = [row for row in rows if not self.waits(row, now)]
        return sorted(due, key=lambda row: not is_of_a_cry(row.chat))

    def waits(self, row: LateRow, now: datetime) -> bool:
        """Whether it was lost too lately: 5, 10, 20 … seconds ago, up to two minutes, or as long as
        it was told; for an answer to a call for help up to twenty seconds.
        """
        known = self._known.get(row.id)
        if known is None:
            return False
        often, last, at_least = known
        longest = URGENT_BACKOFF if is_of_a_cry(row.chat) else REPLY_BACKOFF
        return now < last + max(at_least, backoff(often, longest))


class Again:
    """Sends lost replies again, in rounds; `answer` says one of them."""

    def __init__(
        self,
        store: Store,
        turns: OneProcess,
        under_way: UnderWay,
        answer: Callable[[int, Reply], Awaitable[None]],
    ) -> None:
        self.lost = Lost()
        self._store = store
        self._turns = turns
        self._under_way = under_way
        self._answer = answer

    async def round(self, now: datetime, stop: asyncio.Event | None = None) -> int:
        """Try what is due at this moment (UTC); returns how many were tried. Once `stop` is set no
        further one is begun: the next start finds it.
        """
        async with self._store.read() as work:
            late = await work.incoming.unanswered(now - GIVE_UP_AFTER, now - TRY_AGAIN_AFTER)
        tried = 0
        for row in self.lost.due((row for row in late if row.id not in self._under_way), now):
            if stop is not None and stop.is_set():
                break
            tried += await self._alone(row, now)
            if self.lost.waits(row, now):
                break
        return tried

    async def _alone(self, row: LateRow, now: datetime) -> bool:
        """One that cannot even be read must not stop the others."""
        try:
            return await self._tried(row)
        except Exception as error:
            if is_passing(error):
                raise
            self.lost.note(row.id, now)
            log.exception("late reply failed", update_id=row.id, error=type(error).__name__)
            return False

    async def _tried(self, row: LateRow) -> bool:
        """Whether a lost reply was tried; not while another process is busy with its chat. What a
        call for help is answered keeps nobody's turn: the next call is heard meanwhile.
        """
        turns, cried = self._turns, is_of_a_cry(row.chat)
        async with turns.if_unsaid(row.id) if cried else turns.if_free(row.chat) as free:
            async with self._store.read() as work:
                known = await work.incoming.get(row.id) if free else None
            if known is None or known.replied_at is not None or row.id in self._under_way:
                return False
            reply = Reply.restored(known.reply)
            self._under_way.begin(row.id)
            await self._answer(row.id, reply)
            return True
