"""The whole bot in one process: store, intake, heart and a Telegram, with crashes and restarts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import telegram
from aiogram import Bot
from aiogram.types import Update

from bot import sender
from bot.intake import Intake
from bot.reply import Reply
from bot.sender import send
from bot.updates import read
from care.delivery import Priority
from care.hours import local_date
from handlers.routers import dispatcher
from locales.catalog import texts
from sandbox import users, wire
from sandbox.chats import Phone
from scheduler.gate import Gate
from scheduler.heart import Heart
from scheduler.pump import Pump
from services.outbox.delivering import Attempt, Prepared
from services.sos.climbing import look_at
from storage.store import Store
from tests.care.builders import SHANGHAI
from tests.chaos.cast import LANGUAGES, NAMES, NOT_YET, Cast, number_of, phone_of
from tests.chaos.oracle import complaint, look
from tests.chaos.wire import TOKEN, Seen, Wire, a_telegram

NUMBERS = ("110", "120")
BEATS = 8
"""After so many events in a row the rest of a time passes in one leap, as after an outage."""

RESTS_AFTER = 10
"""Beats; a chain of emergency has fewer rungs."""


class Strict(Intake):
    """A fault of ours ends the story with its cause, where people would get an apology."""

    async def _unhandled(self, update: Update) -> Reply:  # noqa: ARG002
        raise  # noqa: PLE0704 - inside the handler of the exception


class Watched(Heart):
    """The same for an emergency that cannot be handled."""

    async def _look_at(self, request_id: int, now: datetime) -> None:
        async with self._store.write() as work:
            await look_at(work, request_id, now)


class AtOnce(Gate):
    """Nobody waits for the limits of Telegram."""

    def book(self, chat: int, rank: int = Priority.REMINDER) -> float | None:
        """No chat rests."""
        return 0.0 * chat * rank

    async def turn(self, rank: int) -> bool:
        """It is your turn."""
        return rank >= 0


@dataclass
class House:
    """The bot at work, and its faults."""

    store: Store
    cast: Cast
    telegram: Any
    wire: Wire
    bot: Bot
    complaints: list[str] = field(default_factory=list)
    taken: int = 0
    """How many updates there were."""
    beats: int = 0
    pushed: int = 0

    @classmethod
    def of(cls, store: Store, cast: Cast, now: datetime) -> "House":
        """The house with a phone for everybody."""
        made = a_telegram(now)
        for place, (name, full) in enumerate(NAMES.items()):
            user = telegram.User(
                phone_of(name), full, is_bot=False, language_code=LANGUAGES[place % 4]
            )
            joined = name not in NOT_YET
            made.phones[user.id] = Phone(user, number_of(name), name, joined=joined)
        session = Wire(made)
        house = cls(store, cast, made, session, Bot(TOKEN, session=session))
        house.starts()
        return house

    def now(self) -> datetime:
        """The moment (UTC)."""
        moment: datetime = self.telegram.clock.now()
        return moment

    def starts(self) -> None:
        """The process begins: nothing is known but what is in the store."""
        self.intake = Strict(self.store, self.bot, dispatcher(), self.now, NUMBERS, chain=True)
        pump = Pump(self.store, self._send, self.now, AtOnce())
        self.heart = Watched(self.store, pump, self.now, self.intake.answer_again, lambda: None)

    async def _send(self, prepared: Prepared) -> Attempt:
        """Send a notice; on the way see who is to read what."""
        town = await look(self.store, local_date(self.now(), SHANGHAI))
        words, _ = sender._written(prepared, NUMBERS, texts(prepared.language))
        if found := complaint(town, prepared, words):
            who = next(n for n, i in self.cast.people.items() if i == prepared.notice.person_id)
            self.complaints.append(f"{who} ({prepared.notice.code}): {found}")
        self.pushed += 1
        return await send(self.bot, prepared, NUMBERS)

    def phone(self, name: str) -> Phone:
        """Somebody's phone, which has not blocked the bot."""
        phone: Phone = self.telegram.phones[phone_of(name)]
        users.unblock(self.telegram, phone)
        return phone

    async def says(self, name: str, words: str, how: str = "") -> None:
        """Somebody types something, or touches a key."""
        users.say(self.telegram, self.phone(name), words)
        await self.comes_in(how)

    async def sends(self, name: str, kind: str, upload: Any, how: str = "") -> None:
        """Somebody sends a voice message, a photo or a file."""
        stored = self.telegram.files.add(kind, upload, 7 if kind == "voice" else 0)
        users.send_file(self.telegram, self.phone(name), stored, None)
        await self.comes_in(how)

    async def shares(self, name: str, number: str | None, how: str = "") -> None:
        """Somebody shares a number: their own, or another."""
        users.share_contact(self.telegram, self.phone(name), number, None)
        await self.comes_in(how)

    async def presses(self, name: str, seen: Seen, how: str = "") -> None:
        """Somebody presses a button, whether it stands on their phone or not."""
        phone = self.phone(name)
        opened = self.telegram.presses.open()
        entry = phone.entries.get(seen.message_id)
        if entry is None or entry.sender != "bot":
            entry = next((e for e in phone.entries.values() if e.sender == "bot"), None)
        if entry is None:
            return
        me = self.telegram.bot.user
        content = wire.callback_json(opened.query_id, entry, phone, me, seen.data)
        self.wire.asked_by[opened.query_id] = phone.user.id
        self.telegram.updates.add("callback_query", content, phone.user.id)
        await self.comes_in(how)
        assert opened.answered, f"{name} pressed {seen.data} and saw it turn for ever"

    async def comes_in(self, how: str) -> None:
        """All that waits reaches the bot, in one of the ways in which updates do."""
        for pending in list(self.telegram.updates.pending()):
            self.telegram.updates.confirm([pending.update_id])
            update = read(self.bot, pending.payload)
            before = self.wire.said[pending.chat_id]
            self.taken += 1
            await self._take(update, how)
            assert self.wire.said[pending.chat_id] > before, f"no answer: {pending.payload}"
            assert not self.wire.shown.refused, self.wire.shown.refused

    async def _take(self, update: Update, how: str) -> None:
        match how:
            case "crash":
                await self.intake.accept(update)
                self.starts()
            case "lost":
                self.wire.silent = 1
        await self.intake.take(update)
        if self.wire.silent == 0 and how == "lost":
            self.telegram.clock.set(self.now() + timedelta(seconds=40))
            await self.intake.answer_again()
        self.wire.silent = 0
        if how == "twice":
            before = dict(self.wire.said)
            await self.intake.take(update)
            assert before == self.wire.said, "one update was answered twice"

    async def passes(self, span: timedelta) -> None:
        """Time passes from event to event, the heart at work."""
        until = self.now() + span
        for _ in range(BEATS):
            moment = await self.heart.next_moment()
            if moment is None or moment > until:
                break
            await self.beats_at(max(moment, self.now()))
        await self.beats_at(until)
        await self.heart.keep_house()

    async def beats_at(self, moment: datetime) -> None:
        """Beats at one moment until nothing is due: what a lost message brings about is for the
        next.
        """
        self.telegram.clock.set(moment)
        for _ in range(RESTS_AFTER):
            self.beats += 1
            await self.heart.beat()
            assert not self.wire.shown.refused, self.wire.shown.refused
            following = await self.heart.next_moment()
            if following is None or following > moment:
                return
        raise AssertionError("something is due for ever")


def round_and_round(found: Sequence[Seen], number: int) -> Seen | None:
    """One of them, counted round and round."""
    return found[number % len(found)] if found else None
