"""Takes updates in, each once.

1. The update's id is stored in the same transaction as its effect, together with the reply.
2. After the commit the reply goes out, and is marked as sent.
3. A redelivered update whose reply is not marked gets it again; one whose reply went out gets
   nothing.
4. A reply that got lost goes out again later, but for messages that a later update has rewritten
   meanwhile: a page must not turn back under somebody's thumb.
5. While the store is away nothing is said to be wrong: the update comes again.

A call for help gets the emergency numbers before all that, and without it (`bot.first_aid`).
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import TelegramMethod
from aiogram.types import Update

from bot.again import Again
from bot.files import SentFile, fetch
from bot.first_aid import FirstAid, cries, lane_of
from bot.marks import Marks
from bot.measures import REPLIES_LOST, SLOW_DOWNS, replies
from bot.outcomes import failed, no_such_token
from bot.reply import Reply, say
from bot.rewrites import Rewrites
from bot.traffic import OpenRoad, Traffic, at_its_moment
from bot.turn import turn_of
from bot.under_way import UnderWay
from bot.updates import event_of, is_private, kind_of
from care.delivery import Outcome
from locales.catalog import choose, texts
from services.forms.library import Library, library
from storage.journal import Entry
from storage.patience import is_passing
from storage.store import Store
from storage.turns import OneProcess
from storage.work import Work

log = structlog.get_logger()


class Intake:
    """The way of every update: store and effect, commit, reply."""

    def __init__(  # noqa: PLR0913 - what every turn needs
        self,
        store: Store,
        bot: Bot,
        dispatcher: Dispatcher,
        clock: Callable[[], datetime],
        numbers: Sequence[str],
        *,
        chain: bool = False,
        forms: Library | None = None,
        traffic: Traffic | None = None,
        turns: OneProcess | None = None,
        refused: asyncio.Event | None = None,
    ) -> None:
        """`turns`: whose turn it is in a chat, where other processes take updates too. `refused` is
        set when the server does not know the token any more.
        """
        self._refused = refused or asyncio.Event()
        self._store = store
        self._bot = bot
        self._dispatcher = dispatcher
        self._clock = clock
        self._numbers = numbers
        self._forms = forms or library()
        self._under_way = UnderWay()
        self.leave = self._under_way.end  # said by whoever takes the update when it comes again
        self._chain = chain
        self._traffic = traffic or OpenRoad()
        self._turns = turns or OneProcess()
        late = partial(self.answer, late=True)
        self._again = Again(store, self._turns, self._under_way, late)
        self._rewrites = Rewrites(store, shared=self._turns.shared)
        self._first_aid = FirstAid(bot, numbers)
        self._marks = Marks(store, clock)

    def first_aid(self, update: Update) -> None:
        """Begin to send the emergency numbers for a call for help, once, however long the updates
        before it take.
        """
        self._first_aid.begin(update)

    async def take(self, update: Update) -> None:
        """Handle one update to its end. Raises only when the store cannot be written."""
        await self.answer(update.update_id, await self.accept(update))

    async def answer_again(self, stop: asyncio.Event | None = None) -> int:
        """Replies that got lost and are due again (`bot.again`) go out now; returns how many were
        tried: the first that is lost again is the last. Once `stop` is set no further one is begun:
        the next start finds it.
        """
        return await self._again.round(self._clock(), stop)

    def turn(self, chat: int) -> AbstractAsyncContextManager[None]:
        """The turn of a chat, or of its calls for help, among all processes; whoever takes updates
        beside others holds it from before `accept` until `answer` is done, of a call for help
        until it is accepted. Raises where it is not to be had.
        """
        return self._turns.turn(chat)

    def if_unsaid(self, update_id: int) -> AbstractAsyncContextManager[bool]:
        """True, until `answer` is done, if nobody else says the reply to this call for help now."""
        return self._turns.if_unsaid(update_id)

    async def not_taken(self, update: Update) -> None:
        """The update will have to come again: who calls for help hears at once that nobody knows.
        Raises nothing.
        """
        await self._first_aid.nobody_knows(update)

    async def answer(self, update_id: int, reply: Reply, *, late: bool = False) -> None:
        """Send the calls in order and mark the reply; a passing fault leaves the rest for later.
        `late`: what other updates have rewritten since then stays as it is.
        """
        try:
            await self._first_aid.given(update_id)
            await self._answer(update_id, reply, late=late)
        finally:
            self._under_way.end(update_id)

    async def _answer(self, update_id: int, reply: Reply, *, late: bool) -> None:
        for number, call in enumerate(reply.calls):
            if late and await self._rewrites.overtaken(update_id, call):
                continue
            if not await self._sent(update_id, call):
                await self._keep(update_id, Reply(reply.calls[number:]), begun=number > 0)
                return
        if reply.calls:
            await self._marks.replied(update_id)
            self._again.lost.forget(update_id)

    async def _keep(self, update_id: int, rest: Reply, *, begun: bool) -> None:
        """What went out already must not come again."""
        if begun:
            async with self._store.write() as work:
                await work.incoming.replied_in_part(update_id, rest.stored())

    async def accept(self, update: Update) -> Reply:
        """Store an update with its effect; returns, after the commit, what is still to be said:
        `answer` follows, and until it has ended nobody else says it.

        Raises only when the store cannot be written.
        """
        self.first_aid(update)
        answered = update.update_id in self._under_way
        self._under_way.begin(update.update_id)
        try:
            reply = await self._accepted(update)
            return Reply() if answered else reply
        except BaseException:
            self._under_way.end(update.update_id)
            raise

    async def _accepted(self, update: Update) -> Reply:
        try:
            file = await fetch(self._bot, self._store, update, self._clock())
            async with self._store.write() as work:
                known = await work.incoming.get(update.update_id)
                if known is not None:
                    sent = known.replied_at is not None
                    return Reply() if sent else Reply.restored(known.reply)
                return await self._handled(work, update, file)
        except Exception as error:
            if is_passing(error):
                await self._first_aid.nobody_knows(update)
                raise
            log.exception("update failed", update_id=update.update_id, error=type(error).__name__)
            return await self._unhandled(update)

    async def _unhandled(self, update: Update) -> Reply:
        """Nothing of the update was kept. Where not even that can be written, who called for help
        hears at once that nobody knows of it.
        """
        try:
            return await self._apologise(update)
        except Exception:
            await self._first_aid.nobody_knows(update)
            raise

    async def _handled(self, work: Work, update: Update, file: SentFile | None) -> Reply:
        now = self._clock()
        event = event_of(update)
        reply = Reply()
        if event is not None and event.from_user and is_private(event):
            user = event.from_user
            language, numbers = user.language_code, self._numbers
            turn = await turn_of(work, now, user.id, language, numbers, self._forms)
            turn = replace(turn, file=file, chain=self._chain)
            result: Any = await self._dispatcher.feed_update(self._bot, update, turn=turn)
            reply = result if isinstance(result, Reply) else Reply()
            person_id = None if turn.actor is None else turn.actor.person_id
            entry = Entry(
                f"update.{kind_of(update)}", person_id=person_id, update_id=update.update_id
            )
            await work.journal.write([entry], now)
        await work.incoming.add(update.update_id, reply.stored(), now, lane_of(update))
        return reply

    async def _apologise(self, update: Update) -> Reply:
        """A fault of ours: nothing of the update was kept, and the sender is told so."""
        event = event_of(update)
        user = None if event is None else event.from_user
        reply = Reply()
        if user is not None:
            t = texts(choose(user.language_code))
            reply = say(user.id, t("sos.not_raised" if cries(update) else "error.sorry"))
        now = self._clock()
        async with self._store.write() as work:
            await work.journal.write([Entry("update.failed", update_id=update.update_id)], now)
            await work.incoming.add(update.update_id, reply.stored(), now, lane_of(update))
        return reply

    async def _sent(self, update_id: int, call: TelegramMethod[Any]) -> bool:
        """False for a passing fault. What Telegram refuses for good is not tried again."""
        try:
            if not await at_its_moment(self._bot, self._traffic, call):
                log.info("reply waits", update_id=update_id)
                return False
        except AiogramError as error:
            replies(type(call).__name__, failed(error).outcome).inc()
            if not isinstance(error, TelegramBadRequest | TelegramForbiddenError):
                self._lost(update_id, call, error)
                return False
            log.info("reply refused", update_id=update_id, reason=error.message)
        else:
            replies(type(call).__name__, Outcome.accepted).inc()
        self._rewrites.note(update_id, call)
        return True

    def _lost(self, update_id: int, call: TelegramMethod[Any], error: AiogramError) -> None:
        attempt = failed(error)
        REPLIES_LOST.inc()
        SLOW_DOWNS.inc(attempt.outcome is Outcome.slow_down)
        if no_such_token(call, error):
            self._refused.set()
        self._again.lost.note(update_id, self._clock(), attempt.wait)
        log.warning("reply lost", update_id=update_id, error=type(error).__name__)
