"""Updates that a poller has in hand: each in its lane, committed first, answered then; and up to
which of them all are committed.

A reply that Telegram does not take, or a file that it does not bring, keeps nobody else waiting.
Once the bot is to stop, what waits behind another of its lane is left to the next start, but for
calls for help: an update is not confirmed then, and comes again.
"""

import asyncio
from collections.abc import Iterable
from time import perf_counter
from typing import Protocol

import structlog
from aiogram.types import Update

from bot.first_aid import cries, is_of_a_cry, lane_of
from bot.measures import UPDATE_SECONDS, UPDATES_REFUSED
from bot.reply import Reply
from bot.updates import LeftError, OvertakenError

log = structlog.get_logger()
PATIENCE = 1.0
"""So many seconds one waits for what has just come to be committed, and then for the replies:
usually they are out by then, and an update is confirmed together with its reply.
"""
MOST_UNSAID = 1000
"""While more replies than this wait for Telegram, nothing more is asked for."""

Task = asyncio.Task[None]


class Taker(Protocol):
    """What updates are handed over to (`bot.intake`)."""

    def first_aid(self, update: Update) -> None:
        """Done with every update as it comes, whatever becomes of those before it."""

    async def accept(self, update: Update) -> Reply:
        """Returns what is to be said, once all else is stored; raises where it cannot be."""
        ...

    async def answer(self, update_id: int, reply: Reply) -> None:
        """Say it."""
        ...

    def leave(self, update_id: int) -> None:
        """It is not said now, and may be where the update comes again."""

    async def not_taken(self, update: Update) -> None:
        """It has to come again."""


class AidOnly:
    """For while the store is away, and another process may be at it when it is back: who calls for
    help gets the numbers, and hears that nobody knows yet. Every update comes again.
    """

    def __init__(self, taker: Taker) -> None:
        self.first_aid = taker.first_aid
        self.not_taken = taker.not_taken
        self.answer = taker.answer
        self.leave = taker.leave

    async def accept(self, _update: Update) -> Reply:
        """Nothing is taken in."""
        raise OvertakenError


class InHand:
    """See the module. `offset` is the first update that is not known to be committed."""

    def __init__(self, taker: Taker) -> None:
        self.offset: int | None = None
        self._taker = taker
        self._taking: dict[int, Task] = {}
        """By update, in their order: what the offset has not passed yet."""
        self._unsaid: set[Task] = set()
        self._left: set[int] = set()
        """Updates whose replies the next start says."""
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._last_taken: dict[int, Task] = {}
        self._last_said: dict[int, Task] = {}
        """By lane: behind what the next update, or the next reply, waits."""

    def take(self, updates: Iterable[Update]) -> None:
        """Begin with those that are not in hand already; what failed before is begun anew."""
        came = sorted(updates, key=lambda update: update.update_id)
        self._let_go(came)
        if not came and not self._taking:
            # All is confirmed. After a week of silence the numbers may begin anew, and lower.
            self.offset = None
        for update in came:
            before = self._taking.get(update.update_id)
            if before is None or _failed(before):
                self._taker.first_aid(update)
                self._taking[update.update_id] = self._begun(update, lane_of(update))

    def _begun(self, update: Update, lane: int) -> Task:
        taken = asyncio.create_task(self._taken(update, lane, self._last_taken.get(lane)))
        taken.add_done_callback(_failed)
        _keep_last(self._last_taken, lane, taken)
        return taken

    def _let_go(self, came: list[Update]) -> None:
        """What failed and does not come again is no longer at the server: it keeps presses for 150
        seconds (FACTS). An answer may be cut at its end, never in its middle.
        """
        ids = [update.update_id for update in came]
        for update_id, task in list(self._taking.items()):
            if _failed(task) and update_id not in ids and (not ids or update_id < ids[-1]):
                log.warning("update gone", update_id=update_id)
                del self._taking[update_id]

    async def settle(self) -> bool:
        """Wait a moment until all is committed and said; whether nothing has failed."""
        if self._taking:
            await asyncio.wait(self._taking.values(), timeout=PATIENCE)
        if self._unsaid:
            await asyncio.wait(self._unsaid, timeout=PATIENCE)
        while len(self._unsaid) > MOST_UNSAID and not self._over.done():
            until = {*self._unsaid, self._over}
            await asyncio.wait(until, return_when=asyncio.FIRST_COMPLETED)
        self.count_on()
        return not any(_failed(task) for task in self._taking.values())

    def count_on(self) -> None:
        """Move the offset past everything that is committed, up to the first that is not."""
        for update_id, task in list(self._taking.items()):
            if not task.done() or _failed(task):
                return
            del self._taking[update_id]
            self.offset = update_id + 1

    def begin_no_more(self) -> None:
        """The bot is to stop: only what was begun is finished."""
        if not self._over.done():
            self._over.set_result(None)

    def leave(self) -> None:
        """Once all rests: nothing is confirmed from the first update on that is to come again."""
        self.count_on()
        if self.offset is not None:
            self.offset = min({self.offset, *self._left})

    async def rest(self) -> None:
        """Wait until nothing is under way, replies included."""
        while under_way := self._under_way():
            await asyncio.wait(under_way)

    def _under_way(self) -> list[Task]:
        return [task for task in (*self._taking.values(), *self._unsaid) if not task.done()]

    async def _taken(self, update: Update, lane: int, before: Task | None) -> None:
        """Raises where it has to come again."""
        came = perf_counter()
        try:
            await self._at_its_turn(before, waits=cries(update))
            if before is not None and _failed(before):
                raise OvertakenError
            reply = await self._taker.accept(update)
            UPDATE_SECONDS.observe(perf_counter() - came)
            self._say(lane, update.update_id, reply)
        except LeftError:
            log.info("update left", update_id=update.update_id)
            raise
        except OvertakenError:
            log.info("update put off", update_id=update.update_id)
            UPDATES_REFUSED.inc()
            await self._taker.not_taken(update)
            raise
        except Exception as error:
            log.exception("update not taken", update_id=update.update_id, kind=type(error).__name__)
            UPDATES_REFUSED.inc()
            raise

    async def _at_its_turn(self, before: Task | None, *, waits: bool) -> None:
        """Behind the one before. Raises LeftError where the bot is to stop first, but for what
        waits all the same.
        """
        if before is not None:
            until = {before} if waits else {before, self._over}
            await asyncio.wait(until, return_when=asyncio.FIRST_COMPLETED)
        if self._over.done() and not waits:
            raise LeftError

    def _say(self, lane: int, update_id: int, reply: Reply) -> None:
        before = self._last_said.get(lane)
        said = asyncio.create_task(self._said(before, lane, update_id, reply))
        _keep_last(self._last_said, lane, said)
        self._unsaid.add(said)
        said.add_done_callback(self._unsaid.discard)

    async def _said(self, before: Task | None, lane: int, update_id: int, reply: Reply) -> None:
        try:
            await self._at_its_turn(before, waits=before is None or is_of_a_cry(lane))
            await self._taker.answer(update_id, reply)
        except LeftError:
            self._taker.leave(update_id)
            if reply.calls:
                log.info("reply left", update_id=update_id)
                self._left.add(update_id)
        except Exception as error:  # what it does is stored; the reply goes out again later
            log.exception("reply failed", update_id=update_id, kind=type(error).__name__)


def _keep_last(last: dict[int, Task], lane: int, task: Task) -> None:
    """The last of a lane, until it is done."""

    def forget(_task: Task) -> None:
        if last.get(lane) is task:
            del last[lane]

    last[lane] = task
    task.add_done_callback(forget)


def _failed(task: Task) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
