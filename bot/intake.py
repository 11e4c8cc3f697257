"""Takes updates in, each once.

1. The update's id is stored in the same transaction as its effect, together with the reply.
2. After the commit the reply goes out, and is marked as sent.
3. A redelivered update whose reply is not marked gets it again; one whose reply went out gets
   nothing.
4. A reply that got lost goes out again later, but for messages that a later update has rewritten
   meanwhile: a page must not turn back under somebody's thumb.

A call for help gets the emergency numbers before all that, and without it (`bot.first_aid`).
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)
from aiogram.methods import (
    EditMessageReplyMarkup,
    EditMessageText,
    SendDocument,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import CallbackQuery, Message, Update

from bot.files import SentFile, fetch
from bot.first_aid import FirstAid, cry_in
from bot.reply import Reply, say
from bot.traffic import OpenRoad, Traffic
from bot.turn import turn_of
from locales.catalog import choose, texts
from services.forms.library import Library, library
from storage.journal import Entry
from storage.store import Store
from storage.work import Work

log = structlog.get_logger()
PRIVATE = "private"
TRY_AGAIN_AFTER = timedelta(seconds=30)
GIVE_UP_AFTER = timedelta(hours=1)
TRIES = 3
"""So often a reply is tried while its chat asks for short rests; then `answer_again` has it."""

REWRITES_KEPT = 10_000
"""Of so many messages it is remembered who rewrote them last."""

Rewritten = tuple[int | str | None, int | None]
"""Chat and number of a message."""


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
    ) -> None:
        self._store = store
        self._bot = bot
        self._dispatcher = dispatcher
        self._clock = clock
        self._numbers = numbers
        self._forms = forms or library()
        self._under_way: set[int] = set()
        """Updates whose reply is being sent."""
        self._rewritten: dict[Rewritten, int] = {}
        """The latest update that rewrote each message, the longest untouched first."""
        self._chain = chain
        self._traffic = traffic or OpenRoad()
        self._first_aid = FirstAid(bot, numbers)

    async def first_aid(self, update: Update) -> None:
        """The emergency numbers for a call for help, once, however long the updates before it take.
        Raises nothing.
        """
        await self._first_aid.give(update)

    async def take(self, update: Update) -> None:
        """Handle one update to its end. Raises only when the store cannot be written."""
        await self.answer(update.update_id, await self.accept(update))

    async def answer_again(self) -> int:
        """Replies that did not get through a while ago go out now; returns how many."""
        now, under_way = self._clock(), frozenset(self._under_way)
        async with self._store.read() as work:
            late = await work.incoming.unanswered(now - GIVE_UP_AFTER, now - TRY_AGAIN_AFTER)
        late = [row for row in late if row.id not in under_way]
        for row in late:
            await self.answer(row.id, Reply.restored(row.reply), late=True)
        return len(late)

    async def answer(self, update_id: int, reply: Reply, *, late: bool = False) -> None:
        """Send the calls in order and mark the reply; a passing fault leaves the rest for later.
        `late`: what other updates have rewritten since then stays as it is.
        """
        self._under_way.add(update_id)
        try:
            await self._answer(update_id, reply, late=late)
        finally:
            self._under_way.discard(update_id)

    async def _answer(self, update_id: int, reply: Reply, *, late: bool) -> None:
        for number, call in enumerate(reply.calls):
            if late and self._overtaken(update_id, call):
                continue
            if not await self._sent(update_id, call):
                await self._keep(update_id, Reply(reply.calls[number:]), begun=number > 0)
                return
        if reply.calls:
            async with self._store.write() as work:
                await work.incoming.replied(update_id, self._clock())

    async def _keep(self, update_id: int, rest: Reply, *, begun: bool) -> None:
        """What went out already must not come again."""
        if begun:
            async with self._store.write() as work:
                await work.incoming.replied_in_part(update_id, rest.stored())

    async def accept(self, update: Update) -> Reply:
        """Store an update with its effect; returns, after the commit, what is still to be said.

        Raises only when the store cannot be written.
        """
        numbers = asyncio.create_task(self.first_aid(update))
        try:
            return await self._accepted(update)
        finally:
            await numbers

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
        event = _event(update)
        reply = Reply()
        if event is not None and event.from_user and _is_private(event):
            user = event.from_user
            language, numbers = user.language_code, self._numbers
            turn = await turn_of(work, now, user.id, language, numbers, self._forms)
            turn = replace(turn, file=file, chain=self._chain)
            result: Any = await self._dispatcher.feed_update(self._bot, update, turn=turn)
            reply = result if isinstance(result, Reply) else Reply()
            person_id = None if turn.actor is None else turn.actor.person_id
            entry = Entry(
                f"update.{_kind(update)}", person_id=person_id, update_id=update.update_id
            )
            await work.journal.write([entry], now)
        await work.incoming.add(update.update_id, reply.stored(), now)
        return reply

    async def _apologise(self, update: Update) -> Reply:
        """A fault of ours: nothing of the update was kept, and the sender is told so."""
        event = _event(update)
        user = None if event is None else event.from_user
        reply = Reply()
        if user is not None:
            t = texts(choose(user.language_code))
            cried = cry_in(update.message) is not None
            reply = say(user.id, t("sos.not_raised" if cried else "error.sorry"))
        now = self._clock()
        async with self._store.write() as work:
            await work.journal.write([Entry("update.failed", update_id=update.update_id)], now)
            await work.incoming.add(update.update_id, reply.stored(), now)
        return reply

    async def _sent(self, update_id: int, call: TelegramMethod[Any]) -> bool:
        """False for a passing fault. What Telegram refuses for good is not tried again."""
        try:
            if not await self._at_its_moment(call):
                log.info("reply waits", update_id=update_id)
                return False
        except (TelegramBadRequest, TelegramForbiddenError) as error:
            log.info("reply refused", update_id=update_id, reason=error.message)
        except AiogramError as error:
            log.warning("reply lost", update_id=update_id, error=type(error).__name__)
            return False
        self._note(update_id, call)
        return True

    async def _at_its_moment(self, call: TelegramMethod[Any]) -> bool:
        """Make the call; a new message takes its place in the pace of all sending, and one that is
        refused with 429 goes again when its chat has rested. False where that takes too long.
        """
        if not isinstance(call, SendMessage | SendDocument) or not isinstance(call.chat_id, int):
            await self._bot(call)
            return True
        for _ in range(TRIES):
            began = await self._traffic.reply(call.chat_id)
            if began is None:
                break
            try:
                await self._bot(call)
            except TelegramRetryAfter as error:
                self._traffic.refused(call.chat_id, error.retry_after, began)
            else:
                self._traffic.accepted(began)
                return True
        return False

    def _note(self, update_id: int, call: TelegramMethod[Any]) -> None:
        """Remember what a call rewrote."""
        if (message := _rewritten(call)) is not None:
            self._rewritten[message] = max(update_id, self._rewritten.pop(message, 0))
            if len(self._rewritten) > REWRITES_KEPT:
                del self._rewritten[next(iter(self._rewritten))]

    def _overtaken(self, update_id: int, call: TelegramMethod[Any]) -> bool:
        """Whether a later update has rewritten the message of this call."""
        message = _rewritten(call)
        return message is not None and self._rewritten.get(message, 0) > update_id


def _rewritten(call: TelegramMethod[Any]) -> Rewritten | None:
    """The message that a call rewrites."""
    if isinstance(call, EditMessageText | EditMessageReplyMarkup):
        return call.chat_id, call.message_id
    return None


def _event(update: Update) -> Message | CallbackQuery | None:
    """What an update brings; None where it could not be read (see `bot.updates`)."""
    return update.message or update.callback_query


def _kind(update: Update) -> str:
    return "message" if update.message else "callback_query"


def _is_private(event: Message | CallbackQuery) -> bool:
    message = event.message if isinstance(event, CallbackQuery) else event
    return message is None or message.chat.type == PRIVATE
